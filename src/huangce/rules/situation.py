"""What a decision may look at: the records that an act touches, and the few facts about others that rules ask for.

`register.record` fills it from the database, tests fill it by hand; `decide` only reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from huangce.errors import Refused
from huangce.rules.periods import Calendar
from huangce.rules.place_names import Namesake
from huangce.rules.state import Record


class UnknownRecord(Refused):
    """Record {record} is not in the register. Search for it again."""

    code = "unknown-record"


@dataclass(frozen=True, slots=True)
class PastAct:
    """An act that stands in the register, as far as rules need it."""

    id: int
    kind: str
    happened_on: date
    is_effective: bool = True
    office: str = ""


@dataclass(slots=True)
class Situation:
    """The state of affairs in which an act is decided.

    `records` holds the act's subjects; `members` the registered and in-transit persons of each household that the act
    names; `holders` citizen number → persons registered with it; `residences` person → open spells of residence;
    `acts` the acts that the decided act names or that follow a link; `by` and `today` who decides and when.
    `opened_on` is the day on which the register took the records over: what happened before takes effect on that day.
    `begins` are the first days of records that begin in this register.
    Of acts on places: `namesakes` are the places of the county whose names are like the one that the act gives,
    `on_it` how many standing addresses bear the name of a place, `below` the standing addresses below one in the tree,
    `division_names` code → names as addresses write them: for new addresses
    those of a division and of all above it, for a division that changes its own. `buildings_at` is the building that is
    registered at an address. Of a division that changes: `villages_there` are codes of its villages that others would
    then share, `lies` the code and the written names of the divisions of each address that goes elsewhere.
    `alike` are the records that may be of the person whom the act enters.
    """

    today: date
    calendar: Calendar
    by: int = 0
    records: Mapping[int, Record] = field(default_factory=dict)
    members: Mapping[int, tuple[Record, ...]] = field(default_factory=dict)
    holders: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    residences: Mapping[int, tuple[Record, ...]] = field(default_factory=dict)
    acts: Mapping[int, PastAct] = field(default_factory=dict)
    opened_on: date | None = None
    begins: Mapping[int, date] = field(default_factory=dict)
    namesakes: tuple[Namesake, ...] = ()
    on_it: Mapping[int, int] = field(default_factory=dict)
    below: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    division_names: Mapping[str, str] = field(default_factory=dict)
    buildings_at: Mapping[int, int] = field(default_factory=dict)
    villages_there: frozenset[str] = frozenset()
    lies: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    alike: tuple[int, ...] = ()

    def person(self, record: int) -> Record:
        """The state of a person, or `UnknownRecord`."""
        return self._found(record, "is_person")

    def household(self, record: int) -> Record:
        """The state of a household, or `UnknownRecord`."""
        return self._found(record, "is_household")

    def residence(self, record: int) -> Record:
        """The state of a spell of residence, or `UnknownRecord`."""
        return self._found(record, "is_residence")

    def named_place(self, record: int) -> Record:
        """The state of a named place, or `UnknownRecord`."""
        return self._found(record, "is_named_place")

    def address(self, record: int) -> Record:
        """The state of an address, or `UnknownRecord`."""
        return self._found(record, "is_address")

    def building(self, record: int) -> Record:
        """The state of a building, or `UnknownRecord`."""
        return self._found(record, "is_building")

    def _found(self, record: int, claim: str) -> Record:
        found = self.records.get(record)
        if found is None or not getattr(found, claim):
            raise UnknownRecord(record=record)
        return found

    def members_of(self, household: int) -> tuple[Record, ...]:
        """Registered and in-transit members of a household."""
        return self.members.get(household, ())

    def others_in(self, household: int, leaving: frozenset[int] | set[int]) -> tuple[Record, ...]:
        """Registered members that stay when `leaving` go."""
        return tuple(one for one in self.members_of(household) if one.id not in leaving and one.is_registered)
