"""Findings about rows, bounded: a hostile file must not turn into a million objects."""

from __future__ import annotations

from collections.abc import Sequence

from huangce.errors import Problem, Where
from huangce.exchange.messages import level, message

NAMED_ROWS = 1000


def for_sheet(code: str, *, sheet: str, column: str = "") -> Problem:
    """Return the finding about a sheet, or about a column as a whole."""
    return Problem(code, level(code), message(code), Where(sheet, None, column))


def for_rows(code: str, *, sheet: str, rows: Sequence[int], column: str = "") -> list[Problem]:
    """Return one problem per row number, and beyond `NAMED_ROWS` one that counts the rest."""
    problems = [Problem(code, level(code), message(code), Where(sheet, row, column)) for row in rows[:NAMED_ROWS]]
    if len(rows) > NAMED_ROWS:
        rest = f"{message(code)}（另有 {len(rows) - NAMED_ROWS} 行同样如此，至第 {rows[-1]} 行）"
        problems.append(Problem(code, level(code), rest, Where(sheet, rows[NAMED_ROWS], column)))
    return problems
