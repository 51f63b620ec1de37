"""Notices of changed addresses: where each stands, from what was entered of it (requirements A16, 3.15).

鄂州政办发〔2010〕21号 三 has the departments of industry and commerce, and of housing, change registered addresses to
the fixed names and numbers. 地名管理条例 (2022) art. 18 is the ground today: identity papers, certificates of real
estate and every other official document are to use standard place names. A notice is never deleted: a reversal of the
act takes back those that were told, and whoever was not told need not be.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

GROUND: Final = "地名管理条例 art. 18; notice 001 三; notice 002 三(五)3"
# What an officer enters of a notice, and in which states it may be entered.
STEPS: Final[Mapping[str, tuple[str, ...]]] = {
    "told": ("to_tell", "told"),
    "acknowledged": ("told", "acknowledged"),
    "completed": ("told", "acknowledged", "refused"),
    "refused": ("told", "acknowledged", "completed"),
    "not_ours": ("to_tell", "told", "acknowledged"),
}
STEP_WORDS: Final = {
    "told": "告知",
    "acknowledged": "签收",
    "completed": "办结",
    "refused": "不改",
    "not_ours": "与其无关",
}
STATES: Final = {
    "to_tell": "未告知",
    "told": "已告知",
    "acknowledged": "已签收",
    "completed": "已办结",
    "refused": "不改",
    "not_ours": "与其无关",
    "withdrawn": "已收回",
    "not_needed": "不必告知",
}
WAITING: Final = ("to_tell", "told", "acknowledged")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a notice stands: its state, when its receiver was told, and the day by which it should be done."""

    state: str
    told_on: date | None
    due_on: date | None
    is_overdue: bool


def standing(
    steps: Sequence[tuple[str, date]],
    *,
    recorded_on: date,
    answer_days: int,
    today: date,
    is_void: bool = False,
    is_concerned: bool = True,
) -> Standing:
    """Return where a notice stands by the steps that were entered, (step, day) in their order.

    The days to answer count from the day on which the act was recorded: not telling anybody is late too.
    `is_concerned`: of a reversal, whether the receiver was told of what it takes back.
    """
    told_on = next((day for step, day in steps if step == "told"), None)
    if is_void or not is_concerned:
        return Standing("withdrawn" if told_on else "not_needed", told_on, None, is_overdue=False)
    state = steps[-1][0] if steps else "to_tell"
    due = recorded_on + timedelta(days=answer_days) if state in WAITING else None
    return Standing(state, told_on, due, is_overdue=due is not None and due < today)


def may_follow(state: str) -> list[str]:
    """Return the steps that may be entered next.

    >>> may_follow("to_tell"), may_follow("completed"), may_follow("withdrawn")
    (['told', 'not_ours'], ['refused'], [])
    """
    return [step for step, states in STEPS.items() if state in states]


def count(states: Iterable[str]) -> dict[str, int]:
    """Return how many notices are in each state, in the order of `STATES`, without those in which none is."""
    known = list(states)
    return {state: known.count(state) for state in STATES if state in known}
