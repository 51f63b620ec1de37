"""How many of the register agree with a list row by chance: counted in the register itself, in every county anew.

A shared name is worth as much as it is rare among people of one sex and decade of birth, for names follow fashions. A
name that the register does not repeat is taken to be as rare as its syllables make it.
"""

from __future__ import annotations

from huangce.matching.engines import Engine, Wanted
from huangce.matching.model import Model

# What is counted in the register, by name: by which columns, and in which table if not in the register itself.
COUNTS: dict[str, tuple[tuple[str, ...], str]] = {
    **{key: ((key,), "register_rows") for key in ("birth", "s1")},
    **{f"peers_{key}": (("peers", key), "register_rows") for key in ("s2", "s3")},
    "place": (("village", "town", "county"), "register_rows"),
    # What was counted need not be counted again: it is added up.
    **{key: ((key,), "count_place") for key in ("village", "town", "county")},
    **{key: ((key,), f"count_peers_{key}") for key in ("s2", "s3")},
    "peers": (("peers",), "count_peers_s2"),
    **{key: ((key,), f"rows_of_{key}") for key in ("sound", "phone")},
    "peers_sound": (("peers", "sound"), "rows_of_peers_sound"),
}
# Which of it only for the values that rows of the list have: there would be too many.
ONLY_FOR = {
    "sound": "o.sound = a.sound AND o.peers IS NULL",
    "phone": "o.phone = a.phone",
    "peers_sound": "o.sound = a.sound AND o.peers = a.peers",
}
# The columns of a list row that are looked up in what was counted.
ASKED = ("row", "sound", "birth", "phone", "village", "town", "county", "peers", *(f"s{i}" for i in range(1, 5)))
# No name is rarer than this, however rare its parts; names of four and more syllables come from short lists.
RAREST, RAREST_LONG = 1e-6, 2e-5
DAYS = 30_000  # of births among the living
SHARES = ("name", "birth", "phone", "village", "town", "county")


def count_shares(engine: Engine, model: Model, *, persons: int) -> None:
    """Make `shares`: for every row of `asked_rows` the share of the register that agrees with it, by item."""
    asked = "SELECT * FROM asked_rows"
    named: dict[str, Wanted] = {
        "rows_of_sound": (("sound",), f"{asked} WHERE peers IS NULL"),
        "rows_of_phone": (("phone",), asked),
        "rows_of_peers_sound": (("peers", "sound"), asked),
    }
    engine.near("register_rows", (), named)
    for name, (keys, table) in COUNTS.items():
        only = f"WHERE EXISTS (SELECT 1 FROM asked_rows o WHERE {ONLY_FOR[name]})" if name in ONLY_FOR else ""
        columns = ", ".join(f"a.{key}" for key in keys)
        number = "CAST(sum(n) AS BIGINT)" if table.startswith("count_") else "count(*)"
        engine.create(f"count_{name}", f"SELECT {columns}, {number} AS n FROM {table} a {only} GROUP BY {columns}")
    joins = " ".join(
        f"LEFT JOIN count_{name} c_{name} ON " + " AND ".join(f"c_{name}.{key} = o.{key}" for key in keys)
        for name, (keys, _) in COUNTS.items()
        if name != "place"
    )
    n = {name: f"coalesce(c_{name}.n, 0)" for name in COUNTS}
    peers = f"coalesce(c_peers.n, {persons})"
    surname = f"({n['s1']} + 5e-1) / {persons + 1}e0"
    given = " * ".join(
        f"(CASE WHEN c_peers.n IS NULL THEN {n[key]} ELSE {n['peers_' + key]} END + 5e-1) / ({peers} + 1e0)"
        for key in ("s2", "s3")
    )
    bearers = f"CASE WHEN c_peers.n IS NULL THEN {n['sound']} ELSE {n['peers_sound']} END"
    by_division = ", ".join(
        f"({n[key]} + 1e0) / ({persons} + 1e0) AS {key}_share" for key in ("village", "town", "county")
    )
    engine.create(
        "shares",
        f"""
        SELECT o.row,
               least(1e0, greatest({bearers} - 1, 0) / ({peers} + 0e0)
                          + CASE WHEN o.s4 = 0 THEN greatest({surname} * {given}, {RAREST:e}) ELSE {RAREST_LONG:e} END
               ) AS name_share,
               ({n["birth"]} + 1e0) / ({persons} + {DAYS}e0) AS birth_share,
               least(5e-1, greatest({n["phone"]}, {model.household:e}) / {persons}e0) AS phone_share,
               {by_division}
        FROM asked_rows o {joins}
        """,
    )
