"""What the register knew on a day: acts sealed by then, less what was void by then.

Positions in the log never change, so a figure "as known on K" comes out the same for ever, whatever is recorded or
reversed later. Without K all committed acts count, sealed or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import Any, Final

import psycopg

from huangce.register.record import OFFICE_TIME
from huangce.register.seal import position_known_on
from huangce.rules.division_changes import DivisionChange, codes_on, division_on
from huangce.rules.fold import voided
from huangce.statistics.parted import went_along

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

    `void_now` is what has no effect today, when everything is known: the current rows are built on it. Villages are
    told by the divisions of the day `territory`, so that both ends of a period are of one and the same territory:
    `divisions` are the changes of divisions that were known; `parted` whether there is any act on divisions at all;
    `along` who went along with an address (`parted.went_along`).
    """

    position: int | None
    void: Void
    void_now: Void
    territory: date = date.max
    divisions: tuple[DivisionChange, ...] = ()
    parted: bool = False
    along: Mapping[int, tuple[frozenset[str], str]] = field(default_factory=dict)

    def lies(self, village: str | None, record: int | None = None) -> str:
        """The code on the day of the territory of a village that was recorded with a code; "" for none.

        With a person or a residence, where that is counted: it may have gone along with its address.
        """
        if not village:
            return ""
        if record is not None and record in self.along:
            before, went = self.along[record]
            village = went if village in before else village
        return division_on(village, self.divisions, self.territory) if self.divisions else village

    def lying(self, villages: Iterable[str]) -> tuple[str, ...]:
        """The codes that may have been recorded for villages: the inverse of `lies`, "" included."""
        if not self.divisions:
            return tuple(villages)
        return tuple(code for one in villages for code in codes_on(one, self.divisions, self.territory))

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


# Changes of divisions in the order in which they take effect, and whether a part of one ever went elsewhere.
DIVISIONS: Final = """
    select d.division, d.becomes, d.name_before, d.name_after, a.id, d.happened_on, a.day_order
    from division_change d join fact f on f.record = d.id and f.grp = 'division_change' join act a on a.id = f.act
    where {effective} order by d.happened_on, a.day_order, a.id
"""
PARTED: Final = "select exists (select 1 from act where kind = 'division_changed')"


def moment_of(as_known: date | None) -> datetime | None:
    """Return the end of a day in the office's time; None for None."""
    return None if as_known is None else datetime.combine(as_known, time.max, OFFICE_TIME)


def known_on(cursor: psycopg.Cursor[Any], day: date | None, *, territory: date = date.max) -> Known:
    """Return what was known at the end of `day` in the office's time; None: everything that is committed.

    Villages are told by the divisions of the day `territory`.
    """
    moment = moment_of(day)
    position = None if moment is None else position_known_on(cursor, moment)
    return known_at(cursor, position, territory=territory)


def known_at(cursor: psycopg.Cursor[Any], position: int | None, *, territory: date = date.max) -> Known:
    """Return what was known when the log had so many acts; None: everything that is committed."""
    reversals = cursor.execute(REVERSALS).fetchall()
    then = [row[:3] for row in reversals if position is None or (row[3] is not None and row[3] <= position)]
    known = Known(position, _void(then), _void([row[:3] for row in reversals]), territory)
    row = cursor.execute(PARTED).fetchone()
    if row is None or not row[0]:
        return known
    rows = cursor.execute(DIVISIONS.format(effective=known.effective), known.parameters).fetchall()
    changes = tuple(
        DivisionChange(division, becomes, before, after, act, (on, order, act))
        for division, becomes, before, after, act, on, order in rows
    )
    along = went_along(cursor, territory=territory, effective=known.effective, parameters=known.parameters)
    return replace(known, divisions=changes, parted=True, along=along)


def _void(reversals: list[tuple[int, int | None, int | None]]) -> Void:
    gone = voided({act: target for act, target, _batch in reversals if target is not None})
    batches = {batch for act, _target, batch in reversals if batch is not None and act not in gone}
    return Void(frozenset(gone), frozenset(batches))
