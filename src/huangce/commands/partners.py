"""`huangce partners …`: other installations that papers are exchanged with, and the card they know this one by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Final

import typer

from huangce.commands.acting import As
from huangce.commands.writing import written

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
KEYLESS: Final = "no key to encrypt for: nothing goes there until it is ended and entered again"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Other installations, by the keys of their papers.")
    for name, command in (("list", list_all), ("enter", enter), ("end", end), ("key", key)):
        group.command(name)(command)
    app.add_typer(group, name="partners")


def _setup() -> None:
    from huangce.home import django

    django.setup()


def list_all(as_json: Json = False) -> None:
    """List the partners that stand: office, divisions, fingerprint of their keys, on which ground."""
    _setup()
    from huangce.exchange import cards, partners

    columns = ("id", "office", "divisions", "key", "encryption_key", "basis", "entered_at")
    rows = [{name: getattr(one, name) for name in columns} for one in partners.standing()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        keys = cards.fingerprint(row["key"], row["encryption_key"]) if row["encryption_key"] else KEYLESS
        typer.echo(f"{row['id']}  {row['office']}  {', '.join(row['divisions'])}  {row['basis']}  {keys}")


def enter(
    office: Annotated[str, typer.Argument(help="the other office")],
    card: Annotated[Path, typer.Option(help="its card, as its `huangce partners key --out` wrote it")],
    fingerprint: Annotated[str, typer.Option(help="the fingerprint, told by another way than the card")],
    division: Annotated[list[str], typer.Option(help="code of a county, town or village that it keeps, repeatable")],
    basis: Annotated[str, typer.Option(help="the agreement or letter under which the two exchange")],
    officer: As,
) -> None:
    """Exchange signed and encrypted papers with another installation, for the divisions that it keeps."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import cards, partners

    held = cards.read(card)
    by = officers.find(officer)
    done = partners.enter(office, division, held, fingerprint=fingerprint, basis=basis, by=by)
    typer.echo(f"{done.pk}  {done.office}  {', '.join(done.divisions)}")


def end(partner: Annotated[int, typer.Argument(help="number of the partner")], officer: As) -> None:
    """End it: nothing more of it is taken in."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import partners

    partners.end(partner, by=officers.find(officer))
    typer.echo(f"{partner} ended")


def key(
    out: Annotated[Path | None, typer.Option(help="write the card, for partners to enter, into this file")] = None,
    as_json: Json = False,
) -> None:
    """Print the public keys of this installation and their fingerprint, to compare by telephone. Needs no database."""
    from huangce.exchange import cards
    from huangce.register import signed

    card = cards.own()
    told = {
        "key": card["key"],
        cards.ENCRYPTS: card[cards.ENCRYPTS],
        "fingerprint": cards.fingerprint(card["key"], card[cards.ENCRYPTS]),
    }
    if out is not None:
        with written(out) as fresh:
            signed.write(card, fresh)
    if as_json:
        typer.echo(json.dumps(told))
        return
    for name, value in told.items():
        typer.echo(f"{name}: {value}")
