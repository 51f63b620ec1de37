"""Check a file of addresses: what is wrong with each row, what its standard form is, and what was changed to get there.

The validator of the national address bases of other countries (BAN) is the model: stable codes, levels, a correction
that is offered and never hides what stood there. What a row loses (telephones, names) is counted, not repeated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from huangce.addressing.columns import LEVELS
from huangce.addressing.doubts import DOUBTFUL, GOOD, LOST, reasons, verdict
from huangce.addressing.labels import SEGMENT_OF
from huangce.addressing.parsed import ParsedAddress, parse_many

ERROR, WARNING, NOTE = "error", "warning", "note"
# Besides the codes of `problems.CODES`.
OF_A_FILE: Final = {
    "no-door": "Only a street or village is named: no plate, building or room.",
    "duplicate": "The same door stands in an earlier row.",
}
LEVEL_OF: Final = {
    **dict.fromkeys(("empty", "too-long", "not-an-address"), ERROR),
    **dict.fromkeys(("division-unknown", "division-ambiguous", "division-conflict"), ERROR),
    **dict.fromkeys(("recast", "control-characters"), NOTE),
}
CONFIDENCE: Final = {GOOD: "certain", DOUBTFUL: "look", LOST: "none"}
# Kinds of changes: what a text was changed by to become the standard form.
COMPLETED, WRITTEN, LEFT_OUT, MOVED = "completed", "written", "left-out", "moved"
AT_A_TIME = 8192


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its kind, the segment, what stood there and what the standard form has ("" for nothing).

    Of what was left out `before` is the number of characters.
    """

    kind: str
    segment: str
    before: str
    after: str

    def __str__(self) -> str:
        if self.kind == LEFT_OUT:
            return f"{self.kind}: {self.before}"
        if self.kind == COMPLETED:
            return f"{self.kind} {self.segment}: {self.after}"
        return f"{self.kind} {self.segment}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class Checked:
    """One row: `row` from 1; `standard` is "" where no single address was understood; problems as (code, level)."""

    row: int
    text: str
    standard: str
    confidence: str
    problems: tuple[tuple[str, str], ...]
    changes: tuple[Change, ...]


def check(texts: Iterable[str], *, default_division: str | None = None) -> Iterator[Checked]:
    """Check addresses one after the other; same order and count. A door that stood in an earlier row is a duplicate."""
    seen: set[str] = set()
    waiting: list[str] = []
    row = 0
    for text in [*texts, None]:
        if text is not None:
            waiting.append(text)
        if waiting and (text is None or len(waiting) == AT_A_TIME):
            for address in parse_many(waiting, default_division=default_division):
                row += 1
                yield _checked(row, address, seen)
            waiting = []


def count(rows: Iterable[Checked]) -> Counter[tuple[str, str]]:
    """Return how many rows have each problem (code, level)."""
    return Counter(problem for row in rows for problem in row.problems)


def _checked(row: int, address: ParsedAddress, seen: set[str]) -> Checked:
    codes = [*reasons(address), *(code for code in address.problems if code == "recast")]
    found = verdict(address)
    if found == GOOD:
        if address.key in seen:
            codes.append("duplicate")
        seen.add(address.key)
    problems = tuple((code, LEVEL_OF.get(code, WARNING)) for code in codes)
    understood = not any(level == ERROR for _, level in problems)
    return Checked(
        row,
        address.text,
        address.standard if understood else "",
        CONFIDENCE[found if understood else LOST],
        problems,
        tuple(_changes(address)) if understood else (),
    )


def _changes(address: ParsedAddress) -> Iterator[Change]:
    given = {**address.division, **address.below}
    for level in LEVELS:
        name = address.resolved[level]
        if name and not given[level] and (level != "city" or name != address.resolved["province"]):
            yield Change(COMPLETED, level, "", name)
    lost, at = 0, 0
    place = ""
    done: set[str] = set()
    for segment, text, start, end in _segments(address):
        lost += _said(address.text[at:start])
        at = end
        value = given.get(segment)
        if segment == "place" and text in (given["place"] or ""):
            place = place or text
        elif segment == "division":
            continue  # a zone that stands in the place of a town
        elif not value or segment in done:
            lost += _said(text)
        else:
            done.add(segment)
            if value != text:
                yield Change(WRITTEN, segment, text, value)
            if place and segment in ("street", "plate"):
                yield Change(MOVED, "place", place, address.below["place"] or "")
                place = ""
    if lost := lost + _said(address.text[at:]):
        yield Change(LEFT_OUT, "", str(lost), "")


def _segments(address: ParsedAddress) -> Iterator[tuple[str, str, int, int]]:
    """Yield the segment that each stretch fills, "" for none, with its text and where it stands."""
    village = False
    for span in address.spans:
        segment = SEGMENT_OF.get(span.label) or ("place" if span.label in ("poi", "assist") else "")
        if segment == "village":
            segment, village = "place" if village else segment, True  # a hamlet after the village
        if span.label == "devzone":
            segment = "division"
        yield segment, address.text[span.start : span.end], span.start, span.end


def _said(text: str) -> int:
    """Return how many letters, digits and characters a stretch has."""
    return sum(character.isalnum() for character in text)
