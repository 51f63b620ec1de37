"""`huangce assess`: points for figures by an assessment plan (notice 004, annex 1; requirements 1.K)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huangce.errors import Problem
    from huangce.rules.assessment import Assessed, Checked, Plan

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(assess)


def assess(
    plan: Annotated[str, typer.Argument(help="A plan file, or the name of a plan that ships.")] = "",
    data: Annotated[str, typer.Argument(help="The figures (csv, xlsx, xls). None: explain the plan.")] = "",
    as_json: Json = False,
    plans: Annotated[bool, typer.Option("--plans", help="List the plans that ship, with their files.")] = False,
    checks: Annotated[bool, typer.Option("--checks", help="Print the checks over all rows instead.")] = False,
) -> None:
    """Apply an assessment plan to a table of figures: the points of every row, and what is wrong with it."""
    from huangce.rules.assessment import assess, check
    from huangce.statistics.assessment_plans import read_plan
    from huangce.statistics.figure_files import read_figures

    if plans:
        _list_plans(as_json)
        return
    if not plan:
        raise typer.BadParameter("name a plan; `huangce assess --plans` lists those that ship", param_hint="PLAN")
    asked = read_plan(plan)
    if not data:
        _explain(asked, as_json)
        return
    figures = read_figures(data, asked.columns)
    found = assess(asked, figures.rows)
    if checks:
        _print_checks(check(asked, found), as_json)
    elif as_json:
        _print_json([_row(one) for one in found])
    else:
        _print_table(asked, found)
        _print_checks(check(asked, found), as_json=False)
    _tell_aside(asked, found, figures.problems)


def _list_plans(as_json: bool) -> None:
    from huangce.statistics.assessment_plans import read_plan, shipped

    plans = [(name, path, read_plan(name)) for name, path in shipped().items()]
    if as_json:
        _print_json([{"name": name, "path": str(path), "title": plan.title} for name, path, plan in plans])
    else:
        for name, path, plan in plans:
            typer.echo(f"{name}\t{path}\t{plan.title}")


def _print_json(rows: Sequence[dict[str, Any]]) -> None:
    """Print a JSON list, one object a line."""
    typer.echo("[" + ",\n ".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]")


def _row(one: Assessed) -> dict[str, Any]:
    return {
        **one.identity,
        "scores": {name: None if points is None else float(points) for name, points in one.scores.items()},
        "total": None if one.total is None else float(one.total),
        "problems": [
            {
                "code": found.code,
                "level": found.level,
                "row": found.where.row,
                "column": found.where.column or None,
                "score": found.score or None,
                "message": found.message,
            }
            for found in one.problems
        ],
    }


def _print_table(plan: Plan, found: Sequence[Assessed]) -> None:
    from huangce.rules.figures import shown
    from huangce.statistics.tables import text_table

    def points(value: Any) -> str:
        return "—" if value is None else shown(value)

    headers = [
        *plan.identifying,
        *(f"{score.name} ({float(score.points):g})" for score in plan.scores),
        f"total ({float(plan.points):g})",
        "problems",
    ]
    rows = [
        [
            *one.identity.values(),
            *(points(value) for value in one.scores.values()),
            points(one.total),
            ", ".join(dict.fromkeys(problem.code for problem in one.problems)),
        ]
        for one in found
    ]
    first = len(plan.identifying)
    typer.echo(f"{plan.title}\n{plan.source}\n")
    typer.echo(text_table(headers, rows, right=range(first, first + len(plan.scores) + 1)))
    for one in found:
        for problem in one.problems:
            where = ", ".join(filter(None, (f"row {problem.where.row}", problem.where.column, problem.score)))
            typer.echo(f"{where}: {problem.message} [{problem.code}]")


def _print_checks(checked: Sequence[Checked], as_json: bool) -> None:
    from huangce.rules.figures import shown

    if as_json:
        _print_json(
            [
                {
                    "check": one.check.name,
                    "value": None if one.value is None else float(one.value),
                    "at_least": float(one.check.at_least),
                    "holds": one.holds,
                    "why": one.why or None,
                }
                for one in checked
            ]
        )
        return
    for one in checked:
        goal = shown(one.check.at_least)
        if one.value is None:
            typer.echo(f"{one.check.title} (≥ {goal}): not known, {one.why}")
        else:
            typer.echo(f"{one.check.title} (≥ {goal}): {shown(one.value)}, {'holds' if one.holds else 'does not hold'}")


def _tell_aside(plan: Plan, found: Sequence[Assessed], of_file: Sequence[Problem]) -> None:
    """Say on standard error what must not pass unseen: rows that were left out, and units that have no row."""
    for problem in of_file:
        where = f"row {problem.where.row}: " if problem.where.row else ""
        typer.echo(f"{where}{problem.message} [{problem.code}]", err=True)
    present = {one.unit.name for one in found if one.unit is not None}
    absent = [unit.name for unit in plan.units if unit.name not in present]
    if absent:
        typer.echo(f"no row of: {', '.join(absent)}", err=True)


def _explain(plan: Plan, as_json: bool) -> None:
    """Print what a plan reads and how it counts."""
    from huangce.rules.figures import shown

    if as_json:
        _print_json(
            [
                {
                    "name": plan.name,
                    "title": plan.title,
                    "source": plan.source,
                    "columns": {
                        one.name: {
                            "kind": one.kind or "name",
                            "optional": one.optional,
                            "meaning": one.meaning,
                            "excludes": one.excludes,
                        }
                        for one in plan.columns.values()
                    },
                    "scores": {
                        one.name: {
                            "points": float(one.points),
                            "formula": one.formula.text,
                            "cap": float(one.cap),
                            "floor": float(one.floor),
                            "source": one.source,
                        }
                        for one in plan.scores
                    },
                    "targets": {
                        unit.name: {name: float(value) for name, value in unit.targets.items()} for unit in plan.units
                    },
                    "notes": plan.notes,
                }
            ]
        )
        return
    typer.echo(f"{plan.title}\n{plan.source}\n\nColumns:")
    for column in plan.columns.values():
        excludes = f" (不含{'、'.join(column.excludes)})" if column.excludes else ""
        optional = ", optional" if column.optional else ""
        typer.echo(f"  {column.name} ({column.kind or 'name'}{optional}): {column.meaning}{excludes}")
    typer.echo("\nScores:")
    for score in plan.scores:
        bounds = f"at least {float(score.floor):g}, at most {float(score.cap):g}"
        typer.echo(f"  {score.name}: {score.formula.text}, {bounds}. {score.title}, {score.source}")
    typer.echo("\nTargets:")
    for unit in plan.units:
        targets = ", ".join(f"{name} {shown(value)}" for name, value in unit.targets.items())
        typer.echo(f"  {unit.name}: {targets}")
    typer.echo("\nNotes:")
    for note in plan.notes:
        typer.echo(f"  {note}")
