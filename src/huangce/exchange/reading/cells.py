"""Cells whose content was lost before the file came: computed without result, errors, numbers beyond 15 digits.

A spreadsheet keeps 15 significant digits (IEEE 754). A citizen number of 18 digits that was typed as a number is
shown as 1.23457E+17 and its last three digits are gone; nobody can say what they were, so nobody guesses.
"""

from __future__ import annotations

import polars as pl

from huangce.errors import Problem
from huangce.exchange.reading.reports import for_rows

SCIENTIFIC = r"^\s*[1-9](?:\.[0-9]+)?[Ee]\+1[4-9]\s*$"
NINETEEN_DIGITS = r"^[0-9]{16,}$"

MESSAGES = {
    "number-eaten": "号码被电子表格按数字保存，末几位已丢失，请改为文本格式后重新填写",
    "cell-error": "单元格是错误值（如 #N/A），没有内容可读",
    "formula-without-value": "公式没有保存计算结果，请在表格软件中重新计算并保存",
}


def eaten(column: pl.Series, kinds: pl.Series | None) -> pl.Series:
    """Tell for each cell whether it held a long number of which a spreadsheet has kept the first 15 digits only."""
    in_words = column.str.contains("E+1", literal=True) | column.str.contains("e+1", literal=True)
    lost = in_words.fill_null(value=False)
    if lost.any():
        lost = column.str.contains(SCIENTIFIC).fill_null(value=False)
    if kinds is not None:
        is_number = kinds.cast(pl.String) == "number"
        lost = lost | (is_number & column.str.contains(NINETEEN_DIGITS).fill_null(value=False))
    return lost


def cell_problems(sheet: str, frame: pl.DataFrame, kinds: pl.DataFrame | None, rows: pl.Series) -> list[Problem]:
    """Return a problem for each cell of which the content is lost."""
    problems: list[Problem] = []
    for name in frame.columns:
        kind = None if kinds is None else kinds[name]
        lost = {"number-eaten": eaten(frame[name], kind)}
        if kind is not None:
            lost["cell-error"] = kind.cast(pl.String) == "error"
            lost["formula-without-value"] = kind.cast(pl.String) == "formula"
        for code, where in lost.items():
            if where.any():
                found = rows.filter(where).to_list()
                problems += for_rows(code, "error", MESSAGES[code], sheet=sheet, rows=found, column=name)
    return problems
