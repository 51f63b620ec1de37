# ruff: noqa: PLR0917  (loops for numba: arrays as positional arguments)
"""The steps of decoding that are written as vectors give what the same steps in NumPy give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.addressing import gazetteer, lanes
from huangce.addressing.compiled import compiled, compiles
from huangce.addressing.tagger import aligned


@compiled
def one_step(
    scores: np.ndarray, begin: np.ndarray, inside: np.ndarray, back: np.ndarray, features: np.ndarray, rows: np.ndarray
) -> None:
    lanes.move_on(scores, begin, inside, back, 1)
    lanes.add_weights(features, 1, rows, scores)


@pytest.mark.skipif(not compiles(), reason="without numba both are the same function")
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_a_step_in_vectors_is_the_step_in_numpy(seed: int) -> None:
    random = np.random.default_rng(seed)
    states = lanes.STATES
    came = np.arange(states, dtype=np.int32)
    scores = random.integers(-(1 << 20), 1 << 20, states, np.int32) << lanes.SHIFT
    begin = (random.integers(-5000, 5000, (states, lanes.LABELS), np.int32) << lanes.SHIFT) + came[:, None]
    inside = (random.integers(-5000, 5000, states, np.int32) << lanes.SHIFT) + came
    features = random.integers(0, 1 << 24, (2, 48), np.int32)
    rows = random.integers(-127, 128, (256, states), np.int8)
    expected, back = scores.copy(), np.zeros((2, states), np.int8)
    lanes._move_on(expected, begin, inside, back, 1)
    lanes._add_weights(features, 1, rows, expected)
    found = np.zeros_like(back)
    one_step(scores, begin, inside, found, features, rows)
    assert scores.tolist() == expected.tolist()
    assert found.tolist() == back.tolist()


def test_weights_begin_at_a_line_of_the_cache() -> None:
    weights = np.arange(96, dtype=np.int8).reshape(3, 32)
    assert aligned(weights).ctypes.data % 64 == 0
    assert aligned(weights).tolist() == weights.tolist()


def test_every_division_fits_the_tables() -> None:
    tables = gazetteer.shipped().gazetteer
    assert len(tables.codes) < gazetteer.SEVERAL - 1
    sizes = np.diff(tables.name_begins)
    assert sum(int(sizes[tables.level == level].max()) for level in range(5)) <= gazetteer.LONGEST_WRITTEN
