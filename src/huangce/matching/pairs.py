"""The pairs of the cascade: settled by number, brought forward by the steps."""

from __future__ import annotations

from huangce.matching.comparisons import BIRTH, CLOSE_NAMES, NAME, PERSONAL, SEX, levels_sql
from huangce.matching.engines import Engine, Wanted
from huangce.matching.prepare.numbers import CHECKED
from huangce.matching.steps import NAME_BIRTH, STEPS, Step
from huangce.matching.steps import NUMBER as NUMBER_STEP

CLOSE = f"{NAME.sql()} IN ({', '.join(map(str, CLOSE_NAMES))})"
# Sisters may be called 苡彤 and 苡桐: with another birth date only the very name will do, and not with another sex.
CONTRADICTED = (
    f"{BIRTH.sql()} = {BIRTH.code('different')}"
    f" AND ({SEX.sql()} = {SEX.code('different')} OR {NAME.sql()} <> {NAME.code('same')})"
)
# The columns of a register row that conditions of steps read.
CONDITIONAL = ("num", "sex", "sound", "birth_count")
READ_BY_STEPS = tuple(dict.fromkeys(("row", *CONDITIONAL, *(key for step in STEPS for key in step.keys))))


def settle_by_number(engine: Engine, *, within: bool = False) -> None:
    """Make `number_pairs`, of which those with `settled` = 1 are links, and `open_rows`, the list's other rows.

    Settled is a row whose valid number one register row holds and whose name bears it out. A number that several
    register rows hold settles nothing: they compete. Within one list nothing is settled. An open row is `owned` if the
    register holds its number at all. Most pairs are the same to the day: only the others are compared item by item.
    """
    engine.repeat("shared_numbers", "register_rows", "num")
    engine.create(
        "one_number",
        f"""
        SELECT b.row AS list_row, a.row AS register_row, CASE WHEN a.whole = b.whole THEN 1 ELSE 0 END AS alike,
               CASE WHEN s.num IS NULL THEN 1 ELSE 0 END AS alone
        FROM list_rows b LEFT JOIN shared_numbers s ON s.num = b.num JOIN register_rows a ON a.num = b.num
        WHERE coalesce(s.held, 1) <= {NUMBER_STEP.bound} {"AND a.row < b.row" if within else ""}
        """,
    )
    settled = f"CASE WHEN p.alone = 1 AND {CLOSE} AND NOT ({CONTRADICTED}) THEN 1 ELSE 0 END"
    compared = (NAME, BIRTH, SEX)
    engine.lay(
        "unlike_pairs",
        "SELECT list_row, register_row, alone FROM one_number WHERE alike = 0",
        PERSONAL,
        f"SELECT list_row, register_row, {'0' if within else settled} AS settled, {levels_sql(compared)} FROM beside p",
    )
    same = ", ".join(f"{each.code('same')} AS {each.name}_level" for each in compared)
    engine.create(
        "number_pairs",
        f"""
        SELECT * FROM unlike_pairs UNION ALL
        SELECT list_row, register_row, {"0" if within else "alone"} AS settled, {same} FROM one_number WHERE alike = 1
        """,
    )
    engine.create("settled_rows", "SELECT list_row, register_row FROM number_pairs WHERE settled = 1")
    engine.create("contested_rows", "SELECT list_row, register_row FROM number_pairs WHERE settled = 0")
    engine.pick(
        "open_rows",
        "list_rows",
        """
        SELECT b.row, CASE WHEN c.list_row IS NOT NULL OR s.num IS NOT NULL THEN 1 ELSE 0 END AS owned
        FROM list_rows b LEFT JOIN (SELECT DISTINCT list_row FROM contested_rows) c ON c.list_row = b.row
        LEFT JOIN shared_numbers s ON s.num = b.num
        WHERE NOT EXISTS (SELECT 1 FROM settled_rows p WHERE p.list_row = b.row)
        """,
        (*READ_BY_STEPS, "num_kind"),
    )


def bring_forward(engine: Engine, *, within: bool = False) -> None:
    """Make `pairs` (list_row, register_row, step, repaired) of the open rows; `step` is the first that had the pair.

    The weak steps leave out pairs of two different valid numbers of which the list's is nobody's in the register:
    together with a doubtful name or birth date they would never be one person. `crowded_rows` (list_row, alike) are
    open rows that more register rows share name and birth date with than can be told apart.
    """
    engine.create("unnumbered_rows", f"SELECT {', '.join(READ_BY_STEPS)} FROM register_rows WHERE num IS NULL")
    strong = [i for i, step in enumerate(STEPS) if step is not NUMBER_STEP and not step.weak]
    weak = [i for i, step in enumerate(STEPS) if step.weak]
    near = _near(engine, "open_rows", strong, within=within)
    for i, held in near.items():
        engine.create(f"step_{i}", _block(STEPS[i], "open_rows", held, within=within), once=True)
    contested = "SELECT list_row, register_row, 0 AS step, 0 AS repaired, FALSE AS firm FROM contested_rows"
    engine.create("strong_pairs", _united(contested, strong))
    _crowded(engine, near[STEPS.index(NAME_BIRTH)])
    wanting = f"SELECT {', '.join(READ_BY_STEPS)}, num_kind, owned FROM open_rows w"
    if not within:
        wanting += " WHERE NOT EXISTS (SELECT 1 FROM strong_pairs p WHERE p.list_row = w.row AND p.firm)"
    engine.create("wanting_rows", wanting)
    lost = f"num_kind = {CHECKED} AND owned = 0" if not within else "FALSE"
    engine.create("lost_rows", f"SELECT * FROM wanting_rows WHERE {lost}")
    engine.create("asking_rows", f"SELECT * FROM wanting_rows WHERE NOT ({lost})")
    near = _near(engine, "asking_rows", weak, within=within)
    # In most registers everybody has a number: nothing is left to say of rows whose own number is nobody's.
    some = engine.fetch("SELECT count(*) AS n FROM unnumbered_rows").item()
    for i, held in near.items():
        both = [("asking_rows", held), *([("lost_rows", "unnumbered_rows")] if some else [])]
        blocks = [_block(STEPS[i], *tables, within=within) for tables in both]
        engine.create(f"step_{i}", " UNION ALL ".join(blocks), once=True)
    united = _united("SELECT * FROM strong_pairs", weak)
    engine.create("pairs", f"SELECT u.*, o.owned FROM ({united}) u JOIN open_rows o ON o.row = u.list_row")


def _crowded(engine: Engine, near: str) -> None:
    """Make `crowded_rows`: those whom the step of name and birth date leaves out, and how many it would have found."""
    keys, bound = ", ".join(NAME_BIRTH.keys), NAME_BIRTH.bound
    same = " AND ".join(f"o.{key} = n.{key}" for key in NAME_BIRTH.keys)
    wide = f"SELECT {keys}, count(*) AS alike FROM {near} GROUP BY {keys} HAVING count(*) > {bound}"
    sql = f"SELECT o.row AS list_row, n.alike FROM open_rows o JOIN ({wide}) n ON {same}"
    engine.create("crowded_rows", sql, once=True)


def _near(engine: Engine, listed: str, steps: list[int], *, within: bool) -> dict[int, str]:
    """Return by step the table of the register rows that it may find for rows of `listed`.

    Within a list these are all rows, and repaired numbers of the register are few: for them nothing is looked for.
    """
    wanted: dict[str, Wanted] = {}
    tables = dict.fromkeys(steps, "register_rows")
    keys = ", ".join(dict.fromkeys(key for i in steps for key in STEPS[i].keys))
    for i, step in ((i, STEPS[i]) for i in steps):
        if not within and step.repaired != "register":
            tables[i] = f"near_{i}"
            rows = "SELECT num FROM list_repairs" if step.repaired else f"SELECT {keys} FROM {listed}"
            wanted[tables[i]] = (step.keys, rows)
    engine.near("register_rows", ("row", *CONDITIONAL), wanted)
    return tables


def _block(step: Step, listed: str, held: str, *, within: bool) -> str:
    """Return the pairs (list_row, register_row, firm) of one step."""
    same = " AND ".join(f"o.{key} = {{0}}.{key}" for key in step.keys)
    keys = ", ".join(step.keys)
    repaired = {"list": listed, "register": held}.get(step.repaired, "")
    if repaired:
        others = ", ".join(f"q.{column}" for column in CONDITIONAL if column != "num")
        mended = f"(SELECT q.row, r.num, {others} FROM {step.repaired}_repairs r JOIN {repaired} q ON q.row = r.row)"
        listed, held = (mended, held) if step.repaired == "list" else (listed, mended)
    return f"""
        SELECT * FROM (
            WITH wide AS (SELECT {keys} FROM {held} h GROUP BY {keys} HAVING count(*) > {step.bound})
            SELECT o.row AS list_row, h.row AS register_row, coalesce({step.firm}, FALSE) AS firm
            FROM (SELECT * FROM {listed} o WHERE NOT EXISTS (SELECT 1 FROM wide w WHERE {same.format("w")})) o
            JOIN {held} h ON {same.format("h")}
            WHERE {step.only} {"AND h.row < o.row" if within else ""}
        ) block
    """


def _united(first: str, steps: list[int]) -> str:
    pair = "list_row, register_row"
    rest = [
        f"SELECT {pair}, {i} AS step, {int(bool(STEPS[i].repaired))} AS repaired, firm FROM step_{i}" for i in steps
    ]
    union = " UNION ALL ".join([first, *rest])
    best = "min(step) AS step, max(repaired) AS repaired, max(firm) AS firm"
    return f"SELECT {pair}, {best} FROM ({union}) u GROUP BY {pair}"
