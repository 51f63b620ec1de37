"""Read the simulated files back, knowing how they were written: the tests need no reader of the platform."""

from __future__ import annotations

import io
import tomllib
from functools import cache
from pathlib import Path

import fastexcel
import polars as pl

from huangce.simulate.formats import FORMATS

FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


@cache
def read(folder: Path, kind: str) -> pl.DataFrame:
    """Return the data rows of a list under their canonical names, all as text, empty cells null."""
    how = FORMATS[kind]
    file = folder / tomllib.loads((folder / "county.toml").read_text("utf-8"))["files"][kind]["file"]
    if file.suffix == ".csv":
        text = file.read_bytes().decode(how.encoding)
        table = pl.read_csv(io.BytesIO(text.encode()), infer_schema=False)
        return table.select([pl.col(header).alias(name) for name, header in how.headers.items()])
    sheet = fastexcel.read_excel(file).load_sheet(0, header_row=None, dtypes="string", skip_rows=0).to_polars()
    top = len(how.titles)
    upper = sheet.row(top)
    headers = list(upper)
    if how.bands:
        headers = [lower or above for above, lower in zip(upper, sheet.row(top + 1), strict=True)]
    first = top + (2 if how.bands else 1)
    rows = sheet.slice(first, len(sheet) - first - len(how.feet))
    return rows.select([pl.col(sheet.columns[headers.index(h)]).alias(name) for name, h in how.headers.items()])


def number(text: str | None) -> str | None:
    """Return a citizen number in its plain form of 18 characters where that can be told."""
    if text is None:
        return None
    plain = text.strip().translate(FULL_WIDTH).upper()
    return plain if len(plain) in (15, 18) else None


def same_number(one: str | None, other: str | None) -> bool:
    """Say whether two written numbers are one, the old form of 15 digits included."""
    a, b = number(one), number(other)
    if a is None or b is None:
        return False
    old = {len(a): a, len(b): b}
    if len(old) == 1:
        return a == b
    return old[18][:6] + old[18][8:17] == old[15]


def near_number(one: str | None, other: str | None) -> bool:
    """Say whether two numbers are a typing error apart (a wrong, swapped, lost or doubled digit)."""
    from rapidfuzz.distance import OSA

    a, b = (one or "").strip(), (other or "").strip()
    return min(len(a), len(b)) >= 15 and OSA.distance(a, b) <= 1


def near_name(one: str | None, other: str | None) -> bool:
    """Say whether two names differ in at most one character, blanks and kinds of dots apart."""
    a, b = ("".join(c for c in (name or "") if c not in " 　·•．.・") for name in (one, other))
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= 1
