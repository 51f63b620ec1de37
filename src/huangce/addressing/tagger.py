# ruff: noqa: PLR0912, PLR0917  (loops for numba: plain comparisons, arrays as positional arguments)
"""The sequence model: a linear-chain conditional random field over tokens, decoded by Viterbi with integer weights.

Each label has a state that begins a span and one that continues it; a span continues only its own label, so decoding
costs labels² + labels a token, not states². Weights are small integers: sums are exact, and the same on every machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np

from huangce.addressing.compiled import inner

SCALE = 32.0
FORBIDDEN = -(1 << 28)
ORIGIN = 64  # states at most; scores are multiples of it


class Model(NamedTuple):
    """Weights of begin states 0…L-1 and inside states L…2L-1; all but the emissions are multiples of ORIGIN.

    `begin` and `inside` hold the state that is left in their low bits.
    """

    emission: np.ndarray  # int8 [a power of two, 2L]
    begin: np.ndarray  # int32 [2L, L]: from a state to the beginning of a label
    inside: np.ndarray  # int32 [2L]: from a state of a label to its inside
    first: np.ndarray  # int32 [L]: a label at the start of the text
    last: np.ndarray  # int32 [2L]: a state at its end
    highest: np.ndarray  # int32 [2L]: the highest of `begin` for each state


def model_of(emission: np.ndarray, begin: np.ndarray, inside: np.ndarray, first: np.ndarray, last: np.ndarray) -> Model:
    """Return the model of these weights."""
    return Model(emission, begin, inside, first, last, begin.max(axis=1))


@inner
def viterbi(
    features: np.ndarray,
    n: int,
    width: int,
    model: Model,
    scores: np.ndarray,
    back: np.ndarray,
    out: np.ndarray,
) -> int:
    """Write the best state of each of `n` tokens into `out`; return the score.

    A score carries the state that it came from in its low bits, so that the best predecessor is a plain maximum. The
    leading state is tried first as the predecessor of every label; another is tried only where its score and its
    highest weight could beat the least of them: two or three of 32 do. `scores` is room for two rows of states.
    """
    emission, begin, inside, first, last, highest = model
    states = emission.shape[1]
    mask = emission.shape[0] - 1
    labels = states // 2
    before, now = scores[0], scores[1]
    for s in range(states):
        now[s] = first[s] if s < labels else FORBIDDEN
    for i in range(n):
        if i > 0:
            top = now[0]
            for s in range(states):
                before[s] = now[s]
                value = np.int32(now[s] + s)
                top = value if value > top else top
            lead = top & (ORIGIN - 1)
            least = np.int32(before[lead] + begin[lead, 0])
            for b in range(labels):
                value = np.int32(before[lead] + begin[lead, b])
                now[b] = value
                least = value if value < least else least
            for a in range(states):
                reached = before[a]
                if reached + highest[a] > least and a != lead:
                    for b in range(labels):
                        value = np.int32(reached + begin[a, b])  # not the 64 bits that numba adds in: half the vector
                        now[b] = value if value > now[b] else now[b]
            for b in range(labels):
                opened = np.int32(before[b] + inside[b])
                continued = np.int32(before[labels + b] + inside[labels + b])
                now[labels + b] = continued if continued > opened else opened
            for s in range(states):
                back[i, s] = now[s] & (ORIGIN - 1)
                now[s] &= -ORIGIN
        # Four rows a pass: a pass costs about as much as a row.
        f = 0
        while f + 4 <= width:
            p0, p1 = features[i, f] & mask, features[i, f + 1] & mask
            p2, p3 = features[i, f + 2] & mask, features[i, f + 3] & mask
            for s in range(states):
                pair = int(emission[p0, s]) + int(emission[p1, s])
                now[s] += (pair + int(emission[p2, s]) + int(emission[p3, s])) * ORIGIN
            f += 4
        while f < width:
            p0 = features[i, f] & mask
            for s in range(states):
                now[s] += int(emission[p0, s]) * ORIGIN
            f += 1
    best = 0
    for s in range(states):
        now[s] += last[s]
        if now[s] > now[best]:
            best = s
    score = int(now[best]) // ORIGIN
    for k in range(n):
        i = n - 1 - k
        out[i] = best
        best = back[i, best]
    return score


def save(model: Model, labels: tuple[str, ...], path: Path) -> None:
    """Write a model with its labels."""
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            labels=np.array(labels),
            **{name: weights for name, weights in model._asdict().items() if name != "highest"},
        )


def load(path: Path) -> tuple[Model, tuple[str, ...]]:
    """Read a model and its labels."""
    with np.load(path, allow_pickle=False) as file:
        return model_of(*(file[name] for name in Model._fields if name != "highest")), tuple(
            str(label) for label in file["labels"]
        )
