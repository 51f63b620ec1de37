"""`huangce places export`, `import` and `citing`: the register as a file, a file against it, and who cites it."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from huangce.commands.acting import As, office_day, officer_named
from huangce.commands.places import Approved, Day, Evidences, Json, places
from huangce.commands.tables import NoSuchColumn, UnknownFormat
from huangce.commands.writing import written

if TYPE_CHECKING:
    from huangce.places.bal_delta import Delta
    from huangce.places.citing import Citing
    from huangce.register.receipts import Receipt

SHOWN: Final = 20
File = Annotated[Path, typer.Argument(help="A file of addresses: .csv, .xlsx or .geojson.")]


def add_to(_app: typer.Typer) -> None:
    """Add the commands to those of `huangce places`."""
    places.command("export")(export)
    places.command("import")(import_file)
    places.command("citing")(citing)


def export(
    file: Annotated[Path, typer.Argument(help="The file to write: .csv or .geojson.")],
    scope: Annotated[str, typer.Option(help="Code of a division.")],
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Write the standing addresses of a division, one row an address. Nothing of persons is in it."""
    from huangce.home import django

    django.setup()
    from huangce.places import bal
    from huangce.rules import authority

    write = bal.WRITERS.get(file.suffix.lower())
    if write is None:
        raise UnknownFormat(file=file.name)
    found = bal.rows((authority.scope(scope),), on=on.date() if on else office_day())
    with written(file) as fresh, fresh.open("w", encoding="utf-8", newline="") as out:
        count = write(out, found)
    typer.echo(json.dumps({"addresses": count}) if as_json else f"{count:,} addresses → {file}")


def import_file(
    file: File,
    officer: As,
    confirmed: Annotated[
        bool, typer.Option("--record", help="Record what the report says; without it, only tell.")
    ] = False,
    approved_by: Approved = None,
    evidence: Evidences = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="CSV to write with every problem of every row.")
    ] = None,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Tell what a file of addresses would change in the register, and record it when that is confirmed."""
    by = officer_named(officer)
    from huangce.accounts.authority import require_view
    from huangce.exchange.address_tables import divisions_of, read_addresses
    from huangce.places.bal_acts import record_delta
    from huangce.places.bal_delta import delta
    from huangce.register.locks import raw_cursor
    from huangce.rules.acts.base import Evidence

    table = read_addresses(file)
    day = on.date() if on else office_day()
    require_view(by, view="addresses", on=office_day())
    for division in divisions_of(table):
        require_view(by, view="addresses", on=office_day(), division=division)
    rows, numbers = table.frame.rows(named=True), table.numbers.to_list()
    compare = partial(delta, rows=rows, numbers=numbers, named=table.named, on=day)
    receipts: list[Receipt] = []
    if confirmed:
        found, receipts = record_delta(
            compare,
            by=by,
            on=day,
            approved_by=None if approved_by is None else officer_named(approved_by).id,
            evidence=tuple(Evidence(kind=kind) for kind in evidence or ()),
        )
    else:
        with raw_cursor() as cursor:
            found = compare(cursor)
    if report is not None:
        _write_rows(report, [asdict(one) for one in found.problems], ("row", "code", "about"))
    _print_delta(found, [(one.act, one.kind) for one in receipts], as_json)


def _write_rows(file: Path, rows: list[dict[str, object]], columns: tuple[str, ...]) -> None:
    with written(file) as fresh, fresh.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, columns)
        writer.writeheader()
        writer.writerows(rows)


def _print_delta(found: Delta, acts: list[tuple[int, str]], as_json: bool) -> None:
    from huangce.places.bal_delta import by_code

    if as_json:
        told = {
            "counts": found.counts,
            "places_renamed": found.renamed,
            "renumbered": [asdict(one) for one in found.renumbered],
            "located": [asdict(one) for one in found.located],
            "certified": found.certified,
            "gone": found.gone,
            "problems": [asdict(one) for one in found.problems],
            "acts": acts,
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(", ".join(f"{count:,} {name}" for name, count in found.counts.items()))
    for code, count in by_code(found.problems).items():
        typer.echo(f"  {count:>7,}  {code}")
    for problem in found.problems[:SHOWN]:
        typer.echo(f"  row {problem.row}: {problem.code} {problem.about}")
    for address, standard in found.gone[:SHOWN]:
        typer.echo(f"  not in the file, and stays: {address}  {standard}")
    for act, kind in acts:
        typer.echo(f"Recorded act {act}: {kind}")


def citing(
    file: Annotated[Path, typer.Argument(help="A partner's list.")],
    county: Annotated[str, typer.Option(help="Code of the county in which its addresses lie.")],
    id_column: Annotated[str | None, typer.Option("--id", help="Its column with address ids.")] = None,
    text_column: Annotated[str | None, typer.Option("--text", help="Its column with addresses as texts.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="CSV to write with every row and its answer.")] = None,
    on: Day = None,
    as_json: Json = False,
) -> None:
    """Say how many rows of a partner cite a valid address id, and answer every row."""
    from huangce.home import django

    django.setup()
    import polars as pl

    from huangce.exchange.reading import read_table
    from huangce.places.citing import citing as answer
    from huangce.register.locks import raw_cursor

    named = [one for one in (id_column, text_column) if one is not None]
    table = read_table(file, vocabulary=frozenset(named) or None)
    places_of = dict(zip(table.headers, table.frame.columns, strict=True))
    for name in named or ["--id"]:
        if name not in places_of:
            raise NoSuchColumn(file=file.name, column=name, columns=", ".join(table.headers))
    ids, texts = (None if one is None else table.frame[places_of[one]] for one in (id_column, text_column))
    with raw_cursor() as cursor:
        found = answer(cursor, ids, texts, on=on.date() if on else office_day(), county=county[:6])
    if out is not None:
        taken = table.frame.columns
        answers = found.rows.rename({name: f"answer_{name}" for name in found.rows.columns if name in taken})
        with written(out) as fresh:
            pl.concat([table.frame, answers], how="horizontal").write_csv(fresh, include_bom=True)
    _print_citing(found, as_json)


def _print_citing(found: Citing, as_json: bool) -> None:
    if as_json:
        told = {**found.counts, "per_division": found.per_division}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for division, counts in (("in all", found.counts), *sorted(found.per_division.items())):
        share = f"{100 * counts['n'] / counts['N']:.1f} %" if counts["N"] else "–"
        rest = ", ".join(f"{count:,} {state}" for state, count in counts.items() if state not in ("n", "N", "valid"))
        typer.echo(f"{division or 'no division':<14}{counts['n']:>9,} of {counts['N']:>9,} valid ({share}); {rest}")
