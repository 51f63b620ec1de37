"""What the registers say of the villages of one division: the stock of a day, what changed before it, the doors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import psycopg

from huangce.errors import Unreadable
from huangce.rules.urban_rural import is_urban
from huangce.statistics import (
    accuracy,
    areas,
    changes,
    checks,
    completeness,
    in_time,
    plates,
    referrals,
    residents,
    stock,
)
from huangce.statistics.as_known import Known, known_on
from huangce.statistics.plates import Doors
from huangce.statistics.stock import Stock

NOTHING_YET: Final = "nothing is registered yet, or nothing was known of it then"
NOT_OPENED: Final = "the register was opened later"
NOTHING_HERE: Final = "the register holds nothing of this division"


class DaysReversed(Unreadable):
    """The period begins on {since}, after its last day {until}."""

    code = "days-reversed"


@dataclass(frozen=True, slots=True)
class View:
    """The figures of a division (villages that begin with the digits `here`); `why_not` says why there are none."""

    here: str
    known: Known
    as_known: date | None
    closing: Stock
    opening: Stock
    moved: changes.Changes
    residents: Mapping[str, int]
    doors: Sequence[Doors]
    surveyed: Collection[str]
    due: Sequence[referrals.Due]
    checked: Mapping[int, str] | None
    items: completeness.Items
    in_time: Mapping[int, bool | None]
    samples: Sequence[accuracy.Judged]
    why_not: str = ""
    is_whole: bool = False

    def stands(self, village: str) -> bool:
        """Whether a village belongs to the division; where it is all that the register holds, also one not stated."""
        return self.is_whole or (bool(village) and village.startswith(self.here))

    def stands_urban(self, village: str) -> bool:
        """Whether a village belongs to it and counts as urban."""
        return self.stands(village) and bool(is_urban(village))

    def total(self, counted: Mapping[str, int], *, only: Callable[[str], bool] = lambda _: True) -> int:
        """Sum over the division's villages for which `only` holds."""
        return sum(count for village, count in counted.items() if self.stands(village) and only(village))


def view_of(
    cursor: psycopg.Cursor[Any],
    *,
    as_of: date,
    as_known: date | None = None,
    since: date | None = None,
    division: str = "",
) -> View:
    """Return what the register says of a division (code, or "" for all) at the end of `as_of`, as known then or now.

    `since` is the first day of the period of changes: by default 1 January, or the day after the register was opened.
    Raises `DaysReversed`, `NotADivisionCode`.
    """
    known = known_on(cursor, as_known, territory=as_of)
    opened_on = stock.opened_on(cursor, known)
    after = since - timedelta(days=1) if since else date(as_of.year - 1, 12, 31)
    if since is None and opened_on is not None:
        after = min(max(after, opened_on), as_of)
    if since is not None and since > as_of:
        raise DaysReversed(since=since, until=as_of)
    found = stock.stocks(cursor, (after, as_of), known)
    opening, closing = found[after], found[as_of]
    moved = changes.changes(cursor, after, as_of, known)
    whole = View(
        here="",
        known=known,
        as_known=as_known,
        closing=closing,
        opening=opening,
        moved=moved,
        residents=residents.residents(cursor, as_of, known) if closing.is_known else {},
        doors=plates.doors(cursor, as_of, as_known, known),
        surveyed=plates.surveyed(cursor, as_known, known),
        due=referrals.due(cursor, as_of, as_known, known),
        checked=checks.checked(cursor, after, as_of, as_known, known) if opening.is_known else None,
        items=completeness.items_on(cursor, [as_of], known)[as_of] if closing.is_known else {},
        in_time=in_time.in_time(cursor, moved.changes),
        samples=accuracy.judged(cursor, as_of, as_known, known),
    )
    return within(whole, division)


def within(view: View, division: str) -> View:
    """Return a view of the same days of another division (code, or "" for all). Raises `NotADivisionCode`."""
    villages = {*view.closing.counted, *view.closing.unknown, *view.opening.counted, *view.residents}
    villages |= {one.village for one in view.doors}
    villages |= {village for one in view.moved.changes for village in (one.left, one.entered) if village}
    asked = areas.digits_of(division) if division else ""
    found = replace(view, here=asked or areas.whole_of(villages), is_whole=not asked)
    return replace(found, why_not=_why_not(found, villages))


def _why_not(view: View, villages: Collection[str]) -> str:
    if view.closing.opened_on is None:
        return NOTHING_YET
    if not view.closing.is_known:
        return NOT_OPENED
    if not any(map(view.stands, villages)):
        return NOTHING_HERE
    if not view.total(view.closing.counted) and view.total(view.closing.unknown):
        return NOT_OPENED
    return ""
