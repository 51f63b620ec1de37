"""Referrals that were received here and due, for J2 (notice 000 二(一)): each once, where it lies, with its outcome.

A referral that was redirected on is due where it went, not where it was; one that was withdrawn by its due day is not
due. Who declines to answer, whose whereabouts are known and not disclosed, and who belongs to another place stay in N,
apart from those still open: nobody is registered falsely to reach a figure (requirements part 6, 2 and 9).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from huangce.rules.indicators import Rate, rate_of
from huangce.rules.referrals import ARRIVALS, REFUTED, REGISTERED, RESULTS, WITHDRAWN
from huangce.statistics.as_known import Known, moment_of

OPEN: Final = "open"
OTHERWISE: Final = "otherwise"
OUTCOMES: Final = {REGISTERED: "registered", REFUTED: "refuted", None: OPEN, WITHDRAWN: OPEN}
DUE: Final = """
    with seen as (
        select * from referral_event
        where happened_on <= %(day)s and (%(moment)s::timestamptz is null or at <= %(moment)s)
    ),
    arrived as (
        select distinct on (referral) referral, id, division, due_on, keeper from seen
        where step = any(%(arrivals)s) order by referral, id desc
    )
    select a.referral, a.division, answer.step from arrived a
    left join seen answer on answer.referral = a.referral and answer.id > a.id and answer.step = any(%(answers)s)
    where a.keeper is null and a.due_on < %(day)s
        and (answer.step is distinct from %(withdrawn)s or answer.happened_on > a.due_on)
    order by a.referral
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A referral whose answer was due: where it lies, and whether it is registered, refuted, open or otherwise
    answered."""

    referral: int
    village: str
    outcome: str


def due(cursor: psycopg.Cursor[Any], day: date, as_known: date | None, known: Known) -> list[Due]:
    """Return the referrals that were received here and due before a day, as they stood at its end, as known."""
    parameters = {
        "day": day,
        "moment": moment_of(as_known),
        "arrivals": list(ARRIVALS),
        "answers": [*RESULTS, WITHDRAWN],
        "withdrawn": WITHDRAWN,
    }
    rows = cursor.execute(DUE, parameters).fetchall()
    return [Due(referral, known.lies(division), OUTCOMES.get(step, OTHERWISE)) for referral, division, step in rows]


def outcomes(found: Collection[Due], stands: Callable[[str], bool]) -> Counter[str]:
    """Count the outcomes in the villages for which `stands` holds."""
    return Counter(one.outcome for one in found if stands(one.village))


def j2_of(found: Collection[Due], stands: Callable[[str], bool]) -> Rate:
    """Return J2 of these villages: what is still open is not known."""
    counts = outcomes(found, stands)
    told = {"due": counts.total(), "registered": counts["registered"], "refuted": counts["refuted"]}
    return rate_of("J2", told, unknown=counts[OPEN])
