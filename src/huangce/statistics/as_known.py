"""What the register knew on a day: acts sealed by then, less what was void by then.

Positions in the log never change, so a figure "as known on K" comes out the same for ever, whatever is recorded or
reversed later. Without K all committed acts count, sealed or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

import psycopg

from huangce.register.record import OFFICE_TIME
from huangce.register.seal import position_known_on
from huangce.rules.fold import voided

REVERSALS: Final = """
    select a.id, a.voids, a.voids_batch, l.position from act a left join seal_leaf l on l.act = a.id
    where a.voids is not null or a.voids_batch is not null
"""


@dataclass(frozen=True, slots=True)
class Void:
    """Acts that have no effect: single ones, and all acts of the batches that are undone."""

    acts: frozenset[int]
    batches: frozenset[int]


@dataclass(frozen=True, slots=True)
class Known:
    """What counts: acts up to `position` of the log (None: all), of which `void` have no effect.

    `void_now` is what has no effect today, when everything is known: the current rows are built on it.
    """

    position: int | None
    void: Void
    void_now: Void

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The parameters of `effective` and `differing`."""
        return {
            "position": self.position,
            "void_acts": sorted(self.void.acts),
            "void_batches": sorted(self.void.batches),
            "other_acts": sorted(self.void.acts ^ self.void_now.acts),
            "other_batches": sorted(self.void.batches ^ self.void_now.batches),
        }

    @property
    def effective(self) -> str:
        """A condition on `act a`: it was known, and it has effect."""
        return HAS_EFFECT if self.position is None else f"{WAS_KNOWN} and {HAS_EFFECT}"

    @property
    def differing(self) -> str:
        """A query for the ids of acts that today's rows reckon with and that had no effect then, or the reverse."""
        return RECKONED if self.position is None else f"{RECKONED} union all {NOT_KNOWN}"


HAS_EFFECT: Final = """
    a.id <> all(%(void_acts)s::bigint[]) and (a.batch is null or a.batch <> all(%(void_batches)s::bigint[]))
"""
WAS_KNOWN: Final = "exists (select 1 from seal_leaf l where l.act = a.id and l.position <= %(position)s)"
NOT_KNOWN: Final = f"select a.id from act a where not {WAS_KNOWN}"
RECKONED: Final = """
    select unnest(%(other_acts)s::bigint[]) as id
    union all select a.id from act a where a.batch = any(%(other_batches)s::bigint[])
"""


def known_on(cursor: psycopg.Cursor[Any], day: date | None) -> Known:
    """Return what was known at the end of `day` in the office's time; None: everything that is committed."""
    position = None if day is None else position_known_on(cursor, datetime.combine(day, time.max, OFFICE_TIME))
    reversals = cursor.execute(REVERSALS).fetchall()
    then = [row[:3] for row in reversals if position is None or (row[3] is not None and row[3] <= position)]
    return Known(position, _void(then), _void([row[:3] for row in reversals]))


def _void(reversals: list[tuple[int, int | None, int | None]]) -> Void:
    gone = voided({act: target for act, target, _batch in reversals if target is not None})
    batches = {batch for act, _target, batch in reversals if batch is not None and act not in gone}
    return Void(frozenset(gone), frozenset(batches))
