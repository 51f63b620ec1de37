"""A street as a drawing to scale: both sides by metres along it, in rows, with its gaps and a scale bar.

A door is a tick at its way and a box with its number as near to it as its neighbours let it stand. Widths are in
pixels of the drawing; a row ends where the page would, and the street goes on in the next one.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from huangce.rules.numbering.axis import DEMOLISHED, ENTRANCE, RESERVED, UNEXPLAINED, Gap, Laid, gaps

ROW, MARGIN, BOX, HIGH, TICK, ROAD, BELOW = 920, 24, 38, 22, 10, 20, 26
ROW_HIGH: Final = 2 * (HIGH + TICK) + ROAD + BELOW
NEAREST, FARTHEST = 6.0, 0.25  # pixels a metre
MOST_ROWS: Final = 40
BARS: Final = (5, 10, 20, 50, 100, 200, 500, 1000)
WORDS: Final[Mapping[str, str]] = {
    ENTRANCE: gettext_noop("有门无牌"),
    RESERVED: gettext_noop("预留"),
    DEMOLISHED: gettext_noop("已拆除"),
    UNEXPLAINED: gettext_noop("原因不明"),
}


@dataclass(frozen=True, slots=True)
class Plot:
    """A door or a gap as drawn: its words, where its box and its tick stand. `why` is empty for a door."""

    words: str
    why: str
    address: int | None
    x: int
    y: int
    wide: int
    tick: int
    foot: int
    head: int
    is_guessed: bool

    @property
    def middle(self) -> int:
        return self.x + self.wide // 2


@dataclass(frozen=True, slots=True)
class Street:
    """A drawn street: `bar` is the length of the scale bar in pixels, `metres` what it stands for.

    `lacking`: words for a reason → the numbers that lack for it.
    """

    name: str
    plots: tuple[Plot, ...]
    roads: tuple[tuple[int, int, int], ...]
    width: int
    height: int
    bar: int
    metres: int
    length: int
    odd_side: str
    lacking: tuple[tuple[str, str], ...]
    guessed: int
    left_out: int
    is_bent: bool

    @property
    def bar_y(self) -> int:
        return self.height - MARGIN + 8


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is to be drawn on one side, before it has a place."""

    way: float
    words: str
    why: str
    address: int | None
    is_guessed: bool = False


def drawn_street(laid: Laid, known: Mapping[int, str], *, name: str) -> Street:
    """Return the drawing of a street that was laid out; `known` are the reasons for lost numbers."""
    found = gaps(laid, known)
    sides: dict[bool, list[_Mark]] = {True: [], False: []}
    for door in laid.doors:
        if door.number is not None:
            sides[door.number.is_odd].append(
                _Mark(door.way or 0.0, door.number.written().removesuffix("号"), "", door.key, door.is_guessed)
            )
        else:
            sides[door.is_odd is not False].append(_Mark(door.way or 0.0, "?", ENTRANCE, None))
    for gap in found:
        if gap.why != ENTRANCE:  # the entrance itself is drawn
            sides[gap.is_odd].append(_Mark(gap.way, _written(gap), gap.why, None))
    scale = _scale(sides.values())
    rows = int(laid.length * scale // ROW) + 1
    top_side = laid.odd_side != "right"
    plots = [plot for odd, marks in sides.items() for plot in _plots(marks, scale, is_above=odd == top_side)]
    shown = min(rows, MOST_ROWS)
    metres = max((one for one in BARS if one * scale <= ROW / 4), default=BARS[0])
    lacking = [(words, "、".join(_written(gap) for gap in found if gap.why == why)) for why, words in WORDS.items()]
    return Street(
        name=name,
        plots=tuple(one for one in plots if one.foot < shown * ROW_HIGH),
        roads=tuple(_road(row, laid.length * scale) for row in range(shown)),
        width=max([MARGIN * 2 + ROW, *(one.x + one.wide + 2 for one in plots)]),
        height=shown * ROW_HIGH + MARGIN,
        bar=round(metres * scale),
        metres=metres,
        length=round(laid.length),
        odd_side=laid.odd_side,
        lacking=tuple((words, numbers) for words, numbers in lacking if numbers),
        guessed=sum(one.is_guessed for one in laid.doors),
        left_out=sum(one.foot >= shown * ROW_HIGH for one in plots),
        is_bent=laid.is_bent,
    )


def _written(gap: Gap) -> str:
    return str(gap.first) if gap.first == gap.last else f"{gap.first}–{gap.last}"


def _scale(sides: Iterable[Sequence[_Mark]]) -> float:
    """Pixels a metre, so that most boxes stand at their ticks: by the usual step from door to door."""
    steps = [
        then.way - one.way
        for marks in sides
        for one, then in itertools.pairwise(sorted(marks, key=lambda mark: mark.way))
        if then.way - one.way > 0.5
    ]
    return min(max((BOX + 4) / statistics.median(steps), FARTHEST), NEAREST) if steps else 1.0


def _road(row: int, length: float) -> tuple[int, int, int]:
    """Where the road of a row begins, and how long it is: x, y, width."""
    return MARGIN, MARGIN // 2 + row * ROW_HIGH + HIGH + TICK, max(round(min(length - row * ROW, ROW)), 4)


def _plots(marks: Sequence[_Mark], scale: float, *, is_above: bool) -> list[Plot]:
    """Place the marks of a side, from the beginning of the street on; boxes do not cover one another."""
    plots, free, row_of_free = list[Plot](), 0.0, -1
    for mark in sorted(marks, key=lambda one: one.way):
        row = int(mark.way * scale // ROW)
        tick = MARGIN + mark.way * scale - row * ROW
        wide = max(BOX, 8 * len(mark.words) + 12)
        if row != row_of_free:
            free, row_of_free = 0.0, row
        x = max(tick - wide / 2, free)
        free = x + wide + 3
        top = MARGIN // 2 + row * ROW_HIGH
        y = top if is_above else top + HIGH + 2 * TICK + ROAD
        road = top + HIGH + TICK if is_above else top + HIGH + TICK + ROAD
        head = y + HIGH if is_above else y
        plots.append(
            Plot(mark.words, mark.why, mark.address, round(x), y, wide, round(tick), road, head, mark.is_guessed)
        )
    return plots
