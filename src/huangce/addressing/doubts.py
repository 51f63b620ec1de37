"""What an officer has to decide about a heap of addresses: which are good, which doubtful, which were not understood.

The order of a result is the order of work: doubts first, with the worst reason of each, then what was not understood,
then what is good.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from huangce.addressing.labels import SEGMENT_OF
from huangce.addressing.parsed import ParsedAddress, parse_many

GOOD, DOUBTFUL, LOST = "good", "doubtful", "lost"
ORDER: Final = (DOUBTFUL, LOST, GOOD)
# Codes that leave nothing to decide about. All others but "recast" make a row doubtful.
NOT_UNDERSTOOD: Final = frozenset({"empty", "too-long", "not-an-address"})
# Part below → the number of its segment (notice 002 三(五)1); what is above is the division, segment 1.
SEGMENT_NUMBERS: Final = {
    **dict.fromkeys(("street", "group", "place"), 2),
    **{"plate": 3, "building": 4, "unit": 5, "floor": 6, "room": 7},
}
DIVISION: Final = frozenset({"province", "city", "county", "town", "village"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text as written, with its segment: 1 to 7, 0 for what is no segment (signs between), -1 for
    what was not understood."""

    text: str
    segment: int


@dataclass(frozen=True, slots=True)
class Judged:
    """One address of the heap: `row` is its place in it, from 1."""

    row: int
    parsed: ParsedAddress
    verdict: str

    @property
    def differs(self) -> bool:
        """Whether the standard form is written otherwise than the text."""
        return self.parsed.standard != self.parsed.text


def judge(texts: list[str], *, default_division: str | None = None) -> list[Judged]:
    """Read addresses and say of each whether it is good, doubtful or not understood; same order and count."""
    found = parse_many(texts, default_division=default_division)
    return [Judged(row, one, verdict(one)) for row, one in enumerate(found, start=1)]


def verdict(one: ParsedAddress) -> str:
    """Return `GOOD`, `DOUBTFUL` or `LOST` for an address that was read."""
    problems = set(one.problems) - {"recast"}
    if problems & NOT_UNDERSTOOD:
        return LOST
    return DOUBTFUL if problems or not _says_where(one) else GOOD


def _says_where(one: ParsedAddress) -> bool:
    """Whether it names a door, at least a plate, a building or a room."""
    return any(one.below[name] for name in ("plate", "building", "room"))


def reasons(one: ParsedAddress) -> list[str]:
    """Return why an address is not good: codes of `problems`, or `no-door` where only a street or village is named."""
    found = [code for code in one.problems if code != "recast"]
    return found if found or _says_where(one) else ["no-door"]


def pieces(one: ParsedAddress) -> list[Piece]:
    """Return the text cut into its segments, nothing left out, to be coloured."""
    found: list[Piece] = []
    at = 0
    for span in one.spans:
        if span.start > at:
            found.append(Piece(one.text[at : span.start], _unread(one.text[at : span.start])))
        text = one.text[span.start : span.end]
        found.append(Piece(text, _segment(span.label, text)))
        at = span.end
    if at < len(one.text):
        found.append(Piece(one.text[at:], _unread(one.text[at:])))
    return found


def _segment(label: str, text: str) -> int:
    part = "place" if label == "poi" else SEGMENT_OF.get(label, "")
    if part in DIVISION or label == "devzone":
        return 1
    return SEGMENT_NUMBERS.get(part) or _unread(text)


def _unread(text: str) -> int:
    """Signs and spaces between segments are nothing lost."""
    return -1 if any(character.isalnum() for character in text) else 0


def count(judged: Iterable[Judged]) -> dict[str, int]:
    """Return how many there are of each verdict, in the order of work."""
    found = dict.fromkeys(ORDER, 0)
    for one in judged:
        found[one.verdict] += 1
    return found
