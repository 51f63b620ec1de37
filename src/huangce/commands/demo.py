"""`huangce demo`: what the platform does, on a county in which nobody exists."""

from __future__ import annotations

import os
import shutil
import sys
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Final

import typer

from huangce.commands.acting import machine_user, officer_or_first
from huangce.errors import Refused

if TYPE_CHECKING:
    from pathlib import Path

    import polars as pl
    from rich.console import Console

    from huangce.county import demo as county


HOST: Final = "127.0.0.1"
LOCK: Final = "demo"


class DemoUnderWay(Refused):
    """Another process makes the demo in {home}: let it end, or stop it there with Ctrl-C and begin again."""

    code = "demo-under-way"


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    persons: Annotated[int, typer.Option(help="registered persons of the county", min=100)] = 100_000,
    seed: Annotated[int, typer.Option(help="equal seeds give equal counties")] = 1,
    anew: Annotated[bool, typer.Option("--anew", help="remove the demo that stands here and begin again")] = False,
    port: Annotated[int, typer.Option(help="port of the pages", min=1, max=65535)] = 8000,
    serves: Annotated[bool, typer.Option("--serve/--no-serve", help="serve the pages at the end")] = True,
) -> None:
    """Simulate a county, load its lists, reconcile them, and print what was found beside the truth, and the rates."""
    from rich.console import Console

    from huangce.commands.serve import need_free
    from huangce.home import database, django, leases, paths

    console = Console()
    began = time.monotonic()
    if serves:
        need_free(HOST, port)  # said now, and not when all is done
    try:
        with leases.sole(paths.make_home(), LOCK):
            if anew and (paths.home() / "demo").exists():
                database.stop()
                _remove(paths.home())
            django.setup()
            chosen = _make(console, persons, seed)
    except BlockingIOError:
        raise DemoUnderWay(home=paths.home()) from None
    except KeyboardInterrupt:
        console.print("\nInterrupted. The next start goes on where this one stopped.")
        raise
    from huangce.county import demo as county

    console.print(f"\n{time.monotonic() - began:.0f} s. The data stays in {paths.home()}; look on with")
    for line in county.NEXT:
        console.print(f"  {line}", highlight=False)
    if serves:
        _serve(console, chosen, port)


def _make(console: Console, persons: int, seed: int) -> county.Demo:
    """Make the demo, or go on with it, and print what came of it. Django is set up."""
    from huangce.commands.progress import bars

    officer_or_first(machine_user())  # so that commands need no --as here
    from huangce.commands.rates import rates
    from huangce.county import demo as county
    from huangce.matching.findings import stored_findings

    chosen = county.Demo(persons, seed)
    with bars() as progress:
        stood = county.prepare(chosen, progress)
        county.set_targets(chosen, today=datetime.now(UTC).date())
        if county.is_loaded(chosen):
            console.print(f"The demo county of {persons:,} persons is here already; nothing is loaded twice.")
        else:
            if stood:
                console.print("Going on where an earlier start stopped.")
            loaded = county.load(chosen, progress)
            from huangce.commands.load import show

            show(loaded)
        county.reconcile(chosen, progress)
        county.work_since(chosen, progress)
        county.work_on_addresses(chosen, progress)
    _show_findings(console, county.scored(chosen, stored_findings()))
    if (numbers := county.scored_numbers(chosen)) is not None:
        _show_numbers(console, numbers)
    rates()
    return chosen


def _serve(console: Console, chosen: county.Demo, port: int) -> None:
    """Say who may sign in, and serve until Ctrl-C."""
    from huangce.county import demo as county
    from huangce.rules.authority import ROLES

    console.print(f"\nAccounts of the demo, all with the password [bold]{county.password(chosen)}[/bold]:")
    for username, name, role in county.CAST:
        console.print(f"  {username:<5} {name}  {ROLES[role].zh} ({role.replace('_', ' ')})", highlight=False)
    console.print(f"Begin at http://{HOST}:{port}/ as lin: the first page leads through a finding, an act and a rate.")
    # The server forks its workers, and a copy of this process could not use its threads (polars waits for ever): so the
    # server takes this process's place and begins anew.
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "huangce.cli", "serve", "--port", str(port)])


def _remove(home: Path) -> None:
    """Empty the demo's home, with its database wherever that stands; the lock that is held stays."""
    database = home / "database"
    if database.is_symlink():
        shutil.rmtree(database.readlink(), ignore_errors=True)
    for one in home.iterdir():
        if one.is_dir() and not one.is_symlink():
            shutil.rmtree(one)
        elif one.name != f"{LOCK}.lock":
            one.unlink()


def _show_findings(console: Console, scored: pl.DataFrame) -> None:
    from rich.table import Table

    table = Table(title="What was found, beside the truth that was planted", title_justify="left", box=None)
    table.add_column("class")
    for name in ("found", "true", "correct", "precision", "recall"):
        table.add_column(name, justify="right")
    for row in scored.iter_rows(named=True):
        shares = (
            "-" if row[name] is None else f"{int(row[name] * 10000) / 100:.2f} %" for name in ("precision", "recall")
        )
        table.add_row(row["class"], f"{row['found']:,}", f"{row['true']:,}", f"{row['correct']:,}", *shares)
    console.print(table)


def _show_numbers(console: Console, scored: dict[str, int | float | None]) -> None:
    """Say how the numbers proposed for doors without one compare with the truth."""
    shares = {name: _percent(scored[name]) for name in ("precision", "recall")}
    console.print(
        f"\nNumbers proposed for doors without one: {scored['found']:,}, of {scored['true']:,} such doors; "
        f"{scored['correct']:,} as they should be (precision {shares['precision']}, recall {shares['recall']})."
    )


def _percent(share: float | None) -> str:
    """A share in per cent, cut and never rounded up; nothing of nothing is no share."""
    return "-" if share is None else f"{int(share * 10_000) / 100:.2f} %"
