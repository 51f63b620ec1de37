# ruff: noqa: PLR0912, PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""The sequence model: a linear-chain conditional random field over tokens, decoded by Viterbi with integer weights.

Each label has a state that begins a span and one that continues it; a span continues only its own label, so decoding
costs labels² + labels a token, not states². Weights are small integers: sums are exact, and the same on every machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from huangce.addressing.compiled import compiled

SCALE = 32.0
FORBIDDEN = -(1 << 28)


class Model(NamedTuple):
    """Weights of begin states 0…L-1 and inside states L…2L-1."""

    emission: np.ndarray  # int8 [TABLE, 2L]
    begin: np.ndarray  # int32 [2L, L]: from a state to the beginning of a label
    inside: np.ndarray  # int32 [2L]: from a state of a label to its inside
    first: np.ndarray  # int32 [L]: a label at the start of the text
    last: np.ndarray  # int32 [2L]: a state at its end


@compiled
def viterbi(
    features: np.ndarray, n: int, width: int, model: Model, score: np.ndarray, back: np.ndarray, out: np.ndarray
) -> int:
    """Write the best state of each of `n` tokens into `out`; return the score."""
    states = model.emission.shape[1]
    labels = states // 2
    for s in range(states):
        score[0, s] = model.first[s] if s < labels else FORBIDDEN
    for f in range(width):
        row = model.emission[features[0, f]]
        for s in range(states):
            score[0, s] += row[s]
    for i in range(1, n):
        for b in range(labels):
            score[i, b] = FORBIDDEN * 2
        for a in range(states):
            reached = score[i - 1, a]
            moves = model.begin[a]
            for b in range(labels):
                value = reached + moves[b]
                if value > score[i, b]:
                    score[i, b] = value
                    back[i, b] = a
        for b in range(labels):
            opened = score[i - 1, b] + model.inside[b]
            continued = score[i - 1, labels + b] + model.inside[labels + b]
            if continued >= opened:
                score[i, labels + b] = continued
                back[i, labels + b] = labels + b
            else:
                score[i, labels + b] = opened
                back[i, labels + b] = b
        for f in range(width):
            row = model.emission[features[i, f]]
            for s in range(states):
                score[i, s] += row[s]
    best = 0
    for s in range(states):
        score[n - 1, s] += model.last[s]
        if score[n - 1, s] > score[n - 1, best]:
            best = s
    top = int(score[n - 1, best])
    for k in range(n):
        i = n - 1 - k
        out[i] = best
        best = back[i, best]
    return top


def save(model: Model, labels: tuple[str, ...], path: Path) -> None:
    """Write a model with its labels."""
    np.savez_compressed(path, labels=np.array(labels), **model._asdict())


def load(path: Path) -> tuple[Model, tuple[str, ...]]:
    """Read a model and its labels."""
    with np.load(path, allow_pickle=False) as file:
        return Model(*(file[name] for name in Model._fields)), tuple(str(label) for label in file["labels"])
