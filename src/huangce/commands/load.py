"""`huangce load DIR`: a county's lists from files into the register."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huangce.commands.acting import As, officer_or_first

if TYPE_CHECKING:
    from huangce.county.loading import Loaded

WIDTH = 130


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(load)
    app.command(name="map")(map_columns)


def map_columns(
    file: Annotated[Path, typer.Argument(help="a list with that header")],
    kind: Annotated[str, typer.Argument(help="the kind of list, see docs/reference/list-formats.md")],
    columns: Annotated[list[str], typer.Argument(help="FIELD=COLUMN, such as name=当事人", metavar="FIELD=COLUMN...")],
    sheet: Annotated[str | None, typer.Option(help="the sheet, where the file has several")] = None,
) -> None:
    """Say once which columns of a header are which fields; every list with the same header is read so from then on."""
    from huangce.exchange import mapping
    from huangce.exchange.formats import FORMATS
    from huangce.exchange.reading import read_table
    from huangce.home import paths

    if kind not in FORMATS:
        raise typer.BadParameter(f"there is no list kind {kind}; there are {', '.join(FORMATS)}", param_hint="KIND")
    pairs = dict(one.partition("=")[::2] for one in columns)
    kept = mapping.remember(paths.make_home() / "mappings", read_table(file, sheet=sheet), FORMATS[kind], pairs)
    for field, column in kept.columns.items():
        typer.echo(f"{field}\t{column}")


def load(
    folder: Annotated[Path, typer.Argument(help="the folder of lists, with agreements.toml for those of departments")],
    officer: As,
    county: Annotated[str | None, typer.Option(help="division code of the county, 6 digits")] = None,
    opened_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day the lists describe")] = None,
    answers: Annotated[
        Path | None, typer.Option(help="write the answered files into this folder; they hold personal data")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="read and check everything, write nothing")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="print JSON")] = False,
) -> None:
    """Load a folder of lists: the office's own into the register, department lists into safe keeping."""
    from huangce.commands.progress import bars

    by = officer_or_first(officer)
    from huangce.county.loading import load_folder

    with bars(quiet=as_json) as progress:
        loaded = load_folder(
            folder,
            by=by,
            county=county,
            opened_on=opened_on.date() if opened_on else None,
            answers=answers,
            dry_run=dry_run,
            progress=progress,
        )
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(loaded), ensure_ascii=False, default=str))
    else:
        show(loaded)


def show(loaded: Loaded) -> None:
    """Print what became of each list."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if console.width < WIDTH:  # also where the output is no terminal
        console = Console(width=WIDTH)
    table = Table(box=None, pad_edge=False)
    for title, right in (
        ("list", False),
        ("file", False),
        ("rows", True),
        ("usable", True),
        ("problems", True),
        ("outcome", False),
        ("commonest problems", False),
    ):
        table.add_column(title, justify="right" if right else "left", no_wrap=title != "commonest problems")
    for one in loaded.lists:
        commonest = ", ".join(f"{code} {count}" for code, count in list(one.codes.items())[:2])
        outcome = f"{one.outcome}, batch {one.batch}" if one.batch else one.outcome
        figures = (f"{one.rows:,}", f"{one.usable:,}", f"{one.problems:,}")
        table.add_row(one.kind, one.file, *figures, outcome, commonest)
    console.print(table)
    for name, why in loaded.files:
        console.print(f"not loaded: {name}: {why}")
    if loaded.persons:
        console.print(
            f"{loaded.persons:,} persons in {loaded.households:,} households, {loaded.addresses:,} addresses; "
            f"{loaded.contested:,} numbers held more than once"
        )
    if loaded.residents:
        console.print(
            f"{loaded.residents:,} residents, {loaded.not_of_register:,} of them not of this register, "
            f"{loaded.doubtful:,} to be looked at by a person"
        )
    if loaded.answers:
        console.print(f"every row is answered in {loaded.answers}")
