"""What commands that act share: the officer who acts, divisions and days as given, and answers as sentences or JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import office_day

if TYPE_CHECKING:
    from huangce.places.plate_queries import Page

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Division = Annotated[str, typer.Option("--division", help="A division code; all that lies below it counts.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day, as 2018-06-01. Default: today.")]
Number = Annotated[int, typer.Option("--page", min=1, help="Which page of the list.")]
EVERYWHERE = "000000000000"


def group_of(text: str, commands: Mapping[str, Callable[..., None]]) -> typer.Typer:
    """Return a group of commands with its help."""
    group = typer.Typer(no_args_is_help=True, help=text)
    for name, command in commands.items():
        group.command(name)(command)
    return group


def setup() -> None:
    """Have the database."""
    from huangce.home import django

    django.setup()


def division_of(code: str) -> str:
    """Return a division code of 12 digits. Raises `NotADivisionCode`."""
    from huangce.statistics.areas import digits_of

    return digits_of(code).ljust(12, "0")


def day(given: datetime | None) -> date:
    """Return the day of an option, today where none is given."""
    return given.date() if given else office_day()


def tell(data: Any, sentences: Iterable[str], as_json: bool) -> None:
    """Print one thing as JSON, or its sentences."""
    typer.echo(json.dumps(data, ensure_ascii=False, default=str) if as_json else "\n".join(sentences))


def tell_page(found: Page[Any], sentences: Sequence[str], as_json: bool) -> None:
    """Print a page of a list and how long the list is."""
    rows = [dataclasses.asdict(one) for one in found.rows]
    tell({"total": found.total, "rows": rows}, [*sentences, f"{len(found.rows):,} of {found.total:,}"], as_json)
