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
from typing import Any, Final, TypeAlias

import duckdb
import numpy as np
import pyarrow as pa

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


# The same over columns, in DuckDB. `acts` has the columns of HEADER; `facts` has act, ordinal, record, grp, valid_from,
# object; `fact_values` has act, ordinal, salt, value, commitment. What stands on one side only still shows: a fact
# without a value commits to 'nothing', a value without a fact has empty places, as a submission has.
_COMMITTED: Final = "coalesce(lower(hex(commitment)), sha256(replace(salt::varchar, '-', '') || value), 'nothing')"
_LINES: Final = f"""
    select coalesce(act, 0) as act, coalesce(ordinal, 0) as ordinal,
           concat(chr(10), ordinal, ' ', record, ' ', grp, ' ', valid_from, ' ', object, ' ', {_COMMITTED}) as line
    from fact_values full join facts using (act, ordinal)
"""
_COLUMNS: Final = ", chr(10), ".join("epoch_us(recorded_at)" if name == "recorded_at" else name for name in HEADER)
_HEADS: Final = f"select id, concat('{FORM}', chr(10), {_COLUMNS}) as head from acts"

Numbers: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]


def act_digests(
    engine: duckdb.DuckDBPyConnection, acts: pa.Table, facts: pa.Table, values: pa.Table
) -> tuple[pa.Array, list[int]]:
    """The digests of acts, 32 bytes each in their order; and the acts named by facts or values that are not there.

    The texts of the lines of an act stand one after the other once they are in order: they are hashed as they stand,
    by the library of OpenSSL, which knows the processor's instructions for it.
    """
    for name, table in (("acts", acts), ("facts", facts), ("fact_values", values)):
        engine.register(name, table)
    heads = engine.sql(_HEADS).to_arrow_table()
    lines = engine.sql(_LINES).to_arrow_table()
    order = np.lexsort((lines.column("ordinal").to_numpy(), lines.column("act").to_numpy()))
    of_act = lines.column("act").to_numpy()[order]
    ids = heads.column("id").fill_null(0).to_numpy()
    head, head_ends = _bytes(heads.column("head"))
    text, text_ends = _bytes(lines.column("line").cast(pa.large_string()).take(pa.array(order)))
    firsts = text_ends[np.searchsorted(of_act, ids, "left")].tolist()
    lasts = text_ends[np.searchsorted(of_act, ids, "right")].tolist()
    digests = []
    for begin, end, first, last in zip(head_ends[:-1].tolist(), head_ends[1:].tolist(), firsts, lasts, strict=True):
        digest = hashlib.sha256(head[begin:end])
        digest.update(text[first:last])
        digests.append(digest.digest())
    return pa.array(digests, pa.binary()), np.setdiff1d(of_act, ids).tolist()


def _bytes(texts: pa.ChunkedArray) -> tuple[memoryview, Numbers]:
    """The texts of a column one after the other, and where each ends; the first place is where the first begins."""
    whole = pa.concat_arrays(
        [chunk.cast(pa.large_string()) for chunk in texts.chunks] or [pa.array([], pa.large_string())]
    )
    _valid, offsets, data = whole.buffers()
    places = np.frombuffer(offsets, dtype=np.int64)[whole.offset : whole.offset + len(whole) + 1]
    return memoryview(data or b""), places
