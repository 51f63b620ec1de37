"""Items of the register as a page writes them: codes as words, divisions as names, numbers masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from huangce.accounts.masking import masked
from huangce.register.lives import Change
from huangce.rules import codes
from huangce.rules.facts import Value
from huangce.rules.items import GROUPS
from huangce.web.frame.said import label
from huangce.web.frame.templatetags.huangce import day, place

# Item → the code list that holds its values; the rest of the items are texts.
CODED: Final = {
    "sex": "sex",
    "ethnicity": "ethnicity",
    "education": "education",
    "marital_status": "marital_status",
    "relation": "relation",
    "status": "person_status",
    "ended_by": "cancellation_class",
    "household_kind": "household_kind",
    "residence_kind": "residence_kind",
}
STATUSES: Final = {"open": _("在册"), "closed": _("已销户")}
WRITTEN: Final[dict[str, Callable[[str], str]]] = {
    "citizen_id": masked,
    "division": place,
    "counted_in": place,
    "birth_date": day,
    "died_on": day,
    "since": day,
    "arrived_on": day,
    "departed_on": day,
    "verified_on": day,
    "household_status": lambda text: gettext(STATUSES.get(text, text)),
    "source": lambda text: label(text, get_language() or "zh-hans"),
}
# Pointers to other records: the page writes them as links and their numbers say nothing to a reader.
POINTERS: Final = {
    "household": "household",
    "same_as": "person",
    "person": "person",
    "reference_person": "person",
}
LABELS: Final = {(group.name, item.name): item.zh for group in GROUPS.values() for item in group.items}
# Said by other items, or of no use to a reader.
LEFT_OUT: Final = frozenset({"address_id", "person", "foreign_no"})


def word(item: str, value: Value) -> str:
    """Return the value of an item as a page writes it; "" for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    text = str(value)
    if item in CODED:
        return coded(CODED[item], text)
    return WRITTEN[item](text) if item in WRITTEN else text


def coded(table: str, code: str | None) -> str:
    """Return the label of a code in the page's language; the code itself where the list does not know it."""
    entry = codes.TABLES[table].get(code or "")
    if entry is None:
        return code or ""
    return label(entry.zh, get_language() or "zh-hans", of=table)


@dataclass(frozen=True, slots=True)
class Told:
    """A change as a page tells it: the item's name, what stood and what stands, and where a pointer leads."""

    label: str
    before: str
    after: str
    item: str
    page: str = ""
    record: int | None = None


def told(changes: Iterable[Change]) -> list[Told]:
    """Return changes in words."""
    return [
        Told(
            label=label(LABELS[one.group, one.item], get_language() or "zh-hans", of="items"),
            before="" if one.item in POINTERS else word(one.item, one.before),
            after="" if one.item in POINTERS else word(one.item, one.after),
            item=one.item,
            page=POINTERS.get(one.item, ""),
            record=one.after if isinstance(one.after, int) and one.item in POINTERS else None,
        )
        for one in changes
        if one.item not in LEFT_OUT
    ]
