"""`huangce samples …`: persons drawn by lot, whose items are checked by hand."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import As
from huangce.commands.writing import written

if TYPE_CHECKING:
    from huangce.accounts.models import Officer
    from huangce.statistics.samples.progress import Progress

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Id = Annotated[int, typer.Argument(help="number of the sample", metavar="SAMPLE")]
Frame = Annotated[str, typer.Option(help="registered (户籍人口) or usual (常住人口)")]
Division = Annotated[str, typer.Option(help="a division code (default: the whole register)")]
DAY = ["%Y-%m-%d"]


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Samples drawn by lot and checked by hand: C5d, J7a, J7b.")
    for name, command in (
        ("size", size),
        ("draw", draw),
        ("list", list_all),
        ("show", show),
        ("sheet", sheet),
        ("read", read),
        ("answer", answer),
        ("repeat", repeat),
    ):
        group.command(name)(command)
    app.add_typer(group, name="samples")


def _acting(username: str) -> tuple[Officer, datetime]:
    from huangce.commands.acting import officer_named

    return officer_named(username), datetime.now(UTC)


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, default=str))


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()


def size(
    officer: As,
    frame: Frame = "usual",
    division: Division = "",
    half_width: Annotated[float, typer.Option(min=0.001, max=0.2, help="how exact: 0.01 for ± 1 %")] = 0.01,
    share: Annotated[float, typer.Option(min=0.5, max=1, help="the share that is expected to be right")] = 0.98,
    as_json: Json = False,
) -> None:
    """Say how many to draw for bounds that are so far apart, if so many are right."""
    by, now = _acting(officer)
    from huangce.rules import sampling
    from huangce.statistics.samples import drawing

    of = drawing.frame_size(frame, division, by=by, now=now)
    wanted = sampling.size_for(half_width, share, of)
    if as_json:
        _print({"frame": frame, "persons": of, "size": wanted, "half_width": half_width, "share": share})
    else:
        typer.echo(f"Draw {wanted} of {of}: bounds about ± {half_width:.1%} if {share:.1%} are right.")


def draw(
    officer: As,
    size: Annotated[int, typer.Option(help="how many persons")],
    frame: Frame = "usual",
    division: Division = "",
    as_of: Annotated[datetime | None, typer.Option(formats=DAY, help="the day (default: today)")] = None,
    due: Annotated[datetime | None, typer.Option(formats=DAY, help="answers by (default: in 30 days)")] = None,
    seed: Annotated[str, typer.Option(help="words or 64 hexadecimal digits, in place of the seal's")] = "",
    as_json: Json = False,
) -> None:
    """Draw persons by lot. What was drawn stays, so nobody draws until a sample pleases."""
    by, now = _acting(officer)
    from huangce.statistics.samples import drawing, progress

    made = drawing.draw_sample(frame, division, size, by=by, as_of=_day(as_of), due_on=_day(due), seed=seed, now=now)
    _tell(progress.shown(made.pk, by=by, now=now), as_json=as_json)


def list_all(
    officer: As,
    limit: Annotated[int, typer.Option(min=1, help="How many to print.")] = 50,
    as_json: Json = False,
) -> None:
    """List the samples that have to do with the own divisions, the newest first."""
    by, now = _acting(officer)
    from huangce.statistics.samples import progress

    rows = progress.listed(by=by, now=now, limit=limit + 1)
    if as_json:
        _print([_row(one) for one in rows[:limit]])
        return
    for one in rows[:limit]:
        typer.echo(_line(one))
    if len(rows) > limit:
        typer.echo(f"  … and more (--limit {2 * limit})")


def show(sample: Id, officer: As, as_json: Json = False) -> None:
    """Show how far a sample is and what it says so far: rates with their bounds, and the errors by item."""
    by, now = _acting(officer)
    from huangce.statistics.samples import progress

    _tell(progress.shown(sample, by=by, now=now), as_json=as_json)


def sheet(
    sample: Id,
    out: Annotated[Path, typer.Argument(help="file to write: .xlsx, .html or .txt")],
    officer: As,
) -> None:
    """Write the check sheet of the own divisions, numbers masked; the look at those on it is noted."""
    by, now = _acting(officer)
    from huangce.statistics.samples import sheets

    with written(out) as fresh:
        count = sheets.export(sample, fresh, by=by, now=now)
    typer.echo(f"{count} lines in {out.name}")


def read(
    file: Annotated[Path, typer.Argument(help="a check sheet that came back")], officer: As, as_json: Json = False
) -> None:
    """Take the answers of a returned check sheet; ends with 1 if a row could not be taken."""
    by, now = _acting(officer)
    from huangce.statistics.samples import sheets

    result = sheets.read_returned(file, by=by, now=now)
    if as_json:
        _print(asdict(result))
    else:
        typer.echo(f"{result.taken} taken, {result.empty} without a new result")
        for one in result.problems:
            typer.echo(f"  {one.where.sheet} row {one.where.row}: {one.message} [{one.code}]")
    if result.problems:
        raise typer.Exit(1)


def answer(
    sample: Id,
    line: Annotated[int, typer.Argument(help="number of the line in the sample")],
    outcome: Annotated[str, typer.Argument(help="checked, not_found or not_reached")],
    officer: As,
    wrong: Annotated[list[str] | None, typer.Option(help="an item that is wrong; once for each")] = None,
    on: Annotated[datetime | None, typer.Option("--on", formats=DAY, help="day of the check (default: today)")] = None,
) -> None:
    """Take what the check of one person found. Without --wrong a person who was checked is right in everything."""
    by, now = _acting(officer)
    from huangce.statistics.samples import answering

    is_new = answering.answer(sample, line, outcome=outcome, wrong=wrong or (), checked_on=_day(on), by=by, now=now)
    typer.echo(f"{sample}/{line}  {outcome}{'' if is_new else ' (as before)'}")


def repeat(sample: Id, officer: As, as_json: Json = False) -> None:
    """Draw a sample again from its seed, day and position, and say whether it is the same."""
    by, now = _acting(officer)
    from huangce.statistics.samples import drawing

    found = drawing.repeat(sample, by=by, now=now)
    if as_json:
        _print(
            {
                "sample": found.sample,
                "size": found.size,
                "forgotten": found.forgotten,
                "same": found.is_same,
                "seed": found.seed,
            }
        )
    else:
        typer.echo("The same was drawn again." if found.is_same else "ANOTHER LIST was drawn than the one kept.")
        typer.echo(drawing.SEEDS[found.seed])
        if found.forgotten:
            typer.echo(f"{found.forgotten} of {found.size} lines do not say any more who was drawn.")
    if not found.holds:
        raise typer.Exit(1)


def _row(one: Progress) -> dict[str, Any]:
    row = one.sample
    return {
        "sample": row.pk,
        "frame": row.frame,
        "division": row.division or None,
        "as_of": row.as_of,
        "position": row.position,
        "seed": row.seed,
        "seed_given": row.is_seed_given,
        "persons": one.tally.frame,
        "drawn": one.tally.count(),
        "answered": one.answered,
        "due_on": row.due_on,
        "drawn_at": row.drawn_at.isoformat(),
    }


def _tell(one: Progress, *, as_json: bool) -> None:
    from huangce.rules.sampling import OUTCOMES, percents

    outcomes = {name: one.tally.count(name) for name in OUTCOMES}
    if as_json:
        results = {
            each.code: {
                "n": each.rate.n,
                "N": each.rate.of,
                "unknown": each.rate.unknown,
                "bounds": [float(bound) for bound in each.bounds] if each.bounds else None,
            }
            for each in one.results
        }
        _print(_row(one) | {"outcomes": outcomes, "results": results, "wrong": one.wrong()})
        return
    typer.echo(_line(one))
    chosen = "given by an officer" if one.sample.is_seed_given else "of the signed head"
    typer.echo(f"  as known at position {one.sample.position}, seed {chosen}: {one.sample.seed}")
    typer.echo("  " + ", ".join(f"{name} {count}" for name, count in outcomes.items()))
    for each in one.results:
        bounds = f", bounds {' to '.join(percents(each.bounds))} %" if each.bounds else ""
        typer.echo(f"  {each.code}: {each.rate.n} of {each.rate.of}, {each.rate.unknown} not known{bounds}")
    for name, count in one.wrong().items():
        typer.echo(f"  {name} wrong or missing: {count}")


def _line(one: Progress) -> str:
    row = one.sample
    where = row.division or "everywhere"
    told = f"{one.answered} of {one.tally.count()} answered"
    return f"{row.pk}  {row.frame}  {where}  {row.as_of}  {told}, due {row.due_on}, of {one.tally.frame} persons"
