# ruff: noqa: PLR0917  (loops for numba: arrays as positional arguments)
"""The sequence model: a linear-chain conditional random field over tokens, decoded by Viterbi with integer weights.

Each label has a state that begins a span and one that continues it; a span continues only its own label, so decoding
costs labels² + labels a token, not states². Weights are small integers: sums are exact, and the same on every machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from huangce.addressing.compiled import inner
from huangce.addressing.lanes import SHIFT, STATES, add_weights, move_on

SCALE = 32.0
FORBIDDEN = -(1 << 28)
ORIGIN = 1 << SHIFT  # scores are multiples of it
CACHE_LINE = 64  # bytes


class Model(NamedTuple):
    """Weights of begin states 0…L-1 and inside states L…2L-1; all but the emissions are multiples of ORIGIN.

    `begin` and `inside` hold the state that is left in their low bits.
    """

    emission: np.ndarray  # int8 [a power of two, 2L]
    begin: np.ndarray  # int32 [2L, L]: from a state to the beginning of a label
    inside: np.ndarray  # int32 [2L]: from a state of a label to its inside
    first: np.ndarray  # int32 [L]: a label at the start of the text
    last: np.ndarray  # int32 [2L]: a state at its end


def model_of(emission: np.ndarray, begin: np.ndarray, inside: np.ndarray, first: np.ndarray, last: np.ndarray) -> Model:
    """Return the model of these weights."""
    return Model(aligned(emission), begin, inside, first, last)


def aligned(weights: np.ndarray) -> np.ndarray:
    """Return a copy that begins where a line of the processor's cache does, so that no row lies on two."""
    room = np.empty(weights.nbytes + CACHE_LINE, np.uint8)
    at = -room.ctypes.data % CACHE_LINE
    out = room[at : at + weights.nbytes].view(weights.dtype).reshape(weights.shape)
    out[:] = weights
    return out


@inner
def viterbi(features: np.ndarray, n: int, model: Model, scores: np.ndarray, back: np.ndarray, out: np.ndarray) -> int:
    """Write the best state of each of `n` tokens into `out`; return the score.

    A score carries the state that it came from in its low bits, so that the best predecessor is a plain maximum: that
    of all 32 at once takes less time than to find out which two or three could win. `scores` is room for STATES.
    """
    emission, begin, inside, first, last = model
    for s in range(STATES):
        scores[s] = first[s] if s < STATES // 2 else FORBIDDEN
    for i in range(n):
        if i > 0:
            move_on(scores, begin, inside, back, i)
        add_weights(features, i, emission, scores)
    best = 0
    for s in range(STATES):
        scores[s] += last[s]
        if scores[s] > scores[best]:
            best = s
    score = int(scores[best]) >> SHIFT
    for k in range(n):
        i = n - 1 - k
        out[i] = best
        best = back[i, best]
    return score


def save(model: Model, labels: tuple[str, ...], path: Path) -> None:
    """Write a model with its labels."""
    with path.open("wb") as file:
        np.savez_compressed(file, labels=np.array(labels), **model._asdict())


def load(path: Path) -> tuple[Model, tuple[str, ...]]:
    """Read a model and its labels."""
    with np.load(path, allow_pickle=False) as file:
        return model_of(*(file[name] for name in Model._fields)), tuple(str(label) for label in file["labels"])
