"""Named streams of random numbers: one seed, and a change in one part does not shift what another part draws."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator of the part called `name`; the same seed and name give the same numbers on any machine."""
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(name.encode())]))


def pick(rng: np.random.Generator, weights: Sequence[float] | NDArray[Any], size: int) -> Ints:
    """Draw `size` indexes with probability proportional to `weights` (several times faster than `Generator.choice`)."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    found: Ints = np.searchsorted(edges, rng.random(size) * edges[-1], side="right").clip(0, len(edges) - 1)
    return found.astype(np.int64)


def gather(values: Sequence[str] | pl.Series, indexes: NDArray[Any]) -> pl.Series:
    """Return `values[indexes]` as text; a negative index gives null."""
    series = values if isinstance(values, pl.Series) else pl.Series(list(values), dtype=pl.String)
    places = pl.Series(indexes)
    if (indexes < 0).any():
        places = places.set(places < 0, None)
    return series.gather(places)


def chance(rng: np.random.Generator, probability: float | NDArray[np.float64], size: int) -> Bools:
    """Return `size` independent yes/no draws."""
    return rng.random(size) < probability


def some(rng: np.random.Generator, among: Ints, count: int) -> Ints:
    """Return `count` of `among` (all of them if there are fewer), without repetition, in ascending order."""
    if count >= len(among):
        return np.sort(among)
    return np.sort(rng.choice(among, size=count, replace=False, shuffle=False))


def rounded(rng: np.random.Generator, expected: float) -> int:
    """Return `expected` rounded up or down by chance, so that small counties get their share of rare things."""
    return int(expected) + int(rng.random() < expected % 1)
