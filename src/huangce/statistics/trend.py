"""The figures that have a past, at the ends of the last months: of a division, and of others beside it.

What the registers held on those days is asked once a day, by village; every division is then a sum of its villages, so
that to lay one beside another costs nothing. Doors carry no dates: their figures have no trend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import psycopg

from huangce.register.keeper import Keeper
from huangce.register.locks import raw_cursor
from huangce.rules.indicators import Rate
from huangce.statistics import checks, stock
from huangce.statistics.areas import digits_of
from huangce.statistics.as_known import known_on
from huangce.statistics.board import database_of
from huangce.statistics.rates import IN_TRANSIT, POPULATION, j3_of, j10_of
from huangce.statistics.snapshot import reading

MONTHS: Final = 8
Series = dict[str, list[Rate | None]]


@dataclass(frozen=True, slots=True)
class Held:
    """Persons by village at the end of a day: counted, in transit, opened later; for J3 the baseline and the checked.

    `checked` is None where nothing was ever reconciled.
    """

    counted: Mapping[str, int]
    in_transit: Mapping[str, int]
    unknown: Mapping[str, int]
    baseline: Mapping[str, int]
    checked: Mapping[int, str] | None


histories: Keeper[list[Held | None]] = Keeper()


def trend(
    *, as_of: date, today: date, as_known: date | None = None, divisions: Sequence[str] = ("",)
) -> tuple[list[date], list[Series]]:
    """Return the ends of the last months until `as_of`, and for each division: figure → its rate on each of them.

    None where it was not known. Raises `NotADivisionCode`.
    """
    days = month_ends(as_of)
    with raw_cursor() as cursor:
        key = (*database_of(cursor), as_of, as_known)
    held = histories.standing(key, today)
    if held is None:
        with reading() as cursor:
            held = histories.get(key, today, lambda: _held(cursor, days, as_known))
    return days, [_series(held, digits_of(one) if one else "") for one in divisions]


def month_ends(as_of: date) -> list[date]:
    """Return `MONTHS` days, the last of them `as_of` and the others the ends of the months before it.

    >>> [day.isoformat() for day in month_ends(date(2026, 3, 5))[-3:]]
    ['2026-01-31', '2026-02-28', '2026-03-05']
    """
    days = [as_of]
    while len(days) < MONTHS:
        days.append(days[-1].replace(day=1) - timedelta(days=1))
    return days[::-1]


def _held(cursor: psycopg.Cursor[Any], days: Sequence[date], as_known: date | None) -> list[Held | None]:
    known = known_on(cursor, as_known, territory=days[-1])
    opened_on = stock.opened_on(cursor, known)
    if opened_on is None:
        return []
    begins = {day: min(max(date(day.year - 1, 12, 31), opened_on), day) for day in days}
    found = stock.stocks(cursor, sorted({*days, *begins.values()}), known)
    return [
        Held(
            counted=found[day].counted,
            in_transit=found[day].in_transit,
            unknown=found[day].unknown,
            baseline=found[begins[day]].counted,
            checked=checks.checked(cursor, begins[day], day, as_known, known),
        )
        if found[day].is_known
        else None
        for day in days
    ]


def _series(held: Sequence[Held | None], here: str) -> Series:
    return {code: [None if one is None else rate(one, here) for one in held] for code, rate in WITH_A_PAST.items()}


def _total(counts: Mapping[str, int], here: str) -> int:
    return sum(count for village, count in counts.items() if village.startswith(here))


def _j3(held: Held, here: str) -> Rate | None:
    if held.checked is None:
        return None
    return j3_of(_total(held.baseline, here), sum(village.startswith(here) for village in held.checked.values()))


WITH_A_PAST: Final[Mapping[str, Callable[[Held, str], Rate | None]]] = {
    POPULATION: lambda held, here: Rate(_total(held.counted, here), None, _total(held.unknown, here)),
    IN_TRANSIT: lambda held, here: Rate(_total(held.in_transit, here), None),
    "J3": _j3,
    "J10": lambda held, here: j10_of(held.counted, lambda village: village.startswith(here)),
}
