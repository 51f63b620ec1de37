"""`huangce naming`: take the name of a place through its procedure, from the proposal to the act."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import As, office_day, officer_named, print_receipt

if TYPE_CHECKING:
    from huangce.places.naming import Case

naming = typer.Typer(help="Names of places: proposed, checked, approved, in force.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(naming, name="naming")


@naming.command()
def propose(
    name: Annotated[str, typer.Argument(help="The name, with its generic part.")],
    officer: As,
    reason: Annotated[str, typer.Option(help="Why the place needs this name.")],
    division: Annotated[str, typer.Option(help="Code of the division of a new place.")] = "",
    kind: Annotated[str, typer.Option(help="thoroughfare, compound or village_place.")] = "thoroughfare",
    place: Annotated[int | None, typer.Option(help="Id of a place that is to be renamed.")] = None,
    begins: Annotated[str, typer.Option(help="Where it begins.")] = "",
    ends: Annotated[str, typer.Option(help="Where it ends.")] = "",
    direction: Annotated[str, typer.Option(help="Its direction.")] = "",
    side: Annotated[str, typer.Option(help="The side on which numbers start.")] = "",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day it is to take effect.")] = None,
    as_json: Json = False,
) -> None:
    """Propose a name for a new place, or another one for a place."""
    by = officer_named(officer)
    from huangce.places.naming import propose as make

    case = make(
        by=by,
        name=name,
        happened_on=on.date() if on else office_day(),
        reason=reason,
        place=place,
        place_kind=kind,
        division=division,
        begins_at=begins,
        ends_at=ends,
        direction=direction,
        number_side=side,
    )
    _print([case], as_json)


@naming.command()
def take(
    proposal: Annotated[int, typer.Argument(help="Number of the proposal.")],
    step: Annotated[str, typer.Argument(help="check, approve, refuse, withdraw or record.")],
    officer: As,
    words: Annotated[str, typer.Option(help="The reason, where the step needs one.")] = "",
    document: Annotated[str, typer.Option(help="Number of the approval.")] = "",
    as_json: Json = False,
) -> None:
    """Take a step of a proposal; `record` puts the name into force by an act."""
    by = officer_named(officer)
    from huangce.places.naming import take as go

    case, receipt = go(proposal, step, by=by, words=words, document=document)
    if receipt is not None:
        print_receipt(receipt, as_json)
    else:
        _print([case], as_json)


@naming.command("list")
def show(
    officer: As,
    division: Annotated[str, typer.Option(help="Code of a division.")],
    every: Annotated[bool, typer.Option("--all", help="Those that have ended too.")] = False,
    as_json: Json = False,
) -> None:
    """List proposals with their state and the steps that are open."""
    by = officer_named(officer)
    from huangce.accounts.authority import require_view
    from huangce.places.naming import cases
    from huangce.rules.authority import scope

    require_view(by, view="addresses", on=office_day(), division=division)
    _print(cases(scopes=(scope(division),), only_open=not every), as_json)


def _print(found: list[Case], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([_told(case) for case in found], ensure_ascii=False))
        return
    for case in found:
        row = case.proposal
        typer.echo(f"{row.pk}  {row.name} in {row.division} from {row.happened_on}: {case.state}")
        for other in case.found:
            typer.echo(f"  alike ({other.likeness}): {other.name}, place {other.place} in {other.division}")
        typer.echo("  open: " + (", ".join(step.name for step in case.open) or "nothing"))


def _told(case: Case) -> dict[str, Any]:
    row = case.proposal
    return {
        "proposal": row.pk,
        "name": row.name,
        "division": row.division,
        "place": row.place,
        "happened_on": row.happened_on.isoformat(),
        "state": case.state,
        "open": [step.name for step in case.open],
        "found": [asdict(one) for one in case.found],
        "steps": [
            {"step": one.step, "officer": one.officer, "at": one.at.isoformat(), "words": one.words, "act": one.act}
            for one in case.steps
        ],
    }
