"""The drawing of a building (楼盘图): its doors by unit and floor, each with what is known of it, and never who or how
many. Every cell opens its address. On a narrow screen the same doors stand floor by floor."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final, NamedTuple

from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from huangce.places.buildings import Building, building_of
from huangce.rules.buildings import CellState, Spot, draw, draw_ground, floors_of, spots_of

MOST: Final = 600


class Storey(NamedTuple):
    """A floor in words, and what lies on it by unit."""

    words: str
    units: list[tuple[str, list[Spot]]]


def plan_of(record: int, *, on: date) -> dict[str, Any]:
    """Return what draws the building that an address is of, for a page of one; nothing where it has no rooms."""
    found = building_of(record, on=on)
    told = drawn(found)
    return {"building_at": found.address, **told} if told else {}


def drawn(found: Building) -> dict[str, Any]:
    """Return what draws a building: `drawing`, the same by `storeys` from the highest down, and the words of `states`.

    Nothing for one without rooms or with more than can be drawn.
    """
    if not 0 < found.grid.doors <= MOST:
        return {}
    title = gettext("%(address)s：%(doors)s户") % {"address": found.standard, "doors": found.grid.doors}
    links = {one.address: reverse("address", args=[one.address]) for one in found.dwellings}
    words = states() | {"floor": gettext("{floor}层"), "no-floor": gettext("不知几层"), "left-out": gettext("缺号")}
    drawing = draw(found.grid, title=title, states=found.states, words=words, doubts=found.doubts, links=links)
    return {
        # Everything of a list that stands in the drawing is escaped where it is drawn (`rules.buildings.plan`).
        "drawing": mark_safe(drawing),
        "storeys": [_storey(found, floor, words) for floor in floors_of(found.grid, found.doubts)],
        "states": states(),
    }


def _storey(found: Building, floor: int | None, words: dict[str, str]) -> Storey:
    said = words["no-floor"] if floor is None else words["floor"].format(floor=floor)
    units = []
    for stack in found.grid.stacks:
        spots = list(spots_of(stack, floor, states=found.states, doubts=found.doubts))
        if spots:
            units.append((stack.unit, spots))
    return Storey(said, units)


def ground(found: Building) -> str:
    """Return the drawing of the ground that a building stands on, "" where nobody entered it."""
    if found.registered is None or found.registered.footprint is None:
        return ""
    words = {"north": gettext("北"), "metres": gettext("{metres}米"), "area": gettext("{area}平方米")}
    title = gettext("%(address)s的占地") % {"address": found.standard}
    # Corners are numbers that were checked when they were recorded, and texts are escaped where it is drawn.
    return mark_safe(draw_ground(json.loads(found.registered.footprint), title=title, words=words))


def states() -> dict[str, str]:
    """The words of what is known of a door."""
    return {
        CellState.OCCUPIED: gettext("有人居住"),
        CellState.VACANT: gettext("空置"),
        CellState.UNKNOWN: gettext("不知道"),
        CellState.GONE: gettext("已不在"),
    }
