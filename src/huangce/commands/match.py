"""`huangce match`: link a list to the register, or find persons held twice in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huangce.commands.writing import need_place, written
from huangce.errors import Unreadable

if TYPE_CHECKING:
    from huangce.matching.kept import Register as Known


class Engine(StrEnum):
    """The engines to choose from."""

    duckdb = "duckdb"
    spark = "spark"


class WhatToMatch(Unreadable):
    """Say what to match: --register FILE --list FILE, or --within FILE, and --out FILE."""

    code = "what-to-match"


Register = Annotated[Path | None, typer.Option("--register", help="The register, Parquet.")]
List = Annotated[Path | None, typer.Option("--list", help="The list to link to it, Parquet.")]
Out = Annotated[Path | None, typer.Option("--out", help="The file to write.")]
Where = Annotated[Engine, typer.Option("--engine", help="Where it runs.")]


def add_to(app: typer.Typer) -> None:
    """Add `match` to the command line; `match train` is a command of its own below it."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(match_lists)
    group.command("train")(train_model)
    app.add_typer(group, name="match")


def match_lists(
    context: typer.Context,
    register: Register = None,
    rows: List = None,
    within: Annotated[Path | None, typer.Option(help="Find persons held twice in this register instead.")] = None,
    out: Out = None,
    engine: Where = Engine.duckdb,
    model: Annotated[Path | None, typer.Option(help="A model of `match train` instead of the shipped one.")] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the register prepared in HUANGCE_HOME.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
) -> None:
    """Link the rows of a list to the register; 0.99 and above is automatic, below goes to a person."""
    if context.invoked_subcommand:
        return
    target = _target(out, register, rows, within)
    from huangce.matching import match, match_within
    from huangce.matching.model import read
    from huangce.matching.results import summary, write

    chosen = read(model) if model else None
    with _waiting("matching"):
        if within and not (register or rows):
            links = match_within(_known(within, keep=keep), engine=engine.value, model=chosen)
        elif register and rows and not within:
            links = match(_known(register, keep=keep), rows, engine=engine.value, model=chosen)
        else:
            raise WhatToMatch
    with written(target) as fresh:
        write(links, fresh)
    for file in filter(None, (register, rows, within)):
        _say_if_nothing_is_compared(file)
    counts = summary(links)
    if as_json:
        typer.echo(json.dumps(counts, ensure_ascii=False))
        return
    typer.echo(f"{counts['automatic']} links are automatic, {counts['for_review']} rows go to a person")
    for step, count in counts["steps"].items():
        typer.echo(f"  {step}: {count}")


def _say_if_nothing_is_compared(file: Path) -> None:
    """Say of a file whose columns have other names that nothing was read of it: an empty answer would not tell."""
    from huangce.matching.reading import COLUMNS, scanned

    if not COLUMNS.keys() & set(scanned(file, file.name).collect_schema()):
        typer.echo(f"{file.name} has none of the columns {', '.join(COLUMNS)}: nothing can be compared", err=True)


def _known(register: Path, *, keep: bool) -> Known:
    from huangce.matching.kept import kept

    return kept(register, f"file-{sha256(str(register.resolve()).encode()).hexdigest()[:12]}") if keep else register


def train_model(
    register: Register = None,
    rows: List = None,
    out: Out = None,
    engine: Where = Engine.duckdb,
) -> None:
    """Learn a model for `match --model` from a register and a list that have citizen numbers in common."""
    target = _target(out, register, rows)
    if not (register and rows):
        raise WhatToMatch
    from huangce.matching.model import write
    from huangce.matching.train import train

    with _waiting("learning"):
        model = train(register, rows, engine=engine.value)
    with written(target) as fresh:
        write(model, fresh, about=f"learnt from {register.name} and {rows.name}")
    typer.echo(f"{target}: {model.in_register:.1%} of the list is in the register")


def _target(out: Path | None, *read: Path | None) -> Path:
    if out is None:
        raise WhatToMatch
    need_place(out, *read)
    return out


@contextmanager
def _waiting(what: str) -> Iterator[None]:
    """Show on a terminal that something is going on."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(f"{what} …"):
        yield
