"""`huangce partners …`: other installations whose signed papers are taken in, and the key they know this one by."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from huangce.commands.acting import As

Json = Annotated[bool, typer.Option("--json", help="print JSON")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Other installations, by the keys that they sign with.")
    for name, command in (("list", list_all), ("enter", enter), ("end", end), ("key", key)):
        group.command(name)(command)
    app.add_typer(group, name="partners")


def _setup() -> None:
    from huangce.home import django

    django.setup()


def list_all(as_json: Json = False) -> None:
    """List the partners that stand: office, divisions, key, on which ground."""
    _setup()
    from huangce.exchange import partners

    columns = ("id", "office", "divisions", "key", "basis", "entered_at")
    rows = [{name: getattr(one, name) for name in columns} for one in partners.standing()]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['office']}  {', '.join(row['divisions'])}  {row['basis']}  key {row['key']}")


def enter(
    office: Annotated[str, typer.Argument(help="the other office")],
    public_key: Annotated[str, typer.Option("--key", help="its public key (hex), told by another way than its papers")],
    division: Annotated[list[str], typer.Option(help="code of a county, town or village that it keeps, repeatable")],
    basis: Annotated[str, typer.Option(help="the agreement or letter under which the two exchange")],
    officer: As,
) -> None:
    """Take in what another installation signs, for the divisions that it keeps."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import partners

    done = partners.enter(office, division, public_key, basis=basis, by=officers.find(officer))
    typer.echo(f"{done.pk}  {done.office}  {', '.join(done.divisions)}")


def end(partner: Annotated[int, typer.Argument(help="number of the partner")], officer: As) -> None:
    """End it: nothing more of it is taken in."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import partners

    partners.end(partner, by=officers.find(officer))
    typer.echo(f"{partner} ended")


def key() -> None:
    """Print the public key of this installation, for partners to enter. Needs no database."""
    from huangce.register.signed import own_key

    typer.echo(own_key())
