"""What an act's digest covers, said once for single acts (Python) and once for columns (DuckDB); a test proves that
both agree.

The digest of an act is the SHA-256 of a text of lines: every column of the act, then one line for each of its facts
with the salted commitment to its value. So every column and every value is covered, and a value that was erased can
still be proved by its commitment (design: erasure without breaking the seal). The text is what is stored, column by
column: nothing is parsed or reformatted to check it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from huangce.rules.facts import Fact

FORM: Final = "huangce act 1"

# Columns of the table `act` that the digest covers, in order, after the form.
HEADER: Final = (
    "id",
    "kind",
    "happened_on",
    "day_order",
    "recorded_at",
    "entered_by",
    "collected_by",
    "approved_by",
    "office",
    "legal_ground",
    "evidence",
    "transaction",
    "batch",
    "voids",
    "voids_batch",
    "facts",
)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def commitment(salt: uuid.UUID, value: str) -> str:
    """The hex SHA-256 that commits to `value` without telling it."""
    return hashlib.sha256((salt.hex + value).encode()).hexdigest()


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exactly."""
    delta = moment - EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def fact_line(ordinal: int, fact: Fact | None, committed: str) -> str:
    """The line of one fact; the act as submitted is the line of ordinal 0 with empty places."""
    if fact is None:
        return f"{ordinal}     {committed}"
    return f"{ordinal} {fact.record} {fact.group} {fact.valid_from} {_text(fact.object)} {committed}"


def act_digest(header: Sequence[Any], fact_lines: Iterable[str]) -> bytes:
    """The digest of an act from its columns in the order of `HEADER` and its fact lines in the order of ordinals."""
    lines = [FORM, *(_text(one) for one in header), *fact_lines]
    return hashlib.sha256("\n".join(lines).encode()).digest()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return str(microseconds(value))
    return str(value)


# The same over columns, in DuckDB. `{acts}` has the columns of HEADER and `digest`; `{facts}` has act, ordinal, record,
# grp, valid_from, object; `{values}` has act, ordinal, salt, value, commitment. What stands on one side only still
# shows: a fact without a value commits to 'nothing', a value without a fact has empty places, as a submission has.
COMMITTED_SQL: Final = "coalesce(lower(hex(commitment)), sha256(replace(salt::varchar, '-', '') || value), 'nothing')"
LINE_SQL: Final = (
    "ordinal || ' ' || coalesce(record::varchar, '') || ' ' || coalesce(grp, '') || ' ' "
    "|| coalesce(valid_from::varchar, '') || ' ' || coalesce(object::varchar, '') || ' ' || " + COMMITTED_SQL
)
HEADER_SQL: Final = f"'{FORM}' || chr(10) || " + " || chr(10) || ".join(
    "epoch_us(recorded_at)::varchar" if name == "recorded_at" else f"coalesce({name}::varchar, '')" for name in HEADER
)
DIGESTS_SQL: Final = f"""
    select a.id as act, lower(hex(a.digest)) as stored, sha256(a.head || coalesce(chr(10) || l.lines, '')) as computed
    from (select id, digest, {HEADER_SQL} as head from {{acts}}) a
    left join (
        select act, string_agg(line, chr(10) order by ordinal) as lines
        from (select act, ordinal, {LINE_SQL} as line
              from {{values}} full join {{facts}} using (act, ordinal))
        group by act
    ) l on l.act = a.id
    order by a.id
"""
