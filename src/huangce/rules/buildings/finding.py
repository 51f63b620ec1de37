"""What does not add up among the doors of a building: left out, there twice, against its floor (漏、重、错).

Nothing here is certain: a floor may have fewer doors than its neighbours. So a door counts as left out only where most
floors of its unit have it, the doors beside say why it is expected, and a person looks. Floors 4, 13 and 14 are
numbered as any other (DB11/T 856: no number is skipped), so a floor between two that exist is left out as well.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from huangce.rules.buildings.grid import Door, Grid, Stack, place

# A door is expected on a floor when this share of the unit's floors has it, of at least so many floors.
MOST = 2 / 3
ENOUGH_FLOORS = 3

REASONS = ("door-left-out", "floor-left-out", "unit-left-out", "door-twice", "floor-against-room")
_COUNTED_UNIT = re.compile(r"([0-9]{1,3})单元")


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at: where, why (one of `REASONS`), the addresses concerned and those that it rests on."""

    reason: str
    unit: str
    floor: int | None
    column: str | None
    concerned: tuple[int, ...] = ()
    beside: tuple[int, ...] = ()


def look_over(grid: Grid) -> list[Doubt]:
    """Return what does not add up in a building, unit by unit."""
    found = list(_units_left_out(grid))
    for stack in grid.stacks:
        found += _twice(stack)
        found += _against_room(stack)
        found += _left_out(stack)
    return found


def _ids(doors: tuple[Door, ...]) -> tuple[int, ...]:
    return tuple(one.address for one in doors if one.address is not None)


def _units_left_out(grid: Grid) -> Iterator[Doubt]:
    """Units are counted from 1 without a gap, as far as they are counted at all."""
    counted = [_COUNTED_UNIT.fullmatch(stack.unit) for stack in grid.stacks]
    numbers = {int(match[1]) for match in counted if match}
    if len(numbers) < 2:
        return
    entered = {door.unit for door in grid.entrances}
    for number in sorted(set(range(1, max(numbers))) - numbers):
        if f"{number}单元" not in entered:
            yield Doubt("unit-left-out", f"{number}单元", None, None)


def _twice(stack: Stack) -> Iterator[Doubt]:
    for cell in stack.cells:
        if len(cell.doors) > 1:
            yield Doubt("door-twice", stack.unit, cell.floor, cell.column, _ids(cell.doors))


def _against_room(stack: Stack) -> Iterator[Doubt]:
    for cell in stack.cells:
        for door in cell.doors:
            at = place(door)
            if at.floor is not None and at.room_floor is not None and at.floor != at.room_floor:
                yield Doubt("floor-against-room", stack.unit, at.floor, cell.column, _ids((door,)))


def _left_out(stack: Stack) -> Iterator[Doubt]:
    """Floors between two that exist, and doors that most floors have."""
    floors = [one for one in stack.floors if one is not None]
    above = [one for one in floors if one > 0]
    for high, low in itertools.pairwise(above):
        for floor in range(high - 1, low, -1):
            yield Doubt("floor-left-out", stack.unit, floor, None, (), (*_of(stack, high), *_of(stack, low)))
    if len(above) < ENOUGH_FLOORS:
        return
    for column in stack.columns:
        having = [floor for floor in above if stack.at(floor, column)]
        if len(having) < MOST * len(above):
            continue
        for floor in above:
            if stack.at(floor, column) is None:
                near = sorted(having, key=lambda one, floor=floor: abs(one - floor))[:2]  # type: ignore[misc]
                cells = (stack.at(one, column) for one in near)
                beside = tuple(address for cell in cells if cell is not None for address in _ids(cell.doors))
                yield Doubt("door-left-out", stack.unit, floor, column, (), beside)


def _of(stack: Stack, floor: int) -> tuple[int, ...]:
    return tuple(address for cell in stack.cells if cell.floor == floor for address in _ids(cell.doors))
