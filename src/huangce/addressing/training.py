# ruff: noqa: PLR0912, PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""Train the sequence model: maximum likelihood of a conditional random field by AdaGrad, one address at a time.

Deterministic for a seed. The learned weights are rounded to integers once, at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from huangce.addressing import features as fx
from huangce.addressing.compiled import compiled, inner
from huangce.addressing.gazetteer import Gazetteer, shipped
from huangce.addressing.roles import ENDS, ROLE_OF
from huangce.addressing.tagger import ORIGIN, SCALE, Model, model_of
from huangce.addressing.text import KINDS, MAX_CHARACTERS, decode, leave_spaces_out, tokenise
from huangce.errors import HuangceError

WORTH_KEEPING = 3  # weights nearer to zero change nothing that can be measured, and cost half of the file

Span = tuple[str, str]  # label, text
Labelled = Sequence[Span]


class TooManyLabels(HuangceError):
    """The file has {labels} different labels; a model can tell {most} apart."""

    code = "too-many-labels"
    status = 400


class Prepared(NamedTuple):
    """Labelled addresses as numbers: features and states of all tokens, one address after another."""

    features: np.ndarray  # int32 [tokens, width]
    states: np.ndarray  # int32 [tokens]
    offsets: np.ndarray  # int64 [addresses + 1]
    begins: np.ndarray  # int32 [tokens]: first code point of each token in its text
    ends: np.ndarray  # int32 [tokens]: the place after its last one


@compiled
def _features_of(
    data: np.ndarray,
    ends: np.ndarray,
    gazetteer: Gazetteer,
    roles: np.ndarray,
    marks: np.ndarray,
    room: int,
    rich: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    out = np.zeros((room, fx.WIDTH), np.int32)
    begins = np.zeros(room, np.int32)
    stops = np.zeros(room, np.int32)
    offsets = np.zeros(ends.shape[0] + 1, np.int64)
    longest = MAX_CHARACTERS
    codes = np.zeros(longest, np.int32)
    origin = np.zeros((longest, 2), np.int32)
    starts = np.zeros(longest + 1, np.int32)
    at = np.zeros((longest, fx.LEVELS), np.int32)
    active = np.zeros(fx.MAX_ACTIVE, np.int32)
    scratch = np.zeros(fx.SCRATCH, np.int64)
    words = np.zeros(longest + 2 * fx.PAD, np.int32)
    role = np.zeros(longest + 2 * fx.PAD, np.int32)
    ahead = np.zeros((longest + 1, 2), np.int32)
    asked = np.zeros((longest, 3, fx.WIDTH), np.int32)
    total = 0
    begin = 0
    width = 0
    for text in range(ends.shape[0]):
        length = decode(data, begin, int(ends[text]), codes)
        length = leave_spaces_out(codes, length, KINDS, origin)
        begin = int(ends[text])
        n = tokenise(codes, length, starts)
        fx.mark_divisions(codes, starts, n, gazetteer, at, active, scratch)
        width = fx.extract(codes, starts, n, at, roles, marks, words, role, ahead, asked, out[total:], rich)
        for i in range(n):
            begins[total + i] = origin[starts[i], 0]
            stops[total + i] = origin[starts[i + 1] - 1, 1]
        total += n
        offsets[text + 1] = total
    return out[:total, :width], begins[:total], stops[:total], offsets


def prepare(
    addresses: Sequence[Labelled], labels: tuple[str, ...], *, rich: bool = False, gazetteer: Gazetteer | None = None
) -> Prepared:
    """Turn labelled spans into features and states; a span that starts inside a token is given up.

    An address of more than MAX_CHARACTERS counts as empty.
    """
    addresses = [spans if sum(len(text) for _, text in spans) <= MAX_CHARACTERS else [] for spans in addresses]
    texts = ["".join(text for _, text in spans) for spans in addresses]
    encoded = [text.encode() for text in texts]
    data = np.frombuffer(b"".join(encoded), np.uint8)
    ends = np.cumsum([len(e) for e in encoded]).astype(np.int64)
    room = sum(len(text) for text in texts)
    known = gazetteer or shipped().gazetteer
    features, begins, stops, offsets = _features_of(data, ends, known, ROLE_OF, ENDS, room, rich)
    number = {label: i for i, label in enumerate(labels)}
    states = np.zeros(begins.shape[0], np.int32)
    for a, spans in enumerate(addresses):
        state_at: list[int] = []
        for label, text in spans:
            state_at += [number[label]] + [number[label] + len(labels)] * (len(text) - 1)
        lo, hi = int(offsets[a]), int(offsets[a + 1])
        previous = -1
        for k in range(lo, hi):
            state = state_at[int(begins[k])]
            if state >= len(labels) and previous % len(labels) != state - len(labels):
                state -= len(labels)
            states[k] = previous = state
    return Prepared(np.ascontiguousarray(features), states, offsets, begins, stops)


@inner
def marginals(
    unary: np.ndarray,
    n: int,
    gold: np.ndarray,
    move: np.ndarray,
    weight: np.ndarray,
    alpha: np.ndarray,
    beta: np.ndarray,
    psi: np.ndarray,
    scale: np.ndarray,
    expected: np.ndarray,
) -> float:
    """Return the loss of one address.

    Then `alpha` · `beta` are the chances of its states, and `expected` is the gradient of `move`, which has
    states + 1 rows (the last: start of text) and states + 1 columns (the end). `weight` is its exponential, 0 where a
    move is not allowed. The other arrays are room for `n` tokens.
    """
    states = unary.shape[1]
    loss = forward_backward(unary, n, weight, alpha, beta, psi, scale)
    for i in range(n):
        loss -= unary[i, gold[i]]
    previous = states
    for i in range(n):
        loss -= float(move[previous, gold[i]])
        previous = gold[i]
    loss -= float(move[previous, states])
    for s in range(states + 1):
        for t in range(states + 1):
            expected[s, t] = 0.0
    for s in range(states):
        expected[states, s] += alpha[0, s] * beta[0, s]
        expected[s, states] += alpha[n - 1, s] * beta[n - 1, s]
    for i in range(1, n):
        for s in range(states):
            reached = alpha[i - 1, s] / scale[i]
            if reached > 1e-12:
                for t in range(states):
                    expected[s, t] += reached * weight[s, t] * psi[i, t] * beta[i, t]
    previous = states
    for i in range(n):
        expected[previous, gold[i]] -= 1.0
        previous = gold[i]
    expected[previous, states] -= 1.0
    return loss


@inner
def forward_backward(
    unary: np.ndarray,
    n: int,
    weight: np.ndarray,
    alpha: np.ndarray,
    beta: np.ndarray,
    psi: np.ndarray,
    scale: np.ndarray,
) -> float:
    """Write the forward and backward chances of one address, scaled token by token; return the log of their sum."""
    states = unary.shape[1]
    log = 0.0
    for i in range(n):
        high = unary[i, 0]
        for s in range(states):
            high = max(high, unary[i, s])
        for s in range(states):
            psi[i, s] = max(math.exp(unary[i, s] - high), 1e-30)
        log += high
    total = 0.0
    for s in range(states):
        alpha[0, s] = weight[states, s] * psi[0, s]
        total += alpha[0, s]
    scale[0] = total
    for s in range(states):
        alpha[0, s] /= total
    for i in range(1, n):
        for t in range(states):
            alpha[i, t] = 0.0
        for s in range(states):
            reached = alpha[i - 1, s]
            if reached > 1e-12:
                for t in range(states):
                    alpha[i, t] += reached * weight[s, t]
        total = 0.0
        for t in range(states):
            alpha[i, t] *= psi[i, t]
            total += alpha[i, t]
        scale[i] = total
        for t in range(states):
            alpha[i, t] /= total
    final = 0.0
    for s in range(states):
        beta[n - 1, s] = weight[s, states]
        final += alpha[n - 1, s] * beta[n - 1, s]
    for s in range(states):
        beta[n - 1, s] /= final
    for k in range(1, n):
        i = n - 1 - k
        for s in range(states):
            value = 0.0
            for t in range(states):
                value += weight[s, t] * psi[i + 1, t] * beta[i + 1, t]
            beta[i, s] = value / scale[i + 1]
    for i in range(n):
        log += math.log(scale[i])
    return log + math.log(final)


@inner
def adagrad(
    features: np.ndarray, table: np.ndarray, squares: np.ndarray, gradient: np.ndarray, rate: float, decay: float
) -> None:
    """Move the rows of a table that the features of one token look up; a feature below zero is hidden."""
    mask = table.shape[0] - 1
    for f in range(features.shape[0]):
        if features[f] < 0:
            continue
        row, square = table[features[f] & mask], squares[features[f] & mask]
        for j in range(table.shape[1]):
            g = np.float32(gradient[j] + decay * row[j])
            square[j] += g * g
            row[j] -= np.float32(rate) * g / math.sqrt(square[j])


@compiled
def _epoch(
    features: np.ndarray,
    gold: np.ndarray,
    offsets: np.ndarray,
    order: np.ndarray,
    emission: np.ndarray,
    emission_g: np.ndarray,
    move: np.ndarray,
    move_g: np.ndarray,
    allowed: np.ndarray,
    rate: float,
    decay: float,
) -> float:
    """Run once over the data. `move` has states + 1 rows (the last: start of text) and states + 1 columns (the end)."""
    states = emission.shape[1]
    mask = emission.shape[0] - 1
    width = features.shape[1]
    longest = 0
    for a in range(offsets.shape[0] - 1):
        longest = max(longest, offsets[a + 1] - offsets[a])
    unary = np.zeros((longest, states), np.float32)
    alpha = np.zeros((longest, states), np.float64)
    beta = np.zeros((longest, states), np.float64)
    grad = np.zeros(states, np.float32)
    loss = 0.0
    weight = np.zeros((states + 1, states + 1), np.float64)
    expected = np.zeros((states + 1, states + 1), np.float64)
    psi = np.zeros((longest, states), np.float64)
    scale = np.zeros(longest, np.float64)
    for turn in range(order.shape[0]):
        a = order[turn]
        lo, n = offsets[a], offsets[a + 1] - offsets[a]
        if n == 0:
            continue
        if turn % 8 == 0:
            for s in range(states + 1):
                for t in range(states + 1):
                    weight[s, t] = math.exp(move[s, t]) if allowed[s, t] else 0.0
        for i in range(n):
            for s in range(states):
                unary[i, s] = 0.0
            for f in range(width):
                row = emission[features[lo + i, f] & mask]
                for s in range(states):
                    unary[i, s] += row[s]
        loss += marginals(unary, n, gold[lo : lo + n], move, weight, alpha, beta, psi, scale, expected)
        for s in range(states + 1):
            for t in range(states + 1):
                g = expected[s, t]
                if g != 0.0 and allowed[s, t]:
                    g += 1e-6 * move[s, t]
                    move_g[s, t] += g * g
                    move[s, t] -= rate * g / math.sqrt(move_g[s, t])
        for i in range(n):
            biggest = 0.0
            for s in range(states):
                grad[s] = alpha[i, s] * beta[i, s]
            grad[gold[lo + i]] -= 1.0
            for s in range(states):
                biggest = max(biggest, abs(grad[s]))
            if biggest < 1e-4:
                continue
            adagrad(features[lo + i], emission, emission_g, grad, rate, decay)
    return loss


class Weights(NamedTuple):
    """Real weights, as they are learned."""

    emission: np.ndarray  # float32 [a power of two, states]
    move: np.ndarray  # float64 [states + 1, states + 1]


def mean_of(several: Sequence[Weights]) -> Weights:
    """Return the mean of the weights of several fields: what one learned by chance is not in the others."""
    return Weights(np.mean([w.emission for w in several], axis=0), np.mean([w.move for w in several], axis=0))


def allowed_moves(labels: int) -> np.ndarray:
    """Return which state may follow which: a span is continued only by its own label. Raises `TooManyLabels`."""
    states = 2 * labels
    if states > ORIGIN:
        raise TooManyLabels(labels=labels, most=ORIGIN // 2)
    allowed = np.ones((states + 1, states + 1), np.bool_)
    allowed[:, labels:states] = False
    allowed[states, states] = False
    for label in range(labels):
        allowed[label, labels + label] = allowed[labels + label, labels + label] = True
    return allowed


def fit(
    data: Prepared,
    labels: tuple[str, ...],
    *,
    epochs: int,
    rate: float = 0.1,
    decay: float = 1e-4,
    bits: int = 18,
    seed: int = 1,
    report: Callable[[int, float], None] | None = None,
) -> Weights:
    """Train on prepared addresses and return the weights."""
    allowed = allowed_moves(len(labels))
    states = 2 * len(labels)
    weights = Weights(np.zeros((1 << bits, states), np.float32), np.zeros((states + 1, states + 1)))
    squares = Weights(np.full_like(weights.emission, 0.1), np.ones_like(weights.move))
    random = np.random.default_rng(seed)
    addresses = len(data.offsets) - 1
    for epoch in range(epochs):
        total = _epoch(
            data.features, data.states, data.offsets, random.permutation(addresses),
            weights.emission, squares.emission, weights.move, squares.move, allowed, rate, decay,
        )  # fmt: skip
        if report:
            report(epoch + 1, total / addresses)
    return weights


def rounded(weights: Weights) -> Model:
    """Return the integer model of real weights."""
    emission, move = weights
    states = emission.shape[1]
    count = states // 2
    whole = np.clip(np.rint(emission * SCALE), -127, 127).astype(np.int8)
    whole[np.abs(whole) < WORTH_KEEPING] = 0
    moves = np.rint(move * SCALE).astype(np.int32) * ORIGIN
    origin = np.arange(states, dtype=np.int32)
    inside = np.array([moves[s, count + s % count] for s in range(states)], np.int32) + origin
    return model_of(
        whole,
        np.ascontiguousarray(moves[:states, :count] + origin[:, None]),
        inside,
        np.ascontiguousarray(moves[states, :count]),
        np.ascontiguousarray(moves[:states, states]),
    )
