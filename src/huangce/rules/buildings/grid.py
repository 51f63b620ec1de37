"""Arrange the doors of a building in stacks of floors, one stack a unit.

A door lies where its segments say. A floor that is not written is read from the room number as it is built in China:
the last two digits count the doors of a floor, what stands before them is the floor (302 is floor 3, door 2; 1203 is
floor 12, door 3). A room that is numbered otherwise (东户, 7) lies on the floor that its address gives, or on none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

_NUMBER = re.compile(r"(-?)([0-9]{1,5})")
_PARTS = re.compile(r"[0-9]+|[^0-9]+")
_ROOM = re.compile(r"(-?)([0-9]{3,5})")
DOORS_OF_A_FLOOR = 100


@dataclass(frozen=True, slots=True)
class Door:
    """A standard address inside a building: its id (None for one that does not exist yet) and its last segments."""

    address: int | None
    unit: str | None
    floor: str | None
    room: str | None


@dataclass(frozen=True, slots=True)
class Position:
    """Where a door lies: floor below ground is negative, there is no floor 0; None where nothing says it.

    `room_floor` is the floor that the room number tells, `door` the door it counts on its floor.
    """

    unit: str
    floor: int | None
    room_floor: int | None
    door: int | None


def place(door: Door) -> Position:
    """Read where a door lies from its canonical segments (3单元, 2层, 302室)."""
    stated = _number(door.floor)
    match = _ROOM.match(door.room or "")
    if match is None:
        return Position(door.unit or "", stated, None, _number(door.room))
    told, count = divmod(int(match[2]), DOORS_OF_A_FLOOR)
    told = -told if match[1] else told
    return Position(door.unit or "", stated if stated is not None else told or None, told or None, count)


def _number(text: str | None) -> int | None:
    match = _NUMBER.match(text or "")
    return None if match is None else int(match[0])


@dataclass(frozen=True, slots=True)
class Cell:
    """The doors that lie at one place of a stack: one, or several that contradict each other."""

    floor: int | None
    column: str
    doors: tuple[Door, ...]


@dataclass(frozen=True)
class Stack:
    """The doors of a unit, the highest floor first; those of no known floor last."""

    unit: str
    cells: tuple[Cell, ...]

    @cached_property
    def floors(self) -> tuple[int | None, ...]:
        """The floors that have a door, from above; None last."""
        known = sorted({one.floor for one in self.cells if one.floor is not None}, reverse=True)
        return (*known, None) if any(one.floor is None for one in self.cells) else tuple(known)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The doors of a floor, left to right."""
        return tuple(sorted({one.column for one in self.cells}, key=natural_order))

    @cached_property
    def _at(self) -> dict[tuple[int | None, str], Cell]:
        return {(one.floor, one.column): one for one in self.cells}

    def at(self, floor: int | None, column: str) -> Cell | None:
        """Return what lies there."""
        return self._at.get((floor, column))


@dataclass(frozen=True, slots=True)
class Grid:
    """A building: its stacks in the order of their units, and the addresses that name no door (the building itself)."""

    stacks: tuple[Stack, ...]
    entrances: tuple[Door, ...]

    @property
    def doors(self) -> int:
        """How many doors stand in it."""
        return sum(len(cell.doors) for stack in self.stacks for cell in stack.cells)


def natural_order(text: str) -> tuple[tuple[int, int | str], ...]:
    """Sort key that puts 2单元 before 10单元, and numbers before names."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in _PARTS.findall(text))


def arrange(doors: Iterable[Door]) -> Grid:
    """Arrange the doors of one building. An address without a room is the entrance of its unit, or the building."""
    entrances: list[Door] = []
    stacks: dict[str, dict[tuple[int | None, str], list[Door]]] = {}
    for door in doors:
        if door.room is None:
            entrances.append(door)
            continue
        at = place(door)
        column = str(at.door) if at.door is not None else door.room
        stacks.setdefault(at.unit, {}).setdefault((at.floor, column), []).append(door)
    return Grid(
        tuple(
            Stack(unit, tuple(Cell(floor, column, tuple(some)) for (floor, column), some in cells.items()))
            for unit, cells in sorted(stacks.items(), key=lambda one: natural_order(one[0]))
        ),
        tuple(entrances),
    )
