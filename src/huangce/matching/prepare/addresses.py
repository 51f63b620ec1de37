"""A key of the door that an address names, for the few rows whose candidates have to be told apart.

Departments shorten addresses at the front (province, city, county fall away) and write numbers in words or digits;
what stays is the name before the first number and the numbers in their order.
"""

from __future__ import annotations

import polars as pl

from huangce.matching.prepare.names import text_key
from huangce.matching.prepare.text import half_width

DOORS = {"row": pl.Int64, "door": pl.Int64}
UNITS = ("组", "社", "号", "栋", "幢", "座", "单元", "楼", "层", "室", "户")
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九")


def _spelled(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else NUMERALS[tens - 1] + "十"
    return head + (NUMERALS[ones - 1] if ones else "")


WORDS = {f"{_spelled(n)}{unit}": f"{n}{unit}" for n in range(99, 0, -1) for unit in UNITS}


def door_keys(rows: pl.DataFrame) -> pl.DataFrame:
    """Return row and door (a key; null where there is no address) of rows with `row` and `address`."""
    text = half_width(rows["address"]).str.replace_many(list(WORDS), list(WORDS.values()), leftmost=True)
    parts = pl.DataFrame({"row": rows["row"], "text": text}).select(
        "row",
        numbers=pl.col("text").str.extract_all(r"\d+").list.join("|"),
        place=pl.col("text").str.extract(r"(\p{Han}{1,2})\d").fill_null(pl.col("text").str.tail(6)),
        known=pl.col("text").fill_null("").str.len_bytes() > 0,
    )
    key = text_key(parts.select(pl.concat_str("place", pl.lit("|"), "numbers", ignore_nulls=True)).to_series())
    return parts.select("row", pl.when("known").then(key.rename("door")).alias("door").cast(pl.Int64))
