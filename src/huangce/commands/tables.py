"""Tables as files on the command line: lists of addresses in, the same lists with columns added out."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TYPE_CHECKING

from huangce.commands.writing import written
from huangce.errors import NotFound, Unreadable

if TYPE_CHECKING:
    import polars as pl

FORMATS = (".csv", ".xlsx", ".parquet")
ADDRESSES = re.compile(r".*(?:住|地)址.*|.*address.*|房屋坐落", re.IGNORECASE)


class NoSuchColumn(NotFound):
    """{file} has no column "{column}"; it has: {columns}."""

    code = "no-such-column"


class WhichColumn(NotFound):
    """{file}: name the column that holds the addresses with --column; it has: {columns}."""

    code = "which-column"


class UnknownFormat(Unreadable):
    """{file}: write or read .csv, .xlsx or .parquet."""

    code = "unknown-format"


class BrokenTable(Unreadable):
    """{file} cannot be read as a table: {why}."""

    code = "broken-table"


class NoHeader(Unreadable):
    """{file}: its first line is an address; write the name of the column above it."""

    code = "no-header"


def require(table: pl.DataFrame, file: Path, *columns: str) -> None:
    """Raise `NoSuchColumn` for the first column that a table does not have."""
    for column in columns:
        if column not in table.columns:
            raise NoSuchColumn(file=file.name, column=column, columns=", ".join(table.columns))


def column_of_addresses(table: pl.DataFrame, file: Path) -> str:
    """Return the only column, or the only one whose header says that it holds addresses.

    Raises `WhichColumn`, and `NoHeader` where an address stands in the place of the only header.
    """
    from huangce.addressing import parse

    found = table.columns if table.width == 1 else [name for name in table.columns if ADDRESSES.fullmatch(name.strip())]
    if len(found) != 1:
        raise WhichColumn(file=file.name, columns=", ".join(table.columns))
    if table.width == 1 and parse(found[0]).division_code:
        raise NoHeader(file=file.name)
    return str(found[0])


def decoded(data: bytes) -> str:
    """Return the text of a csv file: UTF-8, UTF-16 with its mark (a workbook's "Unicode text"), or else GB 18030.

    Raises `ValueError` where a header in UTF-8 stands above rows that are not: either reading would lose some.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            if _is_chinese(data.split(b"\n", 1)[0]):
                raise ValueError(f"its header is in UTF-8, and byte {error.start} is not: save it in one") from None
            text = data.decode("gb18030")
    return text if "\n" in text else text.replace("\r", "\n")


def _is_chinese(line: bytes) -> bool:
    """Whether a line is UTF-8 throughout, with Chinese in it: that of GB 18030 hardly ever is."""
    try:
        return any("\u4e00" <= character <= "\u9fff" for character in line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return False


def separator_of(text: str) -> str:
    """Return what stands between the cells of a csv file: a comma, or else the tab or semicolon of its header."""
    head = text.split("\n", 1)[0]
    return next((sign for sign in (",", "\t", ";") if sign in head), ",")


def read_table(path: Path) -> pl.DataFrame:
    """Read csv (`decoded`), xlsx, xls or parquet; cells of csv and workbooks are text. Raises `Unreadable`."""
    import fastexcel
    import polars as pl

    try:
        if path.suffix == ".parquet":
            return pl.read_parquet(path)
        if path.suffix in (".xlsx", ".xls"):
            return pl.read_excel(path, infer_schema_length=0)
        if path.suffix in (".csv", ".txt"):
            text = decoded(path.read_bytes())
            return pl.read_csv(text.encode(), infer_schema_length=0, separator=separator_of(text))
    except (OSError, UnicodeDecodeError, pl.exceptions.PolarsError, fastexcel.FastExcelError, ValueError) as error:
        raise BrokenTable(file=path.name, why=str(error).splitlines()[0][:120]) from error
    raise UnknownFormat(file=path.name)


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Write csv, xlsx or parquet; outside parquet a list is one text. Raises `UnknownFormat` and `NotWritable`."""
    import polars as pl

    if path.suffix not in FORMATS:
        raise UnknownFormat(file=path.name)
    flat = frame.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join("; ") for name, kind in frame.schema.items() if kind == pl.List
    )
    with written(path) as fresh:
        if path.suffix == ".parquet":
            frame.write_parquet(fresh)
        elif path.suffix == ".csv":
            flat.write_csv(fresh, include_bom=True)
        else:
            import xlsxwriter

            with (
                fresh.open("wb") as file,
                xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False}) as book,
            ):
                flat.write_excel(book)
