"""The records behind a figure: every number that `huangce rates` prints opens down to them.

Record ids are no personal data; who looks at a person after that states a purpose and is logged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from huangce.errors import NotFound
from huangce.rules import items
from huangce.rules.indicators import INDICATORS
from huangce.rules.population_changes import LINES, Change, settled_as
from huangce.rules.urban_rural import is_urban
from huangce.statistics import changes, plates, residents, stock
from huangce.statistics.plates import INSTALLED, Doors
from huangce.statistics.rates import ANSWERS, IN_TRANSIT, POPULATION, RESIDENTS, lacks
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


@dataclass(frozen=True, slots=True)
class Behind:
    """A record behind a figure: where it counts, and the act that made the change, for figures of a period.

    `part` is n (counted), rest (in N and not in n) or unknown.
    """

    part: str
    record: int
    village: str
    act: int | None = None


def records_behind(cursor: psycopg.Cursor[Any], view: View, code: str) -> list[Behind]:
    """Return the records behind a figure: a key of `BEHIND` or a line of the changes, with :rest or :unknown after it.

    Raises `NoSuchFigure`, `FigureNotKnown`.
    """
    return list(behind(cursor, view, code))


def behind(cursor: psycopg.Cursor[Any], view: View, code: str) -> Iterator[Behind]:
    """Return the same one by one, for who needs a page of them. Raises `NoSuchFigure`, `FigureNotKnown` at once."""
    name, _, part = code.partition(":")
    part = part or COUNTED
    if part not in PARTS or name not in BEHIND.keys() | LINES.keys():
        if name in INDICATORS.keys() - BEHIND.keys():
            raise FigureNotKnown(code=name, why=lacks(INDICATORS[name]))
        raise NoSuchFigure(code=code, known=", ".join([*BEHIND, *LINES]))
    if view.why_not or (name in ANSWERS and ANSWERS[name](view) is None):
        raise FigureNotKnown(code=name, why=view.why_not or lacks(INDICATORS[name]))
    found = BEHIND[name](cursor, view) if name in BEHIND else _line(cursor, view, name)
    return (one for one in found if one.part == part and view.stands(one.village))


def _population(cursor: psycopg.Cursor[Any], view: View) -> Iterator[Behind]:
    for record, village, status in stock.records(cursor, view.closing.as_of, view.known):
        yield Behind(UNKNOWN if status == UNKNOWN else COUNTED, record, village)


def _in_transit(cursor: psycopg.Cursor[Any], view: View) -> Iterator[Behind]:
    for record, village, status in stock.records(cursor, view.closing.as_of, view.known):
        if status == items.IN_TRANSIT:
            yield Behind(COUNTED, record, village)


def _residents(cursor: psycopg.Cursor[Any], view: View) -> Iterator[Behind]:
    for record, village in residents.records(cursor, view.closing.as_of, view.known):
        yield Behind(COUNTED, record, village)


def _checked(cursor: psycopg.Cursor[Any], view: View) -> Iterator[Behind]:
    checked = view.checked or {}
    for record, village, status in stock.records(cursor, view.opening.as_of, view.known):
        if status != UNKNOWN:
            yield Behind(COUNTED if record in checked else UNKNOWN, record, village)


def _on_walls(
    cursor: psycopg.Cursor[Any], view: View, *, numbered: bool = False, addressed: bool = True
) -> Iterator[Behind]:
    """Doors by whether their plate hangs; `numbered` and `addressed`: only those with a number, with an address."""
    for one, door in _doors(cursor, view):
        if (door.is_numbered or not numbered) and (door.has_address or not addressed):
            hangs = door.state == INSTALLED and (door.is_numbered or addressed)
            unsure = door.state == UNKNOWN and (door.is_numbered or addressed)
            yield Behind(COUNTED if hangs else UNKNOWN if unsure else REST, one, door.village)


def _numbered(cursor: psycopg.Cursor[Any], view: View) -> Iterator[Behind]:
    for one, door in _doors(cursor, view):
        yield Behind(COUNTED if door.is_numbered else REST, one, door.village)


def _doors(cursor: psycopg.Cursor[Any], view: View) -> Iterator[tuple[int, Doors]]:
    return plates.records(cursor, view.closing.as_of, view.as_known, view.known)


def _urban(cursor: psycopg.Cursor[Any], view: View) -> Iterator[Behind]:
    parts = {True: COUNTED, False: REST, None: UNKNOWN}
    for record, village, status in stock.records(cursor, view.closing.as_of, view.known):
        if status != UNKNOWN:
            yield Behind(parts[is_urban(village)], record, village)


def _settled(_cursor: psycopg.Cursor[Any], view: View) -> Iterator[Behind]:
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


BEHIND: Final[Mapping[str, Callable[[psycopg.Cursor[Any], View], Iterator[Behind]]]] = {
    POPULATION: _population,
    IN_TRANSIT: _in_transit,
    RESIDENTS: _residents,
    "J3": _checked,
    "J5": _on_walls,
    "J6": lambda cursor, view: _on_walls(cursor, view, addressed=False),
    "J6a": _numbered,
    "J6b": lambda cursor, view: _on_walls(cursor, view, numbered=True),
    "J10": _urban,
    "J11": _settled,
}
