"""Children whom certificates and schools name, and everybody who stands in no register (无户口人员).

Registration is a right that depends on nothing else (notice 003 一(一), 四(四)); a pupil is asked about only with the
guardian's consent. A newborn is found in the register by its name, or as the child of its parents' household born on
that day, for many a certificate was written before there was a name.
"""

from __future__ import annotations

import polars as pl

from huangce.matching.reconcile_case import CLAIM, Case, claims
from huangce.matching.reconcile_links import CHILDREN, PARENTS, UNNAMED, same_door

NO_REGISTRATION, NOT_COLLECTED = "no_registration", "living_here_not_collected"
CHILD_OF_HOUSEHOLD = 0.995
MET_AS_CHILD = 0.98
WORTH = 0.3
UNREGISTERED = "unregistered"
CERTAIN = 0.995
# What tells of a child, by list.
PAPERS = {"newborns": "出生医学证明", "pupils": "学校名单", "adoptions": "收养登记"}


def usable(case: Case) -> dict[str, pl.DataFrame]:
    """Return the lists of children without the rows that may not be used."""
    found = {kind: case.lists[kind] for kind in CHILDREN if kind in case.lists}
    if "pupils" in found:
        found["pupils"] = found["pupils"].filter(pl.col("consent") == "yes")
    return found


def children(case: Case) -> pl.DataFrame:
    """Return list, row, record and probability: who of the register the children of the lists are."""
    rows = _rows(case)
    named = case.links.to_register.filter((pl.col("role") == "") & pl.col("list").is_in(CHILDREN)).select(
        "list", "row", "record", "probability"
    )
    of_parents = _in_household(case, rows)
    both = pl.concat([named.join(rows, on=["list", "row"], how="semi"), of_parents])
    return both.group_by("list", "row", "record").agg(pl.col("probability").max()).sort("list", "row", "record")


def _rows(case: Case) -> pl.DataFrame:
    """Return list, row, birth, sex, name, address of every usable row."""
    parts = [
        frame.select(
            pl.lit(kind).alias("list"),
            pl.col("row").cast(pl.Int64),
            pl.col("birth_date_text").alias("birth"),
            "sex",
            pl.when(~pl.col("name").str.contains(UNNAMED)).then("name").alias("name"),
            "address",
            pl.concat_list(
                [pl.col(f"{role}_name").str.slice(0, 1) for role, _ in PARENTS[kind]],
            ).alias("surnames"),
        )
        for kind, frame in usable(case).items()
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "list": pl.String,
        "row": pl.Int64,
        "birth": pl.String,
        "sex": pl.String,
        "name": pl.String,
        "address": pl.String,
        "surnames": pl.List(pl.String),
    }
    return pl.concat([pl.DataFrame(schema=schema), *parts])


def _parents(case: Case) -> pl.DataFrame:
    """Return list, row, parent (record), household and the chance that it is they."""
    found = case.links.to_register.filter((pl.col("role") != "") & (pl.col("probability") >= 0.5))
    households = case.people.select(pl.col("record"), "household")
    return found.select("list", "row", "record", pl.col("probability").alias("of_parent")).join(households, on="record")


def _in_household(case: Case, rows: pl.DataFrame) -> pl.DataFrame:
    """Link a child to who was born on that day, of that sex, in the household of a parent."""
    members = case.people.select(
        "household", pl.col("record").alias("child"), pl.col("birth_date").alias("birth"), "sex"
    ).filter(pl.col("household").is_not_null() & pl.col("birth").is_not_null())
    at = rows.join(_parents(case), on=["list", "row"]).join(members, on=["household", "birth", "sex"])
    return at.filter(pl.col("child") != pl.col("record")).select(
        "list",
        "row",
        pl.col("child").alias("record"),
        (pl.col("of_parent") * CHILD_OF_HOUSEHOLD).alias("probability"),
    )


def met_as_resident(case: Case) -> pl.DataFrame:
    """Return list, row, residence, probability, numbered: children who are residents whom the register lacks.

    By name; else born on that day, of that sex, with a parent's surname in the same village, or at the same door.
    """
    rows = _rows(case)
    strangers = case.residents.filter(~pl.col("record").is_in(case.people["record"].implode())).select(
        "residence",
        pl.col("birth_date").alias("birth"),
        "sex",
        pl.col("name").str.slice(0, 1).alias("surname"),
        pl.col("address").alias("home"),
        pl.col("citizen_id").is_not_null().alias("numbered"),
    )
    at = rows.join(strangers, on=["birth", "sex"]).with_columns(
        akin=pl.col("surnames").list.contains(pl.col("surname"))
    )
    doors = same_door(
        case.read_places(case.read_places(at, "address", "place"), "home", "home"), "address", "home", case.county
    )
    same_village = (pl.col("place_division") == pl.col("home_division")).fill_null(value=False)
    by_birth = doors.filter((pl.col("akin") & same_village) | pl.col("same_door")).select(
        "list", "row", "residence", "numbered", pl.lit(MET_AS_CHILD).alias("probability")
    )
    by_name = (
        case.links.to_residents.filter((pl.col("role") == "") & pl.col("list").is_in(CHILDREN))
        .rename({"record": "residence"})
        .join(strangers.select("residence", "numbered"), on="residence")
        .select(by_birth.columns)
    )
    return (
        pl.concat([by_name, by_birth]).group_by("list", "row", "residence", "numbered").agg(pl.col("probability").max())
    )


def unregistered(case: Case, linked: pl.DataFrame) -> pl.DataFrame:
    """Return claims of no registration, and of children among them whom the residents miss.

    `linked`: the children of the lists that are in the register.
    """
    known = linked.group_by("list", "row").agg(known=pl.col("probability").sum().clip(0, 1))
    met = met_as_resident(case)
    numbered = met.filter("numbered").group_by("list", "row").agg(elsewhere=pl.col("probability").sum().clip(0, 1))
    parents = _parents(case).group_by("list", "row").agg(of_parent=pl.col("of_parent").max())
    rows = _rows(case)
    for more in (known, numbered, parents, met.group_by("list", "row").agg(met=pl.col("probability").sum().clip(0, 1))):
        rows = rows.join(more, on=["list", "row"], how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("known", "elsewhere", "of_parent", "met").fill_null(0.0))
    # A school says that there is no registration; a birth or adoption is asked about where a parent is registered.
    asked = pl.when(pl.col("list") == "pupils").then(1.0).otherwise("of_parent")
    rows = rows.with_columns(probability=(1 - pl.col("known")) * (1 - pl.col("elsewhere")) * asked.clip(0, CERTAIN))
    found = case.with_place(rows.filter(pl.col("probability") >= WORTH).drop("address"))
    found = found.with_columns(division=pl.coalesce("place_division", pl.lit(case.county.ljust(12, "0"))))
    words = pl.col("list").replace_strict(PAPERS, return_dtype=pl.String)
    lacking = claims(
        found.with_columns(reason=words + pl.lit("载有此人，户籍登记中查无此人，属无户口人员线索。")), NO_REGISTRATION
    )
    missed = found.filter((pl.col("met") < 1 - WORTH) & (pl.col("place_county") == case.county)).with_columns(
        probability=pl.col("probability") * (1 - pl.col("met")),
        reason=words + pl.lit("载有本县住址，实有人口中无此人，应采未采。"),
    )
    return pl.concat([lacking, claims(missed, NOT_COLLECTED), _residents(case)])


def _residents(case: Case) -> pl.DataFrame:
    """Return claims about residents who said that they stand in no register."""
    if case.residents.is_empty():
        return pl.DataFrame(schema=CLAIM)
    known = case.links.strangers.group_by("residence").agg(known=pl.col("probability").sum().clip(0, 1))
    rows = case.residents.filter(
        (pl.col("residence_kind") == UNREGISTERED) & ~pl.col("record").is_in(case.people["record"].implode())
    ).join(known, on="residence", how="left", maintain_order="left")
    found = rows.with_columns(
        probability=CERTAIN * (1 - pl.col("known").fill_null(0.0)),
        list=pl.lit("residents"),
        row=pl.col("source_row").cast(pl.Int64),
        other_record=pl.col("record"),
        record=pl.lit(None, pl.Int64),
        reason=pl.lit("实有人口中登记为未落户，户籍登记中查无此人，属无户口人员线索。"),
    )
    return claims(found.filter(pl.col("probability") >= WORTH), NO_REGISTRATION)
