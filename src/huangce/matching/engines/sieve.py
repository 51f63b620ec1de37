"""A sieve before a join: which rows of a large table may have one of a few keys, without joining.

Every wanted key sets two places of a table of truth values; a row one of whose places is not set has no such key (Bloom
1970). What falls through has the key, or in one row of some hundreds another one: the join that follows tells. Looking
a million rows through costs a tenth of a join, for what is in hand stays in the processor's own memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from huangce.matching.engines.cores import spread
from huangce.matching.prepare.text import Int

Key = NDArray[np.uint32]
# Odd multipliers, one for each column of a key: the upper bits of the sums spread evenly.
FACTORS = tuple(
    tuple(map(np.uint32, factors))
    for factors in ((0x9E3779B1, 0x85EBCA77, 0xC2B2AE3D), (0x27D4EB2F, 0x165667B1, 0xCC9E2D51))
)
BLOCK = 262_144  # rows whose keys are made plain together
PIECE = 65_536  # rows looked at together: the places of one sieve and these stay at hand
ROOM = 16  # places a wanted key
FEWEST, MOST = 15, 24  # bits of a place


def sifted(rows: pl.DataFrame, wanted: Sequence[pl.DataFrame]) -> list[Int]:
    """Return for each of `wanted` the positions of `rows` that may have one of its keys, in order.

    Each of `wanted` has some columns of `rows`, whole numbers, three at most; a key with a null is no key.
    """
    sieves = [_Sieve(keys.drop_nulls()) for keys in wanted]
    names = dict.fromkeys(name for sieve in sieves for name in sieve.columns)
    columns = {name: _plain(rows[name]) for name in names}

    def of_block(start: int) -> list[Int]:
        values = {name: column[start : start + BLOCK].astype(np.uint32) for name, column in columns.items()}
        return [start + sieve.left([values[name] for name in sieve.columns]) for sieve in sieves]

    blocks = spread(of_block, range(0, max(rows.height, 1), BLOCK))
    return [np.concatenate(positions) for positions in zip(*blocks, strict=True)]


class _Sieve:
    """Places of keys, two for each: the upper bits of two sums."""

    def __init__(self, keys: pl.DataFrame) -> None:
        self.columns = keys.columns
        self.is_empty = keys.is_empty()
        bits = min(max((keys.height * ROOM).bit_length(), FEWEST), MOST)
        self._shift = np.uint32(32 - bits)
        self._places = np.zeros(1 << bits, dtype=np.bool_)
        values = [_plain(column).astype(np.uint32) for column in keys.iter_columns()]
        for factors in FACTORS:
            self._places[self._place(values, factors)] = True

    def left(self, block: Sequence[Key]) -> Int:
        """Return the positions of values whose both places are set, piece by piece."""
        found = []
        for begin in range(0, max(len(block[0]), 1), PIECE):
            found.append(begin + self._left([values[begin : begin + PIECE] for values in block]))
        return np.concatenate(found)

    def _left(self, own: Sequence[Key]) -> Int:
        """Return the same of one piece; few values come to the second place."""
        if self.is_empty:
            return np.zeros(0, dtype=np.int64)
        one, other = FACTORS
        at = np.flatnonzero(self._places.take(self._place(own, one)))
        return at[self._places.take(self._place([value[at] for value in own], other))]

    def _place(self, values: Sequence[Key], factors: Sequence[np.uint32]) -> Int:
        place = values[0] * factors[0]
        for value, factor in zip(values[1:], factors[1:], strict=False):
            place += value * factor
        place >>= self._shift
        return place.astype(np.int64)  # numpy looks up by nothing else


def _plain(column: pl.Series) -> NDArray[Any]:
    """Return the values of whole numbers as they lie in memory; what stands under a null is no matter here."""
    if not len(column):
        return np.zeros(0, dtype=np.uint32)
    array = column.to_arrow(compat_level=pl.CompatLevel.oldest())
    plain = np.frombuffer(array.buffers()[1], dtype=array.type.to_pandas_dtype())
    return plain[array.offset : array.offset + len(array)]
