"""Compare what a reconciliation found with what was planted: found, true, correct, precision and recall by class.

Only this module and the simulator read the truth (an import rule keeps the rest of the platform away from it).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from huangce.errors import Unreadable
from huangce.simulate.doors import TRUTH as UNNUMBERED
from huangce.simulate.truth import CLASSES

COLUMNS = ("class", "list", "row", "other_list", "other_row")


class NoTruth(Unreadable):
    """There is no truth table {file} in {folder}: name the folder `truth` of a simulated county."""

    code = "no-truth"


class NotFindings(Unreadable):
    """The findings lack the column {column}: they need class, list and row, for pairs also other_list and other_row."""

    code = "not-findings"


def score(findings: pl.DataFrame, truth_dir: Path | str) -> pl.DataFrame:
    """Return class, found, true, correct, precision and recall of `findings` against the truth in `truth_dir`.

    `findings` has `class`, `list` (kind), `row` (data row from 1), and `other_list`, `other_row` for pairs. The subject
    of a finding is the person behind its row, so that several rows of one person count once in a class; held_twice
    counts pairs of register rows in either order. A row that belongs to nobody, or to no list, is a finding of its own
    and wrong. Precision is null where nothing was found, recall where nothing was planted. Every class of the contract
    has a line, followed by classes of `findings` that are none.
    """
    folder = Path(truth_dir)
    persons, planted = (_read(folder, name) for name in ("persons", "discrepancies"))
    found = _keys(_complete(findings), persons)
    true = _keys(planted.select(COLUMNS), persons)
    both = found.join(true, on=["class", "key"], how="semi")
    names = [*CLASSES, *sorted(set(findings["class"].drop_nulls().unique()) - set(CLASSES))]
    counts = pl.DataFrame({"class": names}, schema={"class": pl.String})
    for name, keys in (("found", found), ("true", true), ("correct", both)):
        sizes = keys.group_by("class").agg(pl.len().cast(pl.Int64).alias(name))
        counts = counts.join(sizes, on="class", how="left", maintain_order="left")
    counts = counts.with_columns(pl.col("found", "true", "correct").fill_null(0))
    return counts.with_columns(
        precision=pl.when(pl.col("found") > 0).then(pl.col("correct") / pl.col("found")),
        recall=pl.when(pl.col("true") > 0).then(pl.col("correct") / pl.col("true")),
    )


def _read(folder: Path, name: str) -> pl.DataFrame:
    file = folder / f"{name}.parquet"
    if not file.is_file():
        raise NoTruth(file=file.name, folder=folder)
    return pl.read_parquet(file)


def _complete(findings: pl.DataFrame) -> pl.DataFrame:
    for column in COLUMNS[:3]:
        if column not in findings.columns:
            raise NotFindings(column=column)
    empty = {"other_list": pl.String, "other_row": pl.Int64}
    missing = [pl.lit(None, dtype=kind).alias(name) for name, kind in empty.items() if name not in findings.columns]
    table = findings.with_columns(missing).select(COLUMNS)
    return table.cast(
        {"class": pl.String, "list": pl.String, "row": pl.Int64, "other_list": pl.String, "other_row": pl.Int64}
    )


def _keys(table: pl.DataFrame, persons: pl.DataFrame) -> pl.DataFrame:
    """Return the different `class` and `key` of a table: what each row is about, in one text."""
    known = table.join(persons, on=["list", "row"], how="left", maintain_order="left")
    here = pl.format("{}:{}", pl.col("list").fill_null("?"), pl.col("row").fill_null(-1))
    there = pl.format(
        "{}:{}", pl.col("other_list").fill_null(pl.col("list")).fill_null("?"), pl.col("other_row").fill_null(-1)
    )
    pair = pl.concat_str(pl.min_horizontal(here, there), pl.max_horizontal(here, there), separator="|")
    person = pl.when(pl.col("truth_person").is_null()).then(here).otherwise(pl.format("person {}", "truth_person"))
    key = pl.when(pl.col("class") == "held_twice").then(pair).otherwise(person)
    return known.select("class", key=key).unique(maintain_order=True)


def score_numbers(proposals: pl.DataFrame, truth_dir: Path | str) -> dict[str, int | float | None]:
    """Return found, true, correct, precision and recall of numbers proposed for doors without one.

    `proposals` has `division` (village), `street` (or group), `chainage` in metres and `number` as written, null where
    none could be found. A proposal is correct where a door without a number stands and the number may be its.
    """
    true = _read(Path(truth_dir), UNNUMBERED)
    key = ["division", "street", "chainage"]
    found = proposals.select(*key[:2], pl.col("chainage").round(1), "number").join(true, on=key, how="left")
    correct = found.filter(pl.col("number").is_in(pl.col("numbers"))).height
    return {
        "found": found.height,
        "true": true.height,
        "correct": correct,
        "precision": correct / found.height if found.height else None,
        "recall": correct / true.height if true.height else None,
    }
