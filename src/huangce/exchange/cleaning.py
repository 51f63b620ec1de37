"""Cells as they were meant: without the white space, the guards against spreadsheets and the signs for "nothing".

What is written stays in the `Table`; this is the first step from there to a value. Programs guard long numbers against
Excel with `="…"`, a leading apostrophe or a trailing tab; people write 无 or / where they have nothing to say.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

NOTHING = ("-", "--", "—", "——", "/", "\\", "#ERROR", "null", "NULL", "Null", "None", "NaN", "nan", "N/A", "#N/A", "空")
NO_VALUE = (*NOTHING, "无", "暂无", "没有", "不详", "未知", "未填", "〇", "0")
# control, soft hyphen, zero width, direction marks, byte order mark
INVISIBLE = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u{ad}\u{200b}-\u{200f}\u{202a}-\u{202e}\u{2060}-\u{206f}\u{feff}]"
PRIVATE_USE = r"[\u{e000}-\u{f8ff}\u{f0000}-\u{10fffd}]"
LINE_BREAK = r"[\t\r\n]"
ODD = f"{INVISIBLE}|{PRIVATE_USE}|{LINE_BREAK}"
GUARDED = r"""^(?:="(.*)"|'(.*))$"""


def clean(cells: pl.DataFrame, nothing: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """Return written cells without white space at the ends, guards and signs for nothing; null where nothing is left.

    nothing: for each column, the signs that mean it.
    """
    texts = cells.select(pl.all().str.strip_chars())
    guarded = texts.select(pl.all().str.starts_with("=").any() | pl.all().str.starts_with("'").any()).row(0)
    texts = texts.with_columns(
        pl.col(column).str.replace(GUARDED, "$1$2").str.strip_chars()
        for column, is_guarded in zip(texts.columns, guarded, strict=True)
        if is_guarded
    )
    return texts.select(
        pl.when((pl.col(column) != "") & ~pl.col(column).is_in(nothing[column])).then(column).alias(column)
        for column in texts.columns
    )


def visible(texts: pl.Series) -> pl.Series:
    """Return the texts without invisible characters, line breaks as spaces; null where nothing is left."""
    seen = texts.str.replace_all(INVISIBLE, "").str.replace_all(r"\s*[\r\n]\s*", " ").str.strip_chars()
    return seen.set(seen == "", None)
