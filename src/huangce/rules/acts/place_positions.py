"""Where an address lies, entered or corrected later than the address itself (地址定位).

Requirements A4: an address has its point in CGCS2000. What a map of another datum gave is converted on entry, and the
address keeps which one that was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from huangce.rules.acts.base import Act, need_evidence
from huangce.rules.acts.place_addresses import NothingChanges, need_once, need_standing, position
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation

EVIDENCE = ("site_check", "survey", "archive")


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where an address lies: degrees as decimal texts, in the datum that they were given in."""

    address: int
    longitude: str
    latitude: str
    datum: Literal["cgcs2000", "gcj02", "bd09"] = "cgcs2000"
    geometry_kind: Literal["surveyed", "interpolated"] = "surveyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressesLocated(Act):
    """Say where addresses lie."""

    kind: ClassVar[str] = "addresses_located"

    points: tuple[Point, ...]

    def subjects(self) -> tuple[int, ...]:
        return tuple(one.address for one in self.points)


def decide_located(situation: Situation, act: AddressesLocated) -> list[Fact]:
    """Return the fact of where each address lies."""
    need_once(act.subjects())
    need_evidence(act, *EVIDENCE)
    facts = []
    for one in act.points:
        address = need_standing(situation.address(one.address))
        said = position(one)
        if said == address.groups.get("position"):
            raise NothingChanges(address=one.address)
        facts.append(Fact(one.address, "position", said, act.happened_on))
    return facts
