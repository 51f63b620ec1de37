"""`huangce agreements …`: under which agreements lists come and feeds go: see, enter, amend, end."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import As
from huangce.errors import Unreadable

if TYPE_CHECKING:
    from huangce.exchange.agreements import Agreement, FeedAgreement

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Code = Annotated[str, typer.Argument(help="code of the agreement: a kind of list, or the name given to one on a feed")]
File = Annotated[Path, typer.Argument(help="agreements as in agreements.toml; one that names a feed is of a feed")]
Reason = Annotated[str, typer.Option(help="why")]


class NoAgreementInFile(Unreadable):
    """{file} names no agreement {code}."""

    code = "no-agreement-in-file"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Agreements on what is delivered and what is told.")
    for name, command in (("list", list_all), ("show", show), ("enter", enter), ("amend", amend), ("end", end)):
        group.command(name)(command)
    app.add_typer(group, name="agreements")
    liaisons = typer.Typer(no_args_is_help=True, help="Officers who speak for other offices, under their agreements.")
    liaisons.command("list")(list_liaisons)
    liaisons.command("name")(name_liaison)
    liaisons.command("end")(end_liaison)
    app.add_typer(liaisons, name="liaisons")


def _setup() -> None:
    from huangce.home import django

    django.setup()


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, default=str))


def list_all(as_json: Json = False) -> None:
    """List the agreements that stand, with their versions and when each is due to be looked at again."""
    _setup()
    from huangce.county.agreed import given
    from huangce.exchange import agreement_store

    found = agreement_store.standing(given())
    if as_json:
        _print(
            [
                {
                    "code": one.code,
                    "direction": one.content.direction,
                    "version": one.version,
                    "since": one.since,
                    "review_due": one.review_due,
                    **dataclasses.asdict(one.content),
                }
                for one in found.values()
            ]
        )
        return
    for one in found.values():
        version = f"version {one.version}" if one.version else "from agreements.toml"
        due = f", look again by {one.review_due}" if one.review_due else ""
        typer.echo(f"{one.code}  {one.content.direction}  {version}{due}  {one.content.purpose}")


def show(code: Code, as_json: Json = False) -> None:
    """Show every version of a recorded agreement, the latest first."""
    _setup()
    from huangce.exchange import agreement_store

    for one in agreement_store.history(code):
        said = {
            "version": one.version,
            "entered_at": one.entered_at,
            "entered_by": one.entered_by,
            "ends": one.ends,
            "reason": one.reason,
            **one.content,
        }
        if as_json:
            _print(said)
            continue
        state = "ended" if one.ends else "entered" if one.version == 1 else "amended"
        typer.echo(f"version {one.version}, {state} {one.entered_at:%Y-%m-%d} {one.reason}".rstrip())
        for name, value in one.content.items():
            typer.echo(f"  {name}: {', '.join(value) if isinstance(value, list) else value}")


def enter(file: File, officer: As) -> None:
    """Record the agreements of a file; one that stands already is refused."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import agreement_store
    from huangce.exchange.agreements import read_all

    by = officers.find(officer)
    for one in read_all(file):
        typer.echo(f"{agreement_store.enter(one, by=by).code}: version 1 entered")


def amend(file: File, code: Code, reason: Reason, officer: As) -> None:
    """Record a new version of one agreement from a file; the former stays."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import agreement_store

    done = agreement_store.amend(_named(file, code), reason=reason, by=officers.find(officer))
    typer.echo(f"{code}: version {done.version}")


def _named(file: Path, code: str) -> Agreement | FeedAgreement:
    from huangce.exchange.agreements import read_all

    found = next((one for one in read_all(file) if one.code == code), None)
    if found is None:
        raise NoAgreementInFile(file=file.name, code=code)
    return found


def end(code: Code, reason: Reason, officer: As) -> None:
    """End an agreement: nothing is delivered or told under it any more."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import agreement_store

    agreement_store.end(code, reason=reason, by=officers.find(officer))
    typer.echo(f"{code} is ended; what was received stays until its retention ends")


def list_liaisons(as_json: Json = False) -> None:
    """List who speaks for which office."""
    _setup()
    from huangce.accounts.models import Officer
    from huangce.exchange import liaisons

    found = liaisons.standing()
    names = dict(Officer.objects.filter(pk__in=[one.officer for one in found]).values_list("pk", "username"))
    rows = [{"id": one.pk, "office": one.office, "officer": names[one.officer], "since": one.named_at} for one in found]
    if as_json:
        _print(rows)
        return
    for row in rows:
        typer.echo(f"{row['id']}  {row['office']}  {row['officer']}")


def name_liaison(
    liaison: Annotated[str, typer.Argument(help="username of a liaison officer")],
    office: Annotated[str, typer.Argument(help="the office as its agreements name it")],
    officer: As,
) -> None:
    """Let a liaison officer deliver and follow under the agreements of an office."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import liaisons

    done = liaisons.name(officers.find(liaison), office, by=officers.find(officer))
    typer.echo(f"{done.pk}  {done.office}  {liaison}")


def end_liaison(liaison: Annotated[int, typer.Argument(help="number of the naming")], officer: As) -> None:
    """End it: the officer delivers nothing more for that office."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import liaisons

    liaisons.end(liaison, by=officers.find(officer))
    typer.echo(f"{liaison} ended")
