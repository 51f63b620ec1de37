"""What a visitor (网格员) is shown: the findings that were assigned in the own block, who each is about and where.

No search and no record is opened: name, masked number, address, the lead and its deadline are what a visit needs
(requirements part 5: named accounts, only the own block). Each page that is shown is noted as a look.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

from huangce.accounts import lookups
from huangce.accounts.models import Officer
from huangce.errors import Where
from huangce.exchange.sheets import Returned
from huangce.matching import desk, worklists
from huangce.matching.desk import PAGE, Asked
from huangce.matching.findings import OFFICE_TIME
from huangce.matching.worklists import Line

ASSIGNED: Final = Asked(state="assigned")


@dataclass(frozen=True, slots=True)
class Visits:
    """One page of the visits of an officer, the soonest deadline first; `total` counts all pages."""

    lines: tuple[Line, ...]
    total: int


def assigned(divisions: tuple[str, ...], *, by: Officer, number: int = 1, at: datetime | None = None) -> Visits:
    """Return a page of the findings assigned in some divisions (leading digits), after noting who is shown.

    Raises `MayNotDo` where one of the divisions is not the officer's to visit.
    """
    moment = at or datetime.now(UTC)
    today = moment.astimezone(OFFICE_TIME).date()
    asked = replace(ASSIGNED, queue=by.pk)
    total = sum(count for _code, count in desk.by_division(asked, divisions, today=today, digits=12))
    rows = desk.page(asked, divisions, today=today, number=number)
    lines = worklists.lines_of([row.id for row in rows])
    lookups.note_visits(
        by,
        case=f"visits {today.isoformat()}, {number}",
        subjects=[one.record for one in lines if one.record is not None],
        divisions={one.division.ljust(12, "0") for one in lines},
        at=moment,
    )
    return Visits(tuple(lines), total)


def pages(total: int) -> int:
    """Return how many pages there are, one at least."""
    return max(1, -(-total // PAGE))


def report(answers: Mapping[str, tuple[str, str]], *, by: Officer, at: datetime | None = None) -> Returned:
    """Take results as they were said: id of the finding → (answer, words). What cannot be taken is a problem of it.

    Answers are the words of `worklists.ANSWERS`; empty ones are passed over, as on paper.
    """
    result = Returned()
    for number, (finding, (answer, words)) in enumerate(answers.items(), start=1):
        row = {worklists.ID: finding, worklists.RESULT: answer, worklists.WORDS: words}
        worklists.take(row, Where("", number, worklists.RESULT), result, by=by, moment=at or datetime.now(UTC))
    return result
