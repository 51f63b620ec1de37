"""The pairs of the cascade: settled by number, brought forward by the steps."""

from __future__ import annotations

from huangce.matching.comparisons import BIRTH, CLOSE_NAMES, NAME, NUMBER, SEX
from huangce.matching.engines import Engine
from huangce.matching.steps import NUMBER as NUMBER_STEP
from huangce.matching.steps import STEPS, Step

CLOSE = f"{NAME.sql()} IN ({', '.join(map(str, CLOSE_NAMES))})"
CONTRADICTED = f"{BIRTH.sql()} = {BIRTH.code('different')} AND {SEX.sql()} = {SEX.code('different')}"


def settle_by_number(engine: Engine, *, within: bool = False) -> None:
    """Make `number_pairs`, of which those with `settled` = 1 are links, and `open_rows`, the list's other rows.

    Settled is a row whose valid number one register row holds and whose name bears it out. A number that several
    register rows hold settles nothing: they compete. Within one list nothing is settled.
    """
    settled = f"CASE WHEN s.num IS NULL AND {CLOSE} AND NOT ({CONTRADICTED}) THEN 1 ELSE 0 END"
    engine.create(
        "shared_numbers",
        "SELECT num, count(*) AS held FROM register_rows WHERE num IS NOT NULL GROUP BY num HAVING count(*) > 1",
    )
    engine.create(
        "number_pairs",
        f"""
        SELECT b.row AS b, a.row AS a, a.row_id AS register_row_id, b.row_id AS list_row_id,
               {"0" if within else settled} AS settled,
               {NAME.sql()} AS name_level, {BIRTH.sql()} AS birth_level, {SEX.sql()} AS sex_level,
               CASE WHEN a.written = b.written THEN '' ELSE concat('(', b.written, '/', a.written, ')') END AS names
        FROM list_rows b JOIN register_rows a ON a.num = b.num
        LEFT JOIN shared_numbers s ON s.num = b.num
        WHERE coalesce(s.held, 1) <= {NUMBER_STEP.bound} {"AND a.row < b.row" if within else ""}
        """,
    )
    engine.create(
        "open_rows",
        """
        SELECT b.*, CASE WHEN EXISTS (SELECT 1 FROM number_pairs p WHERE p.b = b.row)
                           OR EXISTS (SELECT 1 FROM shared_numbers s WHERE s.num = b.num) THEN 1 ELSE 0 END AS owned
        FROM list_rows b WHERE NOT EXISTS (SELECT 1 FROM number_pairs p WHERE p.b = b.row AND p.settled = 1)
        """,
    )


def bring_forward(engine: Engine, *, within: bool = False) -> None:
    """Make `pairs` (b, a, step, repaired) of the open rows; `step` numbers the first step that had the pair."""
    order = "AND h.a < o.row" if within else ""
    strong = [i for i, step in enumerate(STEPS) if step is not NUMBER_STEP and not step.weak]
    weak = [i for i, step in enumerate(STEPS) if step.weak]
    for i in strong:
        engine.create(f"step_{i}", block_sql(STEPS[i], "open_rows", order))
    engine.create("strong_pairs", _united(["SELECT b, a, 0 AS step FROM number_pairs WHERE settled = 0"], strong))
    engine.create("wanting_rows", "SELECT * FROM open_rows" if within else _without_firm_candidate())
    for i in weak:
        engine.create(f"step_{i}", block_sql(STEPS[i], "wanting_rows", order))
    engine.create("pairs", _united(["SELECT b, a, step, repaired FROM strong_pairs"], weak))


def block_sql(step: Step, open_rows: str, order: str) -> str:
    """Return the pairs (b, a) of one step: rows of `open_rows` with the register's rows of the same keys."""
    listed = open_rows if step.list_rows == "open_rows" else step.list_rows
    same = " AND ".join(f"o.{key} = {{0}}.{key}" for key in step.keys)
    keys = ", ".join(step.keys)
    still_open = "" if listed == open_rows else f"AND EXISTS (SELECT 1 FROM {open_rows} r WHERE r.row = o.row)"
    return f"""
        WITH hits AS (
            SELECT h.row AS a, {", ".join(f"h.{key}" for key in step.keys)} FROM {step.register_rows} h
            WHERE EXISTS (SELECT 1 FROM {listed} o WHERE {same.format("h")})
        ), narrow AS (SELECT {keys} FROM hits GROUP BY {keys} HAVING count(*) <= {step.bound})
        SELECT o.row AS b, h.a AS a FROM {listed} o
        JOIN narrow n ON {same.format("n")} JOIN hits h ON {same.format("h")}
        WHERE TRUE {order} {still_open}
    """


def _united(parts: list[str], steps: list[int]) -> str:
    first = parts[0] if "repaired" in parts[0] else f"SELECT b, a, step, 0 AS repaired FROM ({parts[0]}) q"
    rest = [
        f"SELECT b, a, {i} AS step, {int(STEPS[i].name == 'repaired-number')} AS repaired FROM step_{i}" for i in steps
    ]
    union = " UNION ALL ".join([first, *rest])
    return f"SELECT b, a, min(step) AS step, max(repaired) AS repaired FROM ({union}) u GROUP BY b, a"


def _without_firm_candidate() -> str:
    numbers = ", ".join(str(NUMBER.code(level)) for level in ("same", "repaired", "missing"))
    return f"""
        SELECT * FROM open_rows w WHERE NOT EXISTS (
            SELECT 1 FROM strong_pairs p JOIN open_rows b ON b.row = p.b JOIN register_rows a ON a.row = p.a
            WHERE p.b = w.row AND {CLOSE} AND {BIRTH.sql()} = {BIRTH.code("same")}
            AND {SEX.sql()} <> {SEX.code("different")} AND {NUMBER.sql()} IN ({numbers}))
    """
