"""A street as a drawing: odd numbers on one side, even ones on the other, with the gaps between them.

Drawn from the numbers alone, in their order: where houses really stand is not known from a number. A gap is a number
that no standing address has; whether a plate is missing there, only somebody who goes and looks can say
(requirements 3.14 (a) and (b)).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from huangce.places.queries import Branch

_NUMBER: Final = re.compile(r"[0-9]{1,5}")
WIDTH, HIGH, ROAD, MARGIN, LABEL = 44, 26, 18, 6, 16
# Numbers of one side in a row, and how many numbers are drawn at most.
IN_A_ROW: Final = 20
MOST: Final = 400


@dataclass(frozen=True, slots=True)
class Plot:
    """A number on the street: the addresses that have it, none for a gap; where it is drawn."""

    number: int
    words: str
    address: int | None
    is_gap: bool
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Strip:
    """A drawn street; `left_out` numbers lie beyond what is drawn, `unnumbered` plates begin with no number."""

    name: str
    plots: tuple[Plot, ...]
    roads: tuple[int, ...]
    width: int
    height: int
    gaps: int
    left_out: int
    unnumbered: int


def strip(branches: Iterable[Branch], *, name: str) -> Strip | None:
    """Return the drawing of a street by its plates, None where fewer than two of them have numbers."""
    plates = [one for one in branches if one.level == "plate"]
    by_number: dict[int, list[Branch]] = {}
    for one in plates:
        if match := _NUMBER.match(one.value):
            by_number.setdefault(int(match[0]), []).append(one)
    if len(by_number) < 2:
        return None
    slots = sorted({slot for side in (1, 0) for slot in _slots([n for n in by_number if n % 2 == side])})
    first = (slots[0] - 1) // 2
    drawn = [number for number in slots if (number - 1) // 2 - first < MOST // 2]
    rows = ((drawn[-1] - 1) // 2 - first) // IN_A_ROW + 1
    row_high = 2 * HIGH + ROAD + LABEL
    plots = tuple(_plot(number, by_number.get(number, []), first, row_high) for number in drawn)
    across = min((drawn[-1] - 1) // 2 - first + 1, IN_A_ROW)
    return Strip(
        name=name,
        plots=plots,
        roads=tuple(MARGIN + row * row_high + HIGH for row in range(rows)),
        width=across * WIDTH + 2 * MARGIN,
        height=rows * row_high - LABEL + 2 * MARGIN,
        gaps=sum(one.is_gap for one in plots),
        left_out=len(slots) - len(drawn),
        unnumbered=len(plates) - sum(len(some) for some in by_number.values()),
    )


def _slots(numbers: list[int]) -> range:
    """The numbers of a side from its first to its last, two by two."""
    return range(min(numbers), max(numbers) + 1, 2) if numbers else range(0)


def _plot(number: int, held: list[Branch], first: int, row_high: int) -> Plot:
    row, column = divmod((number - 1) // 2 - first, IN_A_ROW)
    has_suffix = len(held) == 1 and held[0].value != f"{number}号"
    words = f"{number} ×{len(held)}" if len(held) > 1 else f"{number}附" if has_suffix else str(number)
    return Plot(
        number=number,
        words=words,
        address=held[0].address if held else None,
        is_gap=not held,
        x=MARGIN + column * WIDTH,
        y=MARGIN + row * row_high + (0 if number % 2 else HIGH + ROAD),
    )
