# ruff: noqa: PLR0912, PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""Train a random field and the network beside it together, one address at a time.

Weights that a feature looks up move by AdaGrad, the dense ones of the network by Adam (Kingma and Ba, ICLR 2015), once
for BATCH addresses. Four fifths of the features are hidden at random in each epoch, so that no rare one is learned by
heart. Deterministic for a seed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from huangce.addressing.compiled import compiled, inner
from huangce.addressing.network import (
    HIDDEN,
    JOINED,
    ROWS_BITS,
    SIZE,
    Network,
    Room,
    dense_shapes,
    forward,
    room_for,
    times,
)
from huangce.addressing.training import Prepared, Weights, adagrad, allowed_moves, marginals

EPOCHS, AVERAGED = 14, 7
HIDE, HIDE_JOINED = 0.8, 0.3  # shares that are hidden of the features and of the joined rows
FIELD_RATE, VECTOR_RATE, DENSE_RATE, SLOWER = 0.05, 0.05, 2e-3, 0.88  # the last two: each epoch goes slower
DECAY = 1e-4
BATCH = 4
BITS = 18
FIRST, SECOND, SMALL = 0.9, 0.999, 1e-8  # Adam's own constants


class Learned(NamedTuple):
    """What was learned: the field's weights and the network's."""

    weights: Weights
    network: Network


class Dense(NamedTuple):
    """The dense weights of a network in one row, what they are moved by, and the moments of Adam."""

    weights: np.ndarray
    gradient: np.ndarray
    first: np.ndarray
    second: np.ndarray


@inner
def outer(rows: np.ndarray, gradient: np.ndarray, n: int, out: np.ndarray) -> None:
    """Add the gradient of a matrix: the rows that went in, times the gradient of those that came out, four a pass."""
    i = 0
    while i + 4 <= n:
        w, x, y, z = gradient[i], gradient[i + 1], gradient[i + 2], gradient[i + 3]
        for k in range(out.shape[0]):
            a, b, c, d = rows[i, k], rows[i + 1, k], rows[i + 2, k], rows[i + 3, k]
            to = out[k]
            for j in range(to.shape[0]):
                to[j] += (a * w[j] + b * x[j]) + (c * y[j] + d * z[j])
        i += 4
    while i < n:
        for k in range(out.shape[0]):
            for j in range(out.shape[1]):
                out[k, j] += rows[i, k] * gradient[i, j]
        i += 1


@inner
def turned(weights: np.ndarray, out: np.ndarray) -> None:
    """Write the transpose of a matrix."""
    for k in range(weights.shape[0]):
        for j in range(weights.shape[1]):
            out[j, k] = weights[k, j]


@inner
def backward(
    n: int, network: Network, kept: np.ndarray, scale: float, room: Room, back: Room, gradient: Network, turn: Network
) -> None:
    """Write gradients of the dense weights, and of the summed vectors of `n` tokens into `back.summed`.

    `gradient.vectors` holds the gradient of the scores; `turn` the transposed matrices.
    """
    unary = gradient.vectors
    outer(room.hidden, unary, n, gradient.out)
    for i in range(n):
        for j in range(HIDDEN):
            back.hidden[i, j] = 0
        for j in range(JOINED):
            back.joined[i, j] = 0
        for j in range(SIZE):
            back.summed[i, j] = 0
    times(unary, turn.out, n, back.hidden)
    for i in range(n):
        for j in range(HIDDEN):
            if room.hidden[i, j] <= 0:
                back.hidden[i, j] = 0
            gradient.hidden_bias[j] += back.hidden[i, j]
    outer(room.joined, back.hidden, n, gradient.hidden)
    times(back.hidden, turn.hidden, n, back.joined)
    for i in range(n):
        for j in range(JOINED):
            back.joined[i, j] *= np.float32(scale * kept[i, j])
        for j in range(SIZE):
            back.summed[i, j] += back.joined[i, 2 * SIZE + j]
    for direction in range(2):
        gate, value, state = room.gate[direction], room.value[direction], room.state[direction]
        carried = back.state[direction, 0]
        for j in range(SIZE):
            carried[j] = 0
        for step in range(n):
            i = n - 1 - step if direction == 0 else step
            before = i - 1 if direction == 0 else i + 1
            for j in range(SIZE):
                g = back.joined[i, direction * SIZE + j] + carried[j]
                earlier = state[before, j] if 0 <= before < n else np.float32(0)
                open_, new = gate[i, j], value[i, j]
                back.gate[direction, i, j] = g * (earlier - new) * open_ * (1 - open_)
                back.value[direction, i, j] = g * (1 - open_) * (1 - new * new)
                carried[j] = g * open_
                gradient.gate_bias[direction, 0, j] += back.gate[direction, i, j]
                gradient.gate_bias[direction, 1, j] += back.value[direction, i, j]
        outer(room.summed, back.gate[direction], n, gradient.gates[direction, 0])
        outer(room.summed, back.value[direction], n, gradient.gates[direction, 1])
        times(back.gate[direction], turn.gates[direction, 0], n, back.summed)
        times(back.value[direction], turn.gates[direction, 1], n, back.summed)


@inner
def adam(dense: Dense, step: int, rate: float) -> None:
    """Move the dense weights, and forget the gradient."""
    weights, gradient, first, second = dense
    unbiased = math.sqrt(1 - SECOND**step) / (1 - FIRST**step)
    for i in range(weights.shape[0]):
        g = gradient[i]
        first[i] += np.float32(1 - FIRST) * (g - first[i])
        second[i] += np.float32(1 - SECOND) * (g * g - second[i])
        weights[i] -= np.float32(rate * unbiased) * first[i] / (math.sqrt(second[i]) + np.float32(SMALL))
        gradient[i] = 0


@compiled
def _epoch(
    features: np.ndarray,
    gold: np.ndarray,
    offsets: np.ndarray,
    order: np.ndarray,
    kept: np.ndarray,
    weights: Weights,
    squares: Weights,
    network: Network,
    vector_squares: np.ndarray,
    dense: Dense,
    gradient: Network,
    turn: Network,
    room: Room,
    back: Room,
    allowed: np.ndarray,
    step: int,
    slower: float,
) -> tuple[float, int]:
    """Run once over the data; return the loss, and the steps of Adam so far."""
    emission, move = weights
    states = emission.shape[1]
    mask = emission.shape[0] - 1
    longest = room.summed.shape[0]
    unary = np.zeros((longest, states), np.float32)
    alpha = np.zeros((longest, states), np.float64)
    beta = np.zeros((longest, states), np.float64)
    psi = np.zeros((longest, states), np.float64)
    total = np.zeros(longest, np.float64)
    weight = np.zeros((states + 1, states + 1), np.float64)
    expected = np.zeros((states + 1, states + 1), np.float64)
    scale = 1 / (1 - HIDE_JOINED)
    loss = 0.0
    for number in range(order.shape[0]):
        lo, hi = offsets[order[number]], offsets[order[number] + 1]
        n = hi - lo
        if number % BATCH == 0:
            if number > 0:
                step += 1
                adam(dense, step, DENSE_RATE * slower)
            for direction in range(2):
                for kind in range(2):
                    turned(network.gates[direction, kind], turn.gates[direction, kind])
            turned(network.hidden, turn.hidden)
            turned(network.out, turn.out)
            for s in range(states + 1):
                for t in range(states + 1):
                    weight[s, t] = math.exp(move[s, t]) if allowed[s, t] else 0.0
        if n == 0:
            continue
        for i in range(n):
            for s in range(states):
                unary[i, s] = 0
            for f in range(features.shape[1]):
                if features[lo + i, f] >= 0:
                    row = emission[features[lo + i, f] & mask]
                    for s in range(states):
                        unary[i, s] += row[s]
        forward(features[lo:hi], n, network, kept[lo:hi], scale, room, unary)
        loss += marginals(unary, n, gold[lo:hi], move, weight, alpha, beta, psi, total, expected)
        for s in range(states + 1):
            for t in range(states + 1):
                if expected[s, t] != 0.0 and allowed[s, t]:
                    squares.move[s, t] += expected[s, t] ** 2
                    move[s, t] -= FIELD_RATE * expected[s, t] / math.sqrt(squares.move[s, t])
        for i in range(n):
            for s in range(states):
                gradient.vectors[i, s] = alpha[i, s] * beta[i, s] - (s == gold[lo + i])
        backward(n, network, kept[lo:hi], scale, room, back, gradient, turn)
        for i in range(n):
            adagrad(features[lo + i], emission, squares.emission, gradient.vectors[i], FIELD_RATE, DECAY)
            adagrad(features[lo + i], network.vectors, vector_squares, back.summed[i], VECTOR_RATE * slower, 0.0)
    return loss, step


def _network(vectors: np.ndarray, dense: np.ndarray, states: int) -> Network:
    """Return a network whose dense weights are views of one row."""
    parts, at = [], 0
    for shape in dense_shapes(states):
        size = math.prod(shape)
        parts.append(dense[at : at + size].reshape(shape))
        at += size
    return Network(vectors, *parts)


def fit(
    data: Prepared, labels: tuple[str, ...], *, seed: int = 1, report: Callable[[int, float], None] | None = None
) -> Learned:
    """Train on prepared addresses; the weights are the mean of the last AVERAGED epochs."""
    states = 2 * len(labels)
    allowed = allowed_moves(len(labels))
    random = np.random.default_rng(seed)
    addresses, tokens = len(data.offsets) - 1, len(data.features)
    longest = max(1, int(np.diff(data.offsets).max(initial=1)))
    size = sum(math.prod(shape) for shape in dense_shapes(states))
    dense = Dense(*(np.zeros(size, np.float32) for _ in range(4)))
    vectors = (0.1 * random.standard_normal((1 << ROWS_BITS, SIZE))).astype(np.float32)
    network = _network(vectors, dense.weights, states)
    network.gates[:] = random.standard_normal(network.gates.shape) / math.sqrt(SIZE)
    network.gate_bias[:, 0] = 1  # open gates: what stands far away is seen from the first epoch on
    network.hidden[:] = random.standard_normal(network.hidden.shape) / math.sqrt(JOINED)
    network.out[:] = 0.1 * random.standard_normal(network.out.shape)
    gradient = _network(np.zeros((longest, states), np.float32), dense.gradient, states)
    turn = network._replace(
        gates=np.zeros_like(network.gates),
        hidden=np.zeros((HIDDEN, JOINED), np.float32),
        out=np.zeros((states, HIDDEN), np.float32),
    )
    vector_squares = np.full_like(vectors, 0.1)
    weights = Weights(np.zeros((1 << BITS, states), np.float32), np.zeros((states + 1, states + 1)))
    squares = Weights(np.full_like(weights.emission, 0.1), np.ones_like(weights.move))
    room, back = room_for(longest), room_for(longest)
    moving = (*weights, vectors, dense.weights)
    sums = [np.zeros_like(part) for part in moving]
    step = 0
    for epoch in range(EPOCHS):
        visible = np.where(random.random(data.features.shape, np.float32) < HIDE, np.int32(-1), data.features)
        kept = (random.random((tokens, JOINED), np.float32) >= HIDE_JOINED).astype(np.uint8)
        loss, step = _epoch(
            visible, data.states, data.offsets, random.permutation(addresses), kept,
            weights, squares, network, vector_squares, dense, gradient, turn, room, back,
            allowed, step, SLOWER**epoch,
        )  # fmt: skip
        if epoch >= EPOCHS - AVERAGED:
            sums = [total + part / AVERAGED for total, part in zip(sums, moving, strict=True)]
        if report:
            report(epoch + 1, loss / addresses)
    emission, move, vectors, learned = sums
    shown = np.float32(1 - HIDE)
    return Learned(Weights(emission * shown, move), _network(vectors * shown, learned, states))
