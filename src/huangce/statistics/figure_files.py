"""Tables of figures as offices send them, read by the same reader as every list: csv in any encoding, xlsx, xls.

What is wrong with the file as a whole is one error; what is wrong with a row is left to the plan that reads it. Other
columns are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from huangce.errors import Problem
from huangce.exchange.formats.headwords import plain
from huangce.exchange.reading import read_table
from huangce.exchange.reading.named_columns import named_columns
from huangce.rules.assessment import Column, Row

# What the reader says of single rows, and the plan must know: the cells of such a row may stand in wrong columns.
SHIFTED: Final = frozenset({"cells-beyond-header", "stray-quote", "lines-in-cell", "broken-character"})


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows of a file of figures, and what was found about the file (rows left out because they are sums …)."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def read_figures(file: str, columns: Mapping[str, Column]) -> Figures:
    """Return the rows of the one table in a file, with the cells of `columns`. Raises kinds of `Unreadable`."""
    known = {plain(word): one.name for one in columns.values() for word in (one.name, *one.also)}
    table = read_table(file, vocabulary=frozenset(known))
    places = named_columns(table, known, [one.name for one in columns.values() if not one.optional])
    shifted = {found.where.row for found in table.problems if found.code in SHIFTED}
    cells = table.frame.select(places.values()).rename({header: name for name, header in places.items()})
    rows = tuple(
        Row(number, {name: text or "" for name, text in values.items()}, is_shifted=number in shifted)
        for number, values in zip(table.rows, cells.iter_rows(named=True), strict=True)
    )
    return Figures(rows, tuple(found for found in table.problems if found.code not in SHIFTED))
