"""Matching from end to end: prepare both lists once, run the steps on an engine, explain what came of it."""

from __future__ import annotations

import polars as pl

from huangce.matching import results
from huangce.matching.engines import Engine, EngineName, engine_named
from huangce.matching.model import Model, shipped
from huangce.matching.pairs import bring_forward, settle_by_number
from huangce.matching.prepare import prepared
from huangce.matching.prepare.repair import repairs
from huangce.matching.reading import Table, opened
from huangce.matching.scoring import overlapping, score

BATCH = 500_000


def match(register: Table, rows: Table, *, engine: EngineName = "duckdb", model: Model | None = None) -> pl.DataFrame:
    """Link the rows of a list to the register: register_row_id, list_row_id, probability, step, explanation.

    At most three candidates a row, best first; 0.99 and above is automatic and then stands alone, below is for a
    person to decide. Raises the errors of `reading`.
    """
    held, listed = opened(register, "the register"), opened(rows, "the list")
    return _run(held, listed, model or shipped(), engine=engine)


def match_within(register: Table, *, engine: EngineName = "duckdb", model: Model | None = None) -> pl.DataFrame:
    """Find persons held twice: proposals for a person to review, in the form of `match`; none is automatic."""
    held = opened(register, "the register")
    return _run(held, held, model or shipped("model_within"), engine=engine, within=True)


def _run(
    held: pl.DataFrame, listed: pl.DataFrame, model: Model, *, engine: EngineName, within: bool = False
) -> pl.DataFrame:
    ids = {"register_id": held.schema["row_id"], "list_id": listed.schema["row_id"]}
    if held.is_empty() or listed.is_empty():
        return results.empty(**ids)
    runner = engine_named(engine)
    load(runner, "register", held)
    load(runner, "list", listed)
    settle_by_number(runner, within=within)
    if not within:
        model = overlapping(runner, model)
    bring_forward(runner, within=within)
    score(runner, model, persons=held.height)
    links = results.linked(runner, model, persons=held.height)
    return links.cast(pl.Schema(results.schema(**ids)))


def load(engine: Engine, side: str, rows: pl.DataFrame) -> None:
    """Prepare the rows of one side and make them and their repair candidates tables of the engine."""
    numbered = rows.with_row_index("row")
    ready = pl.concat([prepared(part) for part in numbered.iter_slices(BATCH)])
    carried = numbered.select("row_id", "address", written="name")
    engine.add(f"{side}_rows", pl.concat([ready, carried], how="horizontal"))
    invalid = numbered.filter(ready["num_kind"] == 3).select("row", "citizen_id")
    engine.add(f"{side}_repairs", repairs(invalid))
