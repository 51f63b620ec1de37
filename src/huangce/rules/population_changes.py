"""How a change of the registered population counts in the yearly tables (requirements 2.8, C1): one table of lines.

Opening + births + moves in + restorations + taken over − deaths − moves out − cancellations = closing, for every set of
divisions. A person in transit still counts where they left from, so a move out is counted when the arrival is
confirmed. Moves between two places of the same set do not change it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from huangce.rules.urban_rural import is_urban


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the statement: what enters the population, or what leaves it."""

    code: str
    zh: str
    en: str
    enters: bool


LINES: Final[dict[str, Line]] = {
    line.code: line
    for line in (
        Line("taken_over", "建册转入", "taken over from the former register", True),
        Line("births", "出生", "births", True),
        Line("moved_in_same_province", "省内迁入", "moved in from the same province", True),
        Line("moved_in_other_province", "省外迁入", "moved in from another province", True),
        Line("moved_in_not_stated", "迁入（来源不详）", "moved in, origin not stated", True),
        Line("moved_within_in", "县内移入", "moved in from within the county", True),
        Line("restored", "恢复、补登", "restored", True),
        Line("other_in", "其他增加", "other increase", True),
        Line("deaths", "死亡", "deaths", False),
        Line("moved_out_same_province", "迁往省内", "moved out to the same province", False),
        Line("moved_out_other_province", "迁往省外", "moved out to another province", False),
        Line("moved_out_not_stated", "迁出（去向不详）", "moved out, destination not stated", False),
        Line("moved_within_out", "县内移出", "moved out within the county", False),
        Line("duplicates", "重复户口注销", "cancelled as duplicates", False),
        Line("cancelled", "其他注销", "cancelled for another reason", False),
        Line("other_out", "其他减少", "other decrease", False),
    )
}

OPENING_KINDS: Final = ("opening_entry", "residence_opening")

# Kind of act → line where it enters, line where it leaves. "…" stands for the side where the other place lies.
_BY_KIND: Final[Mapping[str, tuple[str, str]]] = {
    "opening_entry": ("taken_over", "other_out"),
    "birth": ("births", "other_out"),
    "move_in": ("moved_in_…", "other_out"),
    "move_within": ("moved_within_in", "moved_within_out"),
    "restoration": ("restored", "other_out"),
    "unlink": ("restored", "other_out"),
    "death": ("other_in", "deaths"),
    "death_ex_officio": ("other_in", "deaths"),
    "arrival_confirmed": ("other_in", "moved_out_…"),
    "link": ("other_in", "duplicates"),
    "cancellation": ("other_in", "cancelled"),
}
_BY_CLASS: Final[Mapping[str, str]] = {"duplicate": "duplicates", "death": "deaths", "declared_dead": "deaths"}


@dataclass(frozen=True, slots=True)
class Change:
    """One person's step: counted in `left` before and in `entered` after, None for not counted here.

    `elsewhere` is the place outside that the act names, as a division code where it is one.
    """

    record: int
    act: int
    kind: str
    ended_by: str | None
    elsewhere: str | None
    left: str | None
    entered: str | None
    was_counted: bool
    is_counted: bool


def line_of(change: Change, *, enters: bool, here: str) -> str:
    """Return the code of the line under which a change enters or leaves a population at division `here`."""
    code = _BY_KIND.get(change.kind, ("other_in", "other_out"))[0 if enters else 1]
    if code == "cancelled":
        code = _BY_CLASS.get(change.ended_by or "", code)
    return code.replace("…", _side(change.elsewhere, here))


def _side(elsewhere: str | None, here: str) -> str:
    place = elsewhere or ""
    if len(place) < 6 or not (place.isascii() and place[:6].isdigit()) or len(here) < 2:
        return "not_stated"
    return "same_province" if place[:2] == here[:2] else "other_province"


Settled = Literal["migrants", "others", "unknown"]


def settled_as(change: Change) -> Settled | None:
    """Return how a move into town counts for J11 (notice 004, annex 1 二(一)2), None where it does not.

    "migrants": from a rural village; "others": from a town of another county; "unknown": the class of the origin is not
    known. Births, restorations and re-coded areas are no moves.
    """
    if change.kind not in ("move_in", "move_within") or not change.is_counted or not is_urban(change.entered):
        return None
    origin = change.left if change.was_counted else change.elsewhere
    was_urban = is_urban(origin)
    if was_urban is None:
        return "unknown"
    if not was_urban:
        return "migrants"
    return "others" if (origin or "")[:6] != (change.entered or "")[:6] else None


@dataclass(frozen=True, slots=True)
class Statement:
    """Opening, lines and closing of a population over a period. `opening` None: the register did not exist yet."""

    opening: int | None
    lines: Mapping[str, int]
    closing: int

    @property
    def expected(self) -> int:
        """What opening and lines say that closing must be."""
        signed = (count if LINES[code].enters else -count for code, count in self.lines.items())
        return (self.opening or 0) + sum(signed)

    @property
    def balances(self) -> bool:
        """Whether the closing stock, counted by itself, is what the events say."""
        return self.expected == self.closing
