"""The pairs of the cascade: settled by number, brought forward by the steps."""

from __future__ import annotations

from typing import NamedTuple

from huangce.matching.comparisons import BIRTH, CLOSE_NAMES, NAME, PERSONAL, SEX, levels_sql
from huangce.matching.engines import Engine, Laid, Wanted
from huangce.matching.prepare.numbers import CHECKED, NO_NUMBER
from huangce.matching.steps import NAME_BIRTH, STEPS, Step
from huangce.matching.steps import NUMBER as NUMBER_STEP

CLOSE = f"name_level IN ({', '.join(map(str, CLOSE_NAMES))})"
OTHER_DAY = f"birth_level = {BIRTH.code('different')}"
# The columns of a register row that conditions of steps read.
CONDITIONAL = ("num", "num_kind", "whole", "sex", "sound", "birth_count")
# Name, sex and birth date are the very same, stated by both, and one side has no number: nothing of them is compared.
ALIKE = f"(h.whole = o.whole AND (h.num_kind = {NO_NUMBER} OR o.num_kind = {NO_NUMBER}))"
READ_BY_STEPS = tuple(dict.fromkeys(("row", *CONDITIONAL, *(key for step in STEPS for key in step.keys))))


class Held(NamedTuple):
    """A table of register rows; `is_wide` where a block of it may be larger than the bound of the step."""

    table: str
    is_wide: bool


def settle_by_number(engine: Engine, *, within: bool = False) -> None:
    """Make `number_pairs`, of which those with `settled` = 1 are links, and `open_rows`, the list's other rows.

    Settled is a row whose valid number one register row holds and whose name bears it out, unless the birth date is
    another one: then it competes with who was born on that day. A number that several register rows hold settles
    nothing either: they compete. Within one list nothing is settled. An open row is `owned` if the
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
    settled = f"CASE WHEN alone = 1 AND {CLOSE} AND NOT {OTHER_DAY} THEN 1 ELSE 0 END"
    compared = (NAME, BIRTH, SEX)
    levels = ", ".join(f"{each.name}_level" for each in compared)
    engine.lay(
        Laid(
            "unlike_pairs",
            "SELECT list_row, register_row, alone FROM one_number WHERE alike = 0",
            PERSONAL,
            f"SELECT list_row, register_row, {'0' if within else settled} AS settled, {levels} FROM"
            f" (SELECT list_row, register_row, alone, {levels_sql(compared)} FROM beside p) c",
        )
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
    engine.rows("left_rows", "SELECT row FROM list_rows", without="SELECT list_row FROM settled_rows")
    engine.pick(
        "open_rows",
        "list_rows",
        """
        SELECT b.row, CASE WHEN c.row IS NULL THEN 0 ELSE 1 END AS owned FROM left_rows b LEFT JOIN (
            SELECT list_row AS row FROM contested_rows
            UNION SELECT n.row FROM list_rows n JOIN shared_numbers s ON s.num = n.num
        ) c ON c.row = b.row
        """,
        READ_BY_STEPS,
    )


def bring_forward(engine: Engine, *, within: bool = False) -> None:
    """Make `pairs` of the open rows: list_row, register_row, and what `_said` lists; `step` is the first that had it.

    The weak steps leave out pairs of two different valid numbers of which the list's is nobody's in the register:
    together with a doubtful name or birth date they would never be one person. `crowded_rows` (list_row, alike) are
    open rows that more register rows share name and birth date with than can be told apart.
    """
    columns = ", ".join(READ_BY_STEPS)
    engine.create("unnumbered_rows", f"SELECT {columns} FROM register_rows WHERE num IS NULL")
    strong = [i for i, step in enumerate(STEPS) if step is not NUMBER_STEP and not step.weak]
    near = _near(engine, "open_rows", strong, within=within)
    for i, held in near.items():
        once = STEPS[i] is not NAME_BIRTH
        engine.create(f"step_{i}", _block(i, "open_rows", held, within=within), once=once)
    contested = f"SELECT list_row, register_row, {_said(0, owned=1)} FROM contested_rows"
    named = STEPS.index(NAME_BIRTH)
    # Who has no number is found by name alone: only the others' pairs may come from several steps.
    found = [contested, *(f"SELECT * FROM step_{i}" for i in strong if i != named)]
    united = _united([*found, f"SELECT * FROM step_{named} WHERE numbered = 1"])
    engine.create("numbered_pairs", united)
    both = f"SELECT * FROM numbered_pairs UNION ALL SELECT * FROM step_{named} WHERE numbered = 0"
    engine.create("strong_pairs", both, once=True)
    _crowded(engine, near[named])
    _ask_weakly(engine, within=within)


def _ask_weakly(engine: Engine, *, within: bool) -> None:
    """Make `pairs` of `strong_pairs` and what the weak steps find for rows without a firm one."""
    found = "" if within else "SELECT list_row FROM strong_pairs WHERE firm"
    engine.rows("wanting_rows", "SELECT row FROM open_rows", without=found)
    lost = f"(o.num_kind = {CHECKED} AND o.owned = 0)" if not within else "FALSE"
    wanting = "FROM open_rows o JOIN wanting_rows w ON w.row = o.row WHERE"
    engine.pick("asking_rows", "list_rows", f"SELECT o.row, o.owned {wanting} NOT {lost}", READ_BY_STEPS)
    engine.create("lost_rows", f"SELECT o.* {wanting} {lost}", once=True)

    def is_asked(step: Step) -> bool:
        return step.asks == "TRUE" or (not within and _are_there(engine, f"asking_rows o WHERE {step.asks}"))

    weak = [i for i, step in enumerate(STEPS) if step.weak and is_asked(step)]
    near = _near(engine, "asking_rows", weak, within=within)
    # In most registers everybody has a number: nothing is left to say of rows whose own number is nobody's.
    unnumbered = [("lost_rows", Held("unnumbered_rows", is_wide=True))] if _are_there(engine, "unnumbered_rows") else []
    for i, held in near.items():
        blocks = (_block(i, *sides, within=within) for sides in [("asking_rows", held), *unnumbered])
        engine.create(f"step_{i}", " UNION ALL ".join(blocks), once=True)
    of_wanting = "EXISTS (SELECT 1 FROM wanting_rows w WHERE w.row = p.list_row)"
    asked = f"SELECT * FROM strong_pairs p WHERE {of_wanting}"
    united = _united([asked, *(f"SELECT * FROM step_{i}" for i in weak)])
    engine.create("pairs", f"{united} UNION ALL SELECT * FROM strong_pairs p WHERE NOT {of_wanting}")


def _are_there(engine: Engine, rows: str) -> bool:
    return bool(engine.fetch(f"SELECT count(*) AS n FROM {rows}").item())


def _crowded(engine: Engine, near: Held) -> None:
    """Make `crowded_rows`: those whom the step of name and birth date leaves out, and how many it would have found."""
    keys, bound = ", ".join(NAME_BIRTH.keys), NAME_BIRTH.bound
    same = " AND ".join(f"o.{key} = n.{key}" for key in NAME_BIRTH.keys)
    wide = f"SELECT {keys}, count(*) AS alike FROM {near.table} GROUP BY {keys} HAVING count(*) > {bound}"
    sql = f"SELECT o.row AS list_row, n.alike FROM open_rows o JOIN ({wide}) n ON {same}"
    if not near.is_wide:  # nobody
        sql = "SELECT row AS list_row, row AS alike FROM open_rows WHERE FALSE"
    engine.create("crowded_rows", sql, once=True)


def _near(engine: Engine, listed: str, steps: list[int], *, within: bool) -> dict[int, Held]:
    """Return by step the register rows that it may find for rows of `listed`.

    Within a list these are all rows, and repaired numbers of the register are few: for them nothing is looked for.
    """
    wanted: dict[str, Wanted] = {}
    tables = dict.fromkeys(steps, "register_rows")
    keys = ", ".join(dict.fromkeys(key for i in steps for key in STEPS[i].keys))
    for i, step in ((i, STEPS[i]) for i in steps):
        if not within and step.repaired != "register":
            tables[i] = f"near_{i}"
            asking = f"SELECT {keys} FROM {listed} o WHERE {step.asks}"
            rows = "SELECT num FROM list_repairs" if step.repaired else asking
            wanted[tables[i]] = Wanted(step.keys, rows, step.bound)
    wide = engine.near("register_rows", ("row", *CONDITIONAL), wanted)
    return {i: Held(table, is_wide=table not in wanted or table in wide) for i, table in tables.items()}


def _block(number: int, listed: str, held: Held, *, within: bool) -> str:
    """Return the pairs of one step, with the columns that `_said` lists."""
    step, register = STEPS[number], held.table
    same = " AND ".join(f"o.{key} = {{0}}.{key}" for key in step.keys)
    keys = ", ".join(step.keys)
    if step.repaired:
        others = ", ".join(f"q.{column}" for column in CONDITIONAL if column != "num")
        mended = f"SELECT q.row, r.num, {others}{{0}} FROM {step.repaired}_repairs r JOIN {{1}} q ON q.row = r.row"
        if step.repaired == "list":
            listed = f"({mended.format(', q.owned', listed)})"
        else:
            register = f"({mended.format('', register)})"
    alike = f"CASE WHEN {ALIKE} THEN 1 ELSE 0 END" if step is NAME_BIRTH else "0"
    numbered = f"CASE WHEN o.num_kind = {NO_NUMBER} THEN 0 ELSE 1 END"
    said = _said(number, firm=f"coalesce({step.firm}, FALSE)", owned="o.owned", alike=alike, numbered=numbered)
    wide = f"SELECT {keys} FROM {register} h GROUP BY {keys} HAVING count(*) > {step.bound}"
    narrow = f"NOT EXISTS (SELECT 1 FROM ({wide}) w WHERE {same.format('w')})"
    asking = f"(SELECT * FROM {listed} o WHERE {narrow})" if held.is_wide else listed
    conditions = [step.asks, step.only, *(["h.row < o.row"] if within else [])]
    return f"""
        SELECT o.row AS list_row, h.row AS register_row, {said} FROM {asking} o
        JOIN {register} h ON {same.format("h")} WHERE {" AND ".join(conditions)}
    """


def _said(step: int, **told: object) -> str:
    """Return what is said of a pair besides its rows: columns with these values, or those of a contested number."""
    repaired = int(bool(STEPS[step].repaired))
    said = {"step": step, "repaired": repaired, "firm": "FALSE", "owned": 0, "alike": 0, "numbered": 1, **told}
    return ", ".join(f"{value} AS {name}" for name, value in said.items())


def _united(parts: list[str]) -> str:
    """Return every pair of `parts` once."""
    pair = "list_row, register_row"
    best = ", ".join(f"max({name}) AS {name}" for name in ("repaired", "firm", "owned", "alike", "numbered"))
    return f"SELECT {pair}, min(step) AS step, {best} FROM ({' UNION ALL '.join(parts)}) u GROUP BY {pair}"
