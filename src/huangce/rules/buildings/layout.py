"""The doors of a new building, from what its approved plan says of each unit.

Rooms are numbered as they are in China: floor, then door in two digits, floor 4 and floor 13 like any other; below
ground with a minus (-101室). Where an office numbers the doors of a unit through, it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from huangce.errors import Refused
from huangce.rules.buildings.grid import DOORS_OF_A_FLOOR, Door

HIGHEST = 200
DEEPEST = -10
MOST_DOORS = 20_000


class LayoutRefused(Refused):
    """The plan of unit {unit} cannot be laid out: {why}."""

    code = "layout-refused"


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """A unit as planned: its lowest and highest floor (there is no floor 0), and the doors of each floor.

    `other` gives the number of doors of floors that differ, 0 for a floor without any. `runs_through` numbers the
    doors 1, 2, 3 … from the lowest floor up. `states_floor` writes the floor as a segment of its own.
    """

    unit: str | None
    lowest: int
    highest: int
    doors: int
    other: tuple[tuple[int, int], ...] = ()
    runs_through: bool = False
    states_floor: bool = True


def lay_out(plans: Sequence[UnitPlan]) -> list[Door]:
    """Return the doors of a building, unit by unit, from the lowest floor up. Raises `LayoutRefused`."""
    doors: list[Door] = []
    units = [plan.unit for plan in plans]
    for plan in plans:
        name = plan.unit or "-"
        if units.count(plan.unit) > 1:
            raise LayoutRefused(unit=name, why="it is planned twice")
        doors += _of_unit(plan, name)
        if len(doors) > MOST_DOORS:
            raise LayoutRefused(unit=name, why=f"a building has at most {MOST_DOORS} doors")
    return doors


def _of_unit(plan: UnitPlan, name: str) -> list[Door]:
    if not DEEPEST <= plan.lowest <= plan.highest <= HIGHEST or 0 in {plan.lowest, plan.highest}:
        raise LayoutRefused(unit=name, why=f"floors run from {DEEPEST} to {HIGHEST}, without 0, from below")
    floors = [floor for floor in range(plan.lowest, plan.highest + 1) if floor]
    other = dict(plan.other)
    strange = set(other) - set(floors)
    if strange:
        raise LayoutRefused(unit=name, why=f"it has no floor {min(strange)}")
    doors: list[Door] = []
    for floor in floors:
        count = other.get(floor, plan.doors)
        if not 0 <= count < DOORS_OF_A_FLOOR:
            raise LayoutRefused(unit=name, why=f"a floor has 0 to {DOORS_OF_A_FLOOR - 1} doors, not {count}")
        for door in range(1, count + 1):
            number = len(doors) + 1 if plan.runs_through else abs(floor) * DOORS_OF_A_FLOOR + door
            sign = "-" if floor < 0 and not plan.runs_through else ""
            stated = f"{floor}层" if plan.states_floor or plan.runs_through else None
            doors.append(Door(None, plan.unit, stated, f"{sign}{number}室"))
    return doors
