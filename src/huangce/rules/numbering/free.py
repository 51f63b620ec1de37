"""Free numbers for entrances without one, between their neighbours (requirements 3.14 a and c).

What is proposed is of the right parity, lies between the neighbours, and is neither in use anywhere on the street, nor
resting, nor left out by the scheme. Where no main number is left, a suffix to the door before; where not even that
stands between the neighbours, nothing: a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from huangce.rules.numbering.numbers import MOST, Number
from huangce.rules.numbering.scheme import DISTANCE, Scheme


@dataclass(frozen=True, slots=True)
class Stretch:
    """The stretch between two numbered entrances: their numbers and ways; None at the end of the street."""

    before: Number | None
    after: Number | None
    begins: float
    ends: float


def propose(
    chainages: Sequence[float], stretch: Stretch, scheme: Scheme, *, odd: bool | None, taken: Set[Number]
) -> list[Number | None]:
    """Return a number for each entrance of a stretch, in their order; None where nothing fits."""
    used = set(taken)
    proposed: list[Number | None] = []
    last = stretch.before
    for i, chainage in enumerate(chainages):
        number = _main(chainages[i:], stretch, scheme, odd=odd, used=used, last=last)
        if number is None:
            number = _suffix(last, stretch.after, used)
        if number is not None:
            used.add(number)
            last = number
        proposed.append(number)
        stretch = Stretch(last, stretch.after, chainage, stretch.ends)
    return proposed


def _main(
    chainages: Sequence[float],
    stretch: Stretch,
    scheme: Scheme,
    *,
    odd: bool | None,
    used: Set[Number],
    last: Number | None,
) -> Number | None:
    """Return the main number for the first of these entrances; the others keep as many as they need."""
    low = scheme.first(odd=odd) if last is None else _next_main(last, scheme, odd=odd)
    if stretch.after is None:
        return _beyond(chainages[0], low, scheme, odd=odd, used=used)
    high = stretch.after.main + (1 if stretch.after.suffix else 0)
    free = [
        main
        for main in range(low, high, scheme.stride)
        if main not in scheme.skip and Number(main) not in used and Number(main) < stretch.after
    ]
    if scheme.mode == DISTANCE:
        free = [main for main in free if not scheme.strays(Number(main), chainages[0])]
        aim = scheme.at(chainages[0], odd=odd)
        return Number(min(free, key=lambda main: (abs(main - aim), main))) if free else None
    if not free:
        return None
    spare = len(free) - len(chainages)
    if spare <= 0:
        return Number(free[0])
    return Number(min(free[: spare + 1], key=lambda main: (abs(main - _aim(chainages[0], stretch, low, scheme)), main)))


def _next_main(last: Number, scheme: Scheme, *, odd: bool | None) -> int:
    main = last.main + 1
    return main if odd is None or main % 2 == odd else main + 1


def _aim(chainage: float, stretch: Stretch, low: int, scheme: Scheme) -> float:
    """Return the number that lies where the entrance lies between its neighbours."""
    assert stretch.after is not None
    first = stretch.before.main if stretch.before is not None else low - scheme.stride
    length = stretch.ends - stretch.begins
    share = (chainage - stretch.begins) / length if length > 0 else 0.5
    return first + share * (stretch.after.main - first)


def _beyond(chainage: float, low: int, scheme: Scheme, *, odd: bool | None, used: Set[Number]) -> Number | None:
    """Return a number after the last: the next, or the one that the distance asks for."""
    main = max(low, scheme.at(chainage, odd=odd)) if scheme.mode == DISTANCE else low
    while main in scheme.skip or Number(main) in used:
        main += scheme.stride
    strays = scheme.mode == DISTANCE and scheme.strays(Number(main), chainage)
    return None if main > MOST or strays else Number(main)


def _suffix(last: Number | None, after: Number | None, used: Set[Number]) -> Number | None:
    """Return the next free suffix to the number before, if it still stands before the one after."""
    if last is None:
        return None
    number = Number(last.main, last.suffix + 1)
    while number in used:
        number = Number(number.main, number.suffix + 1)
    return number if after is None or number < after else None
