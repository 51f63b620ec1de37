"""Scores in SQL: the weight of every item of a pair, the prior, the claim, the competition, and their sum.

All weights are whole hundredths of natural-logarithm odds. The expressions use only what DuckDB and Spark share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from huangce.matching.comparisons import (
    BIRTH,
    CLOSE_NAMES,
    COMPARED,
    COMPARISONS,
    DIVISION,
    DOORS_TELL,
    NAME,
    NUMBER,
    PHONE,
    PLACE,
    PLAIN,
    SEX,
    Comparison,
)
from huangce.matching.engines import Engine, Laid
from huangce.matching.model import Model, hundredths
from huangce.matching.pairs import OTHER_DAY
from huangce.matching.prepare.addresses import AGREEMENT, same_doors
from huangce.matching.prepare.numbers import CHECKED
from huangce.matching.shares import SHARES, count_shares

# Levels whose u is counted in the register → the share of its rows that agree with the list row by chance.
COUNTED = {
    ("name", "same"): "c.name_share",
    ("name", "homophone"): "c.name_share",
    ("name", "lookalike"): "c.name_share",
    ("birth", "same"): "c.birth_share",
    ("place", "village_only"): "c.village_share",
    ("place", "village"): "c.village_share",
    ("place", "town"): "c.town_share",
    ("place", "county"): "c.county_share",
    ("phone", "same"): "c.phone_share",
}
# Odds beyond e^25 to one are certainty; the bound keeps sums of odds exact.
LARGEST = 2500
CANDIDATES = 3
# A slip of the pen in one twin's name makes just the other's once in a thousand times.
NAMED_AS_TWIN = 1e-3
# Who looks a person up takes a namesake's number now and then: not measured, and enough that a person is asked.
NAMESAKE = 3e-3
ITEMS = tuple(each.name for each in COMPARISONS)
# The levels of pairs without a number whose name, sex and birth date are the very same (`pairs.ALIKE`).
LEVELS_OF_ALIKE = {NUMBER: "missing", NAME: "same", BIRTH: "same", SEX: "same"}
# What is kept of a pair while its place is not yet weighed, and what is said of it then, besides what competes with it.
_PAIR = ("list_row", "register_row", "step")
_WEIGHED = (f"{item}_{what}" for item in ITEMS if item != PLACE.name for what in ("level", "weight"))
_UNWEIGHED = ("division_level", "doors_tell", *(f"{share}_share" for share in ("village", "town", "county")))
PROMISING = ", ".join((*_PAIR, *_WEIGHED, *_UNWEIGHED, "partial"))
SAID = ", ".join((*_PAIR, *(f"{item}_{what}" for item in ITEMS for what in ("level", "weight"))))


def score(engine: Engine, model: Model, *, persons: int) -> None:
    """Make `scored`: the pairs worth a look with their levels, weights, probability and rank, three a list row.

    Addresses are read only for pairs that a shared door could still make worth a look.
    """
    count_shares(engine, model, persons=persons)
    at_once = [each for each in COMPARISONS if each is not PLACE]
    partial = " + ".join(f"{each.name}_weight" for each in at_once)
    door = model.levels["place"]["door"].weight(u=min(model.household / persons, 0.5))
    least = hundredths(math.log(model.worth_a_look / (1 - model.worth_a_look))) - max(door, 0)
    shares = ", ".join(f"s.{share}_share" for share in SHARES)
    laid = []
    for alike, columns, known in ((0, COMPARED, {}), (1, PLAIN, LEVELS_OF_ALIKE)):
        levels = {each: str(each.code(known[each])) if each in known else each.sql() for each in (*at_once, DIVISION)}
        weights = {each: _worth(each, known, model, persons) for each in at_once}
        compared = f"""
            SELECT p.list_row, p.register_row, p.step, {shares}, {_named(levels, "level")}, {DOORS_TELL}
            FROM beside p JOIN shares s ON s.row = p.list_row
        """
        weighed = f"SELECT c.*, {_named(weights, 'weight')} FROM ({compared}) c"
        summed = f"SELECT w.*, {prior(model, persons)} + {partial} AS partial FROM ({weighed}) w"
        pairs = f"SELECT list_row, register_row, step, repaired, owned FROM pairs WHERE alike = {alike}"
        promising = f"SELECT {PROMISING} FROM ({summed}) w WHERE partial >= {least}"
        laid.append(Laid(f"promising_{alike}", pairs, columns, promising))
    engine.lay(*laid)
    engine.create("promising", "SELECT * FROM promising_0 UNION ALL SELECT * FROM promising_1", once=True)
    read_doors(engine)
    engine.create(
        "weighed",
        f"""
        SELECT {SAID}, partial + place_weight AS own FROM (
            SELECT c.*, {weight_sql(PLACE, model, persons)} AS place_weight FROM (
                SELECT p.*, {PLACE.sql()} AS place_level FROM promising p
                LEFT JOIN doors d ON d.list_row = p.list_row AND d.register_row = p.register_row
            ) c
        ) c
        """,
    )
    _compete(engine, model)


def _named(expressions: Mapping[Comparison, str], what: str) -> str:
    return ", ".join(f"{sql} AS {each.name}_{what}" for each, sql in expressions.items())


def read_doors(engine: Engine, *, pairs: str = "promising", suffix: str = "") -> None:
    """Make `doors` (with `suffix`): whether both rows of a pair name the same door, where that tells something."""
    telling = f"SELECT list_row, register_row FROM {pairs} WHERE doors_tell = 1"
    engine.compare(f"doors{suffix}", telling, "address", same_doors, AGREEMENT)


def overlapping(engine: Engine, model: Model) -> Model:
    """Return the model with the share of the list that is in the register, as its checked numbers show it.

    The model's own share stands for a hundred rows beside those counted, so that a short list changes little.
    """
    ((checked,),) = engine.fetch(f"SELECT count(*) AS n FROM list_rows WHERE num_kind = {CHECKED}").rows()
    ((lost,),) = engine.fetch(f"SELECT count(*) AS n FROM open_rows WHERE num_kind = {CHECKED} AND owned = 0").rows()
    share = (checked - lost + 100 * model.in_register) / (checked + 100)
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
    return f"CASE c.number_level {known} ELSE {_cases(comparison, model, persons)} END"


def _worth(comparison: Comparison, known: Mapping[Comparison, str], model: Model, persons: int) -> str:
    """Return the same where the levels of some items are known before, so that fewer are told apart."""
    if comparison in known:
        return _value(comparison, known[comparison], model, persons)
    return _cases(comparison, model, persons) if NUMBER in known else weight_sql(comparison, model, persons)


def _cases(comparison: Comparison, model: Model, persons: int, number: str = "") -> str:
    values = (_value(comparison, level.name, model, persons, number) for level in comparison.levels)
    cases = " ".join(f"WHEN {code} THEN {value}" for code, value in enumerate(values))
    return f"CASE c.{comparison.name}_level {cases} END"


def _value(comparison: Comparison, level: str, model: Model, persons: int, number: str = "") -> str:
    """Return what one level is worth: a number, or an expression where it is counted in the register."""
    chance = model.levels[comparison.name][level]
    counted = COUNTED.get((comparison.name, level))
    if chance.u is None and counted and number not in chance.given:
        constant = math.log(chance.m) + chance.gain
        return f"CAST(floor(1e2 * ({constant:.15e} - ln({counted})) + 5e-1) AS INT)"
    by_size = model.number_holder_is_other if comparison is NUMBER else model.household
    return str(chance.weight(u=min(by_size / persons, 0.5), number=number))


def _compete(engine: Engine, model: Model) -> None:
    """Make `scored` of `weighed`: pairs compete, the best three of a list row stay.

    Against a pair count: a register row that another list row claims with better ground (`claim`), the number of one
    twin under the name of the other (`twin`), other candidates of the list row (`competition`), and what no agreement
    of these items can rule out, such as a brother (`ceiling`). Most pairs are alone on both sides: only those that are
    not are ranked.
    """
    same_number = f"number_level = {NUMBER.code('same')}"
    close = f"name_level IN ({', '.join(map(str, CLOSE_NAMES))})"
    claimed = f"NOT {same_number} AND (s.row IS NOT NULL OR own < m.best)"
    every = "SELECT register_row FROM weighed"
    engine.rows("asked_twice", every, least=2)
    engine.rows("taken_rows", every, among="SELECT register_row FROM settled_rows")
    engine.create(
        "set_back",
        f"""
        SELECT w.list_row, w.register_row,
               CASE WHEN {claimed} THEN {hundredths(math.log(model.claimed))} ELSE 0 END AS claim,
               CASE WHEN t.list_row IS NULL THEN 0 WHEN {close} THEN {hundredths(math.log(NAMESAKE))}
                    ELSE {hundredths(math.log(NAMED_AS_TWIN))} END AS twin
        FROM weighed w
        LEFT JOIN (
            SELECT a.row, max(x.own) AS best FROM weighed x JOIN asked_twice a ON a.row = x.register_row GROUP BY a.row
        ) m ON m.row = w.register_row
        LEFT JOIN taken_rows s ON s.row = w.register_row
        LEFT JOIN (
            SELECT DISTINCT list_row FROM weighed x
            WHERE NOT {same_number} AND {close} AND birth_level = {BIRTH.code("same")}
            AND EXISTS (SELECT 1 FROM contested_rows c WHERE c.list_row = x.list_row)
        ) t ON t.list_row = w.list_row AND {same_number} AND (NOT {close} OR {OTHER_DAY})
        WHERE ({claimed}) OR t.list_row IS NOT NULL
        """,
    )
    # Most pairs are alone on both sides: only list rows with others, or with something against them, are ranked.
    engine.rows("several_rows", "SELECT list_row FROM weighed", least=2)
    engine.create("rivalled", "SELECT row AS list_row FROM several_rows UNION SELECT list_row FROM set_back")
    engine.create(
        "rivals",
        """
        SELECT w.*, coalesce(k.claim, 0) AS claim, coalesce(k.twin, 0) AS twin
        FROM weighed w JOIN rivalled i ON i.list_row = w.list_row
        LEFT JOIN set_back k ON k.list_row = w.list_row AND k.register_row = w.register_row
        """,
    )
    odds = f"exp(least(own + claim + twin, {LARGEST}) / 1e2)"
    engine.create(
        "rival_odds", f"SELECT list_row, sum({odds}) AS odds FROM rivals GROUP BY list_row HAVING count(*) > 1"
    )
    bounded = f"least(own + claim + twin, {LARGEST}) - (own + claim + twin)"
    against = f"CAST(-floor(1e2 * ln(1e0 + coalesce(r.odds - {odds}, 0e0)) + 5e-1) AS INT)"
    place = "row_number() OVER (PARTITION BY list_row ORDER BY score DESC, register_row)"
    alone = "SELECT w.*, 0 AS claim, 0 AS twin FROM weighed w"
    alone += " WHERE NOT EXISTS (SELECT 1 FROM rivalled i WHERE i.list_row = w.list_row)"
    rated = []
    for pairs, join, competition, rank in (
        (f"({alone})", "", bounded, "1"),
        ("rivals", "LEFT JOIN rival_odds r ON r.list_row = w.list_row", f"{bounded} + {against}", place),
    ):
        competing = f"SELECT w.*, {competition} AS competition FROM {pairs} w {join}"
        ceiling = f"exp((own + claim + twin + competition) / 1e2) * {_ceiling(model)}"
        limited = f"SELECT c.*, CAST(-floor(1e2 * ln(1e0 + {ceiling}) + 5e-1) AS INT) AS ceiling FROM ({competing}) c"
        score = f"SELECT l.*, own + claim + twin + competition + ceiling AS score FROM ({limited}) l"
        rated.append(f"SELECT s.*, 1e0 / (1e0 + exp(-score / 1e2)) AS probability, {rank} AS place FROM ({score}) s")
    engine.create(
        "scored",
        f"SELECT * FROM ({' UNION ALL '.join(rated)}) u "
        f"WHERE place <= {CANDIDATES} AND probability >= {model.worth_a_look}",
        once=True,
    )


def _ceiling(model: Model) -> str:
    """Return the odds against a pair that its agreement cannot rule out, by levels of its items."""
    # Sisters may be called 苡彤 and 苡桐: with another birth date only the very name will do, not with another sex, and
    # not where anybody else fits at all.
    very_same = f"number_level = {NUMBER.code('same')} AND name_level = {NAME.code('same')}"
    very_same += f" AND sex_level <> {SEX.code('different')} AND competition = 0"
    by_number = f"number_level IN ({NUMBER.code('same')}, {NUMBER.code('repaired')})"
    same_place = (f"place_level = {PLACE.code('door')}", f"phone_level = {PHONE.code('same')}")
    tables = (
        ("number", NUMBER, "TRUE"),
        ("birth", BIRTH, f"NOT ({very_same})"),
        ("name_by_number", NAME, by_number),
        ("name", NAME, f"NOT {by_number}"),
        ("birth_at_no_door", BIRTH, f"NOT ({by_number} OR {' OR '.join(same_place)})"),
    )
    odds = ["0e0"]
    for key, compared, condition in tables:
        against = model.ceiling.get(key, {})
        cases = [f"WHEN {compared.code(level)} THEN {chance:e}" for level, chance in against.items()]
        if cases:
            by_level = f"CASE {compared.name}_level {' '.join(cases)} ELSE 0e0 END"
            odds.append(f"CASE WHEN {condition} THEN {by_level} ELSE 0e0 END")
    return f"({' + '.join(odds)})"
