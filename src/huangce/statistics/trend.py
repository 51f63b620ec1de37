"""The figures that have a past, at the ends of the last months: of a division, and of others beside it.

What the registers held on those days is asked once a day, by village; every division is then a sum of its villages, so
that to lay one beside another costs nothing. Of doors, what was seen in the field has no day: it counts for all days.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import psycopg

from huangce.register.keeper import Keeper
from huangce.register.locks import raw_cursor
from huangce.rules.indicators import Rate
from huangce.statistics import checks, completeness, plates, referrals, residents, stock
from huangce.statistics.areas import digits_of
from huangce.statistics.as_known import known_on
from huangce.statistics.board import database_of
from huangce.statistics.plates import Doors
from huangce.statistics.rates import IN_TRANSIT, OF_DOORS, POPULATION, RESIDENTS, c5a_of, j3_of, j10_of
from huangce.statistics.snapshot import reading

MONTHS: Final = 8
Series = dict[str, list[Rate | None]]


@dataclass(frozen=True, slots=True)
class Held:
    """What the registers held at the end of a day, by village: persons counted, in transit, opened later; referrals
    due; for J3 the baseline and the checked (None where nothing was ever reconciled); main items known; residence
    records; doors, and where they were surveyed.
    """

    counted: Mapping[str, int]
    in_transit: Mapping[str, int]
    unknown: Mapping[str, int]
    baseline: Mapping[str, int]
    due: Sequence[referrals.Due]
    checked: Mapping[int, str] | None
    items: completeness.Items
    residents: Mapping[str, int]
    doors: Sequence[Doors]
    surveyed: Collection[str]


@dataclass(frozen=True, slots=True)
class Here:
    """What was held in a division, whose villages begin with the digits `digits`."""

    held: Held
    digits: str

    @property
    def doors(self) -> Sequence[Doors]:
        return self.held.doors

    @property
    def surveyed(self) -> Collection[str]:
        return self.held.surveyed

    def stands(self, village: str) -> bool:
        """Whether a village belongs to the division."""
        return village.startswith(self.digits)

    def total(self, counts: Mapping[str, int]) -> int:
        """Sum over the villages of the division."""
        return sum(count for village, count in counts.items() if self.stands(village))


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
    items = completeness.items_on(cursor, days, known)
    living = residents.residents_on(cursor, days, known)
    doors = plates.doors_on(cursor, days, as_known, known)
    surveyed = plates.surveyed(cursor, as_known, known)
    return [
        Held(
            counted=found[day].counted,
            in_transit=found[day].in_transit,
            unknown=found[day].unknown,
            baseline=found[begins[day]].counted,
            due=referrals.due(cursor, day, as_known, known),
            checked=checks.checked(cursor, begins[day], day, as_known, known),
            items=items[day],
            residents=living[day],
            doors=doors[day],
            surveyed=surveyed,
        )
        if found[day].is_known
        else None
        for day in days
    ]


def _series(held: Sequence[Held | None], digits: str) -> Series:
    here = [None if one is None else Here(one, digits) for one in held]
    return {code: [None if one is None else rate(one) for one in here] for code, rate in WITH_A_PAST.items()}


def _j3(here: Here) -> Rate | None:
    held = here.held
    if held.checked is None:
        return None
    return j3_of(here.total(held.baseline), sum(map(here.stands, held.checked.values())))


WITH_A_PAST: Final[Mapping[str, Callable[[Here], Rate | None]]] = {
    POPULATION: lambda here: Rate(here.total(here.held.counted), None, here.total(here.held.unknown)),
    IN_TRANSIT: lambda here: Rate(here.total(here.held.in_transit), None),
    RESIDENTS: lambda here: Rate(here.total(here.held.residents), None),
    "C5a": lambda here: c5a_of(here.held.items, here.stands),
    "J2": lambda here: referrals.j2_of(here.held.due, here.stands),
    "J3": _j3,
    **OF_DOORS,
    "J10": lambda here: j10_of(here.held.counted, here.stands),
}
