"""The records behind a figure: every number that `huangce rates` prints opens down to them.

Record ids are no personal data; who looks at a person after that states a purpose and is logged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from huangce.errors import NotFound
from huangce.rules import items
from huangce.rules.indicators import INDICATORS
from huangce.rules.population_changes import LINES, Change, settled_as
from huangce.rules.urban_rural import is_urban
from huangce.statistics import changes, stock
from huangce.statistics.as_known import Known
from huangce.statistics.rates import ANSWERS, IN_TRANSIT, POPULATION
from huangce.statistics.stock import UNKNOWN
from huangce.statistics.view import View


class NoSuchFigure(NotFound):
    """There are no records behind {code}: ask for {known}."""

    code = "no-such-figure"


class FigureNotKnown(NotFound):
    """{code} is not known: {why}."""

    code = "figure-not-known"


@dataclass(frozen=True, slots=True)
class Behind:
    """A record behind a figure: where it counts, and the act that made the change, for figures of a period."""

    record: int
    village: str
    act: int | None = None


def records_behind(cursor: psycopg.Cursor[Any], view: View, known: Known, code: str) -> list[Behind]:
    """Return the records behind a figure: `population`, `in_transit`, `J10`, `J11` or a line of the changes.

    With ":unknown" after it, those of which it is not known. Raises `NoSuchFigure`, `FigureNotKnown`.
    """
    name, _, part = code.partition(":")
    if part not in ("", UNKNOWN) or (name not in _OF_STOCK and name not in LINES and name != "J11"):
        if name in INDICATORS and name not in ANSWERS:
            raise FigureNotKnown(code=name, why=f"the register does not hold {INDICATORS[name].needs}")
        raise NoSuchFigure(code=code, known=", ".join([*_OF_STOCK, "J11", *LINES]))
    if view.why_not:
        raise FigureNotKnown(code=name, why=view.why_not)
    if name in _OF_STOCK:
        wanted = _OF_STOCK[name]
        return [
            Behind(record, village)
            for record, village, status in stock.records(cursor, view.closing.as_of, known)
            if view.stands(village) and wanted(village, status) == (part or "n")
        ]
    if name == "J11":
        kinds = {"unknown"} if part else {"migrants", "others"}
        return [
            _behind(one) for one in view.moved.changes if view.stands(one.entered or "") and settled_as(one) in kinds
        ]
    found = [] if part else [_behind(one) for one in view.moved.lines(view.stands, here=view.here).get(name, ())]
    if name == "taken_over" and not part:
        untouched = changes.taken_over(cursor, view.moved.after, view.moved.until, known)
        found += [Behind(record, village, act) for record, act, village in untouched if view.stands(village)]
    return found


def _behind(change: Change) -> Behind:
    village = change.entered if change.is_counted else change.left
    return Behind(change.record, village or "", change.act)


def _part_of_population(_village: str, status: str) -> str:
    return UNKNOWN if status == UNKNOWN else "n"


def _part_of_transit(_village: str, status: str) -> str:
    return "n" if status == items.IN_TRANSIT else ""


def _part_of_j10(village: str, status: str) -> str:
    urban = is_urban(village)
    return "" if status == UNKNOWN else UNKNOWN if urban is None else "n" if urban else ""


_OF_STOCK: Final[Mapping[str, Callable[[str, str], str]]] = {
    POPULATION: _part_of_population,
    IN_TRANSIT: _part_of_transit,
    "J10": _part_of_j10,
}
