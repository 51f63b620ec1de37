"""From the state of a record to its current row. One function a kind, used by `record` and by `rebuild`.

The bulk load builds the same rows over columns; a test proves on generated people that both agree.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from huangce.rules import names
from huangce.rules.dates import PartialDate
from huangce.rules.state import Record

PERSON = (
    "id",
    "household",
    "relation",
    "name",
    "former_name",
    "name_key",
    "initials",
    "sex",
    "birth_date",
    "birth_earliest",
    "birth_latest",
    "ethnicity",
    "citizen_id",
    "number_contested",
    "birthplace",
    "native_place",
    "education",
    "marital_status",
    "status",
    "counted_in",
    "since",
    "ended_by",
    "elsewhere",
    "died_on",
    "same_as",
    "version",
)
HOUSEHOLD = (
    "id",
    "household_kind",
    "division",
    "address",
    "address_id",
    "reference_person",
    "household_status",
    "foreign_no",
    "version",
)
RESIDENCE = (
    "id",
    "person",
    "residence_kind",
    "division",
    "address",
    "address_id",
    "arrived_on",
    "departed_on",
    "source",
    "verified_on",
    "version",
)
COLUMNS = {"person": PERSON, "household": HOUSEHOLD, "residence": RESIDENCE}
FORMER = ("record", "item", "value", "name_key", "initials")

_NOTHING: dict[str, Any] = {}


def row_of(record: Record) -> tuple[str, tuple[Any, ...]] | None:
    """Return the table and the current row of a record, or None where no effective fact makes it exist."""
    if record.is_person:
        return "person", person_row(record)
    if record.is_household:
        return "household", household_row(record)
    if record.is_residence:
        return "residence", residence_row(record)
    return None


def person_row(record: Record) -> tuple[Any, ...]:
    """The row of a person, in the order of `PERSON`."""
    groups = record.groups
    identity = groups.get("identity", _NOTHING).get
    details = groups.get("details", _NOTHING).get
    membership = groups.get("membership", _NOTHING).get
    registration = groups.get("registration", _NOTHING).get
    name = identity("name")
    birth_date = identity("birth_date")
    earliest, latest = birth_bounds(birth_date)
    died_on = groups.get("life", _NOTHING).get("died_on")
    return (
        record.id,
        membership("household"),
        membership("relation"),
        name,
        identity("former_name"),
        *name_keys(name or ""),
        identity("sex"),
        birth_date,
        earliest,
        latest,
        identity("ethnicity"),
        identity("citizen_id"),
        bool(identity("number_contested")),
        details("birthplace"),
        details("native_place"),
        details("education"),
        details("marital_status"),
        registration("status") or "unknown",
        registration("counted_in"),
        registration("since"),
        registration("ended_by"),
        registration("elsewhere"),
        date.fromisoformat(died_on) if died_on else None,
        groups.get("link", _NOTHING).get("same_as"),
        record.version,
    )


@lru_cache(maxsize=1 << 17)  # a county has fewer names than people
def name_keys(name: str) -> tuple[str, str]:
    """The homophone key and the initials of a name."""
    syllables = names.syllables(name)
    return " ".join(syllables), "".join(one[0] for one in syllables)


def birth_bounds(birth_date: str | None) -> tuple[date | None, date | None]:
    """The first and the last day on which somebody of this date of birth, whole or in part, can be born."""
    if not birth_date:
        return None, None
    if len(birth_date) == 10:  # a whole date, the usual case
        day = date.fromisoformat(birth_date)
        return day, day
    partial = PartialDate.from_text(birth_date)
    return partial.earliest, partial.latest


def household_row(record: Record) -> tuple[Any, ...]:
    """The row of a household, in the order of `HOUSEHOLD`."""
    of = record.groups["household"].get
    return (
        record.id,
        of("household_kind"),
        of("division"),
        of("address"),
        of("address_id"),
        of("reference_person"),
        of("household_status"),
        of("foreign_no"),
        record.version,
    )


def residence_row(record: Record) -> tuple[Any, ...]:
    """The row of a spell of residence, in the order of `RESIDENCE`."""
    of = record.groups["residence"].get
    arrived_on, departed_on, verified_on = of("arrived_on"), of("departed_on"), of("verified_on")
    return (
        record.id,
        of("person"),
        of("residence_kind"),
        of("division"),
        of("address"),
        of("address_id"),
        date.fromisoformat(str(arrived_on)) if arrived_on else None,
        date.fromisoformat(str(departed_on)) if departed_on else None,
        of("source"),
        date.fromisoformat(str(verified_on)) if verified_on else None,
        record.version,
    )


def former_rows(record: Record) -> list[tuple[Any, ...]]:
    """The rows of what a record was called before, in the order of `FORMER`, sorted; most records have none.

    They stay searchable: whoever comes with an old name, number or address finds the record.
    """
    once = len(record.history) == len(record.groups)  # nothing was asserted twice, as of most records
    if record.is_person:
        of = record.groups["identity"].get
        if once and not of("former_name"):
            return []
        names_then, numbers = {of("former_name")}, set[Any]()
        for one in record.history:
            if one.fact.group == "identity":
                asserted = one.fact.items.get
                names_then |= {asserted("name"), asserted("former_name")}
                numbers.add(asserted("citizen_id"))
        return [
            *(_former(record.id, "citizen_id", number) for number in _others(numbers, of("citizen_id"))),
            *(_former(record.id, "name", name) for name in _others(names_then, of("name"))),
        ]
    if record.is_household and not once:
        addresses = {one.fact.items.get("address") for one in record.history if one.fact.group == "household"}
        current = record.groups["household"].get("address")
        return [_former(record.id, "address", address) for address in _others(addresses, current)]
    return []


def _others(values: set[Any], current: Any) -> list[str]:
    return sorted(values - {None, "", current})


def _former(record: int, item: str, value: str) -> tuple[Any, ...]:
    return (record, item, value, *(name_keys(value) if item == "name" else (None, None)))
