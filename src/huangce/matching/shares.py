"""How many of the register agree with a list row by chance: counted in the register itself, in every county anew.

A shared name is worth as much as it is rare among people of one sex and decade of birth, for names follow fashions. A
name that the register does not repeat is taken to be as rare as its syllables make it.
"""

from __future__ import annotations

from huangce.matching.engines import Engine, Key
from huangce.matching.model import Model

# What is counted in the register, by name.
COUNTS: dict[str, Key] = {
    **{name: Key((name,)) for name in ("birth", "s1", "s2", "s3", "peers", "village", "town", "county")},
    **{f"peers_{name}": Key(("peers", name)) for name in ("s2", "s3")},
    "sound": Key(("sound",), is_rare=True, unless="peers"),
    "peers_sound": Key(("peers", "sound"), is_rare=True),
    "phone": Key(("phone",), is_rare=True),
}
# No name is rarer than this, however rare its parts; names of four and more syllables come from short lists.
RAREST, RAREST_LONG = 1e-6, 2e-5
DAYS = 30_000  # of births among the living
SHARES = ("name", "birth", "phone", "village", "town", "county")


def begin_counting(engine: Engine) -> None:
    """Begin to count what `count_shares` asks for, of the register that was loaded."""
    engine.count(COUNTS)


def count_shares(engine: Engine, model: Model, *, persons: int) -> None:
    """Make `shares`: for every list row of `pairs` the share of the register that agrees with it, by item."""
    engine.tally("tallies", "SELECT list_row FROM pairs", ("s4",), COUNTS)
    peers = f"CASE WHEN n_peers = 0 THEN {persons} ELSE n_peers END"
    surname = f"(n_s1 + 5e-1) / {persons + 1}e0"
    given = " * ".join(
        f"(CASE WHEN n_peers = 0 THEN n_{key} ELSE n_peers_{key} END + 5e-1) / ({peers} + 1e0)" for key in ("s2", "s3")
    )
    bearers = "CASE WHEN n_peers = 0 THEN n_sound ELSE n_peers_sound END"
    by_division = ", ".join(
        f"(n_{key} + 1e0) / ({persons} + 1e0) AS {key}_share" for key in ("village", "town", "county")
    )
    engine.create(
        "shares",
        f"""
        SELECT o.row,
               least(1e0, greatest({bearers} - 1, 0) / ({peers} + 0e0)
                          + CASE WHEN o.s4 = 0 THEN greatest({surname} * {given}, {RAREST:e}) ELSE {RAREST_LONG:e} END
               ) AS name_share,
               (n_birth + 1e0) / ({persons} + {DAYS}e0) AS birth_share,
               least(5e-1, greatest(n_phone, {model.household:e}) / {persons}e0) AS phone_share,
               {by_division}
        FROM tallies o
        """,
    )
