"""The table of contents of the command line: `huangce --help`. Each noun has its file in `commands/`."""

from __future__ import annotations

import importlib
import json
import sys
from typing import NoReturn

import typer

from huangce.errors import HuangceError
from huangce.home.interrupts import Interruptible

app = typer.Typer(
    name="huangce",
    help="Population register and standard addresses for a township, county or city.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

# A module of `commands/` adds its commands to the app in a function `add_to(app)`. It imports heavy libraries
# inside its functions, so that `huangce --help` stays fast.
MODULES: tuple[str, ...] = (
    "accounts",
    "address_files",
    "addresses",
    "agreements",
    "assess",
    "buildings",
    "demo",
    "exchange",
    "feeds",
    "findings",
    "home",
    "load",
    "match",
    "naming",
    "places",
    "plates",
    "partners",
    "policies",
    "rates",
    "referrals",
    "register",
    "samples",
    "seal",
    "serve",
    "simulate",
)

for _name in MODULES:
    importlib.import_module(f"huangce.commands.{_name}").add_to(app)


# Typer brings its own copy of click, of which it shows only the kinds of errors.
USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[2]  # ClickException


def main() -> None:
    """Run the command line; every expected error is one clear line and a non-zero exit."""
    try:
        with Interruptible():
            code = app(standalone_mode=False)
    except HuangceError as error:
        _fail(error.code, error.message, error.legal_ground)
    except typer.Abort:
        sys.exit(130)
    except USAGE_ERROR as error:
        message = error.format_message()  # type: ignore[attr-defined]
        if message:  # none when the help was shown because nothing was asked
            _fail("usage", message)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


def _fail(code: str, message: str, legal_ground: str = "") -> NoReturn:
    if "--json" in sys.argv:
        told = {"code": code, "message": message} | ({"legal_ground": legal_ground} if legal_ground else {})
        typer.echo(json.dumps(told, ensure_ascii=False), err=True)
    else:
        ground = f" Ground: {legal_ground}." if legal_ground else ""
        typer.echo(f"huangce: {message}{ground} [{code}]", err=True)
    sys.exit(2)


if __name__ == "__main__":
    main()
