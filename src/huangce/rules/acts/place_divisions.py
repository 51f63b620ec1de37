"""A division that is renamed, given another code, merged, abolished, or of which a part goes to another one.

行政区划管理条例 (2018), arts 2 and 3, and 6 to 10 [numbers unverified]: who decides on names and borders, by level;
those of villages and communities are the matter of 村民委员会组织法 art. 3 and 城市居民委员会组织法 art. 3, until 2025
art. 6 [what was compared with the text: docs/reference/places.md]. Codes change with the next edition of GB/T 2260 or
of the statistical codes, names on the day of the decision. What the national tables know of a change
(`rules.divisions`) fills in what the act leaves empty.
Divisions below keep the ends of their codes; one whose own code changes too is an act of its own, and recorded first.
Where a part goes, the act names the places and addresses in it. Nobody moves by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Literal

from huangce.errors import Refused
from huangce.rules.acts.base import Act, WrongValue, need_evidence, need_second_officer
from huangce.rules.authority import scope
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation

EVIDENCE = ("government_announcement", "archive")
CODE = re.compile(r"[0-9]{12}")


class NotOneLevel(Refused):
    """A division goes on in another one of its own level: give codes of 12 digits, and two different ones for all but a
    new name."""

    code = "not-one-level"


class VillagesCollide(Refused):
    """{villages} would have the code of another division: record these first, each with its own new code."""

    code = "villages-collide"


class NotInDivision(Refused):
    """{record} does not lie in {division}, so it cannot go from there to another division."""

    code = "not-in-division"


class PartNeeded(Refused):
    """A part of a division goes by the places or addresses that lie there: name at least one, and for a whole division
    none."""

    code = "division-part-needed"


# What goes is named one by one: places with all that stands on them there, and single addresses.
IN_PART = ("split", "boundary_moved")


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionChanged(Act):
    """Say that a division changed its name or its code, went on as another one, or gave a part away.

    `becomes` is the code after the change, empty for a new name only. `from_name` and `name` are written in addresses
    before and after; for a village that comes to another township, both with the township's.
    """

    kind: ClassVar[str] = "division_changed"
    creates: ClassVar[tuple[str, ...]] = ("change",)

    division: str
    change_kind: Literal["renamed", "recoded", "merged", "abolished", "split", "boundary_moved"]
    becomes: str = ""
    name: str = ""
    from_name: str = ""
    change: int | None = None
    places: tuple[int, ...] = ()
    addresses: tuple[int, ...] = ()

    def subjects(self) -> tuple[int, ...]:
        """The places and addresses that go; none where the whole division changes."""
        return (*self.places, *self.addresses)


def decide_changed(situation: Situation, act: DivisionChanged) -> list[Fact]:
    """Return the fact of the change: one, however many addresses lie there."""
    assert act.change is not None
    if (act.change_kind in IN_PART) != bool(act.subjects()):
        raise PartNeeded()
    becomes = act.becomes or act.division
    codes = (act.division, becomes)
    if not all(CODE.fullmatch(code) and scope(code) for code in codes) or len(scope(becomes)) != len(
        scope(act.division)
    ):
        raise NotOneLevel()
    if (act.change_kind == "renamed") != (becomes == act.division):
        raise NotOneLevel()
    need_evidence(act, *EVIDENCE)
    need_second_officer(act, situation)
    before = "".join(act.from_name.split()) or situation.division_names.get(act.division, "")
    after = "".join(act.name.split()) or ("" if becomes == act.division else situation.division_names.get(becomes, ""))
    for field, name in (("from_name", before), ("name", after)):
        if not name:
            raise WrongValue(item=field, why="empty")
    if act.change_kind in IN_PART:
        return _of_a_part(situation, act, before, after)
    if situation.villages_there:
        raise VillagesCollide(villages=", ".join(sorted(situation.villages_there)[:MOST_NAMED]))
    asserted = {
        "division": act.division,
        "division_becomes": becomes,
        "change_kind": act.change_kind,
        "name_before": before,
        "name_after": after,
    }
    return [Fact(act.change, "division_change", asserted, act.happened_on)]


MOST_NAMED = 10


def _of_a_part(situation: Situation, act: DivisionChanged, before: str, after: str) -> list[Fact]:
    """Return where each place and address that goes lies afterwards, and how its divisions are written."""
    digits, becomes = scope(act.division), scope(act.becomes)
    facts = []
    for place in dict.fromkeys(act.places):
        record = situation.named_place(place)
        code = record.text("named_place", "division")
        if not code.startswith(digits):
            raise NotInDivision(record=place, division=act.division)
        facts.append(Fact(place, "named_place", {"division": becomes + code[len(digits) :]}, act.happened_on))
    going = (*act.addresses, *(one for place in act.places for one in situation.below.get(place, ())))
    for address in dict.fromkeys(going):
        code, names = situation.lies.get(address, ("", ""))
        if not code.startswith(digits):
            raise NotInDivision(record=address, division=act.division)
        left, found, right = names.rpartition(before)
        names = left + after + right if found else names
        asserted = {"division": becomes + code[len(digits) :], "division_name": names}
        facts.append(Fact(address, "address", asserted, act.happened_on))
    return facts
