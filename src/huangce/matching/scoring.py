"""Scores in SQL: the weight of every item of a pair, the prior, the claim, the competition, and their sum.

All weights are whole hundredths of natural-logarithm odds. The expressions use only what DuckDB and Spark share.
"""

from __future__ import annotations

import math
from dataclasses import replace

from huangce.matching.comparisons import BIRTH, COMPARISONS, NAME, NUMBER, Comparison
from huangce.matching.engines import Engine
from huangce.matching.model import Model, hundredths
from huangce.matching.prepare.addresses import DOORS, door_keys
from huangce.matching.prepare.numbers import CHECKED

# Levels whose u is counted in the register → the share of its rows that agree with the list row by chance.
COUNTED = {
    ("name", "same"): "b.name_share",
    ("name", "homophone"): "b.name_share",
    ("name", "lookalike"): "b.name_share",
    ("birth", "same"): "b.birth_share",
    ("place", "village_only"): "b.village_share",
    ("place", "village"): "b.village_share",
    ("place", "town"): "b.town_share",
    ("place", "county"): "b.county_share",
    ("phone", "same"): "b.phone_share",
}
# Odds beyond e^25 to one are certainty; the bound keeps sums of odds exact.
LARGEST = 2500
# No name is rarer than this, however rare its parts; names of four and more syllables come from short lists.
RAREST, RAREST_LONG = 1e-6, 2e-5
# What is counted in the register, by name, and which of it only for the values that the list has.
COUNTS: dict[str, tuple[str, ...]] = {
    **{key: (key,) for key in ("sound", "birth", "phone", "village", "town", "county", "peers", "s1", "s2", "s3")},
    **{f"peers_{key}": ("peers", key) for key in ("sound", "s2", "s3")},
}
MANY_VALUES = ("sound", "birth", "phone", "peers_sound")
ITEMS = tuple(comparison.name for comparison in COMPARISONS)
# Below this a pair is not worth a person's time.
WORTH_A_LOOK = 0.05
CANDIDATES = 3


def score(engine: Engine, model: Model, *, persons: int) -> None:
    """Make `scored`: the pairs worth a look with their levels, weights, probability and rank, three a list row."""
    _count_shares(engine, model, persons)
    for side, column in (("register", "a"), ("list", "b")):
        sql = (
            f"SELECT x.row, x.address FROM {side}_rows x WHERE EXISTS (SELECT 1 FROM pairs p WHERE p.{column} = x.row)"
        )
        engine.derive(f"{side}_doors", sql, door_keys, DOORS)
    levels = ", ".join(f"{each.sql()} AS {each.name}_level" for each in COMPARISONS)
    engine.create(
        "compared",
        f"""
        SELECT p.b, p.a, p.step, a.row_id AS register_row_id, b.row_id AS list_row_id,
               b.written AS list_name, a.written AS register_name, {_shares()}, {levels}
        FROM pairs p JOIN weighed_rows b ON b.row = p.b JOIN register_rows a ON a.row = p.a
        LEFT JOIN register_doors da ON da.row = p.a LEFT JOIN list_doors db ON db.row = p.b
        """,
    )
    weights = ", ".join(f"{weight_sql(each, model, persons)} AS {each.name}_weight" for each in COMPARISONS)
    engine.create(
        "weighed",
        f"SELECT b.*, {prior(model, persons)} + {' + '.join(f'{item}_weight' for item in ITEMS)} AS own "
        f"FROM (SELECT b.*, {weights} FROM compared b) b",
    )
    engine.create("scored", _competition(model))


def overlapping(engine: Engine, model: Model) -> Model:
    """Return the model with the share of the list that is in the register, as its checked numbers show it.

    The model's own share stands for a hundred rows beside those counted, so that a short list changes little.
    """
    counts = engine.fetch(f"""
        SELECT count(*) AS checked, count(CASE WHEN EXISTS (
                   SELECT 1 FROM number_pairs p WHERE p.b = b.row AND p.settled = 1) THEN 1 END) AS held
        FROM list_rows b WHERE b.num_kind = {CHECKED}
    """)
    checked, held = counts.row(0)
    share = (held + 100 * model.in_register) / (checked + 100)
    return replace(model, in_register=min(max(share, 0.02), 0.98))


def prior(model: Model, persons: int) -> int:
    """Return the odds, in hundredths, that one register row is the list row's person before anything is compared."""
    return hundredths(math.log(model.in_register / (1 - model.in_register) / persons))


def weight_sql(comparison: Comparison, model: Model, persons: int) -> str:
    """Return an expression for the weight of `comparison`, from its level in column `<name>_level`."""
    if comparison is NUMBER:
        return _cases(comparison, model, persons)
    given = ("same", "repaired") if comparison is BIRTH else ("same",)
    known = " ".join(
        f"WHEN {NUMBER.code(number)} THEN {_cases(comparison, model, persons, number)}" for number in given
    )
    return f"CASE b.number_level {known} ELSE {_cases(comparison, model, persons)} END"


def _cases(comparison: Comparison, model: Model, persons: int, number: str = "") -> str:
    by_size = model.number_holder_is_other if comparison is NUMBER else model.household
    cases = []
    for code, level in enumerate(comparison.levels):
        chance = model.levels[comparison.name][level.name]
        counted = COUNTED.get((comparison.name, level.name))
        if chance.u is None and counted and number not in chance.given:
            constant = math.log(chance.m) + chance.gain
            value = f"CAST(floor(100.0 * ({constant:.12f} - ln({counted})) + 0.5) AS INT)"
        else:
            value = str(chance.weight(u=min(by_size / persons, 0.5), number=number))
        cases.append(f"WHEN {code} THEN {value}")
    return f"CASE b.{comparison.name}_level {' '.join(cases)} END"


def _shares() -> str:
    return ", ".join(sorted(set(COUNTED.values())))


def _count_shares(engine: Engine, model: Model, persons: int) -> None:
    """Make `weighed_rows`: the open rows with the share of the register that agrees with each by chance."""
    for name, keys in COUNTS.items():
        rare = " AND ".join(f"o.{key} = a.{key}" for key in keys)
        only = f"WHERE EXISTS (SELECT 1 FROM open_rows o WHERE {rare})" if name in MANY_VALUES else ""
        columns = ", ".join(keys)
        engine.create(
            f"count_{name}", f"SELECT {columns}, count(*) AS n FROM register_rows a {only} GROUP BY {columns}"
        )
    joins = " ".join(
        f"LEFT JOIN count_{name} c_{name} ON " + " AND ".join(f"c_{name}.{key} = o.{key}" for key in keys)
        for name, keys in COUNTS.items()
    )
    n = {name: f"coalesce(c_{name}.n, 0)" for name in COUNTS}
    # Persons who share the list row's sex and decade of birth, or all where these are not known.
    peers = f"coalesce(c_peers.n, {persons})"
    surname = f"({n['s1']} + 0.5) / {persons + 1}.0"
    given = " * ".join(
        f"(CASE WHEN c_peers.n IS NULL THEN {n[key]} ELSE {n['peers_' + key]} END + 0.5) / ({peers} + 1.0)"
        for key in ("s2", "s3")
    )
    bearers = f"CASE WHEN c_peers.n IS NULL THEN {n['sound']} ELSE {n['peers_sound']} END"
    engine.create(
        "weighed_rows",
        f"""
        SELECT o.*,
               least(1.0, greatest({bearers} - 1, 0) / ({peers} + 0.0)
                          + CASE WHEN o.s4 = 0 THEN greatest({surname} * {given}, {RAREST}) ELSE {RAREST_LONG} END
               ) AS name_share,
               ({n["birth"]} + 1.0) / ({persons} + 30000.0) AS birth_share,
               least(0.5, greatest({n["phone"]}, {model.household}) / {persons}.0) AS phone_share,
               ({n["village"]} + 1.0) / ({persons} + 1.0) AS village_share,
               ({n["town"]} + 1.0) / ({persons} + 1.0) AS town_share,
               ({n["county"]} + 1.0) / ({persons} + 1.0) AS county_share
        FROM open_rows o {joins}
        """,
    )


def _competition(model: Model) -> str:
    """Return SQL that lets pairs compete.

    Against a pair count: a register row that another list row claims with better ground (`claim`), other candidates of
    the list row (`competition`), and what no agreement of these items can rule out, such as a brother (`ceiling`).
    """
    claim = hundredths(math.log(model.claimed))
    elsewhere = "EXISTS (SELECT 1 FROM number_pairs s WHERE s.settled = 1 AND s.a = w.a)"
    return f"""
        WITH claimed AS (
            SELECT w.*, CASE WHEN number_level <> {NUMBER.code("same")} AND (
                   own < max(own) OVER (PARTITION BY a) OR {elsewhere}) THEN {claim} ELSE 0 END AS claim
            FROM weighed w
        ), odds AS (
            SELECT k.*, exp(least(own + claim, {LARGEST}) / 100.0) AS odds FROM claimed k
        ), competing AS (
            SELECT o.*, least(own + claim, {LARGEST}) - own - claim
                   + CAST(-floor(100.0 * ln(1.0 + sum(odds) OVER (PARTITION BY b) - odds) + 0.5) AS INT) AS competition
            FROM odds o
        ), limited AS (
            SELECT c.*, CAST(-floor(100.0 * ln(1.0 + exp((own + claim + competition) / 100.0)
                        * {_ceiling(model)}) + 0.5) AS INT) AS ceiling
            FROM competing c
        ), ranked AS (
            SELECT l.*, own + claim + competition + ceiling AS score,
                   1.0 / (1.0 + exp(-(own + claim + competition + ceiling) / 100.0)) AS probability,
                   row_number() OVER (PARTITION BY b ORDER BY own + claim + competition + ceiling DESC, a) AS place
            FROM limited l
        )
        SELECT * FROM ranked WHERE place <= {CANDIDATES} AND probability >= {WORTH_A_LOOK}
    """


def _ceiling(model: Model) -> str:
    """Return the odds against a pair that its agreement cannot rule out, by levels of number and name."""
    by_number = f"number_level IN ({NUMBER.code('same')}, {NUMBER.code('repaired')})"
    tables = (
        ("number", NUMBER, "TRUE"),
        ("birth", BIRTH, f"NOT {by_number}"),
        ("name_by_number", NAME, by_number),
        ("name", NAME, f"NOT {by_number}"),
    )
    odds = [
        f"CASE WHEN {condition} AND {compared.name}_level = {compared.code(level)} THEN {against} ELSE 0.0 END"
        for key, compared, condition in tables
        for level, against in model.ceiling[key].items()
    ]
    return f"({' + '.join(odds)})"
