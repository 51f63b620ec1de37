"""Buildings as they are typed into a form: the units of a planned one, and what was found of dwellings one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from huangce.accounts import authority
from huangce.places.buildings import propose_rooms
from huangce.rules.authority import may_record
from huangce.rules.buildings import LayoutRefused, UnitPlan
from huangce.rules.segments import written
from huangce.web.acts.parts import Desk, Field, WrongField
from huangce.web.acts.place_recital import VALUES, value_words
from huangce.web.frame.said import said

UNITS: Final = 4  # rows of the table of units
# Column of the table of units → its words.
UNIT: Final = {
    "unit": _("单元"),
    "lowest": _("最低层"),
    "highest": _("最高层"),
    "doors": _("每层户数"),
    "other": _("不同的层"),
}
# What is stated of a dwelling, and what only who keeps the addresses states.
FOUND: Final = ("occupancy", "found_how")
TITLE: Final = ("dwelling_use", "title_status")
REFERENCE: Final = "title_reference"
KEEPS: Final = "building_changed"


def whole(text: str) -> int | None:
    """Return a whole number, None for nothing. Raises `WrongField`."""
    if not text:
        return None
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 7):
        raise WrongField(gettext("写整数，如6"))
    return int(text)


def units(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """The doors of the planned units that do not stand yet, as new addresses."""
    plans = []
    for row in range(UNITS):
        typed = {name: post.get(f"{one.name}-{row}-{name}", "").strip() for name in UNIT}
        if any(typed.values()):
            plans.append(_plan(typed))
    if not plans:
        return {one.name: []}
    try:
        doors = propose_rooms(desk.addresses[0].id, plans, on=desk.today)
    except LayoutRefused as refusal:
        raise WrongField(said(refusal, get_language() or "zh-hans")) from refusal
    if not doors:
        raise WrongField(gettext("这些户都已经有地址了"))
    return {one.name: [{name: text for name, text in asdict(door).items() if text} for door in doors]}


def _plan(typed: Mapping[str, str]) -> UnitPlan:
    numbers = {name: whole(typed[name]) for name in ("lowest", "highest", "doors")}
    if None in (numbers["highest"], numbers["doors"]):
        raise WrongField(gettext("每个单元要写最高层和每层户数"))
    other = []
    for part in typed["other"].replace("，", ",").replace("、", ",").split(","):
        floor, _equal, doors = part.partition("=")
        if part.strip():
            pair = whole(floor.strip()), whole(doors.strip())
            if None in pair:
                raise WrongField(gettext("不同的层写成 层=户数，如1=2,-1=0"))
            other.append(pair)
    lowest = 1 if numbers["lowest"] is None else numbers["lowest"]
    unit = written("unit", typed["unit"]) or None
    return UnitPlan(unit, lowest, numbers["highest"], numbers["doors"], tuple(other))  # type: ignore[arg-type]


def units_cell(one: Field, row: str, _desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """A row of the table of units: each cell with its words and what was typed."""
    typed = {name: post.get(f"{one.name}-{row}-{name}", "") if post is not None else "" for name in UNIT}
    return {"cells": [(name, gettext(words), typed[name]) for name, words in UNIT.items()]}


def keeps_addresses(desk: Desk) -> bool:
    """Whether the officer keeps the addresses there, and so states use and title of dwellings too."""
    return may_record(authority.grants_of(desk.officer, desk.today), KEEPS, desk.office, desk.today)


def statements(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """What was found of each address on the desk; one of which nothing is said is left out."""
    names = (*FOUND, *TITLE, REFERENCE) if keeps_addresses(desk) else FOUND
    found = []
    for address in desk.addresses:
        told = {name: text for name in names if (text := post.get(f"{name}-{address.id}", "").strip())}
        if any(text not in VALUES[name] for name, text in told.items() if name != REFERENCE):
            raise WrongField(gettext("这里没有这一项可选"))
        if "occupancy" not in told:
            told.pop("found_how", None)
        if told:
            found.append({"address": address.id, **told})
    return {one.name: found}


def statements_cell(_one: Field, address: str, desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """The row of an address: what may be stated of it, with what was typed."""

    def options(name: str) -> dict[str, Any]:
        chosen = post.get(f"{name}-{address}", "") if post is not None else "visited" if name == "found_how" else ""
        return {"name": name, "chosen": chosen, "options": [(code, value_words(name, code)) for code in VALUES[name]]}

    keeps = keeps_addresses(desk)
    return {
        "asked": [options(name) for name in (*FOUND, *(TITLE if keeps else ()))],
        "reference": (post.get(f"{REFERENCE}-{address}", "") if post is not None else "") if keeps else None,
    }


READERS: Final = {"units": units, "statements": statements}
Cell = Callable[[Field, str, Desk, QueryDict | None], dict[str, Any]]
CELLS: Final[Mapping[str, Cell]] = {"units": units_cell, "statements": statements_cell}
