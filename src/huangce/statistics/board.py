"""The figures of a division with its parts, kept in the process as long as they hold.

Figures of a moment are computed once: they hold until an act, a decision about a finding, a step of a referral, a
sample or an answer to one, a run or an address is added, or rows are repaired. Where adding goes on all day, what cost
a second to compute is shown for up to twenty seconds more; the page says as of which moment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any, Final

import psycopg

from huangce.register.counts import REPAIRED
from huangce.register.keeper import Keeper
from huangce.register.locks import raw_cursor
from huangce.rules.indicators import Rate
from huangce.statistics import areas
from huangce.statistics.rates import ANSWERS, IN_TRANSIT, POPULATION, RESIDENTS, Report, report_of
from huangce.statistics.snapshot import reading
from huangce.statistics.view import View, view_of, within

TOWNSHIP: Final = 9  # digits: no level below is ranked
MARK: Final = f"""
    select (select max(id) from act), (select max(id) from finding_event), (select max(id) from reconciliation),
        (select max(id) from address), (select max(id) from referral_event),
        (select max(id) from sample), (select max(id) from sample_answer), {REPAIRED}
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A figure of a division below the one asked for; `digits` begin the codes of its villages."""

    digits: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Board:
    """A report with each figure by the divisions one level below, and when it was computed; `view` opens its rows.

    Townships come by rate, the highest first; villages by code, for they are not ranked.
    """

    view: View
    report: Report
    parts: Mapping[str, tuple[Part, ...]]
    computed_at: datetime

    @property
    def is_ranked(self) -> bool:
        """Whether the parts are townships or larger."""
        return any(len(one.digits) <= TOWNSHIP for parts in self.parts.values() for one in parts)


# What the registers hold on a day is asked once; each division is then a part of it.
views: Keeper[tuple[View, datetime]] = Keeper()
boards: Keeper[Board] = Keeper(patience=0)


def board(*, as_of: date, as_known: date | None = None, division: str = "", afresh: bool = False) -> Board:
    """Return the figures of a division at the end of `as_of`, as known. `afresh`: as of this moment.

    Raises what `view_of` raises, and `TargetsInvalid`.
    """
    if afresh:
        views.forget()
    with raw_cursor() as cursor:  # most often nothing changed: no snapshot is needed, nor a connection for one
        mark = cursor.execute(MARK).fetchone()
        key = (*database_of(cursor), as_of, as_known)
    held = views.standing(key, mark)
    if held is None:
        with reading() as cursor:
            mark = cursor.execute(MARK).fetchone()
            held = views.get(key, mark, lambda: (view_of(cursor, as_of=as_of, as_known=as_known), datetime.now(UTC)))
    whole, at = held
    return boards.get((*key, division), at, lambda: _board(within(whole, division), at))


def database_of(cursor: psycopg.Cursor[Any]) -> tuple[str, int, str]:
    """Return the database that figures are of: a process may serve several in turn."""
    info = cursor.connection.info
    return info.host, info.port, info.dbname


def _board(view: View, at: datetime) -> Board:
    return Board(view, report_of(view), _parts(view), at)


def _parts(view: View) -> dict[str, tuple[Part, ...]]:
    if view.why_not:
        return {}
    villages = {*view.closing.counted, *view.closing.unknown, *view.residents, *(one.village for one in view.doors)}
    below = [replace(view, here=digits, is_whole=False) for digits in areas.parts_of(view.here, villages)]
    found = {}
    for code, rate in FIGURES.items():
        parts = [Part(one.here, answer) for one in below if (answer := rate(one)) is not None]
        is_ranked = bool(parts) and len(parts[0].digits) <= TOWNSHIP
        found[code] = tuple(sorted(parts, key=_rank) if is_ranked else parts)
    return found


def _rank(part: Part) -> tuple[bool, Fraction, int]:
    share = part.rate.share
    return share is None and part.rate.of is not None, -(share if share is not None else Fraction(0)), -part.rate.n


FIGURES: Final[Mapping[str, Callable[[View], Rate | None]]] = {
    POPULATION: lambda view: Rate(view.total(view.closing.counted), None, view.total(view.closing.unknown)),
    IN_TRANSIT: lambda view: Rate(view.total(view.closing.in_transit), None),
    RESIDENTS: lambda view: Rate(view.total(view.residents), None),
    **ANSWERS,
}
