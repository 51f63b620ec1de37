"""The life of a plate from application to retirement (requirements 3.13), and who pays for it (A18), as tables.

Only a plate that is installed, inspected or in use counts as hanging (J5). Every step names what it needs; a photo
needs the installer's word that nobody is on it. A plate never changes hands of address: another number or name is
another plate, which replaces the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from huangce.errors import Refused
from huangce.rules.urban_rural import is_urban

CLERK: Final = "edit_addresses"
VISITOR: Final = "report_visits"
REVIEWER: Final = "decide_findings"


class StepNotAllowed(Refused):
    """A plate that is "{status}" cannot become "{step}": next may be {allowed}."""

    code = "plate-step-not-allowed"


class StepIncomplete(Refused):
    """The step "{step}" needs {missing}."""

    code = "plate-step-incomplete"


class PersonsOnPhoto(Refused):
    """A photo of a plate is kept only if somebody declares that no person is on it."""

    code = "persons-on-photo"
    legal_ground = "个人信息保护法 art. 6"


@dataclass(frozen=True, slots=True)
class Step:
    """A step in a plate's life: what it leaves the plate as, what must be said with it, who may take it, what follows.

    `duties`: one of them is needed where the plate is. `second`: by another officer than the one of the step before.
    """

    name: str
    zh: str
    needs: tuple[str, ...]
    duties: tuple[str, ...]
    allowed: tuple[str, ...]
    second: bool = False


# What every plate may come to, whatever it is: demolition, renaming, a new number.
RETIRED: Final = "retired"
APPLIED: Final = "applied"
STEPS: Final[Mapping[str, Step]] = {
    step.name: step
    for step in (
        Step(APPLIED, "申请", (), (CLERK, VISITOR), ("numbered", RETIRED)),
        Step("numbered", "编号", ("address",), (CLERK,), ("approved", RETIRED)),
        Step("approved", "批准", (), (CLERK, REVIEWER), ("ordered", RETIRED), second=True),
        Step("ordered", "下单", ("order",), (CLERK,), ("manufactured", RETIRED)),
        Step("manufactured", "制成", ("batch", "spec"), (CLERK,), ("delivered", RETIRED)),
        Step("delivered", "送达", (), (CLERK,), ("installed", "missing", RETIRED)),
        Step(
            "installed",
            "安装",
            ("photo", "longitude", "latitude", "installer"),
            (CLERK, VISITOR),
            ("inspected", "damaged", "missing", RETIRED),
        ),
        Step("inspected", "验收", (), (CLERK, REVIEWER), ("in_use", "damaged", "missing", RETIRED), second=True),
        Step("in_use", "使用", (), (CLERK, VISITOR), ("damaged", "missing", RETIRED)),
        Step("damaged", "损坏", ("words",), (CLERK, VISITOR), ("replaced", RETIRED)),
        Step("missing", "丢失", ("words",), (CLERK, VISITOR), ("replaced", RETIRED)),
        Step("replaced", "更换", ("successor",), (CLERK,), ()),
        Step(RETIRED, "停用", ("reason",), (CLERK,), ()),
    )
}
HANGS: Final = ("installed", "inspected", "in_use")
LOST: Final = ("damaged", "missing")
OVER: Final = ("replaced", RETIRED)
# Steps on the way to the wall; a plate of one of them is being made, not missing.
COMING: Final = ("numbered", "approved", "ordered", "manufactured", "delivered")
DEMOLITION: Final = "demolition"
RENAMING: Final = "renaming"
RENUMBERING: Final = "renumbering"
NAME_ENDED: Final = "name_ended"
REASONS: Final[Mapping[str, str]] = {
    DEMOLITION: "拆除",
    RENAMING: "更名",
    RENUMBERING: "重新编号",
    NAME_ENDED: "销名",
    "entered_wrongly": "登记错误",
}
# Plate kinds: what hangs where. Sizes are an office's own affair; these are what it begins with.
KINDS: Final[Mapping[str, tuple[str, str]]] = {
    "door": ("门牌", "200×150 mm"),
    "building": ("楼牌", "600×400 mm"),
    "street_sign": ("街路巷牌", "1500×450 mm"),
}


def need_step(status: str | None, step: str, said: Mapping[str, Any]) -> Step:
    """Return the step that a plate takes next. Raises `StepNotAllowed`, `StepIncomplete`, `PersonsOnPhoto`.

    `status` is None for a plate that is not there yet; `said` holds what comes with the step, by the names of `needs`.
    """
    allowed = (APPLIED,) if status is None else STEPS[status].allowed
    if step not in allowed:
        raise StepNotAllowed(status=status or "not there", step=step, allowed=", ".join(allowed) or "nothing")
    row = STEPS[step]
    missing = [name for name in row.needs if said.get(name) in (None, "")]
    if missing:
        raise StepIncomplete(step=step, missing=", ".join(missing))
    if "reason" in row.needs and said["reason"] not in REASONS:
        raise StepIncomplete(step=step, missing=f"a reason of {', '.join(REASONS)}")
    if said.get("photo") and not said.get("photo_without_persons"):
        raise PersonsOnPhoto()
    return row


# Kinds of place that the rules on costs tell apart.
UNIT_COMPOUND: Final = "unit_compound"
URBAN: Final = "urban"
RURAL: Final = "rural"
UNIT_USES: Final = ("office", "factory", "public")
# Who pays → the digits of the division that this is; the unit pays itself.
BEARERS: Final[Mapping[str, tuple[str, int]]] = {
    "unit": ("单位", 0),
    "subdistrict": ("街道办事处", 9),
    "town": ("乡镇财政", 9),
    "district": ("区财政", 6),
    "city": ("市财政", 4),
}


@dataclass(frozen=True, slots=True)
class CostRule:
    """Who pays for plates of some kinds at some kinds of place, in the divisions that begin with some digits."""

    division: str
    plates: tuple[str, ...]
    places: tuple[str, ...]
    bearer: str
    source: str

    def holds(self, division: str, plate: str, place: str) -> bool:
        """Whether the rule is about such a plate there."""
        return division.startswith(self.division) and plate in self.plates and place in self.places


EVERY_PLACE: Final = (UNIT_COMPOUND, URBAN, RURAL)
CITY_PLAN: Final = "鄂州政办发〔2010〕21号 四(三)"
# What the notices say, for the divisions that they are of. An office adds its own (`places.plate_costs`).
COSTS: Final = (
    CostRule("4207", ("door", "building"), (UNIT_COMPOUND,), "unit", CITY_PLAN),
    CostRule("4207", ("door", "building"), (URBAN, RURAL), "subdistrict", CITY_PLAN),
    CostRule("4207", ("street_sign",), (RURAL,), "district", CITY_PLAN),
    CostRule("4207", ("street_sign",), (UNIT_COMPOUND, URBAN), "city", CITY_PLAN),
    CostRule("511703116", tuple(KINDS), EVERY_PLACE, "town", "达石府发〔2016〕179号 四 财政所"),
)


def place_kind(division: str, *, use: str | None = None, compound: str | None = None) -> str:
    """Return the kind of place for the rules on costs: a unit's compound, urban, or rural.

    >>> place_kind("420704001001", use="office", compound="机关大院"), place_kind("420704101201")
    ('unit_compound', 'rural')
    """
    if compound and use in UNIT_USES:
        return UNIT_COMPOUND
    return URBAN if is_urban(division) else RURAL


def bearer_of(rules: Iterable[CostRule], division: str, plate: str, place: str) -> CostRule | None:
    """Return the rule that says who pays: the nearest division's, of several the first; None where none is there."""
    standing = [one for one in rules if one.holds(division, plate, place)]
    return max(standing, key=lambda one: len(one.division), default=None)


def check_digits(address: int) -> str:
    """Return the two check digits of an address id on a plate (ISO 7064, MOD 97-10): one wrong digit is noticed.

    >>> check_digits(1099511627777)
    '84'
    """
    return f"{98 - address * 100 % 97:02d}"


def qr_text(address: int, prefix: str = "") -> str:
    """Return what the code on a plate says: the address id and its check digits, after the office's web address if it
    has one. Nothing on it is about a person.

    >>> qr_text(12), qr_text(12, "https://dz.example/")
    ('HUANGCE:12-62', 'https://dz.example/12-62')
    """
    return f"{prefix or 'HUANGCE:'}{address}-{check_digits(address)}"


class NotAPlateCode(Refused):
    """This is no code of a plate, or a digit of it is wrong."""

    code = "not-a-plate-code"


def address_on(code: str) -> int:
    """Return the address id that a plate's code says. Raises `NotAPlateCode`.

    >>> address_on("https://dz.example/12-62")
    12
    """
    digits, dash, check = code.strip().rpartition(":")[2].rpartition("/")[2].rpartition("-")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= 16
    if not (dash and is_number and check == check_digits(int(digits))):
        raise NotAPlateCode()
    return int(digits)
