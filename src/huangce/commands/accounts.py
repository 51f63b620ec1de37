"""`huangce officers`: open accounts, grant and revoke roles, and list who may do what."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from huangce.accounts.models import Officer

OFFICE_TIME = ZoneInfo("Asia/Shanghai")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Username = Annotated[str, typer.Argument(help="The officer's username")]
Role = Annotated[str, typer.Argument(help="A role, see docs/reference/authority.md")]
Division = Annotated[str, typer.Argument(help="A division code, 000000000000 for everywhere")]
By = Annotated[str, typer.Option("--by", help="The security administrator who decides this.")]
From = Annotated[str, typer.Option("--from", help="First day, as 2018-06-01. Default: today.")]
Until = Annotated[str, typer.Option("--until", help="First day on which it is over. Default: open.")]

officers = typer.Typer(help="Accounts and rights.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(officers, name="officers")


@officers.command()
def add(
    username: Username,
    name: Annotated[str, typer.Argument(help="The name that others see")],
    begins: From = "",
    ends: Until = "",
    as_json: Json = False,
) -> None:
    """Open an account."""
    rooms = _rooms()
    officer = rooms.add(username, name, on=_day(begins) or _today(), until=_day(ends))
    _tell({"officer": officer.username, "name": officer.display_name}, f"Opened the account {officer}.", as_json)


@officers.command()
def password(
    username: Username,
    from_input: Annotated[bool, typer.Option("--stdin", help="Read it from the first line of standard input.")] = False,
) -> None:
    """Give an officer a password for the pages. Whoever is signed in with the old one must sign in again."""
    import getpass
    import sys

    rooms = _rooms()
    from huangce.accounts.sign_in import set_password

    officer = rooms.find(username)
    given = sys.stdin.readline().rstrip("\n") if from_input else getpass.getpass("New password: ")
    set_password(officer, given)
    typer.echo(f"{officer} can sign in with the new password.")


@officers.command("list")
def list_officers(as_json: Json = False) -> None:
    """List the accounts with the grants that are valid today or later."""
    _rooms()
    from huangce.accounts.models import Officer

    today = _today()
    rows: list[dict[str, Any]] = []
    for officer in Officer.objects.prefetch_related("grants").order_by("username"):
        grants = [g for g in officer.grants.order_by("id") if g.valid_to is None or g.valid_to > today]
        rows.append(
            {
                "officer": officer.username,
                "name": officer.display_name,
                "open": officer.is_active(today),
                "grants": [
                    {
                        "role": grant.role,
                        "division": grant.division,
                        "acts": grant.acts,
                        "from": grant.valid_from.isoformat(),
                        "until": grant.valid_to.isoformat() if grant.valid_to else None,
                    }
                    for grant in grants
                ],
            }
        )
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['officer']}  {row['name']}{'' if row['open'] else '  (closed)'}")
        for held in row["grants"]:
            acts = f"  only {', '.join(held['acts'])}" if held["acts"] else ""
            typer.echo(f"    {held['role']}  {held['division']}  {held['from']} – {held['until'] or ''}{acts}")


@officers.command()
def close(username: Username, begins: From = "", as_json: Json = False) -> None:
    """Close an account. What the officer recorded stays under that name."""
    rooms = _rooms()
    officer, day = rooms.find(username), _day(begins) or _today()
    rooms.close(officer, on=day)
    _tell({"officer": officer.username, "closed": day.isoformat()}, f"{officer} is closed from {day}.", as_json)


@officers.command()
def grant(
    username: Username,
    role: Role,
    division: Division,
    *,
    by: By = "",
    begins: From = "",
    ends: Until = "",
    act: Annotated[list[str] | None, typer.Option("--act", help="Only these acts of the role; repeatable.")] = None,
    as_json: Json = False,
) -> None:
    """Give an officer a role in a division and all that lies below it."""
    rooms = _rooms()
    made = rooms.grant(
        rooms.find(username),
        role,
        division,
        by=_decider(rooms, by),
        on=_day(begins) or _today(),
        until=_day(ends),
        acts=act or (),
    )
    told = f"{username} is {made.role} in {made.division} from {made.valid_from}."
    _tell({"officer": username, "role": made.role, "division": made.division}, told, as_json)


@officers.command()
def revoke(
    username: Username, role: Role, division: Division, *, by: By = "", begins: From = "", as_json: Json = False
) -> None:
    """End a grant. It stays on record until when it was valid."""
    rooms = _rooms()
    day = _day(begins) or _today()
    ended = rooms.revoke(rooms.find(username), role, division, by=_decider(rooms, by), on=day)
    _tell({"officer": username, "revoked": ended}, f"Revoked {ended} of {username} from {day}.", as_json)


def _rooms() -> Any:
    """Have the database, then return the functions on officers."""
    from huangce.home import django

    django.setup()
    from huangce.accounts import officers as functions

    return functions


def _decider(rooms: Any, username: str) -> Officer | None:
    return rooms.find(username) if username else None


def _today() -> date:
    return datetime.now(OFFICE_TIME).date()


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no date: write it as 2018-06-01.") from None


def _tell(row: dict[str, Any], sentence: str, as_json: bool) -> None:
    typer.echo(json.dumps(row, ensure_ascii=False) if as_json else sentence)
