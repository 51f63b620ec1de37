"""What an officer gets back for an act, and the same answer again for a submit that is repeated.

A page, a phone or a program gives each submit a transaction id. Whoever sends it twice, because the line broke, gets
the first receipt; the act stands once.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson
import psycopg

from huangce.errors import Refused
from huangce.rules.acts.base import Act
from huangce.rules.payload import from_payload

# Other keys that are locked lie below, see locks.py.
LOCK_TRANSACTION = 1 << 61

EARLIER = """
    select a.id, a.kind, a.recorded_at, a.digest, v.value, a.entered_by
    from act a left join fact_value v on v.act = a.id and v.ordinal = 0 where a.transaction = %s
"""


class TransactionReused(Refused):
    """This transaction id was used for another act. Start the form anew."""

    code = "transaction-reused"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the officer gets back: the act's id, when it was recorded, the records it created, and its digest (hex)."""

    act: int
    kind: str
    recorded_at: datetime
    created: Mapping[str, int] = field(default_factory=dict)
    digest: str = ""
    repeated: bool = False


def ask_earlier(connection: psycopg.Connection[Any], transaction_id: uuid.UUID) -> psycopg.Cursor[Any]:
    """Wait for who else submits under this transaction id, and ask what was recorded; may be sent in a pipeline."""
    key = LOCK_TRANSACTION + transaction_id.int % LOCK_TRANSACTION
    psycopg.Cursor(connection).execute("select pg_advisory_xact_lock(%s::bigint)", (key,))
    return psycopg.Cursor(connection).execute(EARLIER, (transaction_id,))


def earlier_receipt(answer: psycopg.Cursor[Any], act: Act, *, by: int) -> Receipt | None:
    """The receipt of what was recorded, if it is the same act by the same officer; None if nothing was."""
    row = answer.fetchone()
    if row is None:
        return None
    if row[1] != act.kind or row[5] != by:
        raise TransactionReused()
    made = {}
    if row[4] is not None:  # what was erased cannot be compared any more
        recorded = from_payload(row[1], orjson.loads(row[4]))
        if recorded.without_ids() != act:
            raise TransactionReused()
        made = recorded.created()
    return Receipt(row[0], row[1], row[2], made, bytes(row[3]).hex(), repeated=True)
