"""What an act's digest covers is said twice, for one act and for columns: both say the same, in any order of rows."""

from __future__ import annotations

import hashlib
import random
import uuid
from datetime import UTC, date, datetime

import duckdb
import pyarrow as pa
import pytest

from huangce.register.digest import HEADER, act_digest, act_digests, commitment, fact_line
from huangce.register.evidence import SCHEMAS
from huangce.rules.facts import Fact

DAY = date(2026, 5, 1)
MOMENT = datetime(2026, 5, 1, 9, 30, tzinfo=UTC)


def act(number: int, **given: object) -> dict[str, object]:
    row = dict.fromkeys(HEADER) | {"id": number, "kind": "birth", "happened_on": DAY, "recorded_at": MOMENT}
    return row | {"office": "990101001001", "evidence": "", "digest": b""} | given


def fact(number: int, ordinal: int) -> dict[str, object]:
    return {"act": number, "ordinal": ordinal, "record": 7, "grp": "life", "valid_from": DAY, "object": None}


def value(number: int, ordinal: int, text: str | None) -> dict[str, object]:
    salt = uuid.UUID(int=number * 100 + ordinal)
    blanked = text is None
    committed = hashlib.sha256(b"x").digest() if blanked else None
    return {"act": number, "ordinal": ordinal, "salt": None if blanked else salt.bytes, "value": text} | {
        "commitment": committed
    }


def table(name: str, rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMAS[name])


@pytest.mark.parametrize("seed", range(3))
def test_it_works(seed):
    texts = {1: "{}", 2: None, 3: '{"name":"林小雪"}'}
    acts = [act(5), act(6, batch=3), act(4, kind="death")]
    facts = [fact(5, one) for one in texts]
    values = [value(5, one, text) for one, text in texts.items()] + [value(6, 0, '{"x":1}')]
    for rows in (acts, facts, values):
        random.Random(seed).shuffle(rows)
    made, orphans = act_digests(duckdb.connect(), table("acts", acts), table("facts", facts), table("values", values))
    assert orphans == []
    lines = {4: [], 6: [fact_line(0, None, commitment(uuid.UUID(int=600), '{"x":1}'))]}
    lines[5] = [
        fact_line(
            one,
            Fact(7, "life", {}, DAY),
            hashlib.sha256(b"x").hexdigest() if text is None else commitment(uuid.UUID(int=500 + one), text),
        )
        for one, text in texts.items()
    ]
    assert made.to_pylist() == [act_digest([one[name] for name in HEADER], lines[one["id"]]) for one in acts]


def test_a_row_more_or_less_or_twice_shows():
    acts, facts, values = [act(5)], [fact(5, 1)], [value(5, 1, "{}")]

    def digest(facts: list[dict[str, object]], values: list[dict[str, object]]) -> bytes:
        made, _orphans = act_digests(
            duckdb.connect(), table("acts", acts), table("facts", facts), table("values", values)
        )
        return made[0].as_py()

    others = [
        (facts, []),
        ([], values),
        ([], []),
        (facts * 2, values),
        (facts, values * 2),
        (facts, [*values, value(5, 2, "{}")]),
        ([*facts, fact(5, 2)], values),
        (facts, [*values, value(5, 2, "{}") | {"ordinal": None}]),
    ]
    assert digest(facts, values) not in {digest(*other) for other in others}


def test_values_and_facts_of_acts_that_are_not_there_are_named():
    values = [value(one, 0, "{}") for one in (3, 5, 9)]
    nameless = value(5, 1, "{}") | {"act": None}
    made, orphans = act_digests(
        duckdb.connect(), table("acts", [act(5)]), table("facts", [fact(8, 1)]), table("values", [*values, nameless])
    )
    assert len(made) == 1
    assert orphans == [0, 3, 8, 9]


def test_no_acts_have_no_digests():
    made, orphans = act_digests(duckdb.connect(), table("acts", []), table("facts", []), table("values", []))
    assert (len(made), orphans) == (0, [])
