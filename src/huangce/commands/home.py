"""`huangce doctor`, `database-url`, `stop`, `backup`, `restore`: the care of an installation."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(doctor)
    app.command("database-url")(database_url)
    app.command()(stop)
    app.command()(backup)
    app.command()(restore)


def doctor(as_json: Json = False) -> None:
    """Say what this machine has, what is missing, and how to mend it. Ends with 1 if anything is missing."""
    from huangce.home.doctor import examine

    checks = []
    for check in examine():
        checks.append(check)
        if not as_json:
            typer.echo(f"{'ok     ' if check.ok else 'MISSING'} {check.name}: {check.found}")
            if not check.ok:
                typer.echo(f"        → {check.mend}")
    if as_json:
        rows = [{"name": c.name, "ok": c.ok, "found": c.found, "mend": "" if c.ok else c.mend} for c in checks]
        typer.echo(json.dumps(rows, ensure_ascii=False))
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


def database_url(
    owner: Annotated[bool, typer.Option("--owner", help="The owner's address, who may do everything.")] = False,
    as_json: Json = False,
) -> None:
    """Print the database's address, password included, for psql and for audits. The embedded server then runs on."""
    from huangce.home import database, django

    urls = database.ensure(keep=True)
    django.ensure_schema()
    url = urls.owner if owner else urls.app
    typer.echo(json.dumps({"url": url}) if as_json else url)
    if sys.stderr.isatty() and not database.is_external():
        typer.echo("The server runs on; `huangce stop` ends it.", err=True)


def stop(as_json: Json = False) -> None:
    """Stop the embedded database that a command left running. Work in progress is rolled back."""
    from huangce.home import database

    was_running = database.is_running()
    database.stop()
    if as_json:
        typer.echo(json.dumps({"stopped": was_running}))
    else:
        typer.echo("The database has stopped." if was_running else "No embedded database was running here.")


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write the backup, for instance county.huangce")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite FILE.")] = False,
    as_json: Json = False,
) -> None:
    """Write the whole register with its keys into FILE. Keep it as safe as the register itself."""
    from huangce.home import backup as backups

    with _progress("Backup") as progress:
        manifest = backups.backup(file, overwrite=force, progress=progress)
    _tell(file, manifest.rows, as_json, "Wrote")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup")],
    replace: Annotated[bool, typer.Option("--replace", help="Give up what this register holds.")] = False,
    as_json: Json = False,
) -> None:
    """Put the register of a backup here, whole or not at all, after its checksums were verified."""
    from huangce.home import backup as backups

    with _progress("Restore"):
        manifest = backups.restore(file, replace=replace)
    _tell(file, manifest.rows, as_json, "Restored")


def _tell(file: Path, rows: dict[str, int], as_json: bool, verb: str) -> None:
    total = sum(rows.values())
    if as_json:
        typer.echo(json.dumps({"file": str(file), "bytes": file.stat().st_size, "rows": rows}, ensure_ascii=False))
    else:
        size = file.stat().st_size / 2**20
        typer.echo(f"{verb} {file}: {total:,} rows in {len(rows)} tables, {size:.1f} MiB, checksums right.")


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int], None]]:
    """Show on a terminal that work goes on, and how many bytes are done."""
    if not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …") as status:
        yield lambda size: status.update(f"{what} … {size / 2**20:,.0f} MiB")
