"""From written cells to values, one function per type of field, each for a whole column.

Every function takes the cleaned texts of one field, notes what is wrong with them in the findings, and returns the
columns that the field has in the checked frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from huangce.exchange.findings import Findings
from huangce.exchange.formats import Field
from huangce.exchange.formats.codes import CODE_LISTS
from huangce.rules import divisions
from huangce.rules.columns import citizen_id, codes, dates, names

LONG_NUMBER = r"^[0-9０-９]{14,}[0-9０-９XxＸｘ]$"
NOT_IN_NAMES = r"[0-9０-９!-&(-,/:-@\[-`{-~？！￥…＃＊＋＝〈〉《》，。；：]"
MOBILE_OR_LANDLINE = r"^(?:(?:\+?86-?)?1[0-9]{10}|(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?)$"
SEVERAL_PHONES = r"[/、,，;；]"
DIGITS_BY_WIDTH = {chr(0xFF10 + i): str(i) for i in range(10)}
# The bounds of the national territory in degrees (GB 22021, CGCS2000).
BOUNDS = {"longitude": (73.0, 135.5), "latitude": (3.0, 54.0)}

Columns = dict[str, pl.Series]


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a list with its written header, its cleaned texts, and what a function needs to judge them."""

    field: Field
    column: str
    texts: pl.Series
    findings: Findings
    today: date


def _citizen_id(cell: Cell) -> Columns:
    read = citizen_id.columns(cell.texts, cell.today)
    cell.findings.add_codes(read["problem_code"], cell.column, but=("citizen-id-missing",))
    name = cell.field.name
    return {
        name: read["number"],
        f"{name}_written": read["written"],
        f"{name}_birth_date": read["birth_date"],
        f"{name}_sex": read["sex"],
    }


def _date(cell: Cell) -> Columns:
    read = dates.parse(cell.texts, None if cell.field.may_be_future else cell.today)
    cell.findings.add_codes(read["problem_code"], cell.column, but=("date-missing",))
    earliest, latest = read["earliest"], read["latest"]
    name = cell.field.name
    whole = earliest.set((earliest != latest).fill_null(value=False), None)
    return {name: whole, f"{name}_text": read["text"], f"{name}_earliest": earliest, f"{name}_latest": latest}


def _code(cell: Cell) -> Columns:
    found = codes.map(cell.texts, CODE_LISTS[cell.field.codes])
    cell.findings.add_codes(found["problem_code"], cell.column)
    return {cell.field.name: found["code"]}


def _name(cell: Cell) -> Columns:
    is_number = cell.texts.str.contains(LONG_NUMBER).fill_null(value=False)
    cell.findings.add("name-is-number", is_number, cell.column)
    texts = names.clean(cell.texts.set(is_number, None))
    cell.findings.add("name-characters", texts.str.contains(NOT_IN_NAMES), cell.column)
    return {cell.field.name: texts}


def _division(cell: Cell) -> Columns:
    texts = _half_width_digits(cell.texts)
    shaped = texts.str.contains(r"^[0-9]{12}$").fill_null(value=False)
    cell.findings.add("division-format", texts.is_not_null() & ~shaped, cell.column)
    texts = texts.set(~shaped, None)
    unknown = [code for code in texts.drop_nulls().unique() if not _is_division(code)]
    cell.findings.add("division-unknown", texts.is_in(pl.Series(unknown, dtype=pl.String).implode()), cell.column)
    return {cell.field.name: texts}


def _is_division(code: str) -> bool:
    try:
        return bool(divisions.spells(code))
    except divisions.UnknownDivision:
        return False


def _phone(cell: Cell) -> Columns:
    texts = _half_width_digits(cell.texts).str.replace_all(r"[\s()（）]", "")
    first = texts.str.replace(rf"{SEVERAL_PHONES}.*$", "")
    cell.findings.add("phone-format", texts.is_not_null() & ~first.str.contains(MOBILE_OR_LANDLINE), cell.column)
    return {cell.field.name: texts}


def _number(cell: Cell) -> Columns:
    numbers = _half_width_digits(cell.texts).cast(pl.Float64, strict=False)
    cell.findings.add(
        "number-unreadable", cell.texts.is_not_null() & ~numbers.is_finite().fill_null(value=False), cell.column
    )
    if cell.field.name in BOUNDS:
        low, high = BOUNDS[cell.field.name]
        cell.findings.add("coordinates-outside", (numbers < low) | (numbers > high), cell.column)
    return {cell.field.name: numbers}


def _text(cell: Cell) -> Columns:
    return {cell.field.name: cell.texts}


def _half_width_digits(texts: pl.Series) -> pl.Series:
    if not texts.str.contains(r"[０-９]").any():
        return texts
    return texts.str.replace_many(list(DIGITS_BY_WIDTH), list(DIGITS_BY_WIDTH.values()))


READERS: Mapping[str, Callable[[Cell], Columns]] = {
    "citizen_id": _citizen_id,
    "date": _date,
    "code": _code,
    "name": _name,
    "division": _division,
    "phone": _phone,
    "number": _number,
    "address": _text,
    "text": _text,
}

# The columns that a field of each type has in the checked frame, by what follows its name.
COLUMNS: Mapping[str, Mapping[str, pl.DataType]] = {
    "citizen_id": {"": pl.String(), "_written": pl.String(), "_birth_date": pl.Date(), "_sex": pl.String()},
    "date": {"": pl.Date(), "_text": pl.String(), "_earliest": pl.Date(), "_latest": pl.Date()},
    "number": {"": pl.Float64()},
}
PLAIN: Mapping[str, pl.DataType] = {"": pl.String()}


def empty_columns(field: Field, height: int) -> Columns:
    """Return the columns of a field that a list does not have."""
    kinds = COLUMNS.get(field.type, PLAIN)
    return {f"{field.name}{tail}": pl.repeat(None, height, dtype=kind, eager=True) for tail, kind in kinds.items()}


def is_given(field: Field, columns: Columns) -> pl.Series:
    """Tell for each row whether the field has a value that can be worked with; a wrong number can still be repaired."""
    tail = {"citizen_id": "_written", "date": "_earliest"}.get(field.type, "")
    return columns[f"{field.name}{tail}"].is_not_null()
