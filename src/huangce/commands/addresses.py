"""`huangce addresses`: read, match and measure addresses; train the model on a file of one's own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huangce.errors import NotFound, Unreadable

if TYPE_CHECKING:
    import polars as pl

    from huangce.addressing.index import AddressIndex

addresses = typer.Typer(help="Standard addresses: read, match, measure.", no_args_is_help=True)
BATCH = 8192


def add_to(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(addresses, name="addresses")


class NoSuchColumn(NotFound):
    """{file} has no column "{column}"; it has: {columns}."""

    code = "no-such-column"


class UnknownFormat(Unreadable):
    """{file}: write or read .csv, .xlsx or .parquet."""

    code = "unknown-format"


class BrokenTable(Unreadable):
    """{file} cannot be read as a table: {why}."""

    code = "broken-table"


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
    table = _read_table(file)
    _require(table, file, column)
    index = _index_of_file(register, division) if register else _index_of_register(division)
    matches = index.match(table[column])
    matches = matches.rename({name: f"match_{name}" for name in matches.columns if name in table.columns})
    import polars as pl

    result = pl.concat([table, matches], how="horizontal")
    _write_table(result, out)
    reasons = matches.group_by(matches.columns[3]).len("rows").sort("rows", descending=True)
    if as_json:
        import orjson

        typer.echo(orjson.dumps({"rows": len(table), "reasons": dict(reasons.rows())}).decode())
    else:
        typer.echo(f"{len(table)} rows → {out}")
        for reason, rows in reasons.rows():
            typer.echo(f"  {rows:>9}  {reason}")


def _require(table: pl.DataFrame, file: Path, *columns: str) -> None:
    for column in columns:
        if column not in table.columns:
            raise NoSuchColumn(file=file.name, column=column, columns=", ".join(table.columns))


def _index_of_file(file: Path, division: str | None) -> AddressIndex:
    from huangce.addressing.index import AddressIndex

    known = _read_table(file)
    _require(known, file, "address_id", "standard")
    return AddressIndex.build(known, default_division=division)


def _index_of_register(division: str | None) -> AddressIndex:
    from datetime import datetime

    from huangce.home import django

    django.setup()
    from huangce.places.matching import index_of_register
    from huangce.register.locks import raw_cursor

    with raw_cursor() as cursor:
        return index_of_register(cursor, on=datetime.now().astimezone().date(), default_division=division)


def _read_table(path: Path) -> pl.DataFrame:
    import polars as pl

    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        if path.suffix in (".xlsx", ".xls"):
            return pl.read_excel(path, infer_schema_length=0)
        if path.suffix in (".csv", ".txt"):
            data = path.read_bytes()
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = data.decode("gb18030")
            return pl.read_csv(text.encode(), infer_schema_length=0)
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError, ValueError) as error:
        raise BrokenTable(file=path.name, why=str(error).splitlines()[0][:120]) from error
    raise UnknownFormat(file=path.name)


def _write_table(frame: pl.DataFrame, path: Path) -> None:
    import polars as pl

    if path.suffix == ".parquet":
        frame.write_parquet(path)
        return
    flat = frame.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name, kind in frame.schema.items() if kind == pl.List
    )
    if path.suffix == ".csv":
        flat.write_csv(path, include_bom=True)
    elif path.suffix == ".xlsx":
        import xlsxwriter

        with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
            flat.write_excel(book)
    else:
        raise UnknownFormat(file=path.name)


@addresses.command()
def prepare(
    check: Annotated[
        bool, typer.Option("--check", help="Compare the checksums of what is there; build nothing.")
    ] = False,
) -> None:
    """Build what the engine keeps on this machine: the tables of all divisions, and its machine code."""
    from huangce.addressing import gazetteer, parse

    if check:
        path = gazetteer.kept_file()
        if path is None:
            raise NowhereToKeep
        gazetteer.of_file(path, check=True)
    else:
        path = gazetteer.prepare()
        parse("")
    typer.echo(f"{path}: {path.stat().st_size:,} bytes" if path else "No folder can be written: nothing is kept.")


@addresses.command()
def train(
    file: Annotated[Path, typer.Argument(help="Labelled addresses: FILE.bio or FILE.bio.gz.")],
    out: Annotated[Path, typer.Option("--out", help="The model to write.")],
    seed: Annotated[int, typer.Option("--seed", help="Another seed, another order of the addresses.")] = 1,
) -> None:
    """Train a model on a file of your own; `evaluate --model` measures it. The shipped model stays as it is."""
    from huangce.addressing.bio import read_bio
    from huangce.addressing.custom import train_custom
    from huangce.addressing.tagger import save

    labelled = read_bio(file)
    custom = train_custom(
        labelled, seed=seed, report=lambda epoch, loss: typer.echo(f"epoch {epoch}: loss {loss:.3f}", err=True)
    )
    save(custom.model, custom.labels, out)
    typer.echo(f"{len(labelled)} addresses, {len(custom.labels)} labels → {out}")


@addresses.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Labelled addresses: FILE.bio or FILE.bio.gz.")],
    model: Annotated[Path | None, typer.Option("--model", help="A model that `train` wrote.")] = None,
    as_json: Json = False,
) -> None:
    """Measure the engine on labelled addresses: F1 of spans and segments, whole addresses, speed, kinds of error."""
    if model:
        _evaluate_custom(file, model, as_json=as_json)
        return
    import polars as pl

    from huangce.addressing import parse_columns, parse_many
    from huangce.addressing.bio import read_bio
    from huangce.addressing.evaluation import TOP, score, spans_of

    labelled = read_bio(file)
    texts = ["".join(text for _, text in address) for address in labelled]
    column = pl.Series("text", texts)
    parse_columns(column.head(10))
    repeated = pl.concat([column] * max(1, 50_000 // len(texts)))
    began = time.perf_counter()
    parse_columns(repeated)
    speed = len(repeated) / (time.perf_counter() - began)
    parsed = parse_many(texts)
    result = score(
        [spans_of(address) for address in labelled],
        [[(s.label, s.start, s.end) for s in address.spans] for address in parsed],
        texts,
        [{name: address.division[name] for name in TOP} for address in parsed],
    )
    summary = {
        "addresses": result.addresses,
        "span_f1": round(100 * result.total.f1, 2),
        "whole_address": round(100 * result.whole / result.addresses, 2),
        "province_city_county_spans": round(100 * result.top_spans / result.addresses, 2),
        "province_city_county_names": round(100 * result.top_names / result.addresses, 2),
        "addresses_per_second": round(speed),
        "segments": {
            name: {
                "precision": round(100 * c.precision, 1),
                "recall": round(100 * c.recall, 1),
                "f1": round(100 * c.f1, 1),
                "spans": c.right + c.missed,
            }
            for name, c in result.segments.items()
        },
        "errors": [
            {"kind": kind, "share": round(100 * n / max(1, result.errors.total()), 1)}
            for kind, n in result.errors.most_common(10)
        ],
    }
    if as_json:
        import orjson

        typer.echo(orjson.dumps(summary, option=orjson.OPT_INDENT_2).decode())
        return
    for name, value in summary.items():
        if not isinstance(value, dict | list):
            typer.echo(f"{name:<28}{value:>10}")
    typer.echo(f"\n{'segment':<12}{'spans':>8}{'P':>8}{'R':>8}{'F1':>8}")
    for name, c in result.segments.items():
        typer.echo(
            f"{name:<12}{c.right + c.missed:>8}{100 * c.precision:>8.1f}{100 * c.recall:>8.1f}{100 * c.f1:>8.1f}"
        )
    typer.echo("\nThe ten commonest kinds of error")
    for kind, n in result.errors.most_common(10):
        typer.echo(f"{100 * n / result.errors.total():>6.1f} %  {kind}")


def _evaluate_custom(file: Path, model: Path, *, as_json: bool) -> None:
    """Print span F1 of a trained model over its own labels, and over the seven segments."""
    from huangce.addressing.bio import read_bio
    from huangce.addressing.custom import load_custom, tag
    from huangce.addressing.evaluation import Count, collapsed, count_spans, spans_of

    labelled = read_bio(file)
    truth = [spans_of(address) for address in labelled]
    custom = load_custom(model)
    tag(custom, [""])
    began = time.perf_counter()
    found = tag(custom, ["".join(text for _, text in address) for address in labelled])
    seconds = time.perf_counter() - began
    by_label = count_spans(truth, found)
    total = sum(by_label.values(), Count())
    segments = sum(count_spans([collapsed(t) for t in truth], [collapsed(f) for f in found]).values(), Count())
    summary = {
        "addresses": len(truth),
        "span_f1": round(100 * total.f1, 2),
        "segment_f1": round(100 * segments.f1, 2),
        "whole_address": round(
            100 * sum(collapsed(t) == collapsed(f) for t, f in zip(truth, found, strict=True)) / len(truth), 2
        ),
        "addresses_per_second": round(len(truth) / seconds),
    }
    labels = {label: round(100 * count.f1, 1) for label, count in sorted(by_label.items())}
    if as_json:
        import orjson

        typer.echo(orjson.dumps(summary | {"labels": labels}, option=orjson.OPT_INDENT_2).decode())
        return
    for name, value in (summary | {f"  {label}": f1 for label, f1 in labels.items()}).items():
        typer.echo(f"{name:<28}{value:>10}")
