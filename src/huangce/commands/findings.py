"""`huangce reconcile` and `huangce findings …`: what does not agree, who looks into it, what came of it."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import As, officer_or_first

if TYPE_CHECKING:
    from huangce.matching.findings import Report

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
WIDTH = 130
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day it is about (default: today)")]

# The codes of `matching.models.REASONS`, which loads the register.
REASON = (
    "one of confirmed (true, still to be acted on), act (an act settled it, name it with --act), not_same_person, "
    "alive_seen, evidence_wrong, done_elsewhere, nobody_knows (a visit found nobody who knows the person)"
)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(reconcile)
    group = typer.Typer(no_args_is_help=True, help="What reconciliation found, and what became of it.")
    for name, command in (
        ("list", list_findings),
        ("show", show),
        ("assign", assign),
        ("export", export),
        ("read", read),
        ("close", close),
        ("controls", controls),
    ):
        group.command(name)(command)
    app.add_typer(group, name="findings")


def _setup() -> None:
    from huangce.home import django

    django.setup()


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, default=str))


def reconcile(officer: As, as_of: Day = None, as_json: Json = False) -> None:
    """Hold the register against its residents and the lists of departments; nothing in the register changes."""
    from huangce.commands.progress import bars

    by = officer_or_first(officer)
    from huangce.county.answering import compare
    from huangce.matching.findings import reconcile_register

    with bars(quiet=as_json) as progress:
        report = reconcile_register(by=by, as_of=as_of.date() if as_of else None, progress=progress)
        compare(progress)
    if as_json:
        _print(dataclasses.asdict(report))
    else:
        _show_report(report)


def _show_report(report: Report) -> None:
    from huangce.matching.reconcile import CLASSES

    console = _console()
    rows = [
        (
            f"{CLASSES[one['class']]} {one['class']}",
            one["found"],
            one["automatic"],
            one["to_look_at"],
            f"{one['expected_false']:.1f}",
        )
        for one in report.classes
    ]
    console.print(_table(("finding", "found", "sure", "to look at", "expected false alarms"), rows))
    rows = [(one["list"], one["read"], one["matched"], one["answered"], one["dropped"]) for one in report.lists]
    console.print(_table(("list", "rows", "matched", "answered", "dropped"), rows))
    of = report.findings
    console.print(
        f"run {report.run}: {of['new']:,} new, {of['reopened']:,} asked again, "
        f"{of['no_longer_found']:,} no longer found"
    )


def _console() -> Any:
    """Return a console wide enough for the tables, also where the output is no terminal."""
    from rich.console import Console

    console = Console()
    return console if console.width >= WIDTH else Console(width=WIDTH)


def _table(titles: tuple[str, ...], rows: list[tuple[Any, ...]]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for i, title in enumerate(titles):
        table.add_column(title, justify="right" if i else "left", no_wrap=True)
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    return table


def list_findings(
    finding_class: Annotated[str, typer.Option("--class", help="such as deceased_not_cancelled")] = "",
    division: Annotated[str, typer.Option(help="division code; all that lies below counts")] = "",
    state: Annotated[str, typer.Option(help="open, assigned, confirmed, decided, closed or gone")] = "",
    as_json: Json = False,
) -> None:
    """List findings, without names."""
    _setup()
    from huangce.matching.findings import listing

    found = listing(finding_class=finding_class, division=division, state=state)
    if as_json:
        _print(found)
        return
    for one in found:
        until = f" until {one['deadline']}" if one["deadline"] else ""
        head = f"{one['id']}  {one['division']}  {one['class']}  {one['probability']:.2f}"
        typer.echo(f"{head}  {one['state']}{until}  {one['reason']}")
    typer.echo(f"{len(found):,} findings")


def show(finding: Annotated[str, typer.Argument(help="id of the finding")], officer: As, as_json: Json = False) -> None:
    """Show a finding: its evidence side by side, numbers masked, and what was done. The look is logged."""
    _setup()
    from huangce.accounts import officers
    from huangce.matching import findings
    from huangce.matching.evidence import SOURCES

    one = findings.look_at(finding, by=officers.find(officer))
    if as_json:
        _print(one)
        return
    console = _console()
    console.print(f"{one['id']}  {one['class']}  {one['division']}  {one['state']}  {one['probability']:.3f}")
    console.print(one["reason"])
    rows = [
        (
            line["item"],
            line["register_value"] or "",
            line["list_value"] or "",
            line["words"],
            "" if line["weight"] is None else f"{line['weight']:+.2f}",
            f"{SOURCES.get(line['source'], line['source'])} {line['row'] or ''}".strip(),
        )
        for line in one["evidence"]
    ]
    table = _table(("item", "register", "list", "compared", "weight", "source and row"), rows)
    for column in table.columns:
        column.justify, column.no_wrap = "left", False
    console.print(table)
    for event in one["events"]:
        more = [str(event[name]) for name in ("deadline", "reason", "act", "words") if event[name]]
        console.print(f"{event['at']:%Y-%m-%d %H:%M} officer {event['officer']}: {event['kind']} {' '.join(more)}")


def assign(
    division: Annotated[str, typer.Option(help="division code")],
    days: Annotated[int, typer.Option(min=1, help="working days until the deadline")],
    officer: As,
    as_json: Json = False,
) -> None:
    """Assign the open findings of a division with a deadline."""
    _setup()
    from huangce.accounts import officers
    from huangce.matching import findings

    count, deadline = findings.assign(division=division, working_days=days, by=officers.find(officer))
    if as_json:
        _print({"assigned": count, "deadline": deadline})
    else:
        typer.echo(f"{count:,} findings assigned until {deadline}")


def export(
    division: Annotated[str, typer.Option(help="division code")],
    out: Annotated[Path, typer.Option(help="FILE.xlsx, FILE.html or FILE.txt")],
    officer: As,
    as_json: Json = False,
) -> None:
    """Write the work list of a division: to fill in, to print, or as text. The look at its persons is logged."""
    _setup()
    from huangce.accounts import officers
    from huangce.matching import findings, worklists

    today = datetime.now(UTC).astimezone(findings.OFFICE_TIME).date()
    count = worklists.export(division, out, on=today, by=officers.find(officer))
    if as_json:
        _print({"file": str(out), "findings": count})
    else:
        typer.echo(f"{count:,} findings in {out}")


def read(
    file: Annotated[Path, typer.Argument(help="a work list that came back")], officer: As, as_json: Json = False
) -> None:
    """Take the results of a returned work list; what cannot be taken is listed by row. Ends with 1 if there is any."""
    _setup()
    from huangce.accounts import officers
    from huangce.matching import worklists

    result = worklists.read_returned(file, by=officers.find(officer))
    if as_json:
        _print(dataclasses.asdict(result))
    else:
        typer.echo(f"{result.taken:,} results taken, {result.empty:,} rows without a new one")
        for one in result.problems:
            typer.echo(f"row {one.where.row}: {one.message} [{one.code}]")
    if any(one.level == "error" for one in result.problems):
        raise typer.Exit(1)


def close(
    finding: Annotated[str, typer.Argument(help="id of the finding")],
    reason: Annotated[str, typer.Option(help=REASON)],
    officer: As,
    act: Annotated[int | None, typer.Option(help="the act that closed it")] = None,
    words: Annotated[str, typer.Option(help="in words")] = "",
    as_json: Json = False,
) -> None:
    """Decide a finding."""
    _setup()
    from huangce.accounts import officers
    from huangce.matching import findings

    state = findings.close(finding, reason=reason, by=officers.find(officer), act=act, words=words)
    if as_json:
        _print({"finding": finding, "state": state})
    else:
        typer.echo(f"{finding} is {state}")


def controls(
    officer: As,
    count: Annotated[int, typer.Option(help="how many, 1 to 200")] = 20,
    seed: Annotated[int, typer.Option(help="the same seed makes the same")] = 1,
    as_json: Json = False,
) -> None:
    """Make control pairs of invented people and seed them among the cases; each reviewer sees the own results alone."""
    _setup()
    from huangce.accounts import officers
    from huangce.county.controls import make

    made = make(count, seed=seed, by=officers.find(officer))
    if as_json:
        _print({"made": made})
    else:
        typer.echo(f"{made:,} control pairs are seeded")
