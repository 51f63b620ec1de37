"""`huangce simulate`: a county of invented people, as the files that its departments would send."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from huangce.errors import HuangceError

COUNTY, AS_OF = "511703", "2025-06-30"


class NotADay(HuangceError):
    """{text} is no day: write it like 2025-06-30."""

    code = "not-a-day"
    status = 400


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command(name="simulate")(simulate)


def simulate(
    persons: Annotated[int, typer.Option(help="Registered persons, 1 to 20,000,000.", metavar="N")],
    seed: Annotated[int, typer.Option(help="Equal seeds give equal files.", metavar="S")],
    out: Annotated[Path, typer.Option(help="An empty or new folder for the files.", metavar="DIR")],
    *,
    county: Annotated[str, typer.Option(help="Six digits of a county with village data.", metavar="CODE")] = COUNTY,
    as_of: Annotated[str, typer.Option("--as-of", help="Baseline day of all lists.", metavar="DATE")] = AS_OF,
    rates: Annotated[Path | None, typer.Option(help="TOML file with rates in place of the documented ones.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a simulated county in the folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Simulate a county: its lists as departments would send them, and the truth beside. Nobody in it exists."""
    from huangce.simulate import county as simulated

    day = _day(as_of)
    with _progress() as report:
        summary = simulated.simulate(
            out,
            persons=persons,
            seed=seed,
            county=county,
            as_of=day,
            given_rates=rates,
            force=force,
            progress=report,
        )
    if as_json:
        typer.echo(json.dumps(summary.as_json(), ensure_ascii=False))
        return
    typer.echo(f"{summary.folder}: {summary.persons} registered persons of {summary.county}, as of {summary.as_of}")
    for kind, file in summary.files.items():
        typer.echo(f"  {kind:<17} {summary.rows[kind]:>9} rows  {file}")
    for note in summary.notes:
        typer.echo(f"  {note}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotADay(text=text) from None


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show the steps as a bar on standard error; without a terminal show nothing."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description:<20}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("", total=None)

        def report(step: str, done: int, total: int) -> None:
            bar.update(task, description=step, completed=done, total=total)

        yield report
