"""Matching from end to end: prepare both lists once, run the steps on an engine, explain what came of it."""

from __future__ import annotations

from contextlib import closing

import polars as pl

from huangce.matching import results
from huangce.matching.engines import Engine, EngineName, engine_named
from huangce.matching.engines.cores import aside
from huangce.matching.kept import Prepared, Register
from huangce.matching.model import Model, shipped
from huangce.matching.pairs import bring_forward, settle_by_number
from huangce.matching.prepare import SCHEMA, prepared
from huangce.matching.reading import Source, Table, opened
from huangce.matching.scoring import overlapping, score
from huangce.matching.shares import begin_counting
from huangce.rules.columns.citizen_id_repair import REPAIRS, repairs


def match(
    register: Register, rows: Table, *, engine: EngineName = "duckdb", model: Model | None = None
) -> pl.DataFrame:
    """Link the rows of a list to the register: register_row_id, list_row_id, probability, step, explanation.

    At most three candidates a row, best first; 0.99 and above is automatic and then stands alone, below is for a
    person to decide. Raises the errors of `reading` and of `engines`.
    """
    held, listed = _opened(register), opened(rows, "the list")
    if not (len(held) and len(listed)):
        return results.empty(held, listed)
    with closing(engine_named(engine)) as runner:
        load(runner, "register", held)
        load(runner, "list", listed)
        begin_counting(runner)
        settle_by_number(runner)
        known = overlapping(runner, model or shipped())
        settled = runner.fetch(results.SETTLED)
        with aside(lambda: results.of_settled(settled, known, held, listed)) as links:
            bring_forward(runner)
            score(runner, known, persons=len(held))
            return results.linked(runner, known, held, listed, settled=links.result())


def match_within(register: Register, *, engine: EngineName = "duckdb", model: Model | None = None) -> pl.DataFrame:
    """Find persons held twice: proposals for a person to review, in the form of `match`; none is automatic."""
    held = _opened(register)
    if not len(held):
        return results.empty(held, held)
    known = model or shipped("model_within")
    with closing(engine_named(engine)) as runner:
        load(runner, "register", held)
        runner.again("list_rows", "register_rows")
        runner.create("list_repairs", "SELECT * FROM register_repairs")
        begin_counting(runner)
        settle_by_number(runner, within=True)
        bring_forward(runner, within=True)
        score(runner, known, persons=len(held))
        return results.linked(runner, known, held, held)


def _opened(register: Register) -> Source | Prepared:
    return register if isinstance(register, Prepared) else opened(register, "the register")


def load(engine: Engine, side: str, source: Source | Prepared) -> None:
    """Make the prepared rows of one side, and the repair candidates of its mistyped numbers, tables of the engine."""
    if isinstance(source, Prepared):
        engine.put(f"{side}_rows", source.rows)
    else:
        engine.load(f"{side}_rows", source, prepared, SCHEMA)
    mistyped = f"SELECT row, mistyped FROM {side}_rows WHERE mistyped IS NOT NULL"
    engine.derive(f"{side}_repairs", mistyped, repairs, REPAIRS)
