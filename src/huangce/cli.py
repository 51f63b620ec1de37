"""The table of contents of the command line: `huangce --help`. Each noun has its file in `commands/`."""

from __future__ import annotations

import importlib
import json
import sys

import click
import typer

from huangce.errors import HuangceError

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
    "addresses",
    "assess",
    "match",
)

for _name in MODULES:
    importlib.import_module(f"huangce.commands.{_name}").add_to(app)


def main() -> None:
    """Run the command line; every expected error is one clear line and a non-zero exit."""
    try:
        code = app(standalone_mode=False)
    except HuangceError as error:
        if "--json" in sys.argv:
            click.echo(json.dumps({"code": error.code, "message": error.message}, ensure_ascii=False), err=True)
        else:
            click.echo(f"huangce: {error.message} [{error.code}]", err=True)
        sys.exit(2)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
