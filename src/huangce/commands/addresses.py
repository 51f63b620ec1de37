"""`huangce addresses`: read addresses, match them to the register, check a list of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huangce.commands import address_models
from huangce.commands.tables import column_of_addresses, read_table, require, write_table
from huangce.errors import NotFound

if TYPE_CHECKING:
    from huangce.addressing.checking import Checked
    from huangce.addressing.index import AddressIndex

addresses = typer.Typer(help="Standard addresses: read, match, measure.", no_args_is_help=True)
BATCH = 8192
LISTED = ("problems", "changes")
SHOWN = 100  # characters of row numbers told of each problem
address_models.add_to(addresses)


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(addresses, name="addresses")


class UnknownDefault(NotFound):
    """There is no division with the code {code_given}."""

    code = "unknown-division"


class NowhereToKeep(NotFound):
    """No folder can be written, so the tables of divisions are built anew by each process."""

    code = "nowhere-to-keep"


Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DefaultDivision = Annotated[
    str | None, typer.Option("--division", help="Code of the division in which texts lie that do not name one.")
]


@addresses.command()
def parse(
    division: DefaultDivision = None,
    why: Annotated[bool, typer.Option("--explain", help="Say why each part was read so, and the runner-up.")] = False,
    as_json: Json = True,
) -> None:
    """Read one address a line from standard input; write one JSON object a line, same order and count."""
    import orjson

    from huangce.addressing import explain, parse_many

    _check_division(division)
    out = sys.stdout.buffer
    for lines in _batches():
        for address in parse_many(lines, default_division=division):
            answer = address.to_dict()
            if why:
                answer["explanation"] = explain(address.text, address=address).to_dict()
            out.write(orjson.dumps(answer) + b"\n")
        out.flush()


def _batches() -> Iterator[list[str]]:
    """Yield the lines that have arrived, so that a program that waits for each answer gets it."""
    rest = b""
    while chunk := os.read(sys.stdin.fileno(), 1 << 18):
        *whole, rest = (rest + chunk).split(b"\n")
        for start in range(0, len(whole), BATCH):
            yield [_decoded(line) for line in whole[start : start + BATCH]]
    if rest:
        yield [_decoded(rest)]


def _decoded(line: bytes) -> str:
    return line.removesuffix(b"\r").decode("utf-8", "replace")


def _check_division(code: str | None) -> None:
    if code is None:
        return
    from huangce.addressing.columns import division_row
    from huangce.addressing.gazetteer import shipped

    if division_row(code, shipped()) < 0:
        raise UnknownDefault(code_given=code)


@addresses.command()
def match(
    file: Annotated[Path, typer.Option("--list", help="The list whose addresses are to be matched.")],
    column: Annotated[str, typer.Option("--column", help="Its column with addresses.")],
    out: Annotated[Path, typer.Option("--out", help="The list with the matches added.")],
    register: Annotated[
        Path | None,
        typer.Option(
            "--register",
            help="A file with the register's addresses (address_id, standard, division_code); "
            "without it, the address register of this installation.",
        ),
    ] = None,
    division: DefaultDivision = None,
    as_json: Json = False,
) -> None:
    """Add to each row the standard address that it means: id, standard text, score, reason, candidates."""
    _check_division(division)
    table = read_table(file)
    require(table, file, column)
    index = _index_of_file(register, division) if register else _index_of_register(division)
    matches = index.match(table[column])
    matches = matches.rename({name: f"match_{name}" for name in matches.columns if name in table.columns})
    import polars as pl

    result = pl.concat([table, matches], how="horizontal")
    write_table(result, out)
    reasons = matches.group_by(matches.columns[3]).len("rows").sort("rows", descending=True)
    if as_json:
        import orjson

        typer.echo(orjson.dumps({"rows": len(table), "reasons": dict(reasons.rows())}).decode())
    else:
        typer.echo(f"{len(table)} rows → {out}")
        for reason, rows in reasons.rows():
            typer.echo(f"  {rows:>9}  {reason}")


def _index_of_file(file: Path, division: str | None) -> AddressIndex:
    from huangce.addressing.index import AddressIndex

    known = read_table(file)
    require(known, file, "address_id", "standard")
    return AddressIndex.build(known, default_division=division)


def _index_of_register(division: str | None) -> AddressIndex:
    from datetime import datetime

    from huangce.home import django

    django.setup()
    from huangce.places.matching import index_of_register
    from huangce.register.locks import raw_cursor

    with raw_cursor() as cursor:
        return index_of_register(cursor, on=datetime.now().astimezone().date(), default_division=division)


@addresses.command()
def check(
    file: Annotated[Path, typer.Argument(help="The list to check: csv, xlsx or parquet.")],
    column: Annotated[str | None, typer.Option("--column", help="Its column with addresses.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Write every row back with its standard form added.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Where to; NAME.fixed beside the list if not said.")] = None,
    division: DefaultDivision = None,
    as_json: Json = False,
) -> None:
    """Say what is wrong with the addresses of a list, by kind and by row, and with --fix how they should be written."""
    import polars as pl

    from huangce.addressing import checking

    _check_division(division)
    table = read_table(file)
    column = column or column_of_addresses(table, file)
    require(table, file, column)
    texts = table[column].cast(pl.String).fill_null("")
    rows = list(checking.check(texts, default_division=division))
    written = None
    if fix:
        written = out or file.with_name(f"{file.stem}.fixed{file.suffix}")
        added = pl.DataFrame(
            {
                "standard": [row.standard or None for row in rows],
                "confidence": [row.confidence for row in rows],
                "problems": [[code for code, _ in row.problems] for row in rows],
                "changes": [[str(change) for change in row.changes] for row in rows],
            },
            schema={"standard": pl.String, "confidence": pl.String, **dict.fromkeys(LISTED, pl.List(pl.String))},
        )
        # A list that was checked before has all four: they are said anew. A column of the list's own is never touched.
        is_new = not set(added.columns) <= set(table.columns)
        if is_new and set(added.columns) & set(table.columns):
            added = added.rename({name: f"check_{name}" for name in added.columns})
        write_table(table.with_columns(added), written)
    _report(rows, written, as_json=as_json)


def _report(rows: list[Checked], written: Path | None, *, as_json: bool) -> None:
    from huangce.addressing import checking
    from huangce.addressing.problems import CODES

    confidence = {name: sum(row.confidence == name for row in rows) for name in checking.CONFIDENCE.values()}
    counted = checking.count(rows).most_common()
    doubtful = [row for row in rows if row.problems]
    if as_json:
        import orjson

        problems = [{"code": code, "level": level, "rows": number} for (code, level), number in counted]
        listed = [{"row": row.row, "problems": [code for code, _ in row.problems]} for row in doubtful]
        said = {"rows": len(rows), "confidence": confidence, "problems": problems, "found": listed}
        typer.echo(orjson.dumps(said | {"written": str(written) if written else None}).decode())
        return
    typer.echo(f"{len(rows)} rows: " + ", ".join(f"{number} {name}" for name, number in confidence.items()))
    for (code, level), number in counted:
        where = ", ".join(str(row.row) for row in doubtful if (code, level) in row.problems)
        typer.echo(f"{number:>9}  {level:<8}{code:<20}{CODES.get(code) or checking.OF_A_FILE[code]}")
        typer.echo(f"{'':>11}rows {where if len(where) <= SHOWN else where[:SHOWN].rpartition(',')[0] + ' …'}")
    if written:
        typer.echo(f"→ {written}")


@addresses.command()
def prepare(
    check: Annotated[
        bool, typer.Option("--check", help="Compare the checksums of what is there; build nothing.")
    ] = False,
) -> None:
    """Build what the engine keeps on this machine: the tables of all divisions, its machine code and byte code."""
    from huangce.addressing import gazetteer, parse
    from huangce.addressing.compiled import keep_byte_code

    if check:
        path = gazetteer.kept_file()
        if path is None:
            raise NowhereToKeep
        gazetteer.of_file(path, check=True)
    else:
        path = gazetteer.prepare()
        parse("")
        keep_byte_code(list(sys.modules.values()))
    typer.echo(f"{path}: {path.stat().st_size:,} bytes" if path else "No folder can be written: nothing is kept.")
