"""What a form for an act is made of: whom it is about, its steps, its fields, and the desk on which its records lie.

A form asks nothing that the register knows. Whom it is about stands in the address of the page (its slots), the rest is
typed; both together give the payload of the act, which `rules.payload` builds as for any other door. Every act's page
is one description.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from huangce.accounts.models import Officer
from huangce.places.building_models import Building
from huangce.places.models import Address, NamedPlace
from huangce.register.recorded import Recorded
from huangce.rules.authority import PLACES
from huangce.rules.state import Record

# Slots that are no record of a person: what an act on places is about.
GROUND: Final = frozenset({"named_place", "address", "addresses", "building", "division"})


class WrongField(Exception):
    """A field holds nothing that can be read, with the words that say so."""

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose: its value, its words (a label of a table or a marked text), what explains it, and the page
    that it opens."""

    value: str
    words: str
    note: str = ""
    url: str = ""


Choices = Callable[["Desk"], Sequence[Choice]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Whom or what the act is about. Asked one after the other before the form, each kept in the address.

    `what` is person, household, act, residence, one of `GROUND`, or choice. `into` is the field of the payload, "" for
    none. `choices` are the answers of a choice, or what may be said instead of a search. `suggest` answers by itself;
    then the form offers the search under the words of `offer`. `least` is how many addresses it takes. `role` says of
    one of several records what becomes of it.
    """

    name: str
    what: str
    zh: str
    into: str = ""
    choices: Choices | None = None
    suggest: Callable[[Desk], int | str | None] | None = None
    offer: str = ""
    least: int = 1
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to type or choose. `widget` names its reader (`fields.READERS`) and its template (`widgets/`)."""

    name: str
    zh: str
    widget: str = "text"
    choices: Choices | None = None
    required: bool = False
    initial: Callable[[Desk], str] | None = None
    note: str = ""
    when: Callable[[Desk], bool] | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Some fields under a head."""

    zh: str
    fields: tuple[Field, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The page of an act.

    `sentence` are the pieces of the read-back; a piece is left out as long as one of its values is not known.
    `evidence` gives the kinds of documents of which one is needed, from the act's own tables; `all_needed`: each of
    them. `second`: whether a second officer decides with. `late_days` is the day limit after which a report is late.
    `family`: whether who else is in the household matters, is shown, and is guarded against changes meanwhile.
    `carries`: what the address of the page may say besides, as the first value of fields. `swap`: the words of a link
    that exchanges what its first two slots hold.
    """

    name: str
    act: str
    zh: str
    about: str
    slots: tuple[Slot, ...]
    steps: tuple[Step, ...]
    sentence: tuple[str, ...]
    button: str
    seal: bool = False
    evidence: Callable[[Desk], Sequence[str]] | None = None
    all_needed: bool = False
    second: Callable[[Desk], bool] | None = None
    fixed: Callable[[Desk], dict[str, Any]] | None = None
    late_days: int = 0
    after: str = ""
    family: bool = True
    carries: tuple[str, ...] = ()
    swap: str = ""


@dataclass(slots=True)
class Desk:
    """The records of a form. `given` is what its address says, `missing` the first slot that is still open."""

    form: Form
    officer: Officer
    today: date
    given: dict[str, str]
    finding: dict[str, Any] | None = None
    records: dict[str, Record] = field(default_factory=dict)
    household: Record | None = None
    members: tuple[Record, ...] = ()
    residences: tuple[Record, ...] = ()
    act: Recorded | None = None
    place: NamedPlace | None = None
    building: Building | None = None
    addresses: tuple[Address, ...] = ()
    taken_back: str = ""
    missing: Slot | None = None
    office: str = ""
    alike: tuple[Choice, ...] = ()

    @property
    def person(self) -> Record | None:
        """The first person that the form is about."""
        return next((one for one in self.records.values() if one.is_person), None)

    @property
    def head(self) -> Record | None:
        """The reference person of the household on the desk."""
        wanted = self.household.reference_person if self.household else None
        return next((one for one in self.members if one.id == wanted), None)

    @property
    def others(self) -> tuple[Record, ...]:
        """Registered members of the household beside the person."""
        me, home = (one.id if one else None for one in (self.person, self.household))
        return tuple(one for one in self.members if one.id != me and one.is_registered and one.household == home)

    @property
    def leads_others(self) -> bool:
        """Whether the person is the reference person of a family that stays."""
        person, household = self.person, self.household
        leads = person is not None and household is not None and household.reference_person == person.id
        return leads and bool(self.others) and household is not None and not household.is_collective

    @property
    def laid(self) -> list[tuple[str, Record]]:
        """What the form is about, each with its role."""
        roles = {slot.name: slot.role for slot in self.form.slots}
        return [(roles.get(name, ""), record) for name, record in self.records.items()]

    @property
    def all_records(self) -> dict[int, Record]:
        """Every record that is shown, by its id."""
        household = (self.household,) if self.household is not None else ()
        return {one.id: one for one in (*self.records.values(), *self.members, *household)}

    @property
    def seen(self) -> dict[int, int]:
        """The versions of what is shown, for `record` to guard."""
        ground = [one for one in (self.place, self.building) if one is not None]
        return {one.id: one.version for one in (*self.all_records.values(), *ground, *self.addresses)}

    @property
    def right(self) -> str:
        """The kind of act whose right is asked: who may record an act on places may also take it back."""
        return self.taken_back if self.taken_back in PLACES else self.form.act

    @property
    def is_of_places(self) -> bool:
        """Whether the act is one on names of places or addresses, or takes such a one back."""
        return self.right in PLACES

    def chosen(self, name: str) -> str:
        """What the address says of a slot, "" for nothing."""
        return self.given.get(name, "")
