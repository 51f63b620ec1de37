"""What a run hands back: one row a link or candidate, with the ids as they came in."""

from __future__ import annotations

from typing import Any

import polars as pl

from huangce.matching.engines import Engine
from huangce.matching.explain import explained, patterns
from huangce.matching.model import Model
from huangce.matching.scoring import prior

AUTOMATIC = 0.99


def empty(register_id: pl.DataType, list_id: pl.DataType) -> pl.DataFrame:
    """Return an answer without rows."""
    return pl.DataFrame(schema=schema(register_id, list_id))


def linked(engine: Engine, model: Model, *, persons: int) -> pl.DataFrame:
    """Return the rows settled by number and the scored candidates of the others, in the order of the list."""
    weight = prior(model, persons)
    links = pl.concat([_settled(engine, patterns(model, persons, prior=weight)), _scored(engine, weight)])
    return links.sort("b", "place").drop("b", "place")


def _settled(engine: Engine, texts: pl.DataFrame) -> pl.DataFrame:
    code = "name_level * 100 + birth_level * 10 + sex_level"
    rows = engine.fetch(
        f"SELECT b, register_row_id, list_row_id, {code} AS pattern, names FROM number_pairs WHERE settled = 1"
    )
    meaning = texts.with_columns(
        pattern=pl.col("name_level") * 100 + pl.col("birth_level") * 10 + pl.col("sex_level")
    ).select(pl.col("pattern").cast(rows.schema["pattern"]), "probability", "before", "after")
    text = (
        pl.when(pl.col("names") == "")
        .then(pl.col("before") + pl.col("after"))
        .otherwise(pl.concat_str("before", "names", "after"))
    )
    return rows.join(meaning, on="pattern").select(
        "b", "register_row_id", "list_row_id", "probability", step=pl.lit("number"), explanation=text, place=pl.lit(1)
    )


def _scored(engine: Engine, weight: int) -> pl.DataFrame:
    """Return the candidates; one that is automatic stands alone."""
    rows = engine.fetch(f"""
        SELECT s.*, a.row_id AS register_row_id, b.row_id AS list_row_id,
               a.written AS register_name, b.written AS list_name
        FROM scored s JOIN register_rows a ON a.row = s.a JOIN list_rows b ON b.row = s.b
        WHERE s.place = 1 OR NOT EXISTS (
            SELECT 1 FROM scored t WHERE t.b = s.b AND t.place = 1 AND t.probability >= {AUTOMATIC})
    """)
    return explained(rows, prior=weight)


def schema(register_id: pl.DataType, list_id: pl.DataType) -> dict[str, pl.DataType]:
    """Return the columns of an answer; the ids have the types they came with."""
    return {
        "register_row_id": register_id,
        "list_row_id": list_id,
        "probability": pl.Float64(),
        "step": pl.String(),
        "explanation": pl.String(),
    }


def summary(links: pl.DataFrame) -> dict[str, Any]:
    """Return the numbers of automatic links, of list rows for a person, and of links and candidates by step."""
    automatic = pl.col("probability") >= AUTOMATIC
    steps = links.group_by("step").len().sort("len", descending=True)
    return {
        "automatic": links.filter(automatic).height,
        "for_review": links.filter(~automatic)["list_row_id"].n_unique(),
        "steps": dict(steps.iter_rows()),
    }
