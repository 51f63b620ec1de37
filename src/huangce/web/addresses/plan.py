"""The doors of a building as a plan and a table (楼盘表): how many households are at each, and never who."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.safestring import mark_safe
from django.utils.translation import gettext

from huangce.places.models import Address
from huangce.register.locks import raw_cursor
from huangce.rules.buildings import CellState, Door, arrange, draw, look_over

MOST: Final = 600
COUNTED: Final = """
    select a.id,
        (select count(*) from household h where h.address_id = a.id and h.household_status = 'open'),
        (select count(distinct r.person) from residence r where r.address_id = a.id and r.departed_on is null)
    from unnest(%s::bigint[]) as a (id)
"""


def plan_of(addresses: Iterable[Address], *, title: str) -> dict[str, Any]:
    """Return the plan of the doors of one building and how much is registered at each; nothing where it has none."""
    rooms = [one for one in addresses if one.room]
    if not rooms or len(rooms) > MOST:
        return {}
    with raw_cursor() as cursor:
        rows = cursor.execute(COUNTED, ([one.id for one in rooms],)).fetchall()
    counts = {one: (households, residents) for one, households, residents in rows}
    grid = arrange(Door(one.id, one.unit, one.floor, one.room) for one in rooms)
    doubts = look_over(grid)
    states = {one.id: _state(one, *counts[one.id]) for one in rooms}
    words = {
        CellState.OCCUPIED: gettext("有人登记"),
        CellState.VACANT: gettext("空置"),
        CellState.UNKNOWN: gettext("不知道"),
        CellState.GONE: gettext("已不在"),
        "floor": gettext("{floor}层"),
        "no-floor": gettext("不知几层"),
        "left-out": gettext("缺号"),
    }
    title = gettext("%(address)s：%(doors)s户") % {"address": title, "doors": grid.doors}
    # Everything of a list that stands in the drawing is escaped where it is drawn (`rules.buildings.plan`).
    drawing = mark_safe(draw(grid, title=title, states=states, words=words, doubts=doubts))
    return {"plan": drawing, "doors": [(one, *counts[one.id], states[one.id]) for one in _in_order(rooms)]}


def _state(one: Address, households: int, residents: int) -> CellState:
    if households or residents:
        return CellState.OCCUPIED
    return CellState.VACANT if one.use == "vacant" else CellState.UNKNOWN


def _in_order(rooms: list[Address]) -> list[Address]:
    return sorted(rooms, key=lambda one: (len(one.unit or ""), one.unit or "", len(one.room or ""), one.room or ""))
