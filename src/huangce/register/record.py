"""`record(act, by=, seen=)`: the only function that writes to the register, one act at a time.

Lock the subjects in id order → fold → decide → append act and facts → update current rows. A repeated submit with the
same transaction id is answered with the first receipt. Bulk loads (`register.opening`) write the same rows set-wise; a
test proves that both agree.
"""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import psycopg
from django.db import transaction
from psycopg import errors

from huangce.errors import Refused, Stale
from huangce.register.append import ActRow, append, update_rows
from huangce.register.authorise import Recorder, authorise
from huangce.register.batches import bring_rows_in_line
from huangce.register.effects import check_later, effect_of
from huangce.register.history import Histories
from huangce.register.locks import LOCK_TRANSACTION, NotLocked, check_seen, lock, need_locked, next_id, raw_cursor
from huangce.register.situations import situation_for
from huangce.rules import periods
from huangce.rules.acts.base import Act
from huangce.rules.acts.opening import OpeningEntry, ResidenceOpening
from huangce.rules.acts.reversals import BatchUndone, Reversal
from huangce.rules.decide import decide
from huangce.rules.payload import from_payload, to_payload

OFFICE_TIME = ZoneInfo("Asia/Shanghai")


class TransactionReused(Refused):
    """This transaction id was used for another act. Start the form anew."""

    code = "transaction-reused"


class IdsAreGiven(Refused):
    """Records that an act creates get their ids from the register: leave {field} empty."""

    code = "ids-are-given"


class NumberHeld(Refused):
    """By this act two persons would be registered with one citizen number. Open a case of duplicate numbers."""

    code = "number-held"


class SpellsOverlap(Refused):
    """By this act a person would have two usual residences on one day. End the other one first."""

    code = "spells-overlap"


class EndsBeforeItBegins(Refused):
    """By this act a residence would end before it began: check the date."""

    code = "ends-before-it-begins"


class Busy(Stale):
    """Others are changing the same records at this moment: try again."""

    code = "busy"


# Constraints of the database that an act may run into when it takes something else back.
CONSTRAINTS: dict[str, type[Refused]] = {
    "person_one_holder": NumberHeld,
    "residence_one_usual": SpellsOverlap,
    "residence_in_order": EndsBeforeItBegins,
}
ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the officer gets back: the act's id, when it was recorded, the records it created, and its digest (hex)."""

    act: int
    kind: str
    recorded_at: datetime
    created: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    repeated: bool = False


def record(
    act: Act,
    *,
    by: Recorder,
    seen: Mapping[int, int] | None = None,
    transaction_id: uuid.UUID | None = None,
    now: datetime | None = None,
    calendar: periods.Calendar | None = None,
) -> Receipt:
    """Record `act` and return its receipt.

    `seen` maps record → version that the officer saw; `Stale` if one of them moved. Raises `Refused` with the rule
    that forbids it, `NotAllowed` if `by` may not record it there. `now` and `calendar` are for tests and replays.
    """
    _need_no_ids(act)
    also = frozenset(seen or ())
    for _attempt in range(ATTEMPTS):
        try:
            return _record(
                act,
                by=by,
                seen=seen or {},
                transaction_id=transaction_id,
                moment=now or datetime.now(UTC),
                calendar=calendar or periods.default_calendar(),
                also=also,
            )
        except NotLocked as more:
            also |= more.records
        except errors.DeadlockDetected:
            continue
        except (errors.UniqueViolation, errors.ExclusionViolation, errors.CheckViolation) as violation:
            refusal = CONSTRAINTS.get(violation.diag.constraint_name or "")
            if refusal is None:
                raise
            raise refusal() from violation
    raise Busy()


def _record(
    act: Act,
    *,
    by: Recorder,
    seen: Mapping[int, int],
    transaction_id: uuid.UUID | None,
    moment: datetime,
    calendar: periods.Calendar,
    also: frozenset[int],
) -> Receipt:
    with transaction.atomic(), raw_cursor() as cursor:
        if transaction_id is not None:
            earlier = _earlier(cursor, transaction_id, act, by)
            if earlier is not None:
                return earlier
        filled = act.with_ids(lambda: next_id(cursor, "record"))
        locked = lock(filled, cursor, also)
        histories = Histories(cursor)
        today = moment.astimezone(OFFICE_TIME).date()
        situation = situation_for(filled, histories, by=by.id, today=today, calendar=calendar)
        leaving = (situation.records.get(one) for one in filled.leaving())
        need_locked((one.household for one in leaving if one is not None), locked)
        check_seen(seen, histories)
        office = authorise(filled, situation, cursor, by=by, on=today)
        facts = decide(situation, filled)
        effect = effect_of(filled, facts, histories)
        check_later(effect, histories, today=today, calendar=calendar, locked=locked)
        row = _row(filled, cursor, by=by, office=office, moment=moment, facts=len(facts), transaction_id=transaction_id)
        submitted = None if isinstance(filled, OpeningEntry | ResidenceOpening) else to_payload(filled)
        sum_of_all = append(cursor, row, submitted, facts)
        fresh = Histories(cursor)
        fresh.load(effect.changed)
        update_rows(cursor, [fresh.record(one) for one in sorted(effect.changed)])
        if effect.batch is not None:
            bring_rows_in_line(cursor, effect.batch)
    return Receipt(row.id, act.kind, moment, _created(filled), sum_of_all.hex())


def _need_no_ids(act: Act) -> None:
    """Refuse an act that says which ids its new records get: it could name records that exist."""
    for name in act.creates:
        if getattr(act, name) is not None:
            raise IdsAreGiven(field=name)
    if isinstance(act, OpeningEntry) and any(one.person is not None for one in act.members):
        raise IdsAreGiven(field="members.person")
    if isinstance(act, ResidenceOpening) and any(one.residence or one.newcomer for one in act.spells):
        raise IdsAreGiven(field="spells.residence")


def _earlier(cursor: psycopg.Cursor[Any], transaction_id: uuid.UUID, act: Act, by: Recorder) -> Receipt | None:
    """The receipt of an act that was recorded under this transaction id, if it is the same act."""
    cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK_TRANSACTION + transaction_id.int % LOCK_TRANSACTION,))
    row = cursor.execute(
        "select a.id, a.kind, a.recorded_at, a.digest, v.value, a.entered_by from act a "
        "left join fact_value v on v.act = a.id and v.ordinal = 0 where a.transaction = %s",
        (transaction_id,),
    ).fetchone()
    if row is None:
        return None
    if row[1] != act.kind or row[5] != by.id:
        raise TransactionReused()
    if isinstance(act, OpeningEntry):
        household = cursor.execute("select record from fact where act = %s and grp = 'household'", (row[0],)).fetchone()
        created = {"household": household[0]} if household else {}
    elif row[4] is None:
        created = {}
    else:
        recorded = from_payload(row[1], orjson.loads(row[4]))
        if recorded != act and _without_ids(recorded) != _without_ids(act):
            raise TransactionReused()
        created = _created(recorded)
    return Receipt(row[0], row[1], row[2], created, bytes(row[3]).hex(), repeated=True)


def _created(act: Act) -> dict[str, int]:
    return {name: getattr(act, name) for name in act.creates if getattr(act, name) is not None}


def _without_ids(act: Act) -> Act:
    """The act as a form submits it, before its new records have ids."""
    nothing: dict[str, Any] = dict.fromkeys(act.creates)
    bare = dataclasses.replace(act, **nothing)
    if isinstance(bare, OpeningEntry):
        members = tuple(dataclasses.replace(one, person=None) for one in bare.members)
        bare = dataclasses.replace(bare, members=members)
    return bare


def _row(
    act: Act,
    cursor: psycopg.Cursor[Any],
    *,
    by: Recorder,
    office: str,
    moment: datetime,
    facts: int,
    transaction_id: uuid.UUID | None,
) -> ActRow:
    return ActRow(
        id=next_id(cursor, "act"),
        kind=act.kind,
        happened_on=act.happened_on,
        day_order=act.day_order,
        recorded_at=moment,
        entered_by=by.id,
        collected_by=act.collected_by,
        approved_by=act.approved_by,
        office=office,
        legal_ground=act.legal_ground,
        evidence=",".join(sorted({one.kind for one in act.evidence})),
        transaction=transaction_id,
        batch=None,
        voids=act.act if isinstance(act, Reversal) else None,
        voids_batch=act.batch if isinstance(act, BatchUndone) else None,
        facts=facts,
    )
