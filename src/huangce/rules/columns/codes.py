"""Code lists over whole columns: each distinct word is looked up once.

For relations to the reference person a column says what a cell cannot: where only single digits stand, and "0" among
them, they are the one-digit list of GB/T 4761; where "1" stands among two-digit codes, a spreadsheet ate the zero of
"01".
"""

from __future__ import annotations

import polars as pl

from huangce.rules.codes import ONE_DIGIT, RELATIONS, CodeTable


def map(series: pl.Series, table: CodeTable) -> pl.DataFrame:
    """Return `code, problem_code`, row by row; null and blank cells have neither, unknown words "code-unknown"."""
    text = series.cast(pl.String).rename("text")
    words = text.drop_nulls().unique()
    special = _single_digits(words) if table is RELATIONS else {}
    found = {word: special.get(word.strip()) or table.find(word) for word in words}
    codes = pl.Series([found[word] for word in words], dtype=pl.String)
    blank = {word for word in words if not table.key(word)}
    return (
        text.to_frame()
        .with_columns(code=pl.col("text").replace_strict(words, codes, return_dtype=pl.String, default=None))
        .select(
            "code",
            problem_code=pl.when(
                pl.col("code").is_null() & pl.col("text").is_not_null() & ~pl.col("text").is_in(sorted(blank))
            ).then(pl.lit("code-unknown")),
        )
    )


def _single_digits(words: pl.Series) -> dict[str, str]:
    """Return what single digits stand for in a column of relations; nothing where that is not certain."""
    codes = {word.strip() for word in words if word.strip().isdigit()}
    single = {code for code in codes if len(code) == 1}
    if single == codes and "0" in codes:
        return dict(ONE_DIGIT)
    if "0" not in codes and codes - single and single <= {"1", "2"}:
        return {"1": "01", "2": "02"}
    return {}
