"""A model for a file of one's own: a random field with more features and networks, on the shipped model's answer.

The shipped model has seen every division of the country; a file of some thousand addresses has not. So the trained
model reads, beside all features of the text, what the shipped model made of it: that is worth about one point of F1,
and a network half a point. Several are trained and their scores averaged: what one learned by chance is not in the
others. The answer is the spans that are most likely right one by one (`likely.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np

from huangce.addressing import features as fx
from huangce.addressing.bio import Labelled
from huangce.addressing.compiled import compiled
from huangce.addressing.labels import LABELS
from huangce.addressing.lanes import STATES
from huangce.addressing.likely import likely_states
from huangce.addressing.network import JOINED, Network, add_scores, field_scores, room_for
from huangce.addressing.network_training import EPOCHS, fit
from huangce.addressing.reading import model as shipped_model
from huangce.addressing.tagger import Model, viterbi
from huangce.addressing.training import Prepared, allowed_moves, mean_of, prepare
from huangce.errors import Unreadable

ADDED = 12  # features from the shipped model's answer
NETWORKS, SEEDS_APART = 5, 100
VECTORS_STACKED = 3  # dimensions; a model of one network, as earlier versions wrote it, has two


class NoModel(Unreadable):
    """{path} is not a model that this version of `huangce addresses train` wrote."""

    code = "no-model"


class Custom(NamedTuple):
    """A trained model with its labels."""

    labels: tuple[str, ...]
    emission: np.ndarray  # float32 [a power of two, states]
    move: np.ndarray  # float64 [states + 1, states + 1], see `training.marginals`
    networks: tuple[Network, ...]  # their scores are added up


@compiled
def decode_all(features: np.ndarray, offsets: np.ndarray, model: Model) -> np.ndarray:
    """Return the best state of every token."""
    longest = 1
    for a in range(len(offsets) - 1):
        longest = max(longest, offsets[a + 1] - offsets[a])
    back = np.zeros((longest, STATES), np.int8)
    scores = np.zeros(STATES, np.int32)
    states = np.zeros(len(features), np.int32)
    for a in range(len(offsets) - 1):
        lo, hi = offsets[a], offsets[a + 1]
        if hi > lo:
            viterbi(features[lo:hi], hi - lo, model, scores, back, states[lo:hi])
    return states


@compiled
def add_answer(features: np.ndarray, offsets: np.ndarray, states: np.ndarray, labels: int, out: np.ndarray) -> None:
    """Write features of the shipped model's answer: its spans around each token, alone and with the words."""
    for a in range(len(offsets) - 1):
        lo, hi = offsets[a], offsets[a + 1]
        for i in range(lo, hi):
            begin = i
            while begin > lo and states[begin] >= labels:
                begin -= 1
            end = i + 1
            while end < hi and states[end] >= labels:
                end += 1
            label = states[i] % labels
            before = states[begin - 1] % labels if begin > lo else 98
            after = states[end] % labels if end < hi else 99
            second = 98
            if begin > lo:
                k = begin - 1
                while k > lo and states[k] >= labels:
                    k -= 1
                second = states[k - 1] % labels if k > lo else 98
            place = label * 8 + min(i - begin, 3)
            s0 = states[i]
            s1 = states[i - 1] if i > lo else 98
            s2 = states[i + 1] if i + 1 < hi else 99
            s3 = states[i + 2] if i + 2 < hi else 99
            row = out[i]
            row[0] = fx.mix(50, s0, 0, 0)
            row[1] = fx.mix(51, s1, s0, s2)
            row[2] = fx.mix(52, s0, s2, s3)
            row[3] = fx.mix(53, before, place, after)
            row[4] = fx.mix(54, place, min(end - 1 - i, 3), after)
            row[5] = fx.mix(55, second, before, s0)
            row[6] = fx.mix(56, features[i, 0], s0, 0)
            row[7] = fx.mix(57, features[i, 8], s0, 0)
            row[8] = fx.mix(58, features[i, 2], s0, s2)
            row[9] = fx.mix(59, features[i, 1], s1, s0)
            row[10] = fx.mix(60, s0, min(i - begin, 3), min(end - begin, 6))
            row[11] = fx.mix(61, features[i, 5], s0, 0)


def with_answer(data: Prepared) -> Prepared:
    """Return prepared addresses with the features of the shipped model's answer."""
    states = decode_all(data.features, data.offsets, shipped_model())
    added = np.zeros((len(data.features), ADDED), np.int32)
    add_answer(data.features, data.offsets, states, len(LABELS), added)
    return data._replace(features=np.ascontiguousarray(np.hstack([data.features, added])))


def train_custom(
    addresses: Sequence[Labelled], *, seed: int = 1, report: Callable[[int, float], None] | None = None
) -> Custom:
    """Train on labelled addresses; deterministic for a seed. Two minutes for ten thousand on one core."""
    labels = tuple(sorted({label for address in addresses for label, _ in address}))
    data = with_answer(prepare(addresses, labels, rich=True))
    fields, networks = [], []
    for number in range(NETWORKS):

        def passed(epoch: int, loss: float, before: int = number * EPOCHS) -> None:
            if report:
                report(before + epoch, loss)

        field, network = fit(data, labels, seed=seed + SEEDS_APART * number, report=passed)
        fields.append(field)
        networks.append(network._replace(vectors=_halved(network.vectors), out=network.out / NETWORKS))
    emission, move = mean_of(fields)
    return Custom(labels, _halved(emission), move, tuple(networks))


def _halved(weights: np.ndarray) -> np.ndarray:
    """Return weights as precise as a file keeps them: half of the bits."""
    return weights.astype(np.float16).astype(np.float32)


def tag(custom: Custom, texts: Sequence[str]) -> list[list[tuple[str, int, int]]]:
    """Return the spans (label, start, end) that the trained model finds in each text."""
    data = with_answer(
        prepare([[(custom.labels[0], text)] if text else [] for text in texts], custom.labels, rich=True)
    )
    longest = max(1, int(np.diff(data.offsets).max(initial=1)))
    kept, room = np.ones((longest, JOINED), np.uint8), room_for(longest)
    scores = field_scores(data.features, data.offsets, custom.emission)
    for network in custom.networks:
        add_scores(data.features, data.offsets, network, kept, room, scores)
    weight = np.where(allowed_moves(len(custom.labels)), np.exp(custom.move), 0.0)
    states = likely_states(scores, data.offsets, weight)
    out = []
    for a in range(len(texts)):
        lo, hi = int(data.offsets[a]), int(data.offsets[a + 1])
        spans: list[tuple[str, int, int]] = []
        for state, begin, end in zip(*(x[lo:hi].tolist() for x in (states, data.begins, data.ends)), strict=True):
            if spans and state >= len(custom.labels):
                spans[-1] = (spans[-1][0], spans[-1][1], end)
            else:
                spans.append((custom.labels[state % len(custom.labels)], begin, end))
        out.append(spans)
    return out


def save_custom(custom: Custom, path: Path) -> None:
    """Write a model: of each part of the networks one array, the first index the network."""
    parts: dict[str, Any] = {
        name: np.stack([getattr(network, name) for network in custom.networks]).astype(
            np.float16 if name == "vectors" else np.float32
        )
        for name in Network._fields
    }
    with path.open("wb") as file:
        arrays = {"labels": np.array(custom.labels), "emission": custom.emission, "move": custom.move, **parts}
        np.savez_compressed(file, allow_pickle=False, **arrays)


def load_custom(path: Path) -> Custom:
    """Read a model that `save_custom` wrote; raises `NoModel`."""
    try:
        with np.load(path, allow_pickle=False) as file:
            parts = [file[name].astype(np.float32) for name in Network._fields]
            labels = tuple(str(label) for label in file["labels"])
            emission, move = file["emission"].astype(np.float32), file["move"]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise NoModel(path=path.name) from error
    if parts[0].ndim != VECTORS_STACKED:
        raise NoModel(path=path.name)
    return Custom(labels, emission, move, tuple(Network(*one) for one in zip(*parts, strict=True)))
