"""`huangce places`: acts on the names of places and on addresses, what they would touch, and what became of an address.

Every act of `rules.authority.PLACES` has one command with the same options; which act a command records, and which of
its fields may come as the rows of a table, is one table below.
"""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from huangce.commands.acting import As, NotAnAct, office_day, officer_named, print_receipt, read_act
from huangce.errors import Unreadable

if TYPE_CHECKING:
    from huangce.places.preview import Preview
    from huangce.rules.acts.base import Act

places = typer.Typer(help="Names of places and addresses: acts, lineage, preview.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(places, name="places")


class NotATable(Unreadable):
    """{file} is not a table of this act: {reason}."""

    code = "not-a-table"


class NoSuchPlaceAct(Unreadable):
    """There is no act on places called {name}: choose of {names}."""

    code = "no-such-place-act"


class NotAField(Unreadable):
    """Write a field as NAME=VALUE: {given} is none, or is given twice."""

    code = "not-a-field"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: the act that it records, its help, and the field that a table may fill."""

    kind: str
    help: str
    table: str = ""


COMMANDS: Final = {
    "name": Command("place_named", "Give a thoroughfare, compound or village place a name."),
    "rename": Command("place_renamed", "Give a place another name; ids stay."),
    "retire": Command("place_retired", "End a name that no address bears."),
    "new": Command("addresses_new", "Enter new addresses.", "entries"),
    "renumber": Command("addresses_renumbered", "Give addresses other numbers; ids stay.", "lines"),
    "split": Command("address_split", "Make several addresses of one.", "into"),
    "merge": Command("addresses_merged", "Make one address of several.", "addresses"),
    "demolish": Command("addresses_demolished", "End addresses whose houses are gone.", "addresses"),
    "duplicates": Command("duplicates_retired", "End addresses that name the same door as another.", "addresses"),
    "division": Command("division_changed", "Say that a division changed its name or code, or went on as another."),
    "certify": Command("addresses_certified", "Vouch for addresses.", "addresses"),
    "locate": Command("addresses_located", "Say where addresses lie.", "points"),
    "register-building": Command("building_registered", "Enter a building.", "footprint"),
    "change-building": Command("building_changed", "Say otherwise of a building.", "footprint"),
    "dwellings": Command("dwellings_stated", "State what was found of dwellings.", "statements"),
}
# What a cell says to empty a segment; an empty cell leaves it as it is.
EMPTIED: Final = "-"
IDS: Final = frozenset(
    {
        "address", "addresses", "place", "thoroughfare", "compound", "kept", "day_order", "building", "floors_above",
        "floors_below", "year_built",
    }
)  # fmt: skip

File = Annotated[Path | None, typer.Argument(help="The act as TOML or JSON; - reads JSON from standard input.")]
Rows = Annotated[Path | None, typer.Option("--rows", help="A CSV file with one address a row.")]
Fields = Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE of a field; repeatable.")]
Approved = Annotated[str | None, typer.Option("--approved-by", help="Username of the second officer.")]
Evidences = Annotated[list[str] | None, typer.Option("--evidence", help="Kind of a document shown; repeatable.")]
Day = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="The day it takes effect.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _recording(command: Command) -> Callable[..., None]:
    """The command that records one kind of act."""

    def run(
        officer: As,
        file: File = None,
        fields: Fields = None,
        rows: Rows = None,
        evidence: Evidences = None,
        on: Day = None,
        approved_by: Approved = None,
        as_json: Json = False,
    ) -> None:
        from huangce.register.record import record

        payload = _payload(command, file, fields or [], rows, evidence or [], on)
        by = officer_named(officer)
        act = _act(command, payload, approved_by)
        print_receipt(record(act, by=by), as_json)

    run.__doc__ = command.help
    return run


for _name, _command in COMMANDS.items():
    places.command(_name, help=_command.help)(_recording(_command))


@places.command()
def preview(
    name: Annotated[str, typer.Argument(help="The command whose act is to be looked at, such as rename.")],
    officer: As,
    file: File = None,
    fields: Fields = None,
    rows: Rows = None,
    evidence: Evidences = None,
    on: Day = None,
    approved_by: Approved = None,
    limit: Annotated[int, typer.Option(help="How many changed addresses to print; 0 prints all.")] = 20,
    as_json: Json = False,
) -> None:
    """Show all that an act would touch. Nothing is written."""
    command = COMMANDS.get(name)
    if command is None:
        raise NoSuchPlaceAct(name=name, names=", ".join(COMMANDS))
    payload = _payload(command, file, fields or [], rows, evidence or [], on)
    by = officer_named(officer)
    from huangce.places.preview import preview as look

    _print_preview(look(_act(command, payload, approved_by), by=by.id), limit, as_json)


def _payload(
    command: Command, file: Path | None, fields: list[str], rows: Path | None, evidence: list[str], on: datetime | None
) -> dict[str, Any]:
    """The act in plain values: the file, then what the options say."""
    payload = {} if file is None else _read(file)
    for given in fields:
        name, sign, value = given.partition("=")
        if not sign or name in payload:
            raise NotAField(given=given)
        payload[name] = _value(name, value)
    if rows is not None:
        if not command.table or command.table in payload:
            raise NotATable(file=rows.name, reason="the act takes no rows, or has them already")
        payload[command.table] = _table(command, rows)
    if evidence:
        payload["evidence"] = [*payload.get("evidence", ()), *({"kind": kind} for kind in evidence)]
    if on is not None:
        payload["happened_on"] = on.date().isoformat()
    payload.setdefault("happened_on", office_day().isoformat())
    return payload


def _read(file: Path) -> dict[str, Any]:
    if file.suffix != ".toml":
        return read_act(file)
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise NotAnAct(file=file.name, reason=error.strerror or str(error)) from None
    except (ValueError, RecursionError):
        raise NotAnAct(file=file.name, reason="it is not TOML in UTF-8") from None
    return {name: _plain(one) for name, one in said.items()}


def _plain(value: Any) -> Any:
    """TOML has days of its own; acts are given with days as texts."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _value(name: str, text: str) -> Any:
    if name == "addresses":
        return [_value("address", one) for one in text.split(",")]
    return int(text) if name in IDS and text.isascii() and text.isdigit() else text


def _table(command: Command, file: Path) -> list[Any]:
    """The rows of a table as entries of the act; a table of ids alone has one column `address`."""
    try:
        reader = csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig")), strict=True)
        rows = [row for row in reader if any(row.values())]
    except OSError as error:
        raise NotATable(file=file.name, reason=error.strerror or str(error)) from None
    except (ValueError, csv.Error):
        raise NotATable(file=file.name, reason="it is not CSV in UTF-8") from None
    for at, row in enumerate(rows, start=2):
        if None in row or None in row.values():
            raise NotATable(file=file.name, reason=f"row {at} has not as many cells as the header")
    entries = [
        {name: "" if value == EMPTIED else _value(name, value) for name, value in row.items() if value} for row in rows
    ]
    if command.table == "addresses":
        if any(one.keys() != {"address"} for one in entries):
            raise NotATable(file=file.name, reason="it needs one column, address")
        return [one["address"] for one in entries]
    return entries


def _act(command: Command, payload: dict[str, Any], approved_by: str | None) -> Act:
    from huangce.rules.payload import from_payload

    if approved_by is not None:
        payload["approved_by"] = officer_named(approved_by).id
    return from_payload(command.kind, payload)


def _print_preview(seen: Preview, limit: int, as_json: bool) -> None:
    changes = seen.changes if limit == 0 else seen.changes[:limit]
    if as_json:
        told = {
            "kind": seen.kind,
            "happened_on": seen.happened_on.isoformat(),
            "touched": asdict(seen.touched),
            "changes": [asdict(one) for one in changes],
            "clashes": [asdict(one) for one in seen.clashes],
            "namesakes": [asdict(one) for one in seen.namesakes],
            "notices": [asdict(one) for one in seen.notices],
            "missing": list(seen.missing),
            "refusal": None if seen.refusal is None else {"code": seen.refusal.code, "message": seen.refusal.message},
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"{seen.kind} of {seen.happened_on} would touch " + _counted(asdict(seen.touched)))
    for one in changes:
        arrow = f"{one.before} → {one.after}" if one.before != one.after else one.after
        typer.echo(f"  {one.address or 'new'}  {arrow}  [{one.status_after}]")
    if len(seen.changes) > len(changes):
        typer.echo(f"  … and {len(seen.changes) - len(changes)} more (--limit 0 prints all)")
    for clash in seen.clashes:
        typer.echo(f"  taken: {clash.standard} is address {clash.holder}")
    for other in seen.namesakes:
        typer.echo(f"  alike ({other.likeness}): {other.name}, place {other.place} in {other.division}")
    for notice in seen.notices:
        typer.echo(f"  notice: {notice.count} × {notice.addressee} ({notice.basis})")
    for missing in seen.missing:
        typer.echo(f"  missing: {missing}")
    if seen.refusal is not None:
        typer.echo(f"  refused: {seen.refusal.message} [{seen.refusal.code}]")


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "nothing"


@places.command()
def resolve(
    text: Annotated[str, typer.Argument(help="An address as it is or once was written.")],
    county: Annotated[str, typer.Option(help="Code of the county that completes what the text leaves out.")] = "",
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Say which addresses stand where a text was ever an address, and the way it went."""
    from huangce.home import django

    django.setup()
    from huangce.places.resolving import resolve as look

    found = look(text, on=on.date() if on else office_day(), county=county)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    typer.echo(f"{found.standard}: {len(found.answers)} addresses")
    for one in found.answers:
        typer.echo(f"  {one.address}  {one.standard}  [{one.status}]")
        for step in one.way:
            typer.echo(f"    {step.kind} (act {step.act}, {step.happened_on}): {step.address} → {step.to}")


@places.command()
def lineage(
    address: Annotated[int, typer.Argument(help="Id of an address.")],
    as_json: Json = False,
) -> None:
    """Say all that an address was called, and the addresses before and after it."""
    from huangce.home import django

    django.setup()
    from huangce.places.queries import lineage_of

    found = lineage_of(address)
    if as_json:
        told = {
            "address": found.address.id,
            "standard": found.address.standard,
            "status": found.address.status,
            **{part: [asdict(one) for one in getattr(found, part)] for part in ("names", "before", "after")},
        }
        typer.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    typer.echo(f"{found.address.id}  {found.address.standard}  [{found.address.status}]")
    for one in found.names:
        back = " (taken back)" if one.taken_back else ""
        typer.echo(f"  {one.valid_from or '…'} to {one.valid_to or '…'}  {one.standard}{back}")
    for edge in (*found.before, *found.after):
        typer.echo(f"  {edge.lineage_kind} (act {edge.act}, {edge.happened_on}): {edge.old} → {edge.new}")


@places.command()
def gone(
    officer: As,
    division: Annotated[str, typer.Option(help="Code of a division.")],
    on: Day = None,
    limit: Annotated[int, typer.Option(help="How many households to print.")] = 50,
    as_json: Json = False,
) -> None:
    """List the households whose registered address is gone: they are to be housed again."""
    by = officer_named(officer)
    from huangce.accounts.authority import require_view
    from huangce.places.queries import address_gone
    from huangce.rules.authority import scope

    day = on.date() if on else office_day()
    require_view(by, view="addresses", on=office_day(), division=division)
    found, count = address_gone(scopes=(scope(division),), on=day, limit=limit)
    if as_json:
        typer.echo(json.dumps({"count": count, "households": [asdict(one) for one in found]}, default=str))
        return
    typer.echo(f"{count} households are registered at an address that is gone")
    for one in found:
        typer.echo(f"  household {one.household} in {one.division}: {one.standard} ({one.status} on {one.ended_on})")
