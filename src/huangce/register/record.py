"""`record(act, by=, seen=)`: the only function that writes to the register, one act at a time.

Lock → fold → decide → append act and facts → update current rows; what is locked and folded, and which rows follow, is
said by the book of the act (`register.books`): that of the population, or one of a room above. A repeated submit with
the same transaction id is answered with the first receipt. Bulk loads (`register.opening`) write the same rows
set-wise; a test proves that both agree.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from psycopg import errors

from huangce.errors import Refused, Stale
from huangce.register.append import ActRow, append
from huangce.register.authorise import Recorder
from huangce.register.books import Decided, Entry, book_of
from huangce.register.bulk import Progress, quiet
from huangce.register.locks import FirstLook, NotLocked, raw_cursor
from huangce.register.population import POPULATION
from huangce.register.receipts import Receipt, earlier_receipt
from huangce.rules import periods
from huangce.rules.acts import form
from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import BatchUndone, Reversal
from huangce.rules.payload import to_payload

OFFICE_TIME = ZoneInfo("Asia/Shanghai")


class IdsAreGiven(Refused):
    """Records that an act creates get their ids from the register: leave {field} empty."""

    code = "ids-are-given"


class NoSuchVersion(Refused):
    """No record {record} can have been seen at that version: both are numbers that the register gave."""

    code = "no-such-version"


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


def record(
    act: Act,
    *,
    by: Recorder,
    seen: Mapping[int, int] | None = None,
    transaction_id: uuid.UUID | None = None,
    now: datetime | None = None,
    calendar: periods.Calendar | None = None,
    progress: Progress = quiet,
) -> Receipt:
    """Record `act` and return its receipt.

    Raises what `form.check` raises if the act is not of its form, before anything is asked.
    `seen` maps record → version that the officer saw; `Stale` if one of them moved. Raises `Refused` with the rule
    that forbids it, `NotAllowed` if `by` may not record it there. `now` and `calendar` are for tests and replays;
    `progress` is told how far an act is that touches much.
    """
    form.check(act)
    _need_no_ids(act)
    _need_versions(seen or {})
    also = frozenset(seen or ())
    attempts = 0
    while attempts < ATTEMPTS:
        try:
            return _record(
                act,
                by=by,
                seen=seen or {},
                transaction_id=transaction_id,
                moment=now or datetime.now(UTC),
                calendar=calendar or periods.default_calendar(),
                also=also,
                progress=progress,
            )
        except NotLocked as more:
            # What was not known before is found in a chain, a record at a time: it ends, however long, and is no rival.
            attempts += more.records <= also
            also |= more.records
        except errors.DeadlockDetected:
            attempts += 1
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
    progress: Progress,
) -> Receipt:
    with transaction.atomic(), raw_cursor() as cursor:
        look = FirstLook.at(act, cursor, transaction_id)
        if look.earlier is not None:
            receipt = earlier_receipt(look.earlier, act, by=by.id)
            if receipt is not None:
                return receipt
        filled = act.with_ids(look.ids)
        book = book_of(filled, cursor, otherwise=POPULATION)
        held = book.lock(filled, cursor, look, also)
        entry = Entry(
            act=filled,
            cursor=cursor,
            look=look,
            held=held,
            seen=seen,
            by=by,
            today=moment.astimezone(OFFICE_TIME).date(),
            calendar=calendar,
            progress=progress,
        )
        decided = book.decide(entry)
        row = _row(filled, held.act, by=by, decided=decided, moment=moment, transaction_id=transaction_id)
        with cursor.connection.pipeline():
            sum_of_all = append(cursor, row, to_payload(filled), decided.facts)
            decided.write()
        decided.after()
    return Receipt(row.id, act.kind, moment, filled.created(), sum_of_all.hex())


def _need_no_ids(act: Act) -> None:
    """Refuse an act that says which ids its new records get: it could name records that exist."""
    bare = act.without_ids()
    for one in fields(act):
        if getattr(act, one.name) != getattr(bare, one.name):
            raise IdsAreGiven(field=one.name)


def _need_versions(seen: Mapping[int, int]) -> None:
    """Refuse versions that no record can have."""
    for one, version in seen.items():
        if not (form.is_number(one) and form.is_number(version)):
            raise NoSuchVersion(record=form.shown(one))


def _row(
    act: Act,
    act_id: int,
    *,
    by: Recorder,
    decided: Decided,
    moment: datetime,
    transaction_id: uuid.UUID | None,
) -> ActRow:
    return ActRow(
        id=act_id,
        kind=act.kind,
        happened_on=act.happened_on,
        day_order=act.day_order,
        recorded_at=moment,
        entered_by=by.id,
        collected_by=act.collected_by,
        approved_by=act.approved_by,
        office=decided.office,
        legal_ground=act.legal_ground,
        evidence=",".join(sorted({one.kind for one in act.evidence})),
        transaction=transaction_id,
        batch=None,
        voids=act.act if isinstance(act, Reversal) else None,
        voids_batch=act.batch if isinstance(act, BatchUndone) else None,
        facts=len(decided.facts),
    )
