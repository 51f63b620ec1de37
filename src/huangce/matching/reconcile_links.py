"""Whom the rows of the lists are: links of every list to the register, and of what is left to the residents.

Lists that tell of one question go into one run of the matching engine, so that the register is prepared only a few
times; a link carries the list, the row and the record it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from huangce.addressing import parse_columns
from huangce.matching.cascade import match, match_within
from huangce.matching.kept import Prepare, Prepared, prepare
from huangce.matching.results import AUTOMATIC

DEATHS = ("cremations", "medical_deaths", "funeral_benefits")
GONE = (*DEATHS, "enlisted", "settled_abroad")
SEEN = ("insured", "permits", "relocated", "transferred_labour")
CHILDREN = ("newborns", "pupils", "adoptions")
# How a list names the person it is about, and (lists of children) those who answer for the child.
PARENTS = {
    "newborns": (("mother", "2"), ("father", "1")),
    "pupils": (("guardian", None),),
    "adoptions": (("adopter", None),),
}
ITEMS = ("citizen_id", "name", "sex", "birth_date", "address", "division", "phone")
ROWS: dict[str, type[pl.DataType]] = {
    "list": pl.String,
    "row": pl.Int64,
    "role": pl.String,
    "citizen_id": pl.String,
    "is_numbered": pl.Boolean,
    "name": pl.String,
    "sex": pl.String,
    "birth_date": pl.String,
    "address": pl.String,
    "registered_place": pl.String,
    "phone": pl.String,
}
SAME_NAME_SAME_DOOR = 0.97
ANOTHER_NAME = "号码一致.*(姓名不同|同姓不同名)"
# Which texts of a row tell the village, the best first.
REGISTERED_AT, LIVING_AT = ("registered_place", "address"), ("address",)
# A certificate written before the child had a name: 张丽之子.
UNNAMED = r"之(子|女|婴)$|^(无名|未取名|待定)"
LINK = pl.Schema(
    {
        "list": pl.String,
        "row": pl.Int64,
        "role": pl.String,
        "record": pl.Int64,
        "probability": pl.Float64,
        "explanation": pl.String,
    }
)


@dataclass(frozen=True)
class Links:
    """Candidates of rows, at most three each: `to_register` and, for rows that have none there, `to_residents`.

    Columns of `LINK`; `role` is "" for the person the row is about, else mother, father, guardian or adopter.
    `strangers` links rows of the residents that the register does not know, `within` pairs of the register (record,
    other).
    """

    to_register: pl.DataFrame
    to_residents: pl.DataFrame
    strangers: pl.DataFrame
    within: pl.DataFrame


@dataclass(frozen=True)
class _Register:
    """Whom lists are matched to: as given, and as matching sees it."""

    rows: pl.DataFrame
    prepared: Prepared


def links(
    people: pl.DataFrame,
    residents: pl.DataFrame,
    lists: Mapping[str, pl.DataFrame],
    *,
    county: str,
    known: Prepare = prepare,
) -> Links:
    """Link every list to the register (rows of `people`), what is left to `residents` whom the register lacks.

    `county` (6 digits) is where addresses lie that do not say where they lie. `known` prepares the register, once.
    """
    held = as_rows(people, people["record"])
    register = _Register(held, known(held))
    strangers = residents.filter(~pl.col("record").is_in(people["record"].implode()))
    unregistered = as_rows(strangers, strangers["residence"])
    unknown = _Register(unregistered, prepare(unregistered))
    parts = [_linked(register, _rows(lists, kinds), county, REGISTERED_AT) for kinds in (GONE, SEEN, CHILDREN)]
    found = pl.concat(parts)
    sure = found.filter((pl.col("role") == "") & (pl.col("probability") >= AUTOMATIC)).select("list", "row")
    left = _rows(lists, (*SEEN, *CHILDREN), roles=False).join(sure, on=["list", "row"], how="anti")
    elsewhere = _linked(unknown, left, county, LIVING_AT)
    again = match(register.prepared, unregistered).drop_nulls("register_row_id")
    pairs = match_within(register.prepared).drop_nulls("register_row_id")
    return Links(
        found,
        elsewhere,
        again.select(
            pl.col("list_row_id").alias("residence"),
            pl.col("register_row_id").alias("record"),
            "probability",
            "explanation",
        ),
        pairs.select(
            pl.col("register_row_id").alias("record"),
            pl.col("list_row_id").alias("other"),
            "probability",
            "explanation",
        ),
    )


def link_persons(
    people: pl.DataFrame, kind: str, rows: pl.DataFrame, *, county: str, known: Prepare = prepare
) -> pl.DataFrame:
    """Link the persons whom the rows of one list are about to `people` (record and the columns of matching)."""
    asked = _rows({kind: rows}, (kind,), roles=False)
    held = as_rows(people, people["record"])
    return _linked(_Register(held, known(held)), asked, county, REGISTERED_AT)


def as_rows(frame: pl.DataFrame, ids: pl.Series) -> pl.DataFrame:
    """Return `frame` in the columns that matching reads, under these ids."""
    return frame.select(ids.alias("row_id"), *(pl.col(name) for name in ITEMS if name in frame.columns))


def _rows(lists: Mapping[str, pl.DataFrame], kinds: Iterable[str], *, roles: bool = True) -> pl.DataFrame:
    """Return the persons that rows of these lists name, one a row, in the columns that matching reads."""
    parts = [_persons(kind, lists[kind], "", None) for kind in kinds if kind in lists]
    if roles:
        parts += [
            _persons(kind, lists[kind], role, sex)
            for kind in kinds
            if kind in lists
            for role, sex in PARENTS.get(kind, ())
        ]
    return pl.concat([pl.DataFrame(schema=ROWS), *parts])


def _persons(kind: str, frame: pl.DataFrame, role: str, sex: str | None) -> pl.DataFrame:
    prefix = f"{role}_" if role else ""
    nothing = pl.lit(None, pl.String)

    def column(*names: str) -> pl.Expr:
        given = [pl.col(prefix + name) for name in names if prefix + name in frame.columns]
        return pl.coalesce(given) if given else nothing

    name = column("name")
    registered = [pl.col(at) for at in ("registered_place", "origin_address") if at in frame.columns] or [nothing]
    rows = frame.select(
        pl.lit(kind).alias("list"),
        pl.col("row").cast(pl.Int64),
        pl.lit(role).alias("role"),
        column("citizen_id", "citizen_id_written").alias("citizen_id"),
        column("citizen_id").is_not_null().alias("is_numbered"),
        pl.when(~name.str.contains(UNNAMED)).then(name).alias("name"),
        (pl.lit(sex) if role else column("sex")).cast(pl.String).alias("sex"),
        column("birth_date_text").alias("birth_date"),
        (pl.col("address") if "address" in frame.columns else nothing).alias("address"),
        pl.coalesce(registered).alias("registered_place"),
        (pl.col("phone") if "phone" in frame.columns and not role else nothing).alias("phone"),
    )
    return rows.filter(pl.any_horizontal(pl.col("name", "citizen_id").is_not_null()) | (pl.lit(role) == ""))


def _linked(register: _Register, rows: pl.DataFrame, county: str, places: tuple[str, ...]) -> pl.DataFrame:
    """Return the candidates of `rows`; the village of those without a valid number is read from `places`."""
    if rows.is_empty() or register.rows.is_empty():
        return pl.DataFrame(schema=LINK)
    numbered = rows.with_row_index("row_id").with_columns(pl.col("row_id").cast(pl.Int64))
    weak = numbered.filter(~pl.col("is_numbered"))
    read = [parse_columns(weak[place], default_division=county)["division_code"] for place in places]
    villages = pl.DataFrame([weak["row_id"], *(code.alias(str(i)) for i, code in enumerate(read))]).select(
        "row_id",
        # A place outside the county says nothing about the village here.
        division=pl.coalesce(
            pl.when(pl.col(str(i)).str.starts_with(county)).then(pl.col(str(i))) for i in range(len(places))
        ),
    )
    numbered = numbered.join(villages, on="row_id", how="left", maintain_order="left")
    # Who is one of too many alike is answered without a record: no finding can be about them.
    found = match(register.prepared, numbered.select("row_id", *ITEMS)).drop_nulls("register_row_id")
    found = found.rename({"list_row_id": "row_id"})
    # A number under another name is mostly a relative's: the name and the door decide.
    borrowed = pl.col("explanation").str.contains(ANOTHER_NAME)
    settled = found.filter((pl.col("probability") >= 0.5) & ~borrowed)
    asked = numbered.join(settled, on="row_id", how="anti").filter(
        ~pl.col("is_numbered") | pl.col("row_id").is_in(found.filter(borrowed)["row_id"].implode())
    )
    doors = _by_door(register.rows, asked, county)
    found = pl.concat([found.join(doors, on="row_id", how="anti").select(doors.columns), doors]).sort(
        "row_id", "probability", "register_row_id", descending=[False, True, False]
    )
    return (
        found.join(numbered.select("row_id", "list", "row", "role"), on="row_id", maintain_order="left")
        .select(pl.col(name) if name != "record" else pl.col("register_row_id").alias("record") for name in LINK)
        .cast(LINK)
    )


def _by_door(register: pl.DataFrame, rows: pl.DataFrame, county: str) -> pl.DataFrame:
    """Link rows without a number of their own by the name and the door, where only one of that name is there.

    Addresses are compared without village, which many leave out; the one must not contradict the other.
    """
    asked = rows.filter(pl.col("name").is_not_null() & pl.col("address").is_not_null())
    pairs = asked.select("row_id", "name", "sex", "address").join(
        register.select(pl.col("row_id").alias("register_row_id"), "name", "sex", "address"),
        on="name",
        suffix="_held",
    )
    pairs = pairs.filter(pl.col("sex").is_null() | (pl.col("sex") == pl.col("sex_held")))
    pairs = same_door(pairs, "address", "address_held", county).filter("same_door")
    return pairs.filter(pl.len().over("row_id") == 1).select(
        "register_row_id",
        "row_id",
        pl.lit(SAME_NAME_SAME_DOOR).alias("probability"),
        pl.lit("姓名一致；住址一致；").alias("explanation"),
    )


def same_door(pairs: pl.DataFrame, one: str, other: str, county: str) -> pl.DataFrame:
    """Add `same_door`: whether two addresses are one door, as far as they say where they lie."""
    read = [parse_columns(pairs[column], default_division=county) for column in (one, other)]
    here, there = (each["division_code"].fill_null("").str.replace("(000|000000)$", "") for each in read)
    tails = [each["key"].str.replace(r"^[^|]*\|", "") for each in read]
    numbered = tails[0].str.contains(r"\d") & (tails[0] == tails[1])
    within = pl.DataFrame({"here": here, "there": there}).select(
        pl.col("here").str.starts_with(pl.col("there")) | pl.col("there").str.starts_with(pl.col("here"))
    )
    return pairs.with_columns((numbered & within.to_series()).alias("same_door"))
