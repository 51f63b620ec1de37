"""With the persons linked without error, the rules of each class, read off the files, find exactly what was planted.

So whatever a reconciliation misses or invents is the fault of its linking or its rules, never of the simulated county.
The rules are written down here once: they are what the planted traps (stale rows, living persons reported dead, old
contact addresses, pupils without consent) are laid for.
"""

import polars as pl
import pytest

from huangce.rules.citizen_id import is_valid
from huangce.simulate.score import score
from huangce.simulate.truth import CLASSES, DEATH_LISTS
from tests.simulate.reading import read
from tests.simulate.test_truth import digits


class County:
    """The lists with the true person and the true address code beside every row."""

    def __init__(self, folder):
        self.folder = folder
        self.persons = pl.read_parquet(folder / "truth" / "persons.parquet")
        self.addresses = pl.read_parquet(folder / "truth" / "addresses.parquet")
        self.register, self.insured = self.rows("register"), self.rows("insured")
        self.residents = self.rows("residents").with_columns(seen=days("collected_on"))
        self.present = self.residents.sort("seen", maintain_order=True).unique("truth_person", keep="last")
        self.outside = self.insured.filter(pl.col("address").is_not_null() & pl.col("address_code").is_null())
        reported = pl.concat([self.rows(kind).select("truth_person", died=days("died_on")) for kind in DEATH_LISTS])
        first = reported.group_by("truth_person").agg(pl.col("died").min())
        seen_later = pl.col("seen") > pl.col("died")
        self.dead = first.join(self.present, on="truth_person", how="left").filter(~seen_later.fill_null(False))
        gone = [self.dead, self.rows("enlisted"), self.rows("settled_abroad")]
        self.gone = pl.concat([one.select("truth_person") for one in gone])

    def rows(self, kind):
        table = read(self.folder, kind).with_row_index("row", offset=1).with_columns(pl.col("row").cast(pl.Int64))
        for truth in (self.persons, self.addresses):
            mine = truth.filter(pl.col("list") == kind).drop("list")
            table = table.join(mine, on="row", how="left", maintain_order="left")
        return table


def days(column):
    return pl.col(column).map_elements(digits, return_dtype=pl.String)


def among(table, *others, how="semi"):
    for other in others:
        table = table.join(other, on="truth_person", how=how)
    return table


def held_twice(county):
    pairs = county.register.group_by("truth_person").agg(row=pl.col("row").min(), other_row=pl.col("row").max())
    yield "register", pairs.filter(pl.col("row") != pl.col("other_row"))


def deceased_not_cancelled(county):
    yield "register", among(county.register, county.dead)


def death_contradicted(county):
    reported = pl.concat([county.rows(kind).select("truth_person") for kind in DEATH_LISTS])
    yield "register", among(among(county.register, reported), county.dead, how="anti")


def enlisted_not_cancelled(county):
    yield "register", among(county.register, county.rows("enlisted"))


def abroad_not_cancelled(county):
    yield "register", among(county.register, county.rows("settled_abroad"))


def living_here_not_collected(county):
    for kind in ("insured", "permits", "relocated", "newborns", "pupils"):
        rows = county.rows(kind).filter(pl.col("address_code").is_not_null() & pl.col("address").is_not_null())
        if kind == "pupils":
            rows = rows.filter(pl.col("consent") == "是")
        yield kind, among(rows, county.residents, county.gone, county.outside, how="anti")


def registered_here_living_elsewhere(county):
    living = among(county.register, county.gone, how="anti")
    present = county.present.select("truth_person", now="division")
    yield "register", living.join(present, on="truth_person").filter(pl.col("division") != pl.col("now"))
    yield "register", among(among(living, county.outside), county.residents, how="anti")


def wrong_number(county):
    valid = pl.col("citizen_id").map_elements(is_valid, return_dtype=pl.Boolean)
    fits = pl.col("citizen_id").str.slice(6, 8) == pl.col("birth_date")
    yield "register", county.register.filter(~valid | ~fits)


def fictitious(county):
    # Behind an entry is nobody; what stands in it says so only in part, see the classes of its number.
    yield "register", county.register.filter(pl.col("truth_person") < -1)


def no_registration(county):
    yield "residents", county.residents.filter(pl.col("kind") == "未落户")
    yield "pupils", county.rows("pupils").filter(pl.col("consent") == "是")
    # The child of a newcomer is registered where its parents are.
    newcomers = among(county.residents.filter(pl.col("kind") == "暂住"), county.register, how="anti")
    yield "newborns", among(county.rows("newborns"), county.register, newcomers, how="anti")


@pytest.fixture(scope="module")
def linked(folder):
    return County(folder)


@pytest.mark.parametrize("name", CLASSES)
def test_the_rules_of_a_class_find_exactly_what_was_planted(linked, name):
    parts = []
    for kind, rows in globals()[name](linked):
        other = pl.col("other_row") if "other_row" in rows.columns else pl.lit(None, dtype=pl.Int64)
        parts.append(rows.select(pl.lit(name).alias("class"), pl.lit(kind).alias("list"), "row", other_row=other))
    result = score(pl.concat(parts), linked.folder / "truth").row(by_predicate=pl.col("class") == name, named=True)
    assert result["true"] > 0
    assert (result["precision"], result["recall"]) == (1.0, 1.0)
