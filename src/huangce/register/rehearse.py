"""Record an act without keeping it: everything is decided and written as if in earnest, and then rolled back.

So a dry run finds what the real run would find, down to the constraints of the database. Ids that it drew are not used
again.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

import orjson
from django.db import transaction

from huangce.register.authorise import Recorder
from huangce.register.locks import raw_cursor
from huangce.register.receipts import Receipt
from huangce.register.record import record
from huangce.rules.acts.base import Act
from huangce.rules.facts import Fact

FACTS = """
    select f.record, f.grp, v.value, f.valid_from from fact f join fact_value v using (act, ordinal)
    where f.act = %s order by f.ordinal
"""


def rehearse(
    act: Act,
    *,
    by: Recorder,
    seen: Mapping[int, int] | None = None,
    transaction_id: uuid.UUID | None = None,
    now: datetime | None = None,
) -> tuple[Receipt, list[Fact]]:
    """Return the receipt and the facts that `record` would give, or raise what it would raise. Nothing is kept."""
    with transaction.atomic(), raw_cursor() as cursor:
        receipt = record(act, by=by, seen=seen, transaction_id=transaction_id, now=now)
        rows = cursor.execute(FACTS, (receipt.act,)).fetchall()
        transaction.set_rollback(True)
    return receipt, [Fact(row[0], row[1], orjson.loads(row[2]), row[3]) for row in rows]
