"""`huangce policies …`: supporting policies that departments hand in each quarter."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from huangce.commands.acting import As

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Quarter = Annotated[str, typer.Option("--quarter", help="as 2026Q1; this one if not given")]
Department = Annotated[int, typer.Argument(help="number of the department")]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Supporting policies, collected from departments each quarter.")
    for name, command in (
        ("list", list_all),
        ("ask", ask),
        ("end", end),
        ("enter", enter),
        ("none", none),
        ("take-back", take_back),
    ):
        group.command(name)(command)
    app.add_typer(group, name="policies")


def _setup() -> date:
    from huangce.home import django

    django.setup()
    from huangce.exchange.agreement_store import OFFICE_TIME

    return datetime.now(UTC).astimezone(OFFICE_TIME).date()


def list_all(quarter: Quarter = "", as_json: Json = False) -> None:
    """List who is asked in a quarter, what came, and who is late."""
    today = _setup()
    from huangce.exchange import policies

    asked = policies.read_quarter(quarter, today)
    rows: list[dict[str, Any]] = [
        {
            "department": line.department.pk,
            "name": line.department.name,
            "quarter": asked,
            "due_on": line.due_on.isoformat(),
            "state": "answered" if line.is_answered else "late" if line.is_late else "waiting",
            "policies": [
                {
                    "id": one.pk,
                    "title": one.title,
                    "number": one.number,
                    "issued_on": one.issued_on.isoformat() if one.issued_on else None,
                    "subject": one.subject,
                    "kept": one.kept,
                }
                for one in line.returns
            ],
        }
        for line in policies.of_quarter(asked, today=today)
    ]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        came = "; ".join(one["title"] or "nothing new" for one in row["policies"])
        typer.echo(f"{row['department']}  {row['name']}  {row['state']}  {came}".rstrip())


def ask(
    name: str, contact: Annotated[str, typer.Option(help="whom to ask there: office and telephone")], by: As
) -> None:
    """Ask a department each quarter, from this one on."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import policies

    done = policies.ask(name, contact, by=officers.find(by))
    typer.echo(f"{done.pk}  {done.name}")


def end(department: Department, reason: Annotated[str, typer.Option(help="why")], by: As) -> None:
    """Ask a department no more after this quarter; what came stays."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import policies

    policies.end(department, reason=reason, by=officers.find(by))
    typer.echo(f"{department} ended")


def enter(
    department: Department,
    title: str,
    issued: Annotated[str, typer.Option(help="day of issue, as 2026-04-02")],
    subject: Annotated[str, typer.Option(help="what it is about: see the reference")],
    by: As,
    number: Annotated[str, typer.Option(help="number of the document")] = "",
    kept: Annotated[str, typer.Option(help="where the text is to be found")] = "",
    quarter: Quarter = "",
) -> None:
    """Enter a policy that a department handed in."""
    today = _setup()
    from huangce.accounts import officers
    from huangce.exchange import policies

    try:
        issued_on = date.fromisoformat(issued)
    except ValueError:
        raise policies.PolicyInvalid(field="issued_on") from None
    policy = policies.Policy(title, number, issued_on, subject, kept)
    done = policies.enter(department, policies.read_quarter(quarter, today), policy, by=officers.find(by))
    typer.echo(f"{done.pk}  {done.quarter}  {done.title}")


def none(department: Department, by: As, quarter: Quarter = "") -> None:
    """Enter that a department issued no new policy in a quarter."""
    today = _setup()
    from huangce.accounts import officers
    from huangce.exchange import policies

    done = policies.enter(department, policies.read_quarter(quarter, today), None, by=officers.find(by))
    typer.echo(f"{done.pk}  {done.quarter}  nothing new")


def take_back(entry: Annotated[int, typer.Argument(help="number of the entry")], by: As) -> None:
    """Take an entry back that was made by mistake."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import policies

    policies.take_back(entry, by=officers.find(by))
    typer.echo(f"{entry} taken back")
