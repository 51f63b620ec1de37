"""How alike two addresses are, and the names of the register that a text probably meant."""

from __future__ import annotations

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from huangce.addressing.parsed import ParsedAddress

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


# What two addresses are to each other, as address-matching corpora ask.
SAME, PARTLY, DIFFERENT = "same", "partly", "different"
_NUMBERS = ("building", "unit", "floor", "room")
_SUFFIXES = "号楼栋幢座单元层室"


def relation(one: ParsedAddress, other: ParsedAddress) -> str:
    """Return whether two addresses are the same door, partly agree (one says more, or another house), or differ.

    Names decide whether it is one place: a street or compound must agree and the other must not contradict. Numbers
    decide the rest: the same if none differs and none is missing on one side only.
    """
    street = _alike(one.below["street"], other.below["street"])
    place = _alike(one.below["place"], other.below["place"])
    plates = _compared(one.below["plate"], other.below["plate"])
    if max(street or 0.0, place or 0.0) < 0.7 or _counties_differ(one, other):
        return DIFFERENT
    if (street or 1.0) < 0.5 and (place or 1.0) < 1.0:
        return DIFFERENT
    if street is None and place is not None and place < 0.8:
        return DIFFERENT
    if (place or 1.0) < 0.4 and plates is not True:
        return DIFFERENT if (street or 0.0) < 1.0 else PARTLY
    numbers = [_compared(one.below[name], other.below[name]) for name in _NUMBERS]
    full = (
        place is not None
        and place >= 0.85
        and all(numbers_agree is True for numbers_agree in numbers if numbers_agree != "none")
        and any(numbers_agree is True for numbers_agree in numbers)
    )
    same_plate = plates is True and all(agree in (True, "none") for agree in numbers) and (place or 1.0) >= 0.7
    return SAME if full or (same_plate and street == 1.0) else PARTLY


def _alike(one: str | None, other: str | None) -> float | None:
    """Return how alike two names are (0–1), None when one is missing; a part of the other is nearly the same."""
    if not one or not other:
        return None
    if one == other:
        return 1.0
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return 0.9
    return fuzz.ratio(one, other) / 100 - (0.15 if _telling(one, other) else 0.0)


def _compared(one: str | None, other: str | None) -> bool | str:
    """Return whether two numbers agree, "one" when only one side gives it, "none" when neither does."""
    first, second = ((text or "").rstrip(_SUFFIXES) for text in (one, other))
    if not first and not second:
        return "none"
    if not first or not second:
        return "one"
    return first == second


def _counties_differ(one: ParsedAddress, other: ParsedAddress) -> bool:
    first, second = (address.division["county"] for address in (one, other))
    return bool(one.division_code and other.division_code and first and second and first != second)
