"""What every command that records an act does: find the officer, read the act from a file, print the receipt.

Who acts is said with `--as` or by HUANGCE_OFFICER; else it is the account named like the machine's user. A new
installation has no accounts, and whoever may run its commands may open them until there are administrators: so the
first load opens the account of the machine's user instead of asking for two more commands, and says so.
"""

from __future__ import annotations

import getpass
import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.errors import Unreadable

if TYPE_CHECKING:
    from huangce.accounts.models import Officer
    from huangce.register.receipts import Receipt


def machine_user() -> str:
    """Return the machine's user as a username: `operator` where its name could not be one."""
    from huangce.rules.authority import USERNAME

    try:
        name = getpass.getuser().lower()
    except (KeyError, OSError):
        name = ""
    return name if USERNAME.fullmatch(name) else "operator"


As = Annotated[
    str,
    typer.Option(
        "--as",
        envvar="HUANGCE_OFFICER",
        default_factory=machine_user,
        show_default="the machine's user",
        help="Username of the officer who acts.",
    ),
]


class NotAnAct(Unreadable):
    """{file} is not an act: it must be one JSON object with the fields of the act ({reason})."""

    code = "not-an-act"


def officer_named(username: str) -> Officer:
    """Set the register up and return the officer of that name."""
    from huangce.home import django

    django.setup()
    from huangce.accounts import officers

    return officers.find(username)


def officer_or_first(username: str) -> Officer:
    """Like `officer_named`, but where there is no account at all this one is opened, as registrar of everywhere."""
    from huangce.home import django

    django.setup()
    from huangce.accounts import officers

    first = officers.open_first(username, on=office_day())
    if first is None:
        return officers.find(username)
    typer.echo(f"There was no account: {username} was opened, as registrar (huangce officers list).", err=True)
    return first


def read_act(file: Path) -> dict[str, Any]:
    """Read a file, or standard input for `-`, as one JSON object. Raises `NotAnAct`."""
    name = "standard input" if str(file) == "-" else file.name
    try:
        text = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        payload = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_once_each)
    except OSError as error:
        raise NotAnAct(file=name, reason=error.strerror or str(error)) from None
    except KeyError as twice:
        raise NotAnAct(file=name, reason=f"it gives {twice} twice") from None
    except (ValueError, RecursionError):
        raise NotAnAct(file=name, reason="it is not JSON in UTF-8") from None
    if not isinstance(payload, dict):
        raise NotAnAct(file=name, reason="it is not an object")
    return payload


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The fields of a JSON object, of which the second of two would silently win."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise KeyError(name)
        found[name] = value
    return found


def office_day() -> date:
    """Today, in the time of the office."""
    from huangce.register.record import OFFICE_TIME

    return datetime.now(OFFICE_TIME).date()


def print_receipt(receipt: Receipt, as_json: bool) -> None:
    """Print what the officer gets back."""
    told = {
        "act": receipt.act,
        "kind": receipt.kind,
        "recorded_at": receipt.recorded_at.isoformat(),
        "created": dict(receipt.created),
        "digest": receipt.digest,
        "repeated": receipt.repeated,
    }
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    again = " (this was recorded before and is not repeated)" if receipt.repeated else ""
    typer.echo(f"Recorded act {receipt.act}: {receipt.kind}{again}")
    for name, created in receipt.created.items():
        typer.echo(f"  {name}: {created}")
    typer.echo(f"  digest {receipt.digest}")
