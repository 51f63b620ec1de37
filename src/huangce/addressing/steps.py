"""The ways in which a text and a register address are compared, from strict to lenient, as one table.

A step names the parts that must be equal; it answers only when the address of the register that it leaves is one.
What is not compared may be missing on either side, but two names that are given and differ speak against each other:
only what `apart` lists may be called otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from huangce.addressing.comparing import COMPARED, NUMBERS, PARTS, place_of

AUTOMATIC = 0.9
# What contradicts another address in the place of a part: a name that no table knows may be any town, and 1社 is 1组.
_TOLD_BY = {"town_code": "town", "village_code": "village", "group_number": "group", "city": "county"}


@dataclass(frozen=True, slots=True)
class Step:
    """One way to compare: parts that must be equal, of which some must be given, and parts that must be missing."""

    reason: str
    score: float
    equal: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]  # any one of these sets must be given in the text
    without: tuple[str, ...] = ()  # parts that the register's address must not have
    apart: tuple[str, ...] = ()  # parts that both may give and call otherwise
    not_apart: tuple[str, ...] = field(init=False)  # parts that are not compared and may not differ

    def __post_init__(self) -> None:
        settled = {*self.equal, *self.apart}
        told = {*_TOLD_BY.values(), "village_name"} - {"county"}
        rest = (name for name in COMPARED if name not in told and not {name, _TOLD_BY.get(name)} & settled)
        object.__setattr__(self, "not_apart", tuple(rest))

    def has_what_it_needs(self, given: np.ndarray) -> np.ndarray:
        """Return which texts give what the step needs; `given` as `comparing.given_bits` returns it."""
        enough: np.ndarray = np.zeros(len(given), np.bool_)
        for need in self.needs:
            bits = np.uint16(sum(1 << place_of(name) for name in need))
            enough = enough | (given & bits == bits)
        return enough


_STREET = ("street", "plate")
_GROUPED = tuple("group_number" if part == "group" else part for part in PARTS)  # 1社 is 1组

STEPS: tuple[Step, ...] = (
    Step(
        "same-address",
        1.0,
        PARTS,
        (("plate",), ("place",), ("group",), ("building",), ("room",), ("village",), ("street",)),
    ),
    Step("group-called-otherwise", 0.98, _GROUPED, (("group_number", "plate"),)),
    Step("village-left-out", 0.98, tuple(p for p in PARTS if p != "village"), (_STREET, ("place", "building"))),
    Step("floor-left-out", 0.99, tuple(p for p in PARTS if p != "floor"), (_STREET, ("place",), ("group", "plate"))),
    # A hamlet named beside the group that numbers its doors.
    Step(
        "place-unknown",
        0.93,
        ("county", "town", "village", "group_number", "plate", *NUMBERS),
        (("village", "group_number", "plate"),),
        without=("street", "place"),
    ),
    Step(
        "middle-left-out",
        0.97,
        ("county", *_STREET, "place", *NUMBERS),
        (_STREET, ("place", "building"), ("place", "room")),
    ),
    Step("middle-left-out", 0.96, ("county", *_STREET, "building", "unit", "room"), (_STREET,)),
    Step(
        "street-left-out",
        0.95,
        ("county", "place", "building", "unit", "room"),
        (("place", "building"), ("place", "room")),
    ),
    Step("unit-left-out", 0.92, ("county", *_STREET, "building", "room"), (("street", "plate", "room"),)),
    Step("unit-left-out", 0.92, ("county", "place", "building", "room"), (("place", "building", "room"),)),
    Step(
        "town-left-out",
        0.95,
        ("county", "village_name", "group_number", "plate", "building", "unit", "room"),
        (("village_name", "plate"), ("village_name", "group_number")),
    ),
    # A city's register, and a text that names no county, or one that was divided among several.
    Step(
        "county-left-out",
        0.94,
        (*_STREET, "place", "building", "unit", "room"),
        (_STREET, ("place", "building"), ("place", "room")),
    ),
    # A street has its doors once: the text probably names the wrong town, but a person should look.
    Step(
        "town-differs",
        0.85,
        ("county", *_STREET, "place", "building", "unit", "room"),
        (_STREET, ("place", "building", "room")),
        apart=("town", "village"),
    ),
)

# What is taken away, in this order, until the register knows the rest; what is left of the numbers inside.
PARENTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("room-unknown", NUMBERS[:3]),
    ("floor-unknown", NUMBERS[:2]),
    ("unit-unknown", NUMBERS[:1]),
    ("building-unknown", ()),
)
SEVERAL = 0.5
# Less, where a name was taken for the one the register has: the certain one, the likeliest one.
CORRECTED = (0.06, 0.15)
_PARENT_SHARE = 0.7  # of the score of the step that found the parent
_FORMER = 0.03  # less, where the register's address was called so before


@dataclass(frozen=True, slots=True)
class Manner:
    """How a round of steps came about: it decides what its answers are called, and lowers their scores."""

    corrected: float = 0.0  # what a name that was put right costs
    parent: str = ""

    def score(self, step: Step, *, former: bool) -> float:
        """Return the score of an answer; `former`: the register's address was called so before."""
        score = step.score - self.corrected - _FORMER * former
        return round(score * _PARENT_SHARE if self.parent else score, 4)

    def reason(self, step: Step, *, former: bool) -> str:
        """Return the reason of an answer."""
        if self.parent:
            return self.parent
        exact = step is STEPS[0]
        said = ("corrected" * bool(self.corrected), "former-name" * former, "" if former and exact else step.reason)
        return " ".join(word for word in said if word)
