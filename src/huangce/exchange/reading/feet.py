"""Rows that are no data: totals, who made the list and when, notes below it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from huangce.exchange.reading.grid import Grid

TOTAL = r"^\s*(?:本页)?(?:小\s*计|合\s*计|总\s*计|共\s*计)"
FOOT = re.compile(
    TOTAL
    + r"|^\s*(?:制\s*表|填\s*表|填\s*报|审\s*核|复\s*核|经\s*办|单位负责人|负责人|主管|联系人|打印(?:日期|时间|人)"
    r"|导出时间|备\s*注\s*[:：]|注\s*\d?\s*[:：.、]|说\s*明\s*[:：]|[(（]?(?:公\s*章|盖\s*章)|第\s*\d+\s*页|共\s*\d+\s*[页人条]"
    r"|以下空白|以上共)"
)
LONG_NUMBER = re.compile(r"[0-9０-９]{15}")
TAIL_ROWS = 30
TOTAL_COLUMNS = 3  # a total stands in one of the first columns
TOTALS = 1000  # looked at between the data rows; a list with more is no list, and its rows are checked like any
SHARE_FILLED = 0.5


def footer_rows(grid: Grid, below: pl.Series) -> dict[int, str]:
    """Return index and text of each row below the header that is no data: totals anywhere, the rest at the end only."""
    cells, others = grid.cells, grid.others or {}
    found: dict[int, str] = {}
    tail = below.arg_true().tail(TAIL_ROWS).to_list() if grid.is_last else []
    for i in reversed(tail):
        texts = _texts(others.get(i) or cells.row(i))
        if not _is_foot(texts, cells.width):
            break
        found[i] = " ".join(texts)
    first = [pl.col(name).str.contains(TOTAL) for name in cells.columns[:TOTAL_COLUMNS]]
    totals = (below & cells.select(pl.any_horizontal(first).fill_null(value=False)).to_series()).arg_true()
    unread = [i for i, texts in others.items() if re.match(TOTAL, "".join(_texts(texts)[:1]))]
    for i in [*totals.head(TOTALS).to_list(), *unread[:TOTALS]]:
        texts = _texts(others.get(i) or cells.row(i))
        if _is_foot(texts, cells.width):
            found[i] = " ".join(texts)
    return dict(sorted(found.items()))


def may_be_foot(cells: Sequence[str]) -> bool:
    """Whether a row of these cells may stand below a list."""
    return any(FOOT.match(text) for text in _texts(cells)[:TOTAL_COLUMNS])


def _texts(row: Sequence[str | None]) -> list[str]:
    return [cell.strip() for cell in row if cell and cell.strip()]


def _is_foot(texts: list[str], width: int) -> bool:
    return (
        len(texts) <= max(3, SHARE_FILLED * width)
        and any(FOOT.match(text) for text in texts[:TOTAL_COLUMNS])
        and not any(LONG_NUMBER.search(text) for text in texts)
    )
