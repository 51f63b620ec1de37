"""`huangce match`: link a list to the register, or find persons held twice in it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from huangce.errors import Unreadable


class Engine(StrEnum):
    """The engines to choose from."""

    duckdb = "duckdb"
    spark = "spark"


class WhatToMatch(Unreadable):
    """Say what to match: --register FILE --list FILE, or --within FILE, and --out FILE."""

    code = "what-to-match"


class NotWritable(Unreadable):
    """{file} cannot be written: {reason}."""

    code = "not-writable"


def add_to(app: typer.Typer) -> None:
    """Add `match` to the command line; `match train` is a command of its own below it."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(match_lists)
    app.add_typer(group, name="match")


def match_lists(
    context: typer.Context,
    register: Annotated[Path | None, typer.Option(help="The register, Parquet.")] = None,
    rows: Annotated[Path | None, typer.Option("--list", help="The list to link to it, Parquet.")] = None,
    within: Annotated[Path | None, typer.Option(help="Find persons held twice in this register instead.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the links go, Parquet.")] = None,
    engine: Annotated[Engine, typer.Option(help="Where it runs.")] = Engine.duckdb,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Link the rows of a list to the register; 0.99 and above is automatic, below goes to a person."""
    if context.invoked_subcommand:
        return
    if out is None or (within and (register or rows)):
        raise WhatToMatch
    if not out.parent.is_dir():
        raise NotWritable(file=out, reason="its folder does not exist")
    from huangce.matching import match, match_within
    from huangce.matching.results import summary

    if within:
        links = match_within(within, engine=engine.value)
    elif register and rows:
        links = match(register, rows, engine=engine.value)
    else:
        raise WhatToMatch
    try:
        links.write_parquet(out)
    except OSError as error:
        raise NotWritable(file=out, reason=error.strerror or str(error)) from error
    counts = summary(links)
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False))
        return
    typer.echo(f"{counts['automatic']} links are automatic, {counts['for_review']} rows go to a person")
    for step, count in counts["steps"].items():
        typer.echo(f"  {step}: {count}")
