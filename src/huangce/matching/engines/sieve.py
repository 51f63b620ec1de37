"""A sieve before a join: which rows of a large table may have one of a few keys, without joining.

Every wanted key sets two places of a table of truth values; a row one of whose places is not set has no such key (Bloom
1970). What falls through has the key, or in one row of some hundreds another one: the join that follows tells. Looking
a million rows through costs a tenth of a join, for what is in hand stays in the processor's own memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.prepare.text import Int

Key = NDArray[np.uint64]
# Odd multipliers, one for each column of a key: the upper bits of the sum spread evenly.
FACTORS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
PIECE = 32_768  # rows looked at together
ROOM = 16  # places a wanted key
FEWEST, MOST = 19, 24  # bits of a place


def sifted(rows: pl.DataFrame, wanted: Sequence[pl.DataFrame]) -> Int:
    """Return the positions of `rows` that may have one of the `wanted` keys, in order.

    Each of `wanted` has some columns of `rows`, whole numbers, three at most; a key with a null is no key.
    """
    sieves = [_Sieve(keys.drop_nulls()) for keys in wanted]
    columns = list(dict.fromkeys(name for sieve in sieves for name in sieve.columns))
    found = np.zeros(rows.height, dtype=np.bool_)
    for begin in range(0, rows.height, PIECE):
        values = _values(rows.select(columns).slice(begin, PIECE))
        for sieve in sieves:
            found[begin + sieve.left(values)] = True
    return np.flatnonzero(found)


class _Sieve:
    """Places of keys: each key has two, from the upper and the middle bits of one sum."""

    def __init__(self, keys: pl.DataFrame) -> None:
        self.columns = keys.columns
        bits = min(max((keys.height * ROOM).bit_length(), FEWEST), MOST)
        self._bits, self._shift = np.uint64(bits), np.uint64(64 - bits)
        self._places = np.zeros(1 << bits, dtype=np.bool_)
        key = self._summed(_values(keys))
        for place in (key, key << self._bits):
            self._places[place >> self._shift] = True

    def left(self, values: Mapping[str, Key]) -> Int:
        """Return the positions of values whose both places are set; few come to the second."""
        key = self._summed(values)
        at = np.flatnonzero(self._places[key >> self._shift])
        return at[self._places[key[at] << self._bits >> self._shift]]

    def _summed(self, values: Mapping[str, Key]) -> Key:
        key = np.zeros(1, dtype=np.uint64)
        for name, factor in zip(self.columns, FACTORS, strict=False):
            key = key + values[name] * factor
        return key


def _values(rows: pl.DataFrame) -> dict[str, Key]:
    whole = rows.select(pl.all().cast(pl.Int64).fill_null(0))
    return {column.name: column.to_numpy().view(np.uint64) for column in whole.iter_columns()}
