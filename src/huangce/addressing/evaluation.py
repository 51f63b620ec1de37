"""How good a reading is: spans against labelled spans, exact character boundaries, as the published figures count.

Two views: the labels as a corpus has them, and spans collapsed to the seven segments (`labels.SEGMENT_OF`; compounds,
landmarks and noise are no segment, community and village are one). An address is right when all its segment spans are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from huangce.addressing.labels import SEGMENT_OF, SEGMENTS

Place = tuple[str, int, int]  # segment or label, start, end
TOP = ("province", "city", "county")


@dataclass
class Count:
    """Spans found right, found wrong, and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of the found spans that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Share of the labelled spans that were found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed) if self.right else 0.0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


@dataclass
class Score:
    """Counts by segment, and shares of addresses."""

    segments: dict[str, Count]
    addresses: int
    whole: int
    top_spans: int
    top_names: int
    errors: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> Count:
        """All segments together."""
        return sum(self.segments.values(), Count())


def spans_of(labelled: Sequence[tuple[str, str]]) -> list[Place]:
    """Return labelled text as places in the text."""
    out, at = [], 0
    for label, text in labelled:
        out.append((label, at, at + len(text)))
        at += len(text)
    return out


def collapsed(spans: Sequence[Place]) -> set[Place]:
    """Return the spans of the seven segments."""
    return {(SEGMENT_OF[label], start, end) for label, start, end in spans if label in SEGMENT_OF}


def count_spans(gold: Sequence[Iterable[Place]], found: Sequence[Iterable[Place]]) -> dict[str, Count]:
    """Return the counts of each label or segment."""
    counts: dict[str, Count] = defaultdict(Count)
    for truth, guess in zip(gold, found, strict=True):
        right, given = set(truth), set(guess)
        for label, _, _ in right & given:
            counts[label].right += 1
        for label, _, _ in given - right:
            counts[label].wrong += 1
        for label, _, _ in right - given:
            counts[label].missed += 1
    return dict(counts)


def same_division(written: str, name: str | None) -> bool:
    """Return whether a division's name is what was written, whole or shortened: 景宁县 is 景宁畲族自治县."""
    if name is None:
        return False
    shortened = len(written) > 2 and name.startswith(written[:-1]) and name.endswith(written[-1])
    return name.startswith(written) or written.startswith(name) or shortened


def score(
    gold: Sequence[Sequence[Place]],
    found: Sequence[Sequence[Place]],
    texts: Sequence[str],
    names: Sequence[dict[str, str | None]],
) -> Score:
    """Compare found spans with labelled ones; `names` holds province, city and county as resolved."""
    segments = [collapsed(spans) for spans in gold], [collapsed(spans) for spans in found]
    counts = count_spans(*segments)
    result = Score({segment: counts.get(segment, Count()) for segment in SEGMENTS}, len(gold), 0, 0, 0)
    for truth, guess, right, given, text, name in zip(gold, found, *segments, texts, names, strict=True):
        result.whole += right == given
        result.top_spans += {p for p in right if p[0] in TOP} == {p for p in given if p[0] in TOP}
        result.top_names += all(same_division(text[a:b], name[s]) for s, a, b in right if s in TOP)
        for kind in _error_kinds(truth, guess):
            result.errors[kind] += 1
    return result


def _error_kinds(truth: Sequence[Place], guess: Sequence[Place]) -> list[str]:
    """Name each labelled segment span that was not found by what was found over it."""
    right, given = collapsed(truth), collapsed(guess)
    kinds = []
    for segment, start, end in sorted(right - given):
        over = sorted((a, b, label) for label, a, b in guess if a < end and b > start)
        read_as = " + ".join(SEGMENT_OF.get(label, label) for _, _, label in over)
        if len(over) == 1 and over[0][:2] == (start, end):
            kinds.append(f"{segment} read as {read_as}")
        elif not over:
            kinds.append(f"{segment} not read")
        elif SEGMENT_OF.get(over[0][2]) == segment or SEGMENT_OF.get(over[-1][2]) == segment:
            kinds.append(f"{segment} with other boundaries")
        else:
            kinds.append(f"{segment} inside {read_as}" if len(over) == 1 else f"{segment} broken into {read_as}")
    for segment, start, end in sorted(given - right):
        if not any(a < end and b > start for _, a, b in right):
            under = [label for label, a, b in truth if a < end and b > start]
            kinds.append(f"{'/'.join(dict.fromkeys(under))} read as {segment}")
    return kinds
