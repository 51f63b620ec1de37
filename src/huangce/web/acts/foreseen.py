"""What an act on places would touch, as a page shows it before the act is recorded.

People are counted, and nobody is named. All of it comes from `places.preview`, which decides the act as in earnest and
writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from huangce.places.models import Address, NamedPlace
from huangce.places.preview import Change, Preview, preview
from huangce.rules.facts import Fact
from huangce.rules.items import GROUPS
from huangce.rules.payload import from_payload
from huangce.rules.place_names import Namesake
from huangce.web.acts.fields import Typed
from huangce.web.acts.located import positions
from huangce.web.acts.parts import Desk
from huangce.web.acts.place_recital import NEW, UNPLACED, VALUES, place_changes, value_words
from huangce.web.frame.differences import Piece, differences
from huangce.web.frame.grounds import ground
from huangce.web.frame.said import said

PAGE: Final = 50
# Fields of payloads with a row for each address.
ROWS: Final = ("entries", "into", "lines", "statements", "points")
TOUCHED: Final = {
    "addresses": _("地址"),
    "rooms": _("其中户室"),
    "households": _("登记在此的户"),
    "registered": _("户籍人口"),
    "residents": _("在住登记"),
    "plates": _("门牌"),
    "findings": _("未结疑点"),
    "signs": _("街路巷牌"),
}
MISSING: Final = {
    "evidence-missing": _("还没有凭证：下面各项有其中一项即可"),
    "second-officer-needed": _("还没有第二经办人"),
}
ADDRESSEES: Final = {
    "household": _("户：告知新地址；原有证件有效，愿意换的免费换发"),
    "department": _("部门：工商、房产等登记的地址"),
    "partner": _("引用地址的共享部门"),
    "plates": _("门牌：更换或拆除"),
    "signs": _("街路巷牌：更换或拆除"),
}
UNITS: Final = {
    "household": _("%(n)s户"),
    "department": _("%(n)s个地址"),
    "partner": _("%(n)s个地址"),
    "plates": _("%(n)s块"),
    "signs": _("%(n)s块"),
}
LIKENESS: Final = {
    "same": _("同名"),
    "sounds_alike": _("读音相近"),
    "same_stem": _("只有通名不同"),
}
STATUS: Final = {
    **VALUES["address_status"],
    "": _("新"),
    "announced": _("已公布，还没到生效的日子"),
    "taken_back": _("已撤销"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An address before and after, in pieces of which what differs is marked."""

    address: int | None
    before: list[Piece]
    after: list[Piece]
    was: str
    now: str


def previewed(desk: Desk, typed: Typed) -> Preview:
    """Return what the act on the desk would do. Raises what recording it would raise before anything is decided."""
    return preview(from_payload(desk.form.act, typed.payload), by=desk.officer.pk)


def foreseen(desk: Desk, seen: Preview, payload: Mapping[str, Any], *, page: int = 1) -> dict[str, Any]:
    """The context of the page before an act on places is recorded; `is_clear`: nothing stands in its way."""
    language = get_language() or "zh-hans"
    pages = max(1, -(-len(seen.changes) // PAGE))
    page = min(max(page, 1), pages)
    return {
        "foreseen": seen,
        "told": place_changes(_said(desk, payload)) if seen.refusal is None else [],
        "is_clear": not (seen.refusal or seen.clashes or seen.missing),
        "is_to_come": seen.happened_on > desk.today,
        "lines": [_line(one) for one in seen.changes[(page - 1) * PAGE : page * PAGE]],
        "page": page,
        "pages": pages,
        "touched": [(gettext(words), getattr(seen.touched, name)) for name, words in TOUCHED.items()],
        "clashes": [(one.standard, one.holder) for one in seen.clashes[:PAGE]],
        "namesakes": _namesakes(seen.namesakes),
        "notices": [
            (
                gettext(ADDRESSEES[one.addressee]),
                gettext(UNITS[one.addressee]) % {"n": one.count},
                ground(one.basis.partition(":")[0], language),
            )
            for one in seen.notices
        ],
        "lacking": [(name, gettext(MISSING[name])) for name in seen.missing],
        "refusal": said(seen.refusal, language) if seen.refusal is not None else "",
    }


def _said(desk: Desk, payload: Mapping[str, Any]) -> list[Fact]:
    """What an act says of buildings, or of where addresses lie: nothing that changes how an address is written."""
    day = desk.today
    rows = payload.get("statements") or []
    stated = [Fact(row["address"], "occupancy", {k: v for k, v in row.items() if k != "address"}, day) for row in rows]
    of_building = {name: payload[name] for name in GROUPS["building"].by_name if name in payload}
    is_building = desk.form.act in ("building_registered", "building_changed")
    building = desk.building.id if desk.building is not None else NEW
    at = desk.addresses[0].id if desk.addresses else building
    return [
        *stated,
        *positions(payload.get("points") or [], desk),
        *([Fact(at, "building", of_building, day)] if is_building else []),
    ]


def _line(one: Change) -> Line:
    before, after = differences(one.before, one.after)
    return Line(one.address, before, after, status_words(one.status_before), status_words(one.status_after))


def _namesakes(found: Iterable[Namesake]) -> list[dict[str, Any]]:
    """Names that are alike, with what tells their places apart."""
    found = list(found)
    places = NamedPlace.objects.in_bulk([one.place for one in found])
    return [
        {"place": places[one.place], "likeness": gettext(LIKENESS[one.likeness])}
        for one in found
        if one.place in places
    ]


def status_words(status: str) -> str:
    """The status of an address in words."""
    return gettext(STATUS[status]) if status in STATUS else status


def ground_words(desk: Desk, payload: Mapping[str, Any]) -> dict[str, str]:
    """What the read-back of an act on places says of what it is about."""
    known = {"place": desk.place.name if desk.place is not None else ""}
    if division := desk.chosen("division"):
        known["division"] = value_words("division", division.ljust(12, "0"))
    if desk.building is not None:
        stands = Address.objects.filter(pk=desk.building.at_address or 0).first()
        known["building"] = stands.standard if stands else desk.building.whereabouts or gettext(UNPLACED)
    first: Address | None = desk.addresses[0] if desk.addresses else None
    if first is not None:
        given = {"address": first.standard, "count": len(desk.addresses)}
        words = gettext("%(address)s") if len(desk.addresses) == 1 else gettext("%(address)s等%(count)s个地址")
        known["addresses"] = words % given
    rows: list[Any] = next((payload[name] for name in ROWS if payload.get(name)), [])
    known["count"] = str(len(rows)) if rows else ""
    if "kept" in payload:
        kept = next((one.standard for one in desk.addresses if one.id == payload["kept"]), "")
        known |= {"kept": kept, "others": str(len(payload.get("addresses", ())))}
    return known
