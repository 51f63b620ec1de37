"""Match lists with errors that the generator does not make, and judge the links.

    python benchmarks/matching_mixes.py [--persons 100000] [--seed 302] [--mix standard] [--only NAME ...]

Every case takes a generated register, list and truth and changes something about the list (twins: about the register,
too). Printed are precision and recall of the automatic links, recall with review, the share of rows for review, the
most candidates of a row, relatives' numbers linked to their owner, and numbers written oddly that were found.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

import numpy as np
import polars as pl

from huangce.matching import match
from huangce.simulate import linkage, numbers
from huangce.simulate.streams import stream

AUTOMATIC = 0.99
NOTHING = pl.lit(None, pl.String)
ODDLY_WRITTEN = ("mistyped", "old_form", "full_width", "lower_case", "blanks")
# Sounds of names as they are written in Chinese, with which minority names are made.
SOUNDS = (
    "阿依古丽",
    "买买提",
    "艾合买提",
    "吐尔逊",
    "热依汗",
    "古丽娜尔",
    "木沙",
    "依明",
    "帕提古丽",
    "阿卜杜拉",
    "玉素甫",
    "克里木",
)
DOTS = ("·", "•", ".", "．", "・", " ", "", "-")


class Lists(NamedTuple):
    """A register, a list, and of every row of the list whose it is and what was done to its number."""

    register: pl.DataFrame
    rows: pl.DataFrame
    truth: pl.DataFrame


Change: TypeAlias = "Callable[[Lists, np.random.Generator], Lists]"


def share(part: float, length: int, rng: np.random.Generator) -> pl.Series:
    """Draw which of `length` rows something happens to."""
    return pl.Series(rng.random(length) < part)


def listed(part: float = 1.0, **changed: pl.Expr) -> Change:
    """Return a change of columns in a part of the list's rows."""

    def change(lists: Lists, rng: np.random.Generator) -> Lists:
        touched = share(part, lists.rows.height, rng)
        values = {name: pl.when(touched).then(value).otherwise(pl.col(name)) for name, value in changed.items()}
        return lists._replace(rows=lists.rows.with_columns(**values))

    return change


def both(*changes: Change) -> Change:
    """Return one change after the other."""

    def change(lists: Lists, rng: np.random.Generator) -> Lists:
        for each in changes:
            lists = each(lists, rng)
        return lists

    return change


def _traditional(lists: Lists, _: np.random.Generator) -> Lists:
    from opencc import OpenCC

    written = OpenCC("s2t").convert("\n".join(lists.rows["name"])).split("\n")
    return lists._replace(rows=lists.rows.with_columns(name=pl.Series(written)))


def _minority(lists: Lists, rng: np.random.Generator) -> Lists:
    """Give a third of the families names of two parts, of which the list has other dots, blanks, or the beginning."""
    register, rows, truth = lists
    own = pl.Series(np.where(rng.random(register.height) < 0.33, register["row_id"].to_numpy(), 0))
    one, other = (pl.Series(SOUNDS).gather(rng.integers(0, len(SOUNDS), register.height)) for _ in range(2))
    name = pl.Series(one + "·" + other).zip_with(own > 0, register["name"])
    person = truth["register_row_id"]
    theirs = name.gather(person - 1)
    dotted = pl.Series(DOTS).gather(rng.integers(0, len(DOTS), rows.height))
    kind = pl.Series(rng.choice(4, rows.height, p=(0.3, 0.4, 0.15, 0.15)))
    written = pl.DataFrame({"name": theirs, "dot": dotted, "kind": kind}).select(
        pl.when(kind == 0)
        .then("name")
        .when(kind == 1)
        .then(
            pl.concat_str(pl.col("name").str.split("·").list.get(0), "dot", pl.col("name").str.split("·").list.get(-1))
        )
        .when(kind == 2)
        .then(pl.col("name").str.head(6))
        .otherwise(pl.col("name").str.split("·").list.get(0))
    )
    is_own = (own.gather(person - 1) > 0).fill_null(False)
    return Lists(
        register.with_columns(name=name),
        rows.with_columns(name=written.to_series().zip_with(is_own, rows["name"])),
        truth,
    )


def _twins(lists: Lists, rng: np.random.Generator) -> Lists:
    """Give a fifth of the register a twin: half of these stand in the register beside, half instead of the person."""
    register, rows, truth = lists
    chosen = register.filter(share(0.2, register.height, rng))
    given = pl.Series(rng.choice(list("一乙丁七万三上下不与丑且丕世丘丙业丛东丝"), chosen.height))
    births = chosen["birth_date"].to_physical().to_numpy().astype(np.int64)
    sex = np.where((chosen["sex"] == "男").to_numpy(), 1, 2)
    prefix = chosen["citizen_id"].str.head(6).cast(pl.Int64).to_numpy()
    number = numbers.mint_more(rng, prefix=prefix, birth=births, sex=sex, taken=register["citizen_id"])
    twin = chosen.with_columns(
        name=pl.concat_str(pl.col("name").str.slice(0, pl.col("name").str.len_chars() - 1), given), citizen_id=number
    )
    instead = share(0.1, twin.height, rng)
    gone = chosen["row_id"].filter(instead)
    beside = twin.with_columns(row_id=pl.int_range(pl.len(), dtype=pl.Int64) + register.height + 1)
    kept = register.filter(~pl.col("row_id").is_in(gone.implode()))
    absent = truth["register_row_id"].is_in(gone.implode())
    return Lists(
        pl.concat([kept, beside]),
        rows,
        truth.with_columns(pl.when(absent).then(None).otherwise("register_row_id").alias("register_row_id")),
    )


def _namesakes(lists: Lists, rng: np.random.Generator) -> Lists:
    """Write the number of somebody else of that name and sex in one row of fifty, where the register has one."""
    register, rows, truth = lists
    other = register.select("row_id", other=pl.col("citizen_id").shift(1).over("name", "sex"))
    theirs = truth.join(other, left_on="register_row_id", right_on="row_id", how="left", maintain_order="left")["other"]
    touched = share(0.02, rows.height, rng) & theirs.is_not_null()
    return lists._replace(
        rows=rows.with_columns(citizen_id=theirs.zip_with(touched, rows["citizen_id"].cast(pl.String)))
    )


def _moon(lists: Lists, rng: np.random.Generator) -> Lists:
    """Write a fifth of the birth dates by the lunar calendar: as if they were three to seven weeks earlier."""
    days = pl.Series(rng.integers(20, 51, lists.rows.height))
    moved = (pl.col("birth_date").to_physical() - days).cast(pl.Int32).cast(pl.Date)
    return listed(0.2, birth_date=moved)(lists, rng)


def _strangers(lists: Lists, rng: np.random.Generator) -> Lists:
    """Take nine tenths of the register away."""
    kept = lists.register.filter(share(0.1, lists.register.height, rng))
    known = pl.col("register_row_id").is_in(kept["row_id"].implode())
    return Lists(kept, lists.rows, lists.truth.with_columns(register_row_id=pl.when(known).then("register_row_id")))


BEFORE, AFTER = (pl.col("birth_date").dt.offset_by(f"{years}y") for years in (-1, 1))
CASES: Mapping[str, Change] = {
    "as generated": listed(),
    "no addresses, no villages": listed(address=NOTHING, division=NOTHING),
    "no telephones": listed(phone=NOTHING),
    "names in traditional characters": _traditional,
    "a third with names of two parts, dots vary, cut short": _minority,
    "one in five has a twin, some not in the register": _twins,
    "a namesake's number in one row of fifty": _namesakes,
    "number and telephone in each other's column": listed(citizen_id=pl.col("phone"), phone=pl.col("citizen_id")),
    "so in one row of ten": listed(0.1, citizen_id=pl.col("phone"), phone=pl.col("citizen_id")),
    "a year too old in one row of five": listed(0.2, birth_date=BEFORE),
    "a year too young in one row of five, no numbers": both(listed(0.2, birth_date=AFTER), listed(citizen_id=NOTHING)),
    "lunar birth dates in one row of five": _moon,
    "lunar birth dates in one row of five, half no number": both(_moon, listed(0.5, citizen_id=NOTHING)),
    "one birth date for one row of ten": listed(0.1, birth_date=pl.lit("1900-01-01").str.to_date()),
    "1 January for one row of five": listed(0.2, birth_date=pl.col("birth_date").dt.truncate("1y")),
    "no birth dates": listed(birth_date=pl.lit(None, pl.Date)),
    "no birth dates, a third no number": both(
        listed(birth_date=pl.lit(None, pl.Date)), listed(0.33, citizen_id=NOTHING)
    ),
    "no sex": listed(sex=NOTHING),
    "sex wrong in one row of twenty": listed(
        0.05, sex=pl.when(pl.col("sex") == "男").then(pl.lit("女")).otherwise(pl.lit("男"))
    ),
    "one telephone for half": listed(0.5, phone=pl.lit("10012345678")),
    "one address for half": listed(0.5, address=pl.lit("人民路1号"), division=pl.lit("511703001001")),
    "the county for a division": listed(division=pl.col("division").str.head(6)),
    "remarks behind names": listed(0.1, name=pl.concat_str("name", pl.lit("（已故）"))),
    "surname behind the given name": listed(
        0.05, name=pl.concat_str(pl.col("name").str.slice(1), pl.col("name").str.head(1))
    ),
    "O for 0, l for 1": listed(
        0.1, citizen_id=pl.col("citizen_id").str.replace_all("0", "O").str.replace_all("1", "l")
    ),
    "numbers with a mark in front": listed(0.5, citizen_id=pl.concat_str(pl.lit("'"), "citizen_id")),
    "numbers eaten by a spreadsheet": listed(
        citizen_id=pl.concat_str(pl.col("citizen_id").str.head(15), pl.lit("000"))
    ),
    "two digits wrong in one row of ten": listed(
        0.1,
        citizen_id=pl.concat_str(pl.col("citizen_id").str.head(4), pl.lit("88"), pl.col("citizen_id").str.slice(6)),
    ),
    "a list of strangers' numbers": listed(0.05, citizen_id=pl.col("citizen_id").shift(7)),
    "nine in ten not in the register": _strangers,
}


def judged(lists: Lists, links: pl.DataFrame) -> dict[str, float]:
    """Return the figures of one answer."""
    known = lists.truth.drop_nulls("register_row_id").with_columns(right=pl.lit(True))
    pairs = links.join(
        known.select("list_row_id", "register_row_id", "right"), on=["list_row_id", "register_row_id"], how="left"
    )
    sure = pairs.filter(pl.col("probability") >= AUTOMATIC)
    asked = pairs.filter(pl.col("probability") < AUTOMATIC)["list_row_id"].n_unique()
    relative = lists.truth.filter(number="relative").join(
        lists.rows.select(list_row_id="row_id", citizen_id="citizen_id"), on="list_row_id"
    )
    owners = relative.join(lists.register.select("citizen_id", owner="row_id"), on="citizen_id")
    to_owner = sure.join(owners, left_on=["list_row_id", "register_row_id"], right_on=["list_row_id", "owner"])
    odd = known.filter(pl.col("number").is_in(ODDLY_WRITTEN))
    found = odd.join(pairs.filter("right"), on="list_row_id", how="semi")
    return {
        "precision": sure["right"].sum() / max(sure.height, 1),
        "wrong": sure["right"].null_count(),
        "automatic": sure["right"].sum() / known.height,
        "found": pairs["right"].sum() / known.height,
        "review": asked / lists.rows.height,
        "most": links.group_by("list_row_id").len()["len"].max() or 0,
        "to owner": to_owner.height,
        "odd": found.height / max(odd.height, 1),
    }


def main() -> None:
    """Match each case and print a table."""
    parser = argparse.ArgumentParser(description="Match lists with errors of other kinds.")
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=302)
    parser.add_argument("--mix", default="standard", choices=sorted(linkage.MIXES))
    parser.add_argument("--only", nargs="*", default=list(CASES))
    arguments = parser.parse_args()
    made = Lists(*linkage.make(arguments.persons, arguments.seed, arguments.mix))
    print("| case | precision (wrong) | recall | with review | for review | most | to owner | odd numbers found |")
    print("|---|---|---|---|---|---|---|---|")
    for name in arguments.only:
        lists = CASES[name](made, stream(arguments.seed, name))
        figures = judged(lists, match(lists.register, lists.rows))
        print(
            f"| {name} | {figures['precision']:.5f} ({figures['wrong']}) | {figures['automatic']:.4f} "
            f"| {figures['found']:.4f} | {figures['review']:.2%} | {figures['most']} | {figures['to owner']} "
            f"| {figures['odd']:.4f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
