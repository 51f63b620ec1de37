"""What is asked for each step of a plate, as a table, and how it is read (requirements 3.13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.rules.authority import may_do
from huangce.rules.plates import HANGS, STEPS
from huangce.web.acts.fields import day_of
from huangce.web.acts.parts import WrongField
from huangce.web.frame import drafts
from huangce.web.frame.models import Draft

TAKEN_BACK: Final = "taken-back"
ORDERED, INSTALLED, REPLACED = "ordered", "installed", "replaced"
LONGEST: Final = 200
LARGEST_PRICE: Final = 100_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a step: its name, its words, and whether it has to be filled in."""

    name: str
    zh: str
    is_needed: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class StepForm:
    """A step as it is offered: the words of its button, and what is asked besides the plates and the day."""

    button: str
    asked: tuple[Asked, ...] = ()
    is_dated: bool = True


WORDS: Final = Asked("words", _("补充说明"), is_long=True)
WHY: Final = Asked("words", _("缘由"), is_needed=True, is_long=True)
PRICES: Final[Mapping[str, str]] = {
    "door": _("门牌单价（元）"),
    "building": _("楼牌单价（元）"),
    "street_sign": _("街路巷牌单价（元）"),
}
FORMS: Final[Mapping[str, StepForm]] = {
    "approved": StepForm(_("批准门牌"), (WORDS,)),
    ORDERED: StepForm(
        _("下单制作"),
        (
            Asked("maker", _("制作单位"), is_needed=True, is_long=True),
            Asked("due_on", _("交货期限")),
            *(Asked(f"price-{kind}", zh) for kind, zh in PRICES.items()),
        ),
        is_dated=False,
    ),
    "manufactured": StepForm(
        _("记为制成"), (Asked("batch", _("批次"), is_needed=True), Asked("spec", _("规格"), is_needed=True))
    ),
    "delivered": StepForm(_("记为送达"), (WORDS,)),
    INSTALLED: StepForm(_("记为安装"), (Asked("installer", _("安装单位"), is_needed=True, is_long=True),)),
    "inspected": StepForm(_("验收门牌"), (WORDS,)),
    "in_use": StepForm(_("交付使用"), (WORDS,)),
    "damaged": StepForm(_("记为损坏"), (WHY,)),
    "missing": StepForm(_("记为丢失"), (WHY,)),
    REPLACED: StepForm(_("更换门牌"), (Asked("spec", _("规格，不写照旧")),), is_dated=False),
    "retired": StepForm(_("停用门牌"), (Asked("reason", _("原因"), is_needed=True), WORDS)),
    TAKEN_BACK: StepForm(_("撤销上一步"), (WHY,), is_dated=False),
}


def steps_open(request: Any, states: set[str], division: str) -> list[tuple[str, str]]:
    """The steps that the officer may take with plates of some states in a division, with the words of their buttons."""

    def may(step: str) -> bool:
        duties = STEPS[step].duties if step in STEPS else {one for state in states for one in STEPS[state].duties}
        return any(may_do(request.grants, duty, request.today, division) for duty in duties)

    following = {step for state in states for step in STEPS[state].allowed}
    if states - {"applied", "numbered"}:
        following.add(TAKEN_BACK)
    return [(step, gettext(form.button)) for step, form in FORMS.items() if step in following and may(step)]


def is_open(step: str, state: str) -> bool:
    """Whether a step may follow a state."""
    return state not in ("applied", "numbered") if step == TAKEN_BACK else step in STEPS[state].allowed


def typed_of(request: Any, form: str) -> tuple[dict[str, str], Draft | None]:
    """What stands in the fields: what was sent, else what the officer typed here before; and that draft."""
    if request.method == "POST":
        return {name: value.strip()[:LONGEST] for name, value in request.POST.items()}, None
    draft = drafts.kept(request.officer, form)
    return ({name: values[-1] for name, values in draft.fields.items() if values} if draft else {}), draft


def read_fields(step: str, typed: Mapping[str, str]) -> dict[str, str]:
    """The fields of a step by name. Raises `WrongField` naming the first one that is needed and empty."""
    for one in FORMS[step].asked:
        if one.is_needed and not typed.get(one.name):
            raise WrongField(gettext("“%(field)s”还没有填") % {"field": gettext(one.zh)})
    return {one.name: typed.get(one.name, "") for one in FORMS[step].asked}


def read_day(text: str, *, today: date) -> date | None:
    """The day that a field says, None for an empty one. Raises `WrongField`."""
    read = day_of(text, None)
    return date.fromisoformat(read) if read else None


def read_prices(typed: Mapping[str, str]) -> dict[str, Decimal]:
    """The prices by kind of plate, in yuan. Raises `WrongField`."""
    prices = {}
    for kind, zh in PRICES.items():
        if text := typed.get(f"price-{kind}", ""):
            try:
                price = Decimal(text)
            except InvalidOperation:
                price = Decimal(-1)
            if not price.is_finite() or not 0 <= price < LARGEST_PRICE:
                raise WrongField(gettext("“%(field)s”读不出来，写成12.50") % {"field": gettext(zh)})
            prices[kind] = price.quantize(Decimal("0.01"))
    return prices


def read_point(longitude: str, latitude: str) -> tuple[float, float] | None:
    """A point in degrees, None where nothing is written. Raises `WrongField`."""
    if not longitude and not latitude:
        return None
    try:
        point = (float(longitude), float(latitude))
    except ValueError:
        point = (999.0, 999.0)
    if not (-180 <= point[0] <= 180 and -90 <= point[1] <= 90):
        raise WrongField(gettext("经纬度读不出来，写成107.468023和31.209571"))
    return point


def hangs(state: str) -> bool:
    """Whether a plate of a state is on its wall."""
    return state in HANGS
