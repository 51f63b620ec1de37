"""Erase values under a legal ground, without breaking the seal (个人信息保护法 art. 47).

The value and its salt are blanked in the value table, in the same transaction as the act of erasure that names them;
the commitment stays, so that the digests of the acts can still be proved and `verify` counts the values as erased.
Only the owner's role may do this: the application's role has no right to change a value.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import psycopg
from django.db import transaction

from huangce.errors import NotFound
from huangce.home import database, paths
from huangce.register.append import update_rows
from huangce.register.authorise import Recorder
from huangce.register.history import Histories
from huangce.register.locks import raw_cursor
from huangce.register.models import Residence
from huangce.register.receipts import Receipt
from huangce.register.record import record
from huangce.rules.acts.reversals import Erasure

BLANK = """
    update fact_value set value = null, salt = null,
           commitment = sha256(convert_to(replace(salt::text, '-', '') || value, 'UTF8'))
    where (act, ordinal) in (select * from unnest(%s::bigint[], %s::int[])) and value is not null
"""


# What rooms above keep of a person outside the register, emptied with them: (record, moment) → how many rows.
_ALSO: list[Callable[[int, datetime], int]] = []


def empty_also(emptying: Callable[[int, datetime], int]) -> None:
    """Call a function of a room above in every erasure, before the values go; from its `AppConfig.ready`."""
    _ALSO.append(emptying)


def persons_of(record_id: int) -> list[int]:
    """Return a record, and the person whose residence it is: what rooms above keep stands under the person."""
    return [record_id, *Residence.objects.filter(pk=record_id).values_list("person", flat=True)]


class NothingToErase(NotFound):
    """Record {record} has no value of {items} left to erase."""

    code = "nothing-to-erase"


def values_of(cursor: psycopg.Cursor[Any], record_id: int, groups: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """The values (act, ordinal) that the register holds of some groups of a record, and of their acts as submitted."""
    rows = cursor.execute(
        "select f.act, f.ordinal from fact f join fact_value v using (act, ordinal) "
        "where f.record = %s and f.grp = any(%s) and v.value is not null "
        "union select v.act, 0 from fact_value v where v.ordinal = 0 and v.value is not null and v.act in "
        "(select f.act from fact f where f.record = %s and f.grp = any(%s)) order by 1, 2",
        (record_id, list(groups), record_id, list(groups)),
    ).fetchall()
    return tuple((row[0], row[1]) for row in rows)


def erase(
    record_id: int,
    groups: tuple[str, ...],
    *,
    by: Recorder,
    approved_by: int,
    legal_ground: str,
    happened_on: date,
    now: datetime | None = None,
) -> Receipt:
    """Blank all values of these item groups of a record and record the act that says so.

    What an act was submitted with goes too, where it touched these groups: it held the same values; and what the rooms
    above keep of the record (`empty_also`). Raises `NothingToErase`, and what `record` raises.
    """
    with transaction.atomic(), raw_cursor() as cursor:
        values = values_of(cursor, record_id, groups)
        if not values:
            raise NothingToErase(record=record_id, items="、".join(groups))
        act = Erasure(
            happened_on=happened_on,
            record=record_id,
            values=values,
            legal_ground=legal_ground,
            approved_by=approved_by,
        )
        receipt = record(act, by=by, now=now)
        for emptying in _ALSO:
            emptying(record_id, receipt.recorded_at)
    # The act is committed first: a value blanked without an act would be found as tampering, the reverse is repeated.
    blank(values)
    with transaction.atomic(), raw_cursor() as cursor:
        histories = Histories(cursor)
        histories.load((record_id,))
        update_rows(cursor, [histories.record(record_id)])
    return receipt


def blank(values: tuple[tuple[int, int], ...]) -> None:
    """Blank values as the owner of the tables, also in what was prepared from them. Doing it again changes nothing."""
    with psycopg.connect(database.url(owner=True)) as connection:
        connection.execute(BLANK, ([one[0] for one in values], [one[1] for one in values]))
    paths.forget_prepared()


def finish_erasures() -> int:
    """Blank what acts of erasure name and a crash left standing; return how many values."""
    import orjson

    with transaction.atomic(), raw_cursor() as cursor:
        rows = cursor.execute(
            "select v.value from act a join fact_value v on v.act = a.id and v.ordinal = 0 where a.kind = 'erasure'"
        ).fetchall()
        named = [(act, ordinal) for (value,) in rows for act, ordinal in orjson.loads(value)["values"]]
        left = cursor.execute(
            "select v.act, v.ordinal from fact_value v join unnest(%s::bigint[], %s::int[]) n(act, ordinal) "
            "using (act, ordinal) where v.value is not null",
            ([one[0] for one in named], [one[1] for one in named]),
        ).fetchall()
    if left:
        blank(tuple((row[0], row[1]) for row in left))
    return len(left)
