"""Why each part of a text was read so, and what the runner-up was.

The reading is the best path of the random field (`tagger.py`). Of every other path the best one counts: for a span, the
best among those in which this span does not stand; for the text, the best of all. Margins are differences of scores in
natural logarithms: 0.7 is twice as likely, 4.6 a hundred times. What speaks for a span is the difference of weights, by
kind of feature, between the label that was read and the one that the runner-up reads there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from huangce.addressing.gazetteer import Divisions
from huangce.addressing.labels import LABELS, SEGMENT_OF
from huangce.addressing.parsed import ParsedAddress, Span, parse
from huangce.addressing.reading import model
from huangce.addressing.tagger import ORIGIN, SCALE, Model
from huangce.addressing.training import prepare

UNREACHABLE = np.int64(-(1 << 40))
TOLD = 3  # grounds named for a span

# What the features of `features.extract` look at, in the order of its rows.
LOOKED_AT: tuple[str, ...] = (
    "the character or number itself",
    "what stands before",
    "what stands after",
    "the pair with what stands before",
    "the pair with what stands after",
    "the character between its neighbours",
    "the two characters that follow",
    "the two characters before",
    "the kinds of word around it",
    "the kinds of word that follow",
    "the next generic word (路, 号, 栋 …) and how far it is",
    "the last generic word and the place in the text",
    "the generic words on both sides",
    "names of provinces, cities and counties",
    "names of towns and villages",
    "all division names over this place",
    "division names that begin after it",
    "what the number is counted in",
    "a division named twice",
    "how near the beginning or the end it is",
)
ORDER = "the order of the parts"


@dataclass(frozen=True, slots=True)
class Ground:
    """Something that speaks for a span: what was looked at, and its weight."""

    what: str
    weight: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A span as it was read: its segment and value (None: it is in no segment), grounds, and the best other reading."""

    label: str
    start: int
    end: int
    text: str
    segment: str | None
    value: str | None
    because: tuple[Ground, ...]
    instead: tuple[Span, ...]
    margin: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """All spans of a text, the second-best labelling with its margin (None: no model read the text), what was added."""

    spans: tuple[Reading, ...]
    runner_up: tuple[Span, ...]
    margin: float | None
    completed: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return what `huangce addresses parse --explain` adds to its JSON."""
        return asdict(self)


def explain(
    text: str,
    *,
    default_division: str | None = None,
    divisions: Divisions | None = None,
    address: ParsedAddress | None = None,
) -> Explanation:
    """Explain the reading of a text; `address` spares reading it again. Never raises on any text."""
    address = address or parse(text, default_division=default_division, divisions=divisions)
    completed = _completed(address)
    data = prepare(
        [[(LABELS[0], text.encode("utf-8", "replace").decode())]] if text else [[]],
        LABELS,
        gazetteer=divisions.gazetteer if divisions else None,
    )
    begins, ends = data.begins.tolist(), data.ends.tolist()
    path = _path(address.spans, begins)
    field = _Field(model(), data.features) if path else None
    if field is None or not field.is_best(path):
        return Explanation(tuple(_unread(span, address) for span in address.spans), (), None, completed)
    spans, best = [], (float("inf"), path)
    for span in address.spans:
        first, last = begins.index(span.start), ends.index(span.end)
        margin, other = field.other(path, first, last)
        best = min(best, (margin, other), key=lambda pair: pair[0])
        instead = [s for s in _spans(other, begins, ends) if s.start < span.end and s.end > span.start]
        spans.append(
            Reading(
                span.label,
                span.start,
                span.end,
                text[span.start : span.end],
                SEGMENT_OF.get(span.label),
                _value(address, span.label),
                field.grounds(path, other, first, last),
                tuple(instead),
                round(margin, 2),
            )
        )
    return Explanation(tuple(spans), tuple(_spans(best[1], begins, ends)), round(best[0], 2), completed)


class _Field:
    """Scores of all paths through a text."""

    def __init__(self, weights: Model, features: np.ndarray) -> None:
        rows = features.astype(np.int64) & (len(weights.emission) - 1)
        self.emission = weights.emission[rows].astype(np.int64)  # [tokens, features, states]
        scores = self.emission.sum(axis=1)
        count, states = len(scores), scores.shape[1]
        labels = states // 2
        move = np.full((states, states), UNREACHABLE)
        move[:, :labels] = weights.begin // ORIGIN
        for state in range(states):
            move[state, labels + state % labels] = weights.inside[state] // ORIGIN
        self.move = move
        self.ahead = np.full((count, states), UNREACHABLE)
        self.ahead[0, :labels] = weights.first // ORIGIN + scores[0, :labels]
        for i in range(1, count):
            self.ahead[i] = (self.ahead[i - 1][:, None] + move).max(axis=0) + scores[i]
        self.behind = np.zeros((count, states), np.int64)
        self.behind[-1] = weights.last // ORIGIN
        for i in range(count - 2, -1, -1):
            self.behind[i] = (move + (scores[i + 1] + self.behind[i + 1])[None, :]).max(axis=1)
        self.through = self.ahead + self.behind
        self.scores = scores

    def is_best(self, path: list[int]) -> bool:
        """Return whether a path is the best one: texts in other languages are answered without asking the model."""
        score = int(self.ahead[0, path[0]] + self.behind[-1, path[-1]])
        for i in range(1, len(path)):
            score += int(self.move[path[i - 1], path[i]] + self.scores[i, path[i]])
        return score == int(self.through[0].max())

    def other(self, path: list[int], first: int, last: int) -> tuple[float, list[int]]:
        """Return the margin and the states of the best path without the span from token `first` to `last`."""
        labels = self.scores.shape[1] // 2
        rivals = self.through[first : last + 1].copy()
        rivals[np.arange(last + 1 - first), path[first : last + 1]] = UNREACHABLE
        token, state = divmod(int(rivals.argmax()), rivals.shape[1])
        token, score = token + first, rivals.max()
        if last + 1 < len(path):
            # The same span, but longer.
            longer = labels + path[last] % labels
            if longer != path[last + 1] and self.through[last + 1, longer] > score:
                token, state, score = last + 1, longer, self.through[last + 1, longer]
        best = self.through[first, path[first]]
        return float(best - score) / SCALE, self._trace(token, state)

    def _trace(self, token: int, state: int) -> list[int]:
        """Return the best path that passes a state at a token."""
        out = [state]
        for i in range(token - 1, -1, -1):
            out.insert(0, int((self.ahead[i] + self.move[:, out[0]]).argmax()))
        for i in range(token + 1, len(self.scores)):
            out.append(int((self.move[out[-1]] + self.scores[i] + self.behind[i]).argmax()))
        return out

    def grounds(self, path: list[int], other: list[int], first: int, last: int) -> tuple[Ground, ...]:
        """Return what speaks most for the span against the other path."""
        weights = [0.0] * len(LOOKED_AT)
        order = 0.0
        for i in range(first, min(last + 2, len(path))):
            difference = self.emission[i, :, path[i]] - self.emission[i, :, other[i]]
            weights = [w + d / SCALE for w, d in zip(weights, difference.tolist(), strict=True)]
            if i:
                order += float(self.move[path[i - 1], path[i]] - self.move[other[i - 1], other[i]]) / SCALE
        told = sorted([*zip(LOOKED_AT, weights, strict=True), (ORDER, order)], key=lambda pair: -pair[1])
        return tuple(Ground(what, round(weight, 2)) for what, weight in told[:TOLD] if weight > 0)


def _path(spans: tuple[Span, ...], begins: list[int]) -> list[int]:
    """Return the state of every token; empty where the spans were not read by the model."""
    number = {label: i for i, label in enumerate(LABELS)}
    out = []
    for begin in begins:
        span = next((s for s in spans if s.start <= begin < s.end), None)
        if span is None:
            return []
        out.append(number[span.label] + (0 if begin == span.start else len(LABELS)))
    return out


def _spans(path: list[int], begins: list[int], ends: list[int]) -> list[Span]:
    out: list[Span] = []
    for state, begin, end in zip(path, begins, ends, strict=True):
        if state >= len(LABELS) and out:
            out[-1] = Span(out[-1].label, out[-1].start, end)
        else:
            out.append(Span(LABELS[state % len(LABELS)], begin, end))
    return out


def _value(address: ParsedAddress, label: str) -> str | None:
    """Return the segment's value in the standard form; of what fills none of the seven, the place."""
    if label in SEGMENT_OF:
        segment = SEGMENT_OF[label]
        return address.division[segment] if segment in address.division else address.below[segment]
    return address.below["place"] if label in ("poi", "assist") else None


def _completed(address: ParsedAddress) -> dict[str, str]:
    """Return the levels of the division that the text does not give and the standard form has."""
    return {level: name for level, name in address.resolved.items() if name and not address.division[level]}


def _unread(span: Span, address: ParsedAddress) -> Reading:
    """Return a span that the model did not read so: its segment and value, and no grounds."""
    written = address.text[span.start : span.end]
    return Reading(
        span.label, span.start, span.end, written, SEGMENT_OF.get(span.label), _value(address, span.label), (), (), 0.0
    )
