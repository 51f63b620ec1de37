"""The records behind a figure: every number that `huangce rates` prints opens down to them.

Record ids are no personal data; who looks at a person after that states a purpose and is logged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import psycopg

from huangce.errors import NotFound
from huangce.rules import items
from huangce.rules.indicators import INDICATORS
from huangce.rules.population_changes import LINES, Change, settled_as
from huangce.rules.urban_rural import is_urban
from huangce.statistics import accuracy, changes, completeness, plates, referrals, residents, stock
from huangce.statistics.in_time import EVENTS, MOVES
from huangce.statistics.plates import INSTALLED, Doors
from huangce.statistics.rates import ANSWERS, IN_TRANSIT, POPULATION, RESIDENTS, drawn, events_in_time, lacks
from huangce.statistics.stock import UNKNOWN
from huangce.statistics.view import View

COUNTED: Final = "n"
REST: Final = "rest"
PARTS: Final = (COUNTED, REST, UNKNOWN)


class NoSuchFigure(NotFound):
    """There are no records behind {code}: ask for {known}, each also with :rest or :unknown."""

    code = "no-such-figure"


class FigureNotKnown(NotFound):
    """{code} is not known: {why}."""

    code = "figure-not-known"


class SampleForgotten(NotFound):
    """Who was drawn in sample {sample} was forgotten after its time: what was found stays, by village and item."""

    code = "sample-forgotten"


@dataclass(frozen=True, slots=True)
class Behind:
    """A record behind a figure: where it counts, and the act that made the change, for figures of a period.

    The record is a person, a residence, the address of a door, or of J2 the referral. `part` is n (counted), rest (in N
    and not in n) or unknown; `lacks` names the items that are missing or not known.
    """

    part: str
    record: int
    village: str
    act: int | None = None
    lacks: tuple[str, ...] = ()


def records_behind(cursor: psycopg.Cursor[Any], view: View, code: str) -> list[Behind]:
    """Return the records behind a figure: a key of `BEHIND` or a line of the changes, with :rest or :unknown after it.

    Raises `NoSuchFigure`, `FigureNotKnown`.
    """
    return list(behind(cursor, view, code))


def behind(
    cursor: psycopg.Cursor[Any], view: View, code: str, *, villages: Collection[str] | None = None
) -> Iterator[Behind]:
    """Return the same one by one, of some villages only. Raises `NoSuchFigure`, `FigureNotKnown` at once."""
    name, part = _asked(view, code)
    found = BEHIND[name](cursor, view, villages) if name in BEHIND else _line(cursor, view, name)
    return (one for one in found if one.part == part and view.stands(one.village))


def page_behind(cursor: psycopg.Cursor[Any], view: View, code: str, *, first: int, limit: int) -> list[Behind]:
    """Return some records behind a figure, village by village: those from `first` on, at most `limit`.

    The view knows how many each village has, so only the villages are read in which these records lie. Raises
    `NoSuchFigure`, `FigureNotKnown`.
    """
    name, part = _asked(view, code)
    if name == "J3" and part == COUNTED:  # as changes, these stand in the view
        stood = (Behind(COUNTED, record, village) for record, village in (view.checked or {}).items())
        return _in_order(one for one in stood if view.stands(one.village))[first : first + limit]
    if name not in COUNTS:
        return _in_order(behind(cursor, view, code))[first : first + limit]
    counts = Counter[str]()
    for village, of, count in COUNTS[name](view):
        if of == part and view.stands(village):
            counts[village] += count
    before, reached, chosen = 0, 0, list[str]()
    for village in sorted(counts):
        if reached < first + limit and reached + counts[village] > first:
            before, chosen = before if chosen else reached, [*chosen, village]
        reached += counts[village]
    found = _in_order(behind(cursor, view, code, villages=chosen)) if chosen else []
    return found[first - before : first - before + limit]


def _in_order(found: Iterable[Behind]) -> list[Behind]:
    return sorted(found, key=lambda one: (one.village, one.record))


def _asked(view: View, code: str) -> tuple[str, str]:
    """The figure and the part of it that are asked for. Raises `NoSuchFigure`, `FigureNotKnown`."""
    name, _, part = code.partition(":")
    part = part or COUNTED
    if part not in PARTS or name not in BEHIND.keys() | LINES.keys():
        if name in INDICATORS.keys() - BEHIND.keys():
            raise FigureNotKnown(code=name, why=lacks(INDICATORS[name]))
        raise NoSuchFigure(code=code, known=", ".join([*BEHIND, *LINES]))
    if view.why_not or (name in ANSWERS and ANSWERS[name](view) is None):
        raise FigureNotKnown(code=name, why=view.why_not or lacks(INDICATORS[name]))
    return name, part


Some = Collection[str] | None  # the villages that are asked for, None for all


def _population(cursor: psycopg.Cursor[Any], view: View, villages: Some) -> Iterator[Behind]:
    for record, village, status in stock.records(cursor, view.closing.as_of, view.known, villages=villages):
        yield Behind(UNKNOWN if status == UNKNOWN else COUNTED, record, village)


def _in_transit(cursor: psycopg.Cursor[Any], view: View, villages: Some) -> Iterator[Behind]:
    for record, village, status in stock.records(cursor, view.closing.as_of, view.known, villages=villages):
        if status == items.IN_TRANSIT:
            yield Behind(COUNTED, record, village)


def _residents(cursor: psycopg.Cursor[Any], view: View, villages: Some) -> Iterator[Behind]:
    for record, village in residents.records(cursor, view.closing.as_of, view.known, villages=villages):
        yield Behind(COUNTED, record, village)


OF_OUTCOMES: Final = {referrals.OPEN: UNKNOWN, referrals.OTHERWISE: REST}


def _due(_cursor: psycopg.Cursor[Any], view: View, _villages: Some) -> Iterator[Behind]:
    for one in view.due:
        yield Behind(OF_OUTCOMES.get(one.outcome, COUNTED), one.referral, one.village)


def _checked(cursor: psycopg.Cursor[Any], view: View, villages: Some) -> Iterator[Behind]:
    checked = view.checked or {}
    for record, village, status in stock.records(cursor, view.opening.as_of, view.known, villages=villages):
        if status != UNKNOWN:
            yield Behind(COUNTED if record in checked else UNKNOWN, record, village)


def _of_walls(door: Doors, *, numbered: bool = False, addressed: bool = True) -> str:
    """The part of a door by whether its plate hangs, "" if it is not asked for; `numbered` and `addressed`: only doors
    with a number, with an address."""
    if (numbered and not door.is_numbered) or (addressed and not door.has_address):
        return ""
    may_hang = door.is_numbered or addressed
    return COUNTED if door.state == INSTALLED and may_hang else UNKNOWN if door.state == UNKNOWN and may_hang else REST


# Figures of doors, behind which are addresses and no persons → the part that a door counts in.
DOORS: Final[Mapping[str, Callable[[Doors], str]]] = {
    "J5": _of_walls,
    "J6": partial(_of_walls, addressed=False),
    "J6a": lambda door: COUNTED if door.is_numbered else REST,
    "J6b": partial(_of_walls, numbered=True),
}


# Figures behind whose records no person is named.
UNNAMED: Final = frozenset({*DOORS, "J2"})


def _doors(
    part_of: Callable[[Doors], str], cursor: psycopg.Cursor[Any], view: View, villages: Some
) -> Iterator[Behind]:
    for one, door in plates.records(cursor, view.closing.as_of, view.as_known, view.known, villages=villages):
        if part := part_of(door):
            yield Behind(part, one, door.village)


URBAN: Final = {True: COUNTED, False: REST, None: UNKNOWN}


def _urban(cursor: psycopg.Cursor[Any], view: View, villages: Some) -> Iterator[Behind]:
    for record, village, status in stock.records(cursor, view.closing.as_of, view.known, villages=villages):
        if status != UNKNOWN:
            yield Behind(URBAN[is_urban(village)], record, village)


def _items(cursor: psycopg.Cursor[Any], view: View, villages: Some) -> Iterator[Behind]:
    for record, village, lacking in completeness.records(cursor, view.closing.as_of, view.known, villages=villages):
        yield Behind(completeness.part_of(lacking), record, village, lacks=completeness.names_of(lacking))


def _sampled(code: str, cursor: psycopg.Cursor[Any], view: View, _villages: Some) -> Iterator[Behind]:
    """Persons drawn: counted where nothing that is asked is wrong or missing, unknown where nobody was asked."""
    sample, asked = drawn(view, code), accuracy.COUNTED[code].asked
    if sample is None:
        return
    remembered = list(accuracy.persons(cursor, sample.sample, view.as_known, view.known))
    if not remembered:
        raise SampleForgotten(sample=sample.sample)
    for record, found in remembered:
        if not found.is_judged:
            yield Behind(UNKNOWN, record, found.village)
        elif found.right(asked) == len(asked):
            yield Behind(COUNTED, record, found.village)
        else:
            yield Behind(REST, record, found.village, lacks=found.lacks(asked))


IN_TIME: Final = {True: COUNTED, False: REST, None: UNKNOWN}


def _in_time(kinds: Collection[str], _cursor: psycopg.Cursor[Any], view: View, _villages: Some) -> Iterator[Behind]:
    for one, is_in_time in events_in_time(view, kinds):
        yield _behind(IN_TIME[is_in_time], one, left=not one.is_counted)


def _settled(_cursor: psycopg.Cursor[Any], view: View, _villages: Some) -> Iterator[Behind]:
    for one in view.moved.changes:
        settled = settled_as(one)
        if settled is not None:
            yield _behind(UNKNOWN if settled == "unknown" else COUNTED, one)


def _line(cursor: psycopg.Cursor[Any], view: View, line: str) -> Iterator[Behind]:
    for one in view.moved.lines(view.stands, here=view.here).get(line, ()):
        yield _behind(COUNTED, one, left=not LINES[line].enters)
    if line == "taken_over":
        for record, act, village in changes.taken_over(cursor, view.moved.after, view.moved.until, view.known):
            yield Behind(COUNTED, record, village, act)


def _behind(part: str, change: Change, *, left: bool = False) -> Behind:
    return Behind(part, change.record, (change.left if left else change.entered) or "", change.act)


BEHIND: Final[Mapping[str, Callable[[psycopg.Cursor[Any], View, Some], Iterator[Behind]]]] = {
    POPULATION: _population,
    IN_TRANSIT: _in_transit,
    RESIDENTS: _residents,
    "C5a": _items,
    "C5b": partial(_in_time, EVENTS),
    "C5c": partial(_in_time, MOVES),
    "J2": _due,
    "J3": _checked,
    **{code: partial(_sampled, code) for code in accuracy.COUNTED},
    **{code: partial(_doors, part_of) for code, part_of in DOORS.items()},
    "J10": _urban,
    "J11": _settled,
}


def _count_checked(view: View) -> Iterator[tuple[str, str, int]]:
    checked = Counter((view.checked or {}).values())
    for village, count in view.opening.counted.items():
        yield village, COUNTED, checked[village]
        yield village, UNKNOWN, count - checked[village]


def _count_doors(part_of: Callable[[Doors], str], view: View) -> Iterator[tuple[str, str, int]]:
    return ((one.village, part_of(one), one.count) for one in view.doors)


# Figure → how many records each village has behind each part: (village, part, count), as the view has them.
COUNTS: Final[Mapping[str, Callable[[View], Iterable[tuple[str, str, int]]]]] = {
    POPULATION: lambda view: [
        (village, part, count)
        for part, table in ((COUNTED, view.closing.counted), (UNKNOWN, view.closing.unknown))
        for village, count in table.items()
    ],
    IN_TRANSIT: lambda view: [(village, COUNTED, count) for village, count in view.closing.in_transit.items()],
    RESIDENTS: lambda view: [(village, COUNTED, count) for village, count in view.residents.items()],
    "C5a": lambda view: [
        (village, part, count) for village, counts in view.items.items() for part, count in counts.items()
    ],
    "J3": _count_checked,
    **{code: partial(_count_doors, part_of) for code, part_of in DOORS.items()},
    "J10": lambda view: [(village, URBAN[is_urban(village)], count) for village, count in view.closing.counted.items()],
}
