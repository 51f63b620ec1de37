"""`huangce rates`: the figures of a division, as of a day, as known on a day; each opens down to its records."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import psycopg

    from huangce.rules.indicators import Rate
    from huangce.rules.population_changes import Statement
    from huangce.statistics.rates import Figure, Report
    from huangce.statistics.targets import Target

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(rates)


def rates(
    *,
    as_of: Annotated[str, typer.Option("--as-of", help="The day, as 2018-06-01. Default: today.")] = "",
    as_known: Annotated[
        str, typer.Option("--as-known", help="What was known at the end of that day. Default: all.")
    ] = "",
    since: Annotated[str, typer.Option("--since", help="First day of the period of changes. Default: 1 January.")] = "",
    division: Annotated[str, typer.Option("--division", help="A division code. Default: all that is held.")] = "",
    rows: Annotated[
        str, typer.Option("--rows", help="Print the records behind this figure: J10, J5:rest, J10:unknown, births …")
    ] = "",
    as_json: Json = False,
) -> None:
    """Print the figures of a division: n, N, not known, rate, target, and the clause that defines it."""
    asked: dict[str, Any] = {
        "as_of": _day(as_of, "--as-of") or _today(),
        "as_known": _day(as_known, "--as-known"),
        "since": _day(since, "--since"),
        "division": division,
    }
    from huangce.home import django

    django.setup()
    from huangce.statistics.snapshot import reading

    with reading() as cursor:
        if rows:
            _print_rows(cursor, rows, as_json=as_json, **asked)
            return
        from huangce.statistics.rates import report

        found = report(cursor, **asked)
    if as_json:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        _print_report(found)


def _today() -> date:
    from huangce.register.record import OFFICE_TIME

    return datetime.now(OFFICE_TIME).date()


def _day(text: str, option: str) -> date | None:
    """Read the day of an option; what is not known yet is refused."""
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("write a day as 2018-06-01", param_hint=option) from error
    if day > _today():
        raise typer.BadParameter("that day is still to come", param_hint=option)
    return day


def _print_rows(cursor: psycopg.Cursor[Any], code: str, *, as_known: date | None, as_json: bool, **asked: Any) -> None:
    """Print the records behind a figure, one a line: record, village, the act that made a change, the items lacking."""
    from huangce.statistics.drill import records_behind
    from huangce.statistics.view import view_of

    for one in records_behind(cursor, view_of(cursor, **asked), code):
        if as_json:
            told = {"record": one.record, "division": one.village or None, "act": one.act}
            typer.echo(json.dumps(told | ({"lacks": one.lacks} if one.lacks else {})))
        else:
            lacking = (",".join(one.lacks),) if one.lacks else ()
            typer.echo("\t".join((str(one.record), one.village or "-", str(one.act or "-"), *lacking)))


def _as_json(found: Report) -> dict[str, Any]:
    from huangce.statistics.areas import name_of

    return {
        "as_of": found.as_of.isoformat(),
        "as_known": found.as_known.isoformat() if found.as_known else None,
        "position": found.position,
        "division": {"code": found.here, "name": name_of(found.here) or None},
        "period": {"after": found.period[0].isoformat(), "until": found.period[1].isoformat()},
        "figures": [_figure_json(figure) for figure in found.figures],
        "divisions": [
            {
                "division": area.digits or None,
                "name": name_of(area.digits) or None,
                "registered": area.registered,
                "in_transit": area.in_transit,
                "unknown": area.unknown,
                "urban": _rate_json(area.urban),
                "residents": area.residents,
            }
            for area in found.parts
        ],
        "changes": {name: _statement_json(statement) for name, statement in found.statements.items()},
    }


def _rate_json(rate: Rate | None) -> dict[str, Any]:
    if rate is None:
        return {"n": None, "N": None, "unknown": None, "rate": None, "percent": None}
    return {
        "n": rate.n,
        "N": rate.of,
        "unknown": rate.unknown,
        "rate": None if rate.share is None else float(rate.share),
        "percent": rate.percent() or None,
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "name": figure.zh,
        "name_en": figure.en,
        **_rate_json(figure.rate),
        "not_known": figure.why or None,
        "target": _target_json(figure.target),
        "reaches": figure.reaches,
        "source": figure.source,
        "note": figure.note or None,
        **({"beside": dict(figure.beside)} if figure.beside else {}),
        **({"sample": figure.sample, "bounds": _bounds_json(figure)} if figure.sample is not None else {}),
    }


def _bounds_json(figure: Figure) -> dict[str, Any] | None:
    if figure.bounds is None:
        return None
    low, high = figure.bounds
    return {"low": float(low), "high": float(high), "level": 0.95, "holds_target": figure.is_undecided}


def _target_json(target: Target | None) -> dict[str, Any] | None:
    if target is None:
        return None
    until = None if target.until == date.max else target.until.isoformat()
    return {"at_least": float(target.at_least), "until": until, "source": target.source}


def _statement_json(statement: Statement) -> dict[str, Any]:
    return {
        "opening": statement.opening,
        "lines": dict(statement.lines),
        "closing": statement.closing,
        "balances": statement.balances,
    }


def _print_report(found: Report) -> None:
    from huangce.rules.indicators import INDICATORS
    from huangce.statistics.areas import name_of
    from huangce.statistics.tables import text_table

    known = f"as known on {found.as_known} (position {found.position})" if found.as_known else "as known now"
    here = f"{name_of(found.here) or 'Division'} {found.here}" if found.here else "The whole register"
    typer.echo(f"{here}, as of {found.as_of}, {known}\n")
    headers = ["code", "figure", "n", "N", "unknown", "rate %", "target", "reached", "source"]
    known_figures = [figure for figure in found.figures if figure.rate is not None]
    if known_figures:
        typer.echo(text_table(headers, [_figure_cells(figure) for figure in known_figures], right=range(2, 6)))
    for figure in known_figures:
        if figure.beside:
            words = INDICATORS[figure.code].beside
            told = "; ".join(f"{words[name]} {_grouped(count)}" for name, count in figure.beside.items())
            typer.echo(f"{figure.code}: {told}")
        if figure.sample is not None:
            typer.echo(f"{figure.code}: {_bounds_text(figure)}")
        if figure.note:
            typer.echo(f"{figure.code}: {figure.note}")
    typer.echo("\nNot known, which is not zero:")
    for figure in found.figures:
        if figure.rate is None:
            target = f"; target {_target(figure)}" if figure.target else ""
            typer.echo(f"{figure.code} {figure.zh} ({figure.source}): {figure.why}{target}")
    if found.parts:
        typer.echo("\n" + text_table(*_parts_table(found), right=range(2, 9)))
    for name, statement in found.statements.items():
        title = "Registered population" if name == "all" else "Urban registered population (by the same proxy)"
        typer.echo(f"\n{title}, after {found.period[0]} until {found.period[1]}")
        typer.echo(text_table(["", "", "persons"], _statement_rows(statement), right={2}))
        ends = "balances" if statement.balances else f"DOES NOT BALANCE: expected {_grouped(statement.expected)}"
        typer.echo(ends)


def _figure_cells(figure: Figure) -> list[str]:
    rate = figure.rate
    assert rate is not None
    return [
        figure.code,
        figure.zh,
        _grouped(rate.n),
        "" if rate.of is None else _grouped(rate.of),
        _grouped(rate.unknown),
        rate.percent(),
        _target(figure),
        {True: "yes", False: "no", None: ""}[figure.reaches],
        figure.source,
    ]


def _target(figure: Figure) -> str:
    """What should be reached, and by when."""
    target = figure.target
    if target is None:
        return ""
    by = "" if target.until == date.max else f" by {target.until}"
    return f"{float(target.at_least):g}{by}"


def _grouped(count: int) -> str:
    return f"{count:,}"


def _bounds_text(figure: Figure) -> str:
    from huangce.rules.sampling import percents

    if figure.bounds is None:
        return f"by sample {figure.sample}; nobody was checked yet"
    undecided = ", which hold the target: this sample cannot tell whether it is reached" if figure.is_undecided else ""
    return f"by sample {figure.sample}, bounds {' to '.join(percents(figure.bounds))} % at 95 %{undecided}"


def _parts_table(found: Report) -> tuple[list[str], list[list[str]]]:
    from huangce.statistics.areas import name_of

    headers = [
        "division",
        "name",
        "registered",
        "in transit",
        "unknown",
        "urban",
        "class unknown",
        "urban %",
        "residents",
    ]
    rows = []
    for area in found.parts:
        urban = ["", "", "not applicable"]
        if area.urban is not None:
            urban = [_grouped(area.urban.n), _grouped(area.urban.unknown), area.urban.percent()]
        counts = (area.registered, area.in_transit, area.unknown)
        rows.append(
            [
                area.digits,
                name_of(area.digits) or "(not stated)",
                *map(_grouped, counts),
                *urban,
                _grouped(area.residents),
            ]
        )
    return headers, rows


def _statement_rows(statement: Statement) -> list[list[str]]:
    from huangce.rules.population_changes import LINES

    opening = "not known" if statement.opening is None else _grouped(statement.opening)
    lines = [
        ["+" if LINES[code].enters else "−", f"{LINES[code].zh} {LINES[code].en} [{code}]", _grouped(count)]
        for code, count in statement.lines.items()
        if count
    ]
    return [["", "期初 opening", opening], *lines, ["=", "期末 closing", _grouped(statement.closing)]]
