"""Where the doors of a building lie, with what is known of each: the same for its drawing and for a list by floor."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from huangce.rules.buildings.finding import Doubt
from huangce.rules.buildings.grid import Door, Grid, Stack


class CellState(StrEnum):
    """What is known of a dwelling."""

    OCCUPIED = "occupied"
    VACANT = "vacant"
    UNKNOWN = "unknown"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a stack: the doors that lie there, or none where one seems left out; `state` is that of the first."""

    floor: int | None
    column: str
    doors: tuple[Door, ...]
    state: CellState
    is_doubtful: bool

    @property
    def name(self) -> str:
        """What is written on it: the room, and how many doors claim to be it; "?" for one left out."""
        if not self.doors:
            return "?"
        count = f" ×{len(self.doors)}" if len(self.doors) > 1 else ""
        return (self.doors[0].room or "").removesuffix("室") + count


def floors_of(grid: Grid, doubts: Collection[Doubt] = ()) -> list[int | None]:
    """Return the floors of a building from above, those that seem left out among them; None last."""
    known = {one for stack in grid.stacks for one in stack.floors}
    known |= {one.floor for one in doubts if one.reason == "floor-left-out"}
    return [*sorted((one for one in known if one is not None), reverse=True), *([None] if None in known else [])]


def spots_of(
    stack: Stack, floor: int | None, *, states: Mapping[int, CellState], doubts: Collection[Doubt] = ()
) -> Iterator[Spot]:
    """Yield what lies on one floor of a stack, left to right. `states` is UNKNOWN where it is silent."""
    mine = [one for one in doubts if one.unit == stack.unit]
    doubtful = {address for one in mine for address in one.concerned}
    left_out = {(one.floor, one.column or stack.columns[0]) for one in mine if one.reason.endswith("-left-out")}
    for column in stack.columns:
        cell = stack.at(floor, column)
        if cell is not None:
            first = cell.doors[0].address
            state = CellState.UNKNOWN if first is None else states.get(first, CellState.UNKNOWN)
            contradicts = len(cell.doors) > 1 or any(one.address in doubtful for one in cell.doors)
            yield Spot(floor, column, cell.doors, state, contradicts)
        elif (floor, column) in left_out:
            yield Spot(floor, column, (), CellState.UNKNOWN, is_doubtful=True)
