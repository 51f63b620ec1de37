"""Charts drawn on the server: numbers in, points of an SVG out. Colours and lines are the stylesheet's.

The chart of a trend is the whole of it without scripts and on paper; with them `trend.js` draws the same lines on the
same scale from the table beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

from huangce.rules.indicators import Rate
from huangce.statistics.targets import Target

SPARK: Final = (96, 24, 3)
WIDTH, HEIGHT = 640, 260
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 28
STEPS: Final = 4
FINEST: Final = 0.01  # as rates are read: two decimals


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


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of round numbers: from `low` to `high`, with a line at each `step`."""

    low: float
    high: float
    step: float

    @property
    def lines(self) -> list[float]:
        """The values that have a line."""
        return [round(self.low + i * self.step, 6) for i in range(round((self.high - self.low) / self.step) + 1)]

    def y(self, value: float) -> float:
        """Where a value stands in the chart."""
        return round(TOP + (self.high - value) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM), 1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of a trend: its path, with gaps, and its points."""

    path: str
    points: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Chart:
    """A trend as lines over the same days: where the days stand, the lines of the scale (value, y), the target's y."""

    scale: Scale
    lines: list[Drawn]
    columns: list[float]
    grid: list[tuple[float, float]]
    goal: float | None


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
    return Line(_path(points), round(points[-1][0], 1), round(points[-1][1], 1), known[0][1], known[-1][1])


def bar(rate: Rate | None, target: Target | None) -> Bar | None:
    """Return the bar of a rate; None for counts and what has no denominator."""
    if rate is None or not rate.of:
        return None
    wanted = float(target.at_least) if target is not None else None
    return Bar(round(rate.n / rate.of * 100, 2), round(rate.unknown / rate.of * 100, 2), wanted)


def value_of(rate: Rate | None) -> float | None:
    """Return what a chart shows of a rate: per cent, or the count; None where it is not known or not applicable."""
    if rate is None:
        return None
    if rate.of is None:
        return float(rate.n)
    return None if rate.share is None else float(rate.share * 100)


def chart(lines: Sequence[Sequence[float | None]], target: float | None = None, *, whole: bool = False) -> Chart | None:
    """Return some lines over the same days on one scale, with the target; None where fewer than two values are known.

    What is not known is a gap, never zero. `whole`: counts.
    """
    known = [value for line in lines for value in line if value is not None]
    if len(known) < 2:
        return None
    scale = scale_of([*known, target] if target is not None else known, whole=whole)
    step = (WIDTH - LEFT - RIGHT) / (len(lines[0]) - 1)
    columns = [round(LEFT + i * step, 1) for i in range(len(lines[0]))]
    points = [
        [None if value is None else (x, scale.y(value)) for x, value in zip(columns, line, strict=True)]
        for line in lines
    ]
    drawn = [Drawn(_path(line), [one for one in line if one is not None]) for line in points]
    grid = [(value, scale.y(value)) for value in scale.lines]
    return Chart(scale, drawn, columns, grid, None if target is None else scale.y(target))


def scale_of(values: Sequence[float], *, whole: bool = False) -> Scale:
    """Return a scale of round numbers that holds all values; `whole`: without parts of one.

    >>> scale_of([46.4, 46.9]), scale_of([4, 4]), scale_of([46.4, 90])
    (Scale(low=46.4, high=47.0, step=0.2), Scale(low=3.0, high=4.0, step=1.0), Scale(low=40.0, high=100.0, step=20.0))
    """
    low, high = min(values), max(values)
    rough = max((high - low) / STEPS or 1.0, 1.0 if whole else FINEST)
    size = 10.0 ** floor(log10(rough))
    step = next(size * one for one in (1, 2, 5, 10) if size * one >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    if first == last:
        first, last = (first - 1, last) if first > 0 else (first, last + 1)
    return Scale(round(first * step, 6), round(last * step, 6), round(step, 6))


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    before = [None, *points[:-1]]
    pairs = zip(before, points, strict=True)
    return " ".join(f"{'L' if last else 'M'}{one[0]:.1f} {one[1]:.1f}" for last, one in pairs if one)
