"""What a run hands back: one row a link or candidate, with the ids as they came in."""

from __future__ import annotations

from typing import Any

import polars as pl

from huangce.matching.engines import Engine
from huangce.matching.explain import NAMES, explained, patterns
from huangce.matching.model import Model
from huangce.matching.scoring import prior

AUTOMATIC = 0.99


def empty(register_id: pl.DataType, list_id: pl.DataType) -> pl.DataFrame:
    """Return an answer without rows."""
    return pl.DataFrame(schema=schema(register_id, list_id))


def link(engine: Engine, model: Model, *, persons: int, register_id: pl.DataType, list_id: pl.DataType) -> None:
    """Make `links`: the rows settled by number and the scored candidates of the others, in the output's columns."""
    weight = prior(model, persons)
    engine.add("patterns", patterns(model, persons, prior=weight))
    engine.derive(
        "explained",
        f"SELECT * FROM scored s WHERE place = 1 OR NOT EXISTS (SELECT 1 FROM scored t WHERE t.b = s.b"
        f" AND t.place = 1 AND t.probability >= {AUTOMATIC})",
        lambda rows: explained(rows, prior=weight),
        schema(register_id, list_id),
    )
    engine.create(
        "links",
        f"""
        SELECT n.register_row_id, n.list_row_id, t.probability, 'number' AS step,
               replace(t.text, '{NAMES}', n.names) AS explanation
        FROM number_pairs n JOIN patterns t
          ON t.name_level = n.name_level AND t.birth_level = n.birth_level AND t.sex_level = n.sex_level
        WHERE n.settled = 1
        UNION ALL SELECT * FROM explained
        """,
    )


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
