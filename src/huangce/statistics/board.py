"""The figures of a division with its parts, kept in the process as long as they hold.

Figures of a moment are computed once: they hold until an act, a decision about a finding, a run or an address is
added, or rows are repaired. Where adding goes on all day, what cost a second to compute is shown for up to twenty
seconds more; the page says as of which moment.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fractions import Fraction
from threading import Lock
from typing import Any, Final, Generic, TypeVar

import psycopg

from huangce.register.counts import REPAIRED
from huangce.register.locks import raw_cursor
from huangce.rules.indicators import Rate
from huangce.statistics import areas
from huangce.statistics.rates import ANSWERS, IN_TRANSIT, POPULATION, RESIDENTS, Report, report_of
from huangce.statistics.snapshot import reading
from huangce.statistics.view import View, view_of

TOWNSHIP: Final = 9  # digits: no level below is ranked
KEPT: Final = 64
# How many times its cost a board may be shown after the register went on.
PATIENCE: Final = 20.0
MARK: Final = f"""
    select (select max(id) from act), (select max(id) from finding_event), (select max(id) from reconciliation),
        (select max(id) from address), {REPAIRED}
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


Value = TypeVar("Value")


class Keeper(Generic[Value]):
    """The last values by key, each with the mark of what it was computed from."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[Hashable, float, float, Value]] = OrderedDict()
        self._lock = Lock()

    def standing(self, key: Hashable, mark: Hashable) -> Value | None:
        """Return the kept value if its mark is the same or it is younger than `PATIENCE` times its cost."""
        with self._lock:
            found = self._kept.get(key)
        holds = found is not None and (found[0] == mark or time.monotonic() - found[1] < PATIENCE * found[2])
        return found[3] if found is not None and holds else None

    def get(self, key: Hashable, mark: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the standing value, else what `compute` returns, which is kept."""
        found = self.standing(key, mark)
        if found is not None:
            return found
        now = time.monotonic()
        value = compute()
        done = time.monotonic()
        with self._lock:
            self._kept[key] = (mark, done, done - now, value)
            self._kept.move_to_end(key)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return value

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._kept.clear()


boards: Keeper[Board] = Keeper()


def board(*, as_of: date, as_known: date | None = None, division: str = "", afresh: bool = False) -> Board:
    """Return the figures of a division at the end of `as_of`, as known. `afresh`: as of this moment.

    Raises what `view_of` raises, and `TargetsInvalid`.
    """
    if afresh:
        boards.forget()
    with raw_cursor() as cursor:  # most often nothing changed: no snapshot is needed, nor a connection for one
        mark = cursor.execute(MARK).fetchone()
        key = (*database_of(cursor), as_of, as_known, division)
    standing = boards.standing(key, mark)
    if standing is not None:
        return standing
    with reading() as cursor:
        mark = cursor.execute(MARK).fetchone()
        return boards.get(key, mark, lambda: _board(cursor, as_of, as_known, division))


def database_of(cursor: psycopg.Cursor[Any]) -> tuple[str, int, str]:
    """Return the database that figures are of: a process may serve several in turn."""
    info = cursor.connection.info
    return info.host, info.port, info.dbname


def _board(cursor: psycopg.Cursor[Any], as_of: date, as_known: date | None, division: str) -> Board:
    view = view_of(cursor, as_of=as_of, as_known=as_known, division=division)
    return Board(view, report_of(view), _parts(view), datetime.now(UTC))


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
