"""Doors of a building by unit, floor and room (楼盘表), and the plan of it (notice 001 一(三), 三 公安: 房屋平面图).

`place` reads where a door lies from its segments, `arrange` puts the doors of a building in a grid, `look_over` says
what does not add up in it, `lay_out` makes the doors of a new building, `spots_of` gives what lies on each floor,
`draw` draws it, and `draw_ground` the ground that it stands on.
"""

from huangce.rules.buildings.finding import Doubt, look_over
from huangce.rules.buildings.grid import Cell, Door, Grid, Position, Stack, arrange, place
from huangce.rules.buildings.ground import area_of, draw_ground
from huangce.rules.buildings.layout import LayoutRefused, UnitPlan, lay_out
from huangce.rules.buildings.plan import draw
from huangce.rules.buildings.spots import CellState, Spot, floors_of, spots_of

__all__ = (
    "Cell",
    "CellState",
    "Door",
    "Doubt",
    "Grid",
    "LayoutRefused",
    "Position",
    "Spot",
    "Stack",
    "UnitPlan",
    "area_of",
    "arrange",
    "draw",
    "draw_ground",
    "floors_of",
    "lay_out",
    "look_over",
    "place",
    "spots_of",
)
