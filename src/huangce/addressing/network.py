# ruff: noqa: PLR0912, PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""A small recurrent network that scores labels beside the weights of a random field: it sees the whole address.

The features of a token are looked up in a table of vectors and added up. Two gated means run over the sums, one from
each end of the text (a quasi-recurrent layer: Bradbury et al., ICLR 2017); both and the sum itself go through a hidden
layer to the scores. The network reads what the field reads; what it adds is what stands far away: another prefix,
another compound, a number that was already counted.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from huangce.addressing.compiled import compiled, inner

SIZE, HIDDEN = 48, 64
JOINED = 3 * SIZE
ROWS_BITS = 17


class Network(NamedTuple):
    """Weights, float32. Of `gates` the first index is the direction, the second 0 for the gate and 1 for the value."""

    vectors: np.ndarray  # [a power of two, SIZE]
    gates: np.ndarray  # [2, 2, SIZE, SIZE]
    gate_bias: np.ndarray  # [2, 2, SIZE]
    hidden: np.ndarray  # [JOINED, HIDDEN]
    hidden_bias: np.ndarray  # [HIDDEN]
    out: np.ndarray  # [HIDDEN, states]


class Room(NamedTuple):
    """Room for what the network makes of one address, float32, a row a token."""

    summed: np.ndarray  # [tokens, SIZE]
    gate: np.ndarray  # [2, tokens, SIZE]
    value: np.ndarray  # [2, tokens, SIZE]
    state: np.ndarray  # [2, tokens, SIZE]
    joined: np.ndarray  # [tokens, JOINED]
    hidden: np.ndarray  # [tokens, HIDDEN]


def dense_shapes(states: int) -> tuple[tuple[int, ...], ...]:
    """Return the shapes of all weights but the vectors, in the order of `Network`."""
    return (2, 2, SIZE, SIZE), (2, 2, SIZE), (JOINED, HIDDEN), (HIDDEN,), (HIDDEN, states)


def room_for(tokens: int) -> Room:
    """Return room for an address of so many tokens."""
    return Room(
        *(
            np.zeros(shape, np.float32)
            for shape in ((tokens, SIZE), *[(2, tokens, SIZE)] * 3, (tokens, JOINED), (tokens, HIDDEN))
        )
    )


@inner
def times(rows: np.ndarray, weights: np.ndarray, n: int, out: np.ndarray) -> None:
    """Add the product of the first `n` rows with a matrix to `out`, four rows of the matrix a pass."""
    size = weights.shape[0]
    for i in range(n):
        to = out[i]
        k = 0
        while k + 4 <= size:
            a, b, c, d = rows[i, k], rows[i, k + 1], rows[i, k + 2], rows[i, k + 3]
            w, x, y, z = weights[k], weights[k + 1], weights[k + 2], weights[k + 3]
            for j in range(to.shape[0]):
                to[j] += (a * w[j] + b * x[j]) + (c * y[j] + d * z[j])
            k += 4
        while k < size:
            for j in range(to.shape[0]):
                to[j] += rows[i, k] * weights[k, j]
            k += 1


@inner
def forward(
    features: np.ndarray, n: int, network: Network, kept: np.ndarray, scale: float, room: Room, unary: np.ndarray
) -> None:
    """Add the network's scores of `n` tokens to `unary`. A feature below zero is hidden.

    Of the joined row stands what `kept` has as 1, times `scale`: in training some of it is hidden at random.
    """
    vectors = network.vectors
    summed, joined, hidden = room.summed, room.joined, room.hidden
    mask = vectors.shape[0] - 1
    for i in range(n):
        for j in range(SIZE):
            summed[i, j] = 0
        for f in range(features.shape[1]):
            if features[i, f] >= 0:
                row = vectors[features[i, f] & mask]
                for j in range(SIZE):
                    summed[i, j] += row[j]
    for direction in range(2):
        gate, value, state = room.gate[direction], room.value[direction], room.state[direction]
        for i in range(n):
            for j in range(SIZE):
                gate[i, j] = network.gate_bias[direction, 0, j]
                value[i, j] = network.gate_bias[direction, 1, j]
        times(summed, network.gates[direction, 0], n, gate)
        times(summed, network.gates[direction, 1], n, value)
        for step in range(n):
            i = step if direction == 0 else n - 1 - step
            before = i - 1 if direction == 0 else i + 1
            for j in range(SIZE):
                gate[i, j] = 1.0 / (1.0 + math.exp(-gate[i, j]))
                value[i, j] = math.tanh(value[i, j])
                state[i, j] = (1 - gate[i, j]) * value[i, j]
                if step > 0:
                    state[i, j] += gate[i, j] * state[before, j]
    for i in range(n):
        for j in range(SIZE):
            joined[i, j] = room.state[0, i, j]
            joined[i, SIZE + j] = room.state[1, i, j]
            joined[i, 2 * SIZE + j] = summed[i, j]
        for j in range(JOINED):
            joined[i, j] *= np.float32(scale * kept[i, j])
        for j in range(HIDDEN):
            hidden[i, j] = network.hidden_bias[j]
    times(joined, network.hidden, n, hidden)
    for i in range(n):
        for j in range(HIDDEN):
            hidden[i, j] = max(hidden[i, j], np.float32(0))
    times(hidden, network.out, n, unary)


@compiled
def field_scores(features: np.ndarray, offsets: np.ndarray, emission: np.ndarray) -> np.ndarray:
    """Return the scores [tokens, states] of the field's weights."""
    mask = emission.shape[0] - 1
    unary = np.zeros((features.shape[0], emission.shape[1]), np.float32)
    for i in range(offsets[-1]):
        for f in range(features.shape[1]):
            row = emission[features[i, f] & mask]
            for s in range(emission.shape[1]):
                unary[i, s] += row[s]
    return unary


@compiled
def add_scores(
    features: np.ndarray, offsets: np.ndarray, network: Network, kept: np.ndarray, room: Room, unary: np.ndarray
) -> None:
    """Add a network's scores of all tokens to `unary`; `kept` is all ones."""
    for a in range(offsets.shape[0] - 1):
        lo, hi = offsets[a], offsets[a + 1]
        forward(features[lo:hi], hi - lo, network, kept, 1.0, room, unary[lo:hi])
