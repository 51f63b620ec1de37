"""The procedure by which a place gets a name: proposed, checked, approved by a second officer, in force from a day.

地名管理条例 (2022) arts 4, 15 and 16 are cited, which could be compared with the text; which others there are stands
in docs/reference/places.md. The table below is the procedure; pages, commands and tests read it. A name that is refused
or withdrawn stays on record with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from huangce.errors import Refused

State = Literal["proposed", "checked", "approved", "in_force", "refused", "withdrawn"]
# Who takes a step: whoever may record the act, or the second officer who may approve it and did not propose it.
Right = Literal["records", "approves"]

STATES: Final[dict[State, str]] = {
    "proposed": "已提出",
    "checked": "已查重名同音",
    "approved": "已批准",
    "in_force": "已登记生效",
    "refused": "未批准",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states it leads to which, by whom, whether it needs words, and on what it rests."""

    name: str
    zh: str
    en: str
    start: tuple[State, ...]
    end: State
    right: Right
    basis: str
    needs_words: bool = False


STEPS: Final[dict[str, Step]] = {
    step.name: step
    for step in (
        Step("check", "查重名同音", "check", ("proposed", "checked"), "checked", "records", "notice 001 三 民政"),
        Step("approve", "批准", "approve", ("checked",), "approved", "approves", "地名管理条例 art. 4"),
        Step(
            "refuse",
            "不予批准",
            "refuse",
            ("checked",),
            "refused",
            "approves",
            "地名管理条例 art. 4",
            needs_words=True,
        ),
        Step(
            "withdraw",
            "撤回",
            "withdraw",
            ("proposed", "checked", "approved"),
            "withdrawn",
            "records",
            "requirements A11",
            needs_words=True,
        ),
        Step("record", "登记生效", "record", ("approved",), "in_force", "records", "地名管理条例 arts 15-16"),
    )
}


class StepNotOpen(Refused):
    """The proposal is {state}: the step {step} cannot be taken; open are: {steps}."""

    code = "step-not-open"


class WordsMissing(Refused):
    """Say why: the step {step} needs a reason."""

    code = "words-missing"


def steps_from(state: State) -> list[Step]:
    """Return the steps that are open in a state; none where the procedure has ended."""
    return [step for step in STEPS.values() if state in step.start]


def taken(state: State, step: str, *, words: str = "") -> Step:
    """Return a step that is taken in a state, or refuse it.

    >>> taken("checked", "approve").end
    'approved'
    """
    found = STEPS.get(step)
    if found is None or state not in found.start:
        names = ", ".join(one.name for one in steps_from(state)) or "none"
        raise StepNotOpen(state=state, step=step, steps=names)
    if found.needs_words and not words.strip():
        raise WordsMissing(step=step)
    return found
