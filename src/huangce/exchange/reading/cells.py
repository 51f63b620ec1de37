"""Cells whose content was lost before the file came: computed without result, errors, numbers beyond 15 digits.

A spreadsheet keeps 15 significant digits (IEEE 754). A citizen number of 18 digits that was typed as a number is
shown as 1.23457E+17 and its last three digits are gone; nobody can say what they were, so nobody guesses.
"""

from __future__ import annotations

import polars as pl

from huangce.errors import Problem
from huangce.exchange.reading.reports import for_rows

SCIENTIFIC = r"^\s*[1-9](?:\.[0-9]+)?[Ee]\+1[4-9]\s*$"
LOST = ("number-eaten", "cell-error", "formula-without-value")
SIXTEEN_DIGITS = r"^[0-9]{16,}$"


def eaten(column: pl.Series, kinds: pl.Series | None) -> pl.Series:
    """Tell for each cell whether it held a long number of which a spreadsheet has kept the first 15 digits only."""
    lost = column.str.contains_any(["E+1", "e+1"]).fill_null(value=False)
    if lost.any():
        lost = column.str.contains(SCIENTIFIC).fill_null(value=False)
    if kinds is not None:
        lost = lost | ((kinds.cast(pl.String) == "number") & column.str.contains(SIXTEEN_DIGITS).fill_null(value=False))
    return lost


def lost_cells(column: pl.Series, kinds: pl.Series | None) -> dict[str, pl.Series]:
    """Return, for each way of losing it, a mask of the cells whose content is lost; only the ways that occur."""
    masks = {"number-eaten": eaten(column, kinds)}
    if kinds is not None:
        masks["cell-error"] = kinds.cast(pl.String) == "error"
        masks["formula-without-value"] = kinds.cast(pl.String) == "formula"
    return {code: mask for code, mask in masks.items() if mask.any()}


def cell_problems(sheet: str, frame: pl.DataFrame, kinds: pl.DataFrame | None, rows: pl.Series) -> list[Problem]:
    """Return a problem for each cell of which the content is lost."""
    return [
        problem
        for name in frame.columns
        for code, mask in lost_cells(frame[name], None if kinds is None else kinds[name]).items()
        for problem in for_rows(code, sheet=sheet, rows=rows.filter(mask).to_list(), column=name)
    ]
