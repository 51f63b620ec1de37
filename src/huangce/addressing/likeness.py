"""Names that were probably meant: streets and compounds of the register nearest to what a text says."""

from __future__ import annotations

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

NAMES = ("street", "place")
CLOSE = 74.0  # similarity (0–100) below which two names are different names


def corrected_names(open_: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Return the texts with a street or place that the register does not know replaced by its nearest known name.

    Only one name a text is replaced, and only when no other known name of the county is as near.
    """
    out = open_
    changed = pl.lit(False)
    for name in NAMES:
        known = register.select("county", name).drop_nulls(name).unique()
        wanted = open_.select("county", name).drop_nulls(name).unique().join(known, on=["county", name], how="anti")
        if not len(wanted) or not len(known):
            continue
        by_county = dict(known.group_by("county").agg(pl.col(name)).iter_rows())
        rows = [
            (county, text, _nearest(text, by_county[county]))
            for county, text in wanted.iter_rows()
            if county in by_county
        ]
        table = pl.DataFrame(
            rows, schema={"county": pl.String, name: pl.String, "meant": pl.String}, orient="row"
        ).drop_nulls("meant")
        if not len(table):
            continue
        out = out.join(
            table.rename({"meant": f"meant_{name}"}),
            on=["county", name],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        changed = changed | pl.col(f"meant_{name}").is_not_null()
    meant = [n for n in NAMES if f"meant_{n}" in out.columns]
    if not meant:
        return open_.clear()
    return (
        out.filter(changed)
        .with_columns(pl.coalesce(f"meant_{n}", n).alias(n) for n in meant)
        .drop([f"meant_{n}" for n in meant])
    )


def _nearest(text: str, names: list[str]) -> str | None:
    """Return the one name within one mistake of the text, or the one that clearly resembles it most."""
    if len(text) < 3:
        return None
    best = process.extract(text, names, scorer=fuzz.ratio, limit=2, score_cutoff=CLOSE)
    if not best or (len(best) > 1 and best[0][1] - best[1][1] < 3):
        return None
    found = str(best[0][0])
    # 文一路 and 文二路, 东区 and 西区 differ in one telling character: never take one for the other.
    if _telling(text, found):
        return None
    return found if OSA.distance(text, found) <= max(1, len(text) // 4) else None


_TELLING = frozenset("东西南北中上下前后左右大小新老一二三四五六七八九十甲乙丙丁0123456789ABCDEFGH")


def _telling(a: str, b: str) -> bool:
    return bool((set(a) ^ set(b)) & _TELLING)
