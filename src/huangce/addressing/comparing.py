"""The comparison form of addresses as numbers, and the look-up of many or one of them in a table of keys.

Each part is hashed to 64 bits (0: not given), the parts of a step to one key. A table holds the keys of all addresses
in order, so that a text is looked up by bisection: twenty places of a million. Two different keys of one hash are not
told apart; of a million addresses and a million texts this befalls one text in ten million runs.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import polars as pl

from huangce.rules import divisions

# Parts of the comparison form, in order of the tree.
PARTS = ("county", "town", "village", "group", "street", "plate", "place", "building", "unit", "floor", "room")
NUMBERS = ("building", "unit", "floor", "room")
# What counts the groups of a village; the numbers are the same.
GROUP_WORDS = "^([0-9]+)(?:村民小组|生产队|小组|组|社|队)$"
# Besides, what tells whether two addresses contradict each other: town and village where the tables know them.
COMPARED = (*PARTS, "group_number", "village_name", "city", "town_code", "village_code")
_PLACE_OF = {name: place for place, name in enumerate(COMPARED)}
# 和平三巷 may be read as 三巷 in the village 和平; the lane's name is what both readings have.
NUMBERED_LANE = "^[0-9一二三四五六七八九十]+[巷弄路街]$"
VILLAGE_WORDS = "(?:社区|村)$"
MOST = 64  # rows of one key that are looked at: more are a register's own muddle
_ODD, _SHIFT, _START = np.uint64(0x9E3779B97F4A7C15), np.uint64(29), np.uint64(0x2545F4914F6CDD1D)


def comparison_parts(parsed: pl.DataFrame) -> pl.DataFrame:
    """Return the parts that are compared: division codes by level, names, and numbers without their suffix.

    A county that was abolished counts as its successor; where it was divided among several, as not given.
    """
    code = pl.col("division_code")
    number = pl.col("key").str.split("|").list
    counties = code.str.slice(0, 6)
    successor = {county: _today(county) for county in parsed.select(counties.unique()).to_series().drop_nulls()}
    abolished = counties.is_in([county for county, now in successor.items() if now != county])
    town, village = code.str.slice(6, 3), code.str.slice(9, 3)
    town_code = pl.when((town != "000") & ~abolished).then(town)
    village_code = pl.when((village != "000") & ~abolished).then(town + village)
    return parsed.select(
        county=counties.replace_strict(successor, default=None, return_dtype=pl.String),
        town=pl.coalesce(town_code, "town"),
        village=pl.coalesce(village_code.str.slice(3), "village"),
        group=pl.col("group"),
        street=pl.when(pl.col("street").str.contains(NUMBERED_LANE) & pl.col("village").is_not_null())
        .then(pl.col("village").str.replace(VILLAGE_WORDS, "") + pl.col("street"))
        .otherwise("street"),
        plate=_blank_to_null(number.get(5, null_on_oob=True)),
        place=pl.col("place"),
        building=_blank_to_null(number.get(6, null_on_oob=True)),
        unit=_blank_to_null(number.get(7, null_on_oob=True)),
        floor=_blank_to_null(number.get(8, null_on_oob=True)),
        room=_blank_to_null(number.get(9, null_on_oob=True)),
        group_number=pl.col("group").str.replace(GROUP_WORDS, "$1"),
        village_name="village",
        city=pl.when(code.str.slice(2, 2) != "00").then(code.str.slice(0, 4)),
        town_code=town_code,
        village_code=village_code,
    )


@functools.cache
def _today(county: str) -> str | None:
    """Return the code of the county that a county is today; None for a whole city or province and where several are."""
    if county.endswith("00"):
        return None
    if not divisions.county_known(county):  # a register of our own making
        return county
    now = {division.code[:6] for division in divisions.current(county)}
    return now.pop() if len(now) == 1 else None


def _blank_to_null(column: pl.Expr) -> pl.Expr:
    return pl.when(column != "").then(column)


def place_of(name: str) -> int:
    """Return where a part stands among the rows of `hashed`."""
    return _PLACE_OF[name]


def hash_of(column: pl.Series) -> np.ndarray:
    """Return a number for each text, never 0."""
    return column.hash().to_numpy() | np.uint64(1)


def hashed(parts: pl.DataFrame) -> np.ndarray:
    """Return the parts as numbers, uint64 [COMPARED, rows]; 0 where a part is not given."""
    one = pl.lit(1, pl.UInt64)
    numbers = parts.select(
        pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash() | one).otherwise(pl.lit(0, pl.UInt64)).alias(name)
        for name in COMPARED
    )
    return np.stack([numbers[name].to_numpy() for name in COMPARED])


def given_bits(parts: np.ndarray) -> np.ndarray:
    """Return which parts of `hashed` are given, one bit each in their order."""
    bits = np.zeros(parts.shape[1], np.uint16)
    for place in range(len(COMPARED)):
        bits |= (parts[place] != 0).astype(np.uint16) << np.uint16(place)
    return bits


def key_of(parts: np.ndarray, names: tuple[str, ...], rows: np.ndarray) -> np.ndarray:
    """Return one number for the named parts of some rows of `hashed`."""
    key = np.full(len(rows), _START, np.uint64)
    for name in names:
        place = _PLACE_OF[name]
        key = (key ^ parts[place, rows]) * _ODD
        key ^= key >> _SHIFT
    return key


class Table(NamedTuple):
    """The keys of addresses, each once and in order, with the rows that have them."""

    keys: np.ndarray  # uint64 [different keys]
    first: np.ndarray  # uint32 [different keys + 1]: where its rows begin
    rows: np.ndarray  # uint32

    def find(self, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return pairs: a place in `wanted`, and a row that has its key (MOST at most); in the order of both."""
        none = np.zeros(0, np.int64)
        if not len(self.keys):
            return none, none
        slot = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        place = np.flatnonzero(self.keys[slot] == wanted)
        if not len(place):
            return none, none
        first, end = self.first[slot[place]].astype(np.int64), self.first[slot[place] + 1].astype(np.int64)
        count = np.minimum(end - first, MOST)
        within = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        return np.repeat(place, count), self.rows[np.repeat(first, count) + within].astype(np.int64)


def table_of(parts: np.ndarray, names: tuple[str, ...], without: tuple[str, ...] = ()) -> Table:
    """Arrange the rows of `hashed` by the named parts; rows that give a part of `without` are left out."""
    lacking = np.uint16(sum(1 << _PLACE_OF[name] for name in without))
    rows = np.flatnonzero(given_bits(parts) & lacking == 0) if without else np.arange(parts.shape[1])
    key = key_of(parts, names, rows)
    order = np.argsort(key, kind="stable")
    key = key[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.int64)
    return Table(key[first], np.append(first, len(key)).astype(np.uint32), rows[order].astype(np.uint32))
