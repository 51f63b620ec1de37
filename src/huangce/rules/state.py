"""The state of a record: what the facts say of it by a day, with readers for what rules ask.

A record's state is a dictionary of item groups. The readers below give rules their vocabulary (`is_registered`,
`is_dead`, `age_on`) so that no rule digs in dictionaries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from huangce.rules import items
from huangce.rules.dates import PartialDate
from huangce.rules.facts import RecordedFact, Value

Groups = dict[str, dict[str, Value]]


@dataclass(slots=True)
class Record:
    """A person, household, residence spell, named place or address as the facts describe it.

    `version` is the id of the newest act that touches it; `history` the facts behind it, in fold order, where they
    were loaded.
    """

    id: int
    groups: Groups = field(default_factory=dict)
    version: int = 0
    history: tuple[RecordedFact, ...] = ()

    def item(self, group: str, name: str) -> Value:
        """The value of an item, or None where it was never asserted."""
        return self.groups.get(group, {}).get(name)

    def text(self, group: str, name: str) -> str:
        """The value of a text item, or "" where there is none."""
        value = self.item(group, name)
        return value if isinstance(value, str) else ""

    def number(self, group: str, name: str) -> int | None:
        """The value of an item that holds a record id."""
        value = self.item(group, name)
        return value if isinstance(value, int) else None

    def day(self, group: str, name: str) -> date | None:
        """The value of an item that holds a whole date."""
        value = self.text(group, name)
        return date.fromisoformat(value) if value else None

    @property
    def exists(self) -> bool:
        """Whether an effective act has created it: what later acts said of a record that was taken back is nothing."""
        return (
            self.is_person
            or self.is_household
            or self.is_residence
            or self.is_named_place
            or self.is_address
            or self.is_division_change
        )

    # Persons

    @property
    def is_person(self) -> bool:
        """Whoever creates a person registers them; identity alone is what a correction left of somebody taken back."""
        return "identity" in self.groups and "registration" in self.groups

    @property
    def is_registered(self) -> bool:
        """Registered here and not on the way elsewhere."""
        return self.text("registration", "status") == items.REGISTERED

    @property
    def counts_here(self) -> bool:
        """Counted in this register: registered, or in transit and not yet arrived."""
        return self.text("registration", "status") in (items.REGISTERED, items.IN_TRANSIT)

    @property
    def died_on(self) -> date | None:
        return self.day("life", "died_on")

    @property
    def household(self) -> int | None:
        return self.number("membership", "household")

    @property
    def birth(self) -> PartialDate | None:
        text = self.text("identity", "birth_date")
        return PartialDate.from_text(text) if text else None

    def age_on(self, day: date) -> int | None:
        """Completed years at the least on `day`: an unknown day of birth counts as the latest possible."""
        if self.birth is None:
            return None
        born = self.birth.latest
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    # Households

    @property
    def is_household(self) -> bool:
        return "household_kind" in self.groups.get("household", ())

    @property
    def is_open(self) -> bool:
        return self.text("household", "household_status") == items.OPEN

    @property
    def is_collective(self) -> bool:
        return self.text("household", "household_kind") == "collective"

    @property
    def reference_person(self) -> int | None:
        return self.number("household", "reference_person")

    # Residence spells

    @property
    def is_residence(self) -> bool:
        return "person" in self.groups.get("residence", ())

    @property
    def is_current_residence(self) -> bool:
        return self.is_residence and not self.text("residence", "departed_on")

    # Named places and addresses

    @property
    def is_named_place(self) -> bool:
        return "place_name" in self.groups.get("named_place", ())

    @property
    def is_address(self) -> bool:
        return "address_status" in self.groups.get("address", ())

    @property
    def is_division_change(self) -> bool:
        return "change_kind" in self.groups.get("division_change", ())

    @property
    def is_in_force(self) -> bool:
        """Whether a named place bears its name still."""
        return self.text("named_place", "place_status") == items.IN_FORCE

    @property
    def stands(self) -> bool:
        """Whether an address is one still: not demolished, split, merged or retired."""
        return self.text("address", "address_status") == items.STANDING
