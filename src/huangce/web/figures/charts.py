"""Small charts drawn on the server: numbers in, points of an SVG out. Colours and lines are the stylesheet's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from huangce.rules.indicators import Rate
from huangce.statistics.targets import Target

SPARK: Final = (96, 24, 3)
CHART: Final = (380, 150, 34)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a chart: its path, its last point, and the first and last value it shows."""

    path: str
    x: float
    y: float
    first: float
    last: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A rate as a bar of 100: n, what is not known beside it, and the target."""

    n: float
    unknown: float
    target: float | None


def spark(values: Sequence[float | None], size: tuple[int, int, int] = SPARK) -> Line | None:
    """Return a line through the values that are known; None for fewer than two.

    >>> spark([None, 0.5, 1.0]).path, spark([None, 1.0])
    ('M48.0 21.0 L93.0 3.0', None)
    """
    width, height, edge = size
    known = [(i, value) for i, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    low, high = min(value for _, value in known), max(value for _, value in known)
    step, tall = (width - 2 * edge) / (len(values) - 1), height - 2 * edge
    points = [
        (edge + i * step, height / 2 if high == low else edge + (high - value) / (high - low) * tall)
        for i, value in known
    ]
    path = " ".join(f"{'L' if i else 'M'}{x:.1f} {y:.1f}" for i, (x, y) in enumerate(points))
    return Line(path, round(points[-1][0], 1), round(points[-1][1], 1), known[0][1], known[-1][1])


def bar(rate: Rate | None, target: Target | None) -> Bar | None:
    """Return the bar of a rate; None for counts and what has no denominator."""
    if rate is None or not rate.of:
        return None
    wanted = float(target.at_least) if target is not None else None
    return Bar(round(rate.n / rate.of * 100, 2), round(rate.unknown / rate.of * 100, 2), wanted)


def ticks(days: Sequence[date]) -> list[tuple[float, int]]:
    """Return (x, month) of the days under a chart."""
    width, _height, edge = CHART
    step = (width - 2 * edge) / (len(days) - 1)
    return [(round(edge + i * step, 1), day.month) for i, day in enumerate(days)]
