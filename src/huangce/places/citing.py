"""Which records of a partner cite a valid address id, and what stands in the way of the others.

Requirement A10; notice 002 三(五)3: departments cite the standard address, so that an address is the same everywhere. A
partner's rows are answered and nothing of them is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
import psycopg

from huangce.addressing.index import AUTOMATIC, AddressIndex

STATES: Final = ("valid", "retired", "text-only", "nothing")
UNKNOWN_DIVISION: Final = ""
CITED: Final = """
    with recursive onward as (
        select c.id as asked, c.id as at from unnest(%(ids)s::bigint[]) as c (id)
        union select o.asked, l.new from onward o join address_lineage l on l.old = o.at and l.happened_on <= %(on)s
    )
    select o.asked, a.id, a.division,
        a.retired_by is null and (a.begun_on is null or a.begun_on <= %(on)s)
            and (a.ended_on is null or a.ended_on > %(on)s)
    from onward o join address a on a.id = o.at order by 1, 2
"""
STANDING: Final = """
    select id, division, standard from address
    where retired_by is null and (begun_on is null or begun_on <= %(on)s) and (ended_on is null or ended_on > %(on)s)
      and left(division, 6) = %(county)s order by id
"""
ANSWER: Final = {
    "citing": pl.String,
    "valid_id": pl.Int64,
    "became": pl.String,
    "proposed_id": pl.Int64,
    "proposed_standard": pl.String,
    "score": pl.Float64,
    "division": pl.String,
}


@dataclass(frozen=True, slots=True)
class Citing:
    """Every row of the partner in its order with the columns of `ANSWER`, and how many of each state, per division.

    A row of no known division counts under "". `counts` has n (valid), N (rows), and each state.
    """

    rows: pl.DataFrame
    counts: dict[str, int]
    per_division: dict[str, dict[str, int]]


def citing(
    cursor: psycopg.Cursor[Any], ids: pl.Series | None, texts: pl.Series | None, *, on: date, county: str
) -> Citing:
    """Answer the rows of a partner: an id that is valid on a day; one that ended, with what it became; a text alone,
    with the address that it means where one does; or nothing.

    `county` (6 digits) is where texts lie that do not say so. An id counts as digits and nothing else.
    """
    height = len(ids) if ids is not None else len(texts) if texts is not None else 0
    nothing = pl.Series([None] * height, dtype=pl.String)
    given = pl.DataFrame(
        {
            "id": (nothing if ids is None else ids.cast(pl.String).str.strip_chars()).cast(pl.Int64, strict=False),
            "text": nothing if texts is None else texts.cast(pl.String).str.strip_chars(),
        }
    )
    found = _found(cursor, given["id"].drop_nulls().unique().to_list(), on)
    rows = given.join(found, on="id", how="left", maintain_order="left")
    open_ = pl.col("citing").is_null() | (pl.col("citing") == "retired")
    matched = _matched(cursor, rows.filter(open_)["text"].drop_nulls().unique(), on, county)
    rows = rows.join(matched, on="text", how="left", maintain_order="left")
    has_text = pl.col("text").is_not_null() & (pl.col("text") != "")
    rows = rows.with_columns(
        pl.coalesce("citing", pl.when(has_text).then(pl.lit("text-only")).otherwise(pl.lit("nothing"))).alias("citing"),
        *(
            pl.when(pl.col("citing") == "valid").then(None).otherwise(pl.col(name)).alias(name)
            for name in ("proposed_id", "proposed_standard", "score")
        ),
        pl.coalesce("division", "proposed_division", pl.lit(UNKNOWN_DIVISION)).alias("division"),
    ).select(*ANSWER)
    return Citing(rows, _counted(rows), {one: _counted(some) for (one,), some in rows.group_by("division")})


def _found(cursor: psycopg.Cursor[Any], ids: list[int], on: date) -> pl.DataFrame:
    """What became of each id that the register has."""
    answers: dict[int, dict[str, Any]] = {}
    for asked, one, division, stands in cursor.execute(CITED, {"ids": ids, "on": on}).fetchall():
        answer = answers.setdefault(asked, {"id": asked, "citing": "retired", "valid_id": None, "became": []})
        answer.setdefault("division", division)
        if stands and one == asked:
            answer |= {"citing": "valid", "valid_id": one}
        elif stands:
            answer["became"].append(str(one))
    rows = [{**one, "became": ",".join(one["became"]) or None} for one in answers.values()]
    schema = {"id": pl.Int64, **{name: ANSWER[name] for name in ("citing", "valid_id", "became", "division")}}
    return pl.DataFrame(rows, schema=schema)


def _matched(cursor: psycopg.Cursor[Any], texts: pl.Series, on: date, county: str) -> pl.DataFrame:
    """The address that each text means, where that is safe to propose."""
    schema = {"text": pl.String, "proposed_id": pl.Int64, "proposed_standard": pl.String, "score": pl.Float64}
    if texts.is_empty():
        return pl.DataFrame(schema=schema | {"proposed_division": pl.String})
    rows = cursor.execute(STANDING, {"on": on, "county": county}).fetchall()
    known = pl.DataFrame(
        rows, schema={"address_id": pl.Int64, "division_code": pl.String, "standard": pl.String}, orient="row"
    )
    if known.is_empty():
        return pl.DataFrame(schema=schema | {"proposed_division": pl.String})
    matched = AddressIndex.build(known, default_division=county).match(texts)
    return (
        pl.DataFrame(
            {
                "text": texts,
                "proposed_id": matched["address_id"].cast(pl.Int64),
                "proposed_standard": matched["standard"],
                "score": matched["score"].cast(pl.Float64),
            }
        )
        .filter(pl.col("proposed_id").is_not_null() & (pl.col("score") >= AUTOMATIC))
        .join(known.select("address_id", "division_code"), left_on="proposed_id", right_on="address_id", how="left")
        .rename({"division_code": "proposed_division"})
    )


def _counted(rows: pl.DataFrame) -> dict[str, int]:
    states = dict(rows.group_by("citing").len().rows())
    return {"n": states.get("valid", 0), "N": rows.height, **{state: states.get(state, 0) for state in STATES}}
