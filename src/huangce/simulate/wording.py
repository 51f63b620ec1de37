"""How an address gets written: the standard form, and the many other forms that arrive in lists.

The standard form is the seven segments of notice 002 三(五)1 in order; villages add the group
(村民小组) before the plate.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from huangce.simulate.places import compound_names, street_names
from huangce.simulate.streams import Ints, chance, gather, pick
from huangce.simulate.tree import County

_NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")


def _number(column: str, suffix: str, prefix: str = "") -> pl.Expr:
    """Write a number with its suffix, nothing where it is 0."""
    text = pl.lit(prefix) + pl.col(column).cast(pl.String) + suffix
    return pl.when(pl.col(column) > 0).then(text).otherwise(pl.lit(""))


def _numeral(column: str, suffix: str) -> pl.Expr:
    """Write a number up to ninety-nine in Chinese numerals."""
    words = [
        ("" if ten == 0 else ("十" if ten == 1 else _NUMERALS[ten] + "十")) + _NUMERALS[one]
        for ten in range(10)
        for one in range(10)
    ]
    text = pl.col(column).replace_strict(dict(enumerate(words)), default=None, return_dtype=pl.String)
    return pl.when(pl.col(column) > 0).then(text + suffix).otherwise(pl.lit(""))


def parts(county: County, places: pl.DataFrame) -> pl.DataFrame:
    """Return the places with the pieces of their addresses written out (town, village, group, plate, inside)."""
    villages = county.villages.select("town", "short", "urban").with_row_index("village")
    plate = _number("plate", "号") + _number("branch", "号", "附")
    inside = _number("building", "栋") + _number("unit", "单元") + _number("floor", "层") + _number("room", "号")
    return places.join(
        villages.with_columns(pl.col("village").cast(pl.Int64)), on="village", how="left", maintain_order="left"
    ).with_columns(
        group_text=_number("group", "组"),
        plate_text=plate,
        inside=inside,
        village_text=pl.when("urban").then(pl.lit("")).otherwise("short"),
    )


def standard(county: County) -> pl.Expr:
    """Return the full standard address of rows made by `parts`."""
    return pl.lit(county.prefix) + pl.col("town") + _tail()


def _tail(*, inside: pl.Expr | None = None, group: pl.Expr | None = None, street: pl.Expr | None = None) -> pl.Expr:
    group = pl.col("group_text") if group is None else group
    street = pl.col("street") + pl.col("plate_text") if street is None else street
    return (
        pl.col("village_text") + group + street + pl.col("compound") + (pl.col("inside") if inside is None else inside)
    )


def _styles(county: County) -> tuple[pl.Expr, ...]:
    """Return the ways of writing an address; the first is the standard one."""
    room = _number("room", "")
    flat = pl.col("building") > 0
    dashed = pl.when(flat).then(_number("building", "-") + _number("unit", "-") + room).otherwise(pl.lit(""))
    hashed = pl.when(flat).then(_number("building", "#") + _number("unit", "-") + room).otherwise(pl.lit(""))
    storeys = (
        pl.when(flat).then(_number("building", "幢") + _number("unit", "单元") + room + "室").otherwise(pl.lit(""))
    )
    numerals = _numeral("building", "栋") + _numeral("unit", "单元") + _numeral("floor", "楼") + _number("room", "号")
    short = pl.lit(county.name)
    only_compound = pl.when(flat).then(pl.lit("")).otherwise(pl.col("street") + pl.col("plate_text"))
    hamlet = pl.col("group_text") + pl.col("hamlet")
    community = pl.when("urban").then(pl.col("short")).otherwise(pl.lit(""))
    return (
        standard(county),
        pl.lit(county.city) + short + pl.col("town") + _tail(),
        short + pl.col("town") + _tail(),
        pl.col("town") + _tail(inside=storeys),
        short + _tail(inside=dashed),
        pl.lit(county.prefix) + pl.col("town") + _tail(inside=storeys),
        short + pl.col("town") + _tail(inside=numerals, group=_numeral("group", "组")),
        short + pl.col("town") + _tail(inside=hashed, group=_numeral("group", "社")),
        pl.lit(county.city) + short + pl.col("town") + _tail(inside=storeys, street=only_compound),
        pl.lit(county.province) + pl.lit(county.city) + short + pl.col("town") + community + _tail(group=hamlet),
        _stem(county.city)
        + _stem(county.name)
        + pl.col("town").str.replace("(街道|镇|乡)$", "")
        + _tail(inside=dashed),
    )


def _stem(name: str) -> pl.Expr:
    return pl.lit(name[:-1] if len(name) > 2 else name)


# How departments write: share of each style above, in that order.
OFFICIAL = (0.80, 0.06, 0.04, 0.0, 0.0, 0.04, 0.0, 0.0, 0.0, 0.06, 0.0)
CLERICAL = (0.22, 0.16, 0.16, 0.07, 0.06, 0.10, 0.06, 0.03, 0.04, 0.07, 0.03)
CASUAL = (0.06, 0.12, 0.20, 0.14, 0.13, 0.05, 0.10, 0.06, 0.06, 0.04, 0.04)


def write(
    rng: np.random.Generator, county: County, written: pl.DataFrame, place: Ints, shares: tuple[float, ...]
) -> pl.Series:
    """Return one address for each index in `place` (-1: null) into the rows of `parts`, the style drawn by `shares`."""
    style = pick(rng, shares, len(place))
    result = pl.Series([None], dtype=pl.String).new_from_index(0, len(place))
    for which, expression in enumerate(_styles(county)):
        rows = np.flatnonzero((style == which) & (place >= 0))
        if len(rows):
            text = written[place[rows]].select(expression.alias("text")).to_series()
            result = result.scatter(rows, text)
    return result


_REMARKS = ("租房", "自建房", "老房子", "现住", "常年在外", "二楼", "门面后", "搬迁户")
# A wrong word in a division: what the clerk meant, and what came out.
_SLIPS = (("镇", "真"), ("区", "曲"), ("街道", "街办"), ("村", "材"), ("社区", "社"), ("市", "巿"), ("路", "洛"))


def blur(rng: np.random.Generator, texts: pl.Series, rate: float) -> pl.Series:
    """Return the texts with what clerks and programs add in a share `rate` of them.

    Blanks inside and at the ends, full-width digits, remarks, a telephone number, one wrong word.
    """
    noisy = np.flatnonzero(chance(rng, rate, len(texts)))
    size = len(noisy)
    text = pl.col("text")
    slips = [text.str.replace(meant, came, literal=True) for meant, came in _SLIPS]
    changes = (
        text + "  ",
        " " + text,
        text.str.slice(0, 6) + " " + text.str.slice(6),
        full_width(text),
        text + "（" + pl.col("remark") + "）",
        text + " 100" + pl.col("phone"),
    )
    kind = rng.integers(0, len(changes) + 1, size)
    # The last kind is a wrong word, one of several.
    kind += np.where(kind == len(changes), rng.integers(0, len(slips), size), 0)
    frame = pl.DataFrame(
        {
            "text": texts[noisy],
            "phone": pl.Series(rng.integers(10_000_000, 99_999_999, size)).cast(pl.String),
            "remark": gather(_REMARKS, rng.integers(0, len(_REMARKS), size)),
        }
    )
    result = texts.clone()  # scatter works in place
    for which, change in enumerate((*changes, *slips)):
        rows = np.flatnonzero(kind == which)
        if len(rows):
            result.scatter(noisy[rows], frame[rows].select(change.alias("text")).to_series())
    return result


def full_width(text: pl.Expr) -> pl.Expr:
    """Write the digits as full-width forms (U+FF10 to U+FF19)."""
    return text.str.replace_many(list("0123456789"), list("０１２３４５６７８９"))


def away(rng: np.random.Generator, counties: pl.DataFrame, size: int) -> tuple[pl.Series, Ints]:
    """Return addresses in other counties (see `tree.elsewhere`) and the row of the county of each."""
    where = pick(rng, counties["weight"].to_numpy(), size)
    full = counties["province"] + counties["city"] + counties["name"]
    brief = counties["city"] + counties["name"]
    short = chance(rng, 0.35, size)
    streets, compounds = street_names(), compound_names()
    numbers = pl.Series(rng.integers(1, 400, size)).cast(pl.String)
    flat = (
        gather(compounds, rng.integers(0, len(compounds), size))
        + pl.Series(rng.integers(1, 30, size)).cast(pl.String)
        + "栋"
        + pl.Series(rng.integers(1, 5, size)).cast(pl.String)
        + "单元"
        + pl.Series(rng.integers(1, 19, size) * 100 + rng.integers(1, 5, size)).cast(pl.String)
        + "号"
    )
    blank = pl.Series([""], dtype=pl.String).new_from_index(0, size)
    tail = gather(streets, rng.integers(0, len(streets), size)) + numbers + "号"
    division = gather(brief, where).zip_with(pl.Series(short), gather(full, where))
    return division + tail + flat.zip_with(pl.Series(chance(rng, 0.6, size)), blank), where
