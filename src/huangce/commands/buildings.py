"""`huangce places building`, `waiting`, `plan`, `ground`, `rooms`, `completeness`: what stands, drawn and counted, and
what is missing."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from dataclasses import asdict, fields
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from huangce.commands.acting import office_day
from huangce.commands.places import Day, Json, places
from huangce.commands.writing import written
from huangce.errors import Unreadable

if TYPE_CHECKING:
    from huangce.rules.buildings import UnitPlan

UNIT: Final = re.compile(
    r"(?P<unit>[^:]*):(?P<lowest>-?\d{1,3})\.\.(?P<highest>-?\d{1,3}):(?P<doors>\d{1,3})(?P<other>.*)"
)
OTHER: Final = re.compile(r",(-?\d{1,3})=(\d{1,3})")


class NotAUnitPlan(Unreadable):
    """{given} is no plan of a unit: write UNIT:LOWEST..HIGHEST:DOORS and floors that differ as ,FLOOR=DOORS, such as
    1:-1..18:4,-1=0,1=2."""

    code = "not-a-unit-plan"


class Language(StrEnum):
    """The languages of a plan."""

    zh = "zh"
    en = "en"


Record = Annotated[int, typer.Argument(help="Id of a building, or of an address in it.")]
Out = Annotated[Path | None, typer.Option("--out", help="The file to write; standard output if it is left out.")]


def add_to(_app: typer.Typer) -> None:
    """Add the commands to those of `huangce places`."""
    for command in (building, waiting, plan, ground, rooms, completeness):
        places.command()(command)


def _day(on: datetime | None) -> Any:
    from huangce.home import django

    django.setup()
    return on.date() if on else office_day()


def building(record: Record, on: Day = None, as_json: Json = False) -> None:
    """Show a building: what is registered of it, its doors with their state, and what does not add up."""
    day = _day(on)
    from huangce.places.building_models import Building
    from huangce.places.buildings import building_of

    found = building_of(record, on=day)
    said = {}
    if found.registered is not None:
        said = {one.attname: getattr(found.registered, one.attname) for one in Building._meta.concrete_fields}
    if as_json:
        told = {
            "address": found.address,
            "standard": found.standard,
            "registered": said or None,
            "counts": found.counts,
            "dwellings": [asdict(one) for one in found.dwellings],
            "doubts": [asdict(one) for one in found.doubts],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    typer.echo(f"{found.address or 'no address'}  {found.standard}")
    for name, value in said.items():
        if value is not None:
            typer.echo(f"  {name}: {value}")
    typer.echo("  " + ", ".join(f"{count} {state}" for state, count in found.counts.items()))
    for one in found.dwellings:
        how = f" ({one.found_how}, {one.found_on})" if one.found_how else ""
        typer.echo(f"  {one.address}  {one.standard}  [{one.state}]{how}")
    for doubt in found.doubts:
        typer.echo(f"  doubt: {doubt.reason} {doubt.unit} {doubt.floor or ''} {doubt.column or ''}".rstrip())


def waiting(
    division: Annotated[str, typer.Option(help="Code of a division.")],
    on: Day = None,
    limit: Annotated[int, typer.Option(min=0, help="How many to print.")] = 50,
    as_json: Json = False,
) -> None:
    """List the registered buildings that have no address yet, who waits longest first."""
    day = _day(on)
    from huangce.places.waiting_buildings import waiting as listed
    from huangce.rules.authority import scope

    found, count = listed((scope(division),), on=day, size=limit)
    if as_json:
        told = {"count": count, "buildings": [asdict(one) for one in found]}
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    typer.echo(f"{count} buildings wait for an address")
    for one in found:
        words = one.whereabouts or "(its ground only)"
        typer.echo(f"  building {one.building} in {one.division}: {words}, {(day - one.since).days} days")


def plan(
    record: Record,
    language: Annotated[Language, typer.Option(help="Language of its words.")] = Language.zh,
    out: Out = None,
    on: Day = None,
) -> None:
    """Draw the plan of a building as SVG."""
    day = _day(on)
    from huangce.places.buildings import plan_of

    _write(plan_of(record, on=day, language=language.value) + "\n", out)


def ground(
    record: Record,
    language: Annotated[Language, typer.Option(help="Language of its words.")] = Language.zh,
    out: Out = None,
    on: Day = None,
) -> None:
    """Draw the ground that a building stands on as SVG."""
    day = _day(on)
    from huangce.places.buildings import ground_of

    _write(ground_of(record, on=day, language=language.value) + "\n", out)


def rooms(
    record: Record,
    units: Annotated[list[str], typer.Option("--unit", help="UNIT:LOWEST..HIGHEST:DOORS[,FLOOR=DOORS…]; repeatable.")],
    out: Out = None,
    on: Day = None,
) -> None:
    """Propose the rooms of a new building, as a table for `huangce places new --rows`."""
    plans = [_unit_plan(one) for one in units]
    day = _day(on)
    from huangce.places.buildings import propose_rooms
    from huangce.rules.acts.place_addresses import NewDoor
    from huangce.rules.segments import NUMBERS

    names = [one.name for one in fields(NewDoor) if one.name in NUMBERS]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([getattr(door, name) for name in names] for door in propose_rooms(record, plans, on=day))
    _write(text.getvalue(), out)


def _unit_plan(given: str) -> UnitPlan:
    from huangce.rules.buildings import UnitPlan
    from huangce.rules.segments import written

    match = UNIT.fullmatch(given)
    if match is None or not re.fullmatch(f"({OTHER.pattern})*", match["other"]):
        raise NotAUnitPlan(given=given)
    other = tuple((int(floor), int(doors)) for floor, doors in OTHER.findall(match["other"]))
    lowest, highest, doors = (int(match[name]) for name in ("lowest", "highest", "doors"))
    return UnitPlan(written("unit", match["unit"]), lowest, highest, doors, other)


def _write(text: str, out: Path | None) -> None:
    if out is None:
        sys.stdout.write(text)
        return
    with written(out) as fresh:
        fresh.write_text(text, encoding="utf-8")


def completeness(
    division: Annotated[str, typer.Option(help="Code of a division.")],
    on: Day = None,
    limit: Annotated[int, typer.Option(min=0, help="How many rows to print of each measure.")] = 20,
    within: Annotated[int, typer.Option(min=0, help="Days from completion in which numbers are in time.")] = 30,
    as_json: Json = False,
) -> None:
    """Say what the register misses down the tree: villages, buildings, dwellings, and whether they are lived in."""
    day = _day(on)
    from huangce.places.completeness import completeness as measure
    from huangce.rules.authority import scope

    found = measure((scope(division),), on=day, limit=limit, within=within)
    if as_json:
        typer.echo(json.dumps({one.name: one.told() for one in found.values()}, ensure_ascii=False))
        return
    for one in found.values():
        typer.echo(f"{one.name:<28}{one.n:>9,} of {one.total:>9,}  ({one.unknown:,} not known)")
        for gap in one.missing:
            typer.echo(f"  {gap.address or gap.building or gap.division}  {gap.standard}  {gap.reason}")
