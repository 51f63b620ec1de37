"""A division that is renamed, given another code, merged or abolished: the addresses in it are written anew.

行政区划管理条例 (2018), arts 6 to 8: who decides on names and borders [from memory: compare before relying on a
number]. Codes change with the next edition of GB/T 2260 or of the statistical codes, names on the day of the decision.
What the national tables know of a change (`rules.divisions`) fills in what the act leaves empty. Divisions below keep
the ends of their codes; one whose own code changes too is an act of its own. Nobody moves by it.
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
_CODE = re.compile(r"[0-9]{12}")


class NotOneLevel(Refused):
    """A division goes on in another one of its own level: give codes of 12 digits, and two different ones for all but a
    new name."""

    code = "not-one-level"


@dataclass(frozen=True, slots=True, kw_only=True)
class DivisionChanged(Act):
    """Say that a division changed its name or its code, or went on as another one.

    `becomes` is the code after the change, empty for a new name only. `from_name` and `name` are written in addresses
    before and after; for a village that comes to another township, both with the township's.
    """

    kind: ClassVar[str] = "division_changed"
    creates: ClassVar[tuple[str, ...]] = ("change",)

    division: str
    change_kind: Literal["renamed", "recoded", "merged", "abolished"]
    becomes: str = ""
    name: str = ""
    from_name: str = ""
    change: int | None = None


def decide_changed(situation: Situation, act: DivisionChanged) -> list[Fact]:
    """Return the fact of the change: one, however many addresses lie there."""
    assert act.change is not None
    becomes = act.becomes or act.division
    codes = (act.division, becomes)
    if not all(_CODE.fullmatch(code) and scope(code) for code in codes) or len(scope(becomes)) != len(
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
    asserted = {
        "division": act.division,
        "division_becomes": becomes,
        "change_kind": act.change_kind,
        "name_before": before,
        "name_after": after,
    }
    return [Fact(act.change, "division_change", asserted, act.happened_on)]
