"""Lineage of addresses: split, merge, demolition, and the end of a duplicate (拆分、合并、拆除、重复清理).

Requirements A3 and 3.15. What becomes of an address is another address, with an edge between them: ids are never used
again, and whoever knows the old one finds the new. Demolition ends the address and nothing else: who is registered
there stays registered, and stands in a work list until they are housed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self

from huangce.errors import Refused
from huangce.rules import items
from huangce.rules.acts.base import Act, need_evidence, need_second_officer
from huangce.rules.acts.place_addresses import (
    EVIDENCE,
    NewDoor,
    created,
    need_once,
    need_standing,
    new_address,
    with_ids,
    without_ids,
)
from huangce.rules.facts import Fact, Value
from huangce.rules.segments import NUMBERS
from huangce.rules.situation import Situation
from huangce.rules.state import Record

DEMOLITION_EVIDENCE = ("demolition_record", "site_check", "government_announcement", "archive")


class TooFew(Refused):
    """A split gives at least two addresses, and a merge takes at least two."""

    code = "too-few"


class BelowStands(Refused):
    """{count} addresses stand below address {address}: renumber them first, or name them too."""

    code = "below-stands"


class NoDuplicateOfItself(Refused):
    """An address is no duplicate of itself: name another one that is kept."""

    code = "no-duplicate-of-itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntoNew(Act):
    """What a split and a merge share: the addresses that the old ones become."""

    into: tuple[NewDoor, ...]

    def with_ids(self, next_id: Callable[[], int]) -> Self:
        """Return the act with an id for each new address."""
        return replace(self, into=with_ids(self.into, next_id))

    def without_ids(self) -> Self:
        """Return the act before its addresses had ids."""
        return replace(self, into=without_ids(self.into))

    def created(self) -> dict[str, int]:
        """The new addresses in their order."""
        return created(self.into)


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressSplit(IntoNew):
    """Make several addresses of one. What a new one leaves empty it has from the old one."""

    kind: ClassVar[str] = "address_split"

    address: int

    def subjects(self) -> tuple[int, ...]:
        return (self.address,)


def decide_split(situation: Situation, act: AddressSplit) -> list[Fact]:
    """Return the end of the old address, and the new ones with where they came from."""
    if len(act.into) < 2:
        raise TooFew()
    old = _need_all(situation, act, (act.address,), EVIDENCE)[0]
    made = [fact for one in act.into for fact in _descended(one, old, (act.address,), items.SPLIT, act.happened_on)]
    return [_ended(act.address, items.SPLIT, act.happened_on), *made]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesMerged(IntoNew):
    """Make one address of several. What the new one leaves empty it has from the first of them."""

    kind: ClassVar[str] = "addresses_merged"

    addresses: tuple[int, ...]

    def subjects(self) -> tuple[int, ...]:
        return self.addresses


def decide_merged(situation: Situation, act: AddressesMerged) -> list[Fact]:
    """Return the end of the old addresses, and the new one with where it came from."""
    need_once(act.addresses)
    if len(act.addresses) < 2 or len(act.into) != 1:
        raise TooFew()
    old = _need_all(situation, act, act.addresses, EVIDENCE)
    ended = [_ended(one, items.MERGED, act.happened_on) for one in act.addresses]
    return [*ended, *_descended(act.into[0], old[0], act.addresses, items.MERGED, act.happened_on)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesDemolished(Act):
    """End addresses whose houses are gone, with all that stands below them in the tree."""

    kind: ClassVar[str] = "addresses_demolished"

    addresses: tuple[int, ...]
    reason: str

    def subjects(self) -> tuple[int, ...]:
        return self.addresses


def decide_demolished(situation: Situation, act: AddressesDemolished) -> list[Fact]:
    """Return the end of each address. Nobody who is registered there is touched."""
    need_once(act.addresses)
    need_evidence(act, *DEMOLITION_EVIDENCE)
    need_second_officer(act, situation)
    for one in act.addresses:
        need_standing(situation.address(one))
    below = (other for one in act.addresses for other in situation.below.get(one, ()))
    return [_ended(one, items.DEMOLISHED, act.happened_on) for one in dict.fromkeys((*act.addresses, *below))]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesRetired(Act):
    """End addresses that name the same door as one that is kept (重)."""

    kind: ClassVar[str] = "duplicates_retired"

    addresses: tuple[int, ...]
    kept: int

    def subjects(self) -> tuple[int, ...]:
        return (*self.addresses, self.kept)


def decide_duplicates(situation: Situation, act: DuplicatesRetired) -> list[Fact]:
    """Return the end of the duplicates, each with an edge to the address that is kept."""
    need_once(act.addresses)
    if act.kept in act.addresses:
        raise NoDuplicateOfItself()
    _need_all(situation, act, act.addresses, EVIDENCE)
    need_standing(situation.address(act.kept))
    ended = [_ended(one, items.DUPLICATE, act.happened_on) for one in act.addresses]
    return [*ended, *_edges(act.kept, act.addresses, items.DUPLICATE, act.happened_on)]


def _need_all(
    situation: Situation, act: Act, addresses: Iterable[int], evidence: tuple[str, ...]
) -> tuple[Record, ...]:
    """The addresses, which stand and have nothing below them; refuse without a document and a second officer."""
    need_evidence(act, *evidence)
    need_second_officer(act, situation)
    found = tuple(need_standing(situation.address(one)) for one in addresses)
    named = {one.id for one in found}
    for one in found:
        if below := set(situation.below.get(one.id, ())) - named:
            raise BelowStands(address=one.id, count=len(below))
    return found


def _ended(address: int, status: str, day: date) -> Fact:
    return Fact(address, "address", {"address_status": status}, day)


def _descended(door: NewDoor, old: Record, origins: Iterable[int], kind: str, day: date) -> list[Fact]:
    """The facts of a new address that came of old ones."""
    whole = old.groups["address"]
    inherited: dict[str, Any] = {
        name: str(whole[name]) for name in NUMBERS if whole.get(name) and not getattr(door, name)
    }
    use = door.use or old.text("address", "use_class")
    common: dict[str, Value] = {
        name: whole.get(name) for name in ("division", "division_name", "thoroughfare", "compound")
    }
    made = new_address(replace(door, use=use, **inherited), common, day)
    assert door.address is not None
    return [*made, *_edges(door.address, origins, kind, day)]


def _edges(address: int, origins: Iterable[int], kind: str, day: date) -> list[Fact]:
    return [Fact(address, "lineage", {"came_from": one, "lineage_kind": kind}, day) for one in origins]
