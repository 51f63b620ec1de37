"""What checking a drawn sample found, for C5d, J7a and J7b (notice 001 一(二), 二(四); requirements C6, J7, L7).

The newest sample speaks that was drawn for a division or one above it, was due by the day or is wholly answered, and
has somebody in the division: the part of a sample by lot that lies in a village is a sample by lot of the village. An
item counts as right where a check found it right; where it stood empty it is missing, and where nobody checked it is
not known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import orjson
import psycopg

from huangce.rules.indicators import Rate, rate_of
from huangce.rules.sampling import (
    MAIN,
    NOT_FOUND,
    NOT_REACHED,
    ORDINARY,
    REGISTERED,
    RIGHT_OR_WRONG,
    USUAL,
    Bounds,
    Cells,
    bounds_of_cells,
    bounds_of_persons,
)
from huangce.statistics.as_known import Known, moment_of

SAMPLES: Final = """
    select id, frame, division, villages::text, due_on from sample
    where as_of <= %(day)s and (%(moment)s::timestamptz is null or drawn_at <= %(moment)s)
    order by drawn_at desc, id desc
"""
LATEST: Final = """
    sample_line l left join lateral (
        select a.outcome, a.wrong, a.checked_on from sample_answer a
        where a.line = l.id and (%(moment)s::timestamptz is null or a.at <= %(moment)s) order by a.id desc limit 1
    ) answer on true
"""
LINES: Final = f"""
    select l.sample, l.village, answer.outcome, coalesce(answer.wrong, '{{}}'), l.empty,
        max(answer.checked_on), count(*)
    from {LATEST} where l.sample = any(%(samples)s) group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5
"""
PERSONS: Final = f"""
    select l.record, l.village, answer.outcome, coalesce(answer.wrong, '{{}}'), l.empty
    from {LATEST} where l.sample = %(sample)s and l.record is not null order by 1
"""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of persons of one village: their outcome, None while there is none, what was wrong and what empty."""

    village: str
    outcome: str | None
    wrong: frozenset[str]
    empty: frozenset[str]
    count: int = 1

    @property
    def is_judged(self) -> bool:
        """Whether a check says whether they are right."""
        return self.outcome in (RIGHT_OR_WRONG, NOT_FOUND)

    def lacks(self, asked: Collection[str]) -> tuple[str, ...]:
        """Which of some items are wrong or missing."""
        gone = self.wrong | self.empty
        return tuple(name for name in asked if name in gone)

    def right(self, asked: Collection[str]) -> int:
        """How many of some items of one person were found right; none of who was not found."""
        return len(asked) - len(self.lacks(asked)) if self.outcome == RIGHT_OR_WRONG else 0


@dataclass(frozen=True, slots=True)
class Judged:
    """A sample as it stood on a day: how many its frame had by village, and what became of those drawn."""

    sample: int
    frame: str
    digits: str
    villages: Mapping[str, int]
    found: Sequence[Found] = field(default=())


def judged(cursor: psycopg.Cursor[Any], day: date, as_known: date | None, known: Known) -> list[Judged]:
    """Return the samples that may speak on a day, as known, the newest first; villages by the divisions of the day."""
    moment = moment_of(as_known)
    rows = list(_newest(cursor.execute(SAMPLES, {"day": day, "moment": moment}).fetchall(), day))
    lines: dict[int, list[Found]] = {row[0]: [] for row in rows}
    late = set[int]()
    for sample, found, checked_on in found_in(cursor, list(lines), moment) if rows else ():
        lines[sample].append(replace(found, village=known.lies(found.village)))
        if checked_on is None or checked_on > day:
            late.add(sample)
    return [
        Judged(sample, frame, digits, _lying(orjson.loads(villages), known), lines[sample])
        for sample, frame, digits, villages, due_on in rows
        if due_on <= day or sample not in late
    ]


def found_in(
    cursor: psycopg.Cursor[Any], samples: Sequence[int], moment: datetime | None = None
) -> Iterator[tuple[int, Found, date | None]]:
    """Yield (sample, what was found of how many alike, the last day of these checks) as known at a moment."""
    rows = cursor.execute(LINES, {"samples": list(samples), "moment": moment})
    for sample, village, outcome, wrong, empty, checked_on, count in rows:
        yield sample, Found(village, outcome, frozenset(wrong), frozenset(empty), count), checked_on


def _newest(rows: Sequence[tuple[Any, ...]], day: date) -> Iterator[tuple[Any, ...]]:
    """Yield of each frame and division the samples down to the newest that was due: no older one is asked."""
    over = set[tuple[str, str]]()
    for row in rows:
        _, frame, digits, _, due_on = row
        if (frame, digits) not in over:
            yield row
        if due_on <= day:
            over.add((frame, digits))


def _lying(villages: Mapping[str, int], known: Known) -> dict[str, int]:
    found = Counter[str]()
    for village, count in villages.items():
        found[known.lies(village)] += count
    return dict(found)


@dataclass(frozen=True, slots=True)
class Tally:
    """A sample cut down to a division: those drawn there, and how many its frame has there."""

    sample: int
    frame: int
    found: Sequence[Found]

    def count(self, *outcomes: str | None) -> int:
        """How many have one of some outcomes; none given: all who were drawn."""
        return sum(one.count for one in self.found if not outcomes or one.outcome in outcomes)

    @property
    def judged(self) -> int:
        """How many were checked, found or not."""
        return self.count(RIGHT_OR_WRONG, NOT_FOUND)

    @property
    def heads_right(self) -> int:
        """How many were found with every main item right."""
        return sum(one.count for one in self.found if one.right(MAIN) == len(MAIN))

    @property
    def cells(self) -> Cells:
        """The ordinary items of those who were checked."""
        persons = Counter[int]()
        for one in self.found:
            if one.is_judged:
                persons[one.right(ORDINARY)] += one.count
        return Cells(len(ORDINARY), persons)

    def beside(self, asked: Collection[str]) -> dict[str, int]:
        """What the checks came to, and of whom of those who were found an item is wrong or missing, by item."""
        wrong = Counter[str]()
        for one in self.found:
            if one.outcome == RIGHT_OR_WRONG:
                wrong.update({f"wrong_{name}": one.count for name in one.lacks(asked)})
        return {name: self.count(name) for name in (RIGHT_OR_WRONG, NOT_FOUND, NOT_REACHED)} | dict(wrong)


def tally(samples: Sequence[Judged], frame: str, here: str, stands: Callable[[str], bool]) -> Tally | None:
    """Return the newest sample of a frame that speaks of a division (its digits), cut down to it; None without one."""
    for one in samples:
        if one.frame == frame and here.startswith(one.digits):
            found = [each for each in one.found if stands(each.village)]
            if found:
                return Tally(one.sample, sum(n for village, n in one.villages.items() if stands(village)), found)
    return None


@dataclass(frozen=True, slots=True)
class _Counted:
    """How a figure reads a sample: which frame, which items, the counts of its indicator, and the bounds."""

    frame: str
    asked: Sequence[str]
    rate: Callable[[str, Tally], Rate]
    bounds: Callable[[Tally], Bounds | None]


def _heads(code: str, found: Tally) -> Rate:
    counts = {"sampled": found.count(), "right": found.heads_right}
    return rate_of(code, counts, unknown=found.count() - found.judged)


def _cells(code: str, found: Tally) -> Rate:
    each = len(ORDINARY)
    counts = {"cells": each * found.count(), "right": found.cells.right}
    return rate_of(code, counts, unknown=each * (found.count() - found.judged))


def _bounds_of_heads(found: Tally) -> Bounds | None:
    return bounds_of_persons(found.heads_right, found.judged, found.frame)


def _bounds_of_cells(found: Tally) -> Bounds | None:
    return bounds_of_cells(found.cells, found.frame)


# Indicator → how it reads a sample.
COUNTED: Final[Mapping[str, _Counted]] = {
    "C5d": _Counted(REGISTERED, MAIN, _heads, _bounds_of_heads),
    "J7a": _Counted(USUAL, MAIN, _heads, _bounds_of_heads),
    "J7b": _Counted(USUAL, ORDINARY, _cells, _bounds_of_cells),
}


def persons(
    cursor: psycopg.Cursor[Any], sample: int, as_known: date | None, known: Known
) -> Iterator[tuple[int, Found]]:
    """Yield (person, what was found) of those drawn in a sample who are remembered, in order of record."""
    rows = cursor.execute(PERSONS, {"sample": sample, "moment": moment_of(as_known)})
    for record, village, outcome, wrong, empty in rows:
        yield record, Found(known.lies(village), outcome, frozenset(wrong), frozenset(empty))
