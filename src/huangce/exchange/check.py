"""Check all rows of a list at once against its format: typed values, and every finding with its row and column.

Nothing is refused at the first error and nothing is corrected in silence: what a row says stays in the `Table`,
what can be worked with stands in the checked frame, and whatever differs is a finding. Whole columns are checked,
never row by row: a register of a million rows takes seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from huangce.errors import Problem, Where
from huangce.exchange.cleaning import INVISIBLE, NO_VALUE, NOTHING, ODD, PRIVATE_USE, clean, visible
from huangce.exchange.contradictions import Repetitions, note_contradictions
from huangce.exchange.findings import Findings
from huangce.exchange.formats import Format
from huangce.exchange.reading import Table
from huangce.exchange.reading.cells import LOST, lost_cells
from huangce.exchange.rows import Rows
from huangce.exchange.values import READERS, Cell, Columns, empty_columns, is_given

WITHOUT_WORDS = ("citizen_id", "date", "phone", "number", "division")  # types in which 无 is no value


@dataclass(frozen=True)
class Checked:
    """A list with typed values.

    rows: of the list, in parts. frame: all of them at once:
    `row` and, for each field of the format in its order, its columns (see `values.COLUMNS`): a citizen number is
    the valid number with 18 characters or null, beside it as `_written`, with its `_birth_date` and `_sex`; a date is
    null unless it is whole, beside it `_text` (1950-03), `_earliest` and `_latest`; a code is the stored code.
    usable: for each row, whether its required fields can be worked with; a row that is not is answered and left out.
    problems: `code, level, row, column, message`, see `messages`; row null for the list as a whole.
    """

    format: Format
    sheet: str
    rows: Rows
    problems: pl.DataFrame

    @property
    def frame(self) -> pl.DataFrame:
        """All rows at once; of a list of ten million gibibytes."""
        return self.rows.frame

    @cached_property
    def usable(self) -> pl.Series:
        """For each row, whether it can be used."""
        return self.rows.usable

    @cached_property
    def counts(self) -> dict[str, int]:
        """Rows, usable rows, and rows with an error or a warning."""
        with_row = self.problems.filter(pl.col("row").is_not_null())
        return {
            "rows": self.rows.height,
            "usable": int(self.usable.sum()),
            "with_error": with_row.filter(pl.col("level") == "error")["row"].n_unique(),
            "with_warning": with_row.filter(pl.col("level") == "warning")["row"].n_unique(),
        }

    def listed(self) -> list[Problem]:
        """Return the findings as problems, for a report of moderate length."""
        return [
            Problem(code, level, message, Where(self.sheet, row, column))
            for code, level, row, column, message in self.problems.iter_rows()
        ]


def check(table: Table, form: Format, mapping: Mapping[str, str], *, today: date) -> Checked:
    """Return the typed rows of a table and all findings, as `check_parts` does."""
    return check_parts([table], form, mapping, today=today)


def check_parts(parts: Iterable[Table], form: Format, mapping: Mapping[str, str], *, today: date) -> Checked:
    """Return the typed rows of a list that is read in parts, and all findings.

    mapping: canonical field to column of the table; other columns are not read. today: dates after it are in the
    future.
    """
    findings, repetitions, rows = Findings(), Repetitions(form, mapping), Rows(packs=not form.is_own)
    sheet = ""
    for table in parts:
        sheet = table.sheet
        findings.begin(table.rows)
        frame, usable, texts = _typed(table, form, mapping, findings, today)
        note_contradictions(frame, form, mapping, findings)
        repetitions.look(texts, frame)
        rows.add(frame, usable)
    if rows.height == 0:
        findings.add_for_list("nothing-to-read")
    repetitions.note(findings)
    return Checked(form, sheet, rows, findings.frame())


def _typed(
    table: Table, form: Format, mapping: Mapping[str, str], findings: Findings, today: date
) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame]:
    """Return the typed rows of a part, which of them can be used, and their cleaned texts."""
    shifted = _shifted_rows(table)
    lost = {column: _lost(table, column, findings) for column in mapping.values()}
    _carry_over(table, mapping, shifted, findings)
    texts = _texts(table, form, mapping, lost, findings)
    columns: Columns = {"row": table.rows}
    usable = ~shifted
    for field in form.fields:
        if field.name not in mapping:
            columns |= empty_columns(field, table.frame.height)
            continue
        column = mapping[field.name]
        given = texts[field.name]
        found = READERS[field.type](Cell(field, column, given, findings, today))
        columns |= found
        if field.need != "optional":
            findings.add(f"{field.need}-missing", given.is_null() & ~lost[column], column)
        if field.need == "required":
            usable = usable & is_given(field, found)
    frame = pl.DataFrame([series.alias(name) for name, series in columns.items()])
    return frame, usable, pl.DataFrame(list(texts.values()))


def _shifted_rows(table: Table) -> pl.Series:
    """Tell for each row whether it has more cells than the header, so that no column of it can be trusted."""
    beyond = [pl.col(column).is_not_null() for column in table.beyond]
    if not beyond:
        return pl.repeat(value=False, n=table.frame.height, dtype=pl.Boolean, eager=True)
    return table.frame.select(pl.any_horizontal(beyond)).to_series()


def _lost(table: Table, column: str, findings: Findings) -> pl.Series:
    """Note the cells whose content was lost before the file came, and tell for each row whether it is one."""
    lost = pl.repeat(value=False, n=table.frame.height, dtype=pl.Boolean, eager=True)
    if not any(one.code in LOST and one.where.column == column for one in table.problems):
        return lost
    kinds = None if table.kinds is None else table.kinds[column]
    for code, mask in lost_cells(table.frame[column], kinds).items():
        findings.add(code, mask, column)
        lost = lost | mask
    return lost


def _carry_over(table: Table, mapping: Mapping[str, str], shifted: pl.Series, findings: Findings) -> None:
    """Note what the reader found about the list, its rows and the columns that are read; cells are looked at again."""
    read = {"", *mapping.values()}
    again = (*LOST, "cells-beyond-header")
    findings.add_problems(one for one in table.problems if one.where.column in read and one.code not in again)
    findings.add("cells-beyond-header", shifted)


def _texts(
    table: Table, form: Format, mapping: Mapping[str, str], lost: Mapping[str, pl.Series], findings: Findings
) -> dict[str, pl.Series]:
    """Return the cleaned texts of each field that the list has."""
    kinds = {name: NO_VALUE if form.by_name[name].type in WITHOUT_WORDS else NOTHING for name in mapping}
    texts = clean(table.frame.select(pl.col(column).alias(name) for name, column in mapping.items()), kinds)
    is_odd = texts.select(pl.all().str.contains(ODD).any()).row(0)
    cleaned: dict[str, pl.Series] = {}
    for (name, column), odd in zip(mapping.items(), is_odd, strict=True):
        text = texts[name]
        if odd:
            findings.add("invisible-characters", text.str.contains(INVISIBLE), column)
            findings.add("private-use-character", text.str.contains(PRIVATE_USE), column)
            text = visible(text)
        cleaned[name] = text.set(lost[column], None) if lost[column].any() else text
    return cleaned
