"""Taking back what was recorded: one act, a whole load, or a value that must be erased.

Nothing is deleted. A reversal names the act it voids; the fold leaves that act out; a reversal of the reversal brings
it back. Undoing a batch voids every act of one load, as long as nothing builds on it. Erasure blanks values in the
value table under a legal ground (个人信息保护法 art. 47) and is itself an act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from huangce.errors import Refused
from huangce.rules.acts.base import Act, need_second_officer
from huangce.rules.facts import Fact
from huangce.rules.situation import Situation


class NoSuchAct(Refused):
    """There is no act {act} in the register."""

    code = "no-such-act"


class AlreadyVoid(Refused):
    """Act {act} was reversed already."""

    code = "already-void"


class ReverseTheBatch(Refused):
    """Act {act} is an opening entry: undo its load, or cancel the registration with its class."""

    code = "reverse-the-batch"


class GroundMissing(Refused):
    """Name the legal ground."""

    code = "ground-missing"


class CannotBeReversed(Refused):
    """Act {act} is an erasure: what was erased is gone."""

    code = "cannot-be-reversed"
    legal_ground = "个人信息保护法 art. 47"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Act):
    """Void one act: it was recorded by mistake. `happened_on` is the day of the reversed act."""

    kind: ClassVar[str] = "reversal"

    act: int
    reason: str

    def names_acts(self) -> tuple[int, ...]:
        return (self.act,)


def decide_reversal(situation: Situation, act: Reversal) -> list[Fact]:
    """Add no fact: voiding is the whole effect. Whether later acts still stand is checked by whoever records it."""
    target = situation.acts.get(act.act)
    if target is None:
        raise NoSuchAct(act=act.act)
    if not target.is_effective:
        raise AlreadyVoid(act=act.act)
    if target.kind in ("opening_entry", "residence_opening"):
        raise ReverseTheBatch(act=act.act)
    if target.kind == "erasure":
        raise CannotBeReversed(act=act.act)
    if not act.reason:
        raise GroundMissing()
    need_second_officer(act, situation)
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchUndone(Act):
    """Void every act of a load on which nothing builds."""

    kind: ClassVar[str] = "batch_undone"

    batch: int
    reason: str


def decide_batch_undone(_situation: Situation, act: BatchUndone) -> list[Fact]:
    """Add no fact. Whoever records it makes sure that nothing builds on the batch."""
    if not act.reason:
        raise GroundMissing()
    return []


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure(Act):
    """Blank the values of named facts (act, ordinal) under a legal ground."""

    kind: ClassVar[str] = "erasure"

    values: tuple[tuple[int, int], ...]
    record: int

    def subjects(self) -> tuple[int, ...]:
        return (self.record,)


def decide_erasure(situation: Situation, act: Erasure) -> list[Fact]:
    """Add no fact. The values themselves are blanked by `register.erase`, in the same transaction."""
    if not act.legal_ground:
        raise GroundMissing()
    need_second_officer(act, situation)
    return []
