"""`huangce referrals …`: registered persons who live elsewhere, referred to that place, here or elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import As
from huangce.commands.seal import CannotRead
from huangce.commands.writing import written

if TYPE_CHECKING:
    from huangce.accounts.models import Officer
    from huangce.matching.referral_models import Referral, ReferralErasure

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Id = Annotated[int, typer.Argument(help="number of the referral")]
Day = Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="the day (default: today)")]
TAKEN = ("step", "division", "act", "words")
SHOWN = ("id", "state", "division", "to_division", "state_on", "due_on", "redirects")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Persons who live elsewhere, referred to the office of that place.")
    for name, command in (
        ("list", list_all),
        ("show", show),
        ("refer", refer),
        ("step", step),
        ("give-out", give_out),
        ("receive", receive),
    ):
        group.command(name)(command)
    app.add_typer(group, name="referrals")


def _acting(username: str) -> tuple[Officer, datetime]:
    from huangce.commands.acting import officer_named

    return officer_named(username), datetime.now(UTC)


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, default=str))


def _row(row: Referral, erasing: Sequence[ReferralErasure] = ()) -> dict[str, Any]:
    from huangce.matching.referrals import other_end

    shown = {name: getattr(row, name) for name in SHOWN}
    return {**shown, "other": other_end(row) or None, "erasure_waits_for": [one.division for one in erasing]}


def list_all(
    officer: As,
    out: Annotated[bool, typer.Option("--out", help="those out of the own divisions, not into them")] = False,
    waiting: Annotated[bool, typer.Option("--waiting", help="only those whose next step is on that side")] = False,
    page: Annotated[int, typer.Option(help="which fifty", min=1)] = 1,
    as_json: Json = False,
) -> None:
    """List referrals into or out of the own divisions, those due first; without a name."""
    by, now = _acting(officer)
    from huangce.accounts import authority
    from huangce.matching import desk, referral_erasures, referrals
    from huangce.matching.findings import OFFICE_TIME
    from huangce.rules.referrals import DECIDES, RECEIVERS

    today = now.astimezone(OFFICE_TIME).date()
    scopes = desk.scopes_of(authority.grants_of(by, today), today, duties=(DECIDES,) if out else RECEIVERS)
    found = referrals.listed(scopes=scopes, is_out=out, waiting=waiting or None, page=page)
    erasing = referral_erasures.waiting([one.pk for one in found])
    rows = [_row(one, erasing.get(one.pk, ())) for one in found]
    if as_json:
        _print(rows)
        return
    for row in rows:
        other = f"  {row['other']}" if row["other"] else ""
        if row["erasure_waits_for"]:
            other += f"  erasure waits for {', '.join(row['erasure_waits_for'])}"
        typer.echo(
            f"{row['id']}  {row['state']}  {row['division']} → {row['to_division']}  answer by {row['due_on']}{other}"
        )


def show(referral: Id, officer: As, as_json: Json = False) -> None:
    """Show a referral with its steps, the number masked; the look is noted."""
    by, now = _acting(officer)
    from huangce.matching import referral_erasures, referrals

    found = referrals.open_referral(referral, by=by, now=now)
    taken = [
        {
            "on": one.event.happened_on,
            "step": one.event.step,
            "division": one.event.division or None,
            "act": one.event.act,
            "words": one.words or None,
        }
        for one in found.taken
    ]
    told = {
        **_row(found.row, referral_erasures.waiting([referral]).get(referral, ())),
        "name": found.name,
        "number": found.number,
        "address": found.row.claimed_address,
        "contact": found.row.contact,
        "person": found.person,
        "steps": taken,
        "may_follow": [one.name for one in found.may_follow],
    }
    if as_json:
        _print(told)
        return
    for name, value in told.items():
        if name != "steps" and value not in (None, "", []):
            typer.echo(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    for one in taken:
        typer.echo("  ".join(["", str(one["on"]), *(str(one[name]) for name in TAKEN if one[name])]))


def refer(
    finding: Annotated[str, typer.Argument(help="the confirmed finding of a person who lives elsewhere")],
    to: Annotated[str, typer.Option(help="12 digits of the village")],
    address: Annotated[str, typer.Option(help="the address that was claimed")],
    contact: Annotated[str, typer.Option(help="how this office is reached, never the person")],
    how: Annotated[str, typer.Option(help="how the person was told: in_person, by_telephone, in_writing")],
    officer: As,
    on: Day = None,
) -> None:
    """Refer the person of a finding, who was told of it, to the village where they are said to live."""
    by, now = _acting(officer)
    from huangce.matching import referrals
    from huangce.matching.findings import OFFICE_TIME

    told_on = on.date() if on else now.astimezone(OFFICE_TIME).date()
    made = referrals.refer(finding, to=to, address=address, contact=contact, told_on=told_on, how=how, by=by, now=now)
    typer.echo(f"{made}  sent to {to}")


def step(
    referral: Id,
    name: Annotated[str, typer.Argument(help="the step, as docs/reference/findings.md has them", metavar="STEP")],
    officer: As,
    division: Annotated[str, typer.Option(help="of a redirection: 12 digits of the village")] = "",
    act: Annotated[int | None, typer.Option(help="the act that registered the residence")] = None,
    words: Annotated[str, typer.Option(help="why, or by what it is known")] = "",
    on: Day = None,
) -> None:
    """Take a step of a referral: received, visited, an answer, redirected, withdrawn, closed."""
    by, now = _acting(officer)
    from huangce.matching import referrals

    said = referrals.Said(division=division, act=act, words=words)
    taken = referrals.take_step(referral, name, said, on=on.date() if on else None, by=by, now=now)
    typer.echo(f"{referral}  {taken}")


def give_out(
    referral: Id,
    officer: As,
    out: Annotated[Path | None, typer.Option(help="write it into this file")] = None,
    erasure: Annotated[bool, typer.Option("--erasure", help="that the person is erased, or that it was done")] = False,
    to: Annotated[str, typer.Option(help="of an erasure: the village it was sent to (default: the first)")] = "",
) -> None:
    """Give out the encrypted paper for the other installation: referral, withdrawal, erasure, or an answer."""
    by, now = _acting(officer)
    from huangce.matching import referral_exchange

    if erasure:
        paper = referral_exchange.give_erasure(referral, division=to, by=by, now=now)
    else:
        paper = referral_exchange.give_out(referral, by=by, now=now)
    if out is None:
        _print(paper)
        return
    _write(paper, out)
    typer.echo(f"{referral}  {paper['document']} in {out.name}")


def receive(
    file: Annotated[Path, typer.Argument(help="a paper as the other installation gave it out")],
    officer: As,
    receipt: Annotated[Path | None, typer.Option(help="write the signed receipt into this file")] = None,
    as_json: Json = False,
) -> None:
    """Take in a signed paper of a partner: a referral, its withdrawal, or an answer. The same twice changes nothing."""
    by, now = _acting(officer)
    from huangce.matching import referral_exchange

    try:
        content = file.read_bytes()
    except OSError as error:
        raise CannotRead(file=file.name, reason=error.strerror or str(error)) from None
    taken = referral_exchange.take_in(content, file=file.name, by=by, now=now)
    if receipt is not None:
        _write(taken.receipt, receipt)
    if as_json:
        _print(
            {
                "referral": taken.referral,
                "state": taken.state,
                "repeated": taken.repeated,
                "receipt": taken.receipt,
            }
        )
    else:
        again = " (it was taken in before, nothing changed)" if taken.repeated else ""
        typer.echo(f"{taken.referral}  {taken.state}{again}")


def _write(document: dict[str, Any], file: Path) -> None:
    from huangce.register import signed

    with written(file) as fresh:
        signed.write(document, fresh)
