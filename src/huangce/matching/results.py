"""What a run hands back: one row a link or candidate, with the ids as they came in."""

from __future__ import annotations

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from huangce.matching.comparisons import NAME
from huangce.matching.engines import Engine
from huangce.matching.engines.cores import WORKERS, spread
from huangce.matching.explain import crowded_texts, scored_texts, settled_texts
from huangce.matching.kept import Prepared
from huangce.matching.model import Model
from huangce.matching.prepare.text import Int
from huangce.matching.reading import Source
from huangce.matching.scoring import prior
from huangce.matching.steps import TOO_MANY_ALIKE

AUTOMATIC = 0.99
# Of all automatic links no more than this may be expected to be wrong (the bar is one in ten thousand); of a short list
# as many as of one of `FEWEST` rows. Links that this makes too many get the score just below 0.99.
EXPECTED_FALSE, FEWEST = 8e-5, 10_000
NEARLY = 459
PIECE, SMALLEST_PIECE = 250_000, 10_000  # candidates that are explained at a time, at most and at least
ROWS_WRITTEN = 65_536  # together: enough to pack well, few enough for every core to have some
SETTLED = "SELECT list_row, register_row, name_level, birth_level, sex_level FROM number_pairs WHERE settled = 1"
LONGEST_NAME = 60  # characters of a name that an explanation shows


def empty(register: Source | Prepared, rows: Source | Prepared) -> pl.DataFrame:
    """Return an answer without rows."""
    return pl.DataFrame(
        schema={
            "register_row_id": register.row_id.dtype,
            "list_row_id": rows.row_id.dtype,
            "probability": pl.Float64,
            "step": pl.String,
            "explanation": pl.String,
        }
    )


def of_settled(
    settled: pl.DataFrame, model: Model, register: Source | Prepared, rows: Source | Prepared
) -> pl.DataFrame:
    """Return what is said of the rows that their number settled: the answer to `SETTLED`."""
    persons = len(register)
    return settled_texts(_named(settled, register, rows), model, persons=persons, prior=prior(model, persons))


def linked(
    engine: Engine,
    model: Model,
    register: Source | Prepared,
    rows: Source | Prepared,
    *,
    settled: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return the rows settled by number, and the scored candidates of the others, in the order of the list."""
    weight = prior(model, len(register))
    by_number = [] if settled is None else [settled]
    scored = cautious(engine.fetch("SELECT * FROM scored"), sum(map(len, by_number)))
    crowded = engine.fetch("SELECT * FROM crowded_rows")
    links = pl.concat(
        [
            *by_number,
            *spread(lambda some: scored_texts(_named(some, register, rows), prior=weight), _pieces(scored)),
            crowded_texts(crowded.join(scored, on="list_row", how="anti")),
        ],
        rechunk=True,
    )
    links = links[_in_order_of_list(links, len(rows))]
    ids = [
        register.row_id.gather(links["register_row"]).alias("register_row_id"),
        rows.row_id.gather(links["list_row"]).alias("list_row_id"),
    ]
    return links.with_columns(ids).select(empty(register, rows).columns)


def cautious(scored: pl.DataFrame, settled: int) -> pl.DataFrame:
    """Return the candidates with `caution`, and the others of a row only where its first is not automatic.

    The least sure of the automatic links go to a person, as many as it takes that no more than `EXPECTED_FALSE` of all
    are expected to be wrong: in most lists none. Links of one score are treated alike.
    """
    first = pl.col("place") == 1
    by_score = (
        scored.lazy()
        .filter(first & (pl.col("probability") >= AUTOMATIC))
        .group_by("score")
        .agg(links=pl.len(), wrong=(1 - pl.col("probability")).sum())
        .sort("score", descending=True)
        .with_columns(pl.col("links", "wrong").cum_sum())
        .collect()
    )
    allowed = EXPECTED_FALSE * (pl.col("links") + settled).clip(FEWEST)
    too_many = by_score.filter(pl.col("wrong") > allowed)["score"]
    is_doubted = first & pl.col("score").is_between(NEARLY + 1, too_many.max() or 0)
    scored = scored.with_columns(caution=pl.when(is_doubted).then(NEARLY - pl.col("score")).otherwise(0)).with_columns(
        score=pl.col("score") + pl.col("caution"),
        probability=pl.when(is_doubted).then(1 / (1 + math.exp(-NEARLY / 100))).otherwise("probability"),
    )
    others = scored.filter(~first).select("list_row").unique()
    asked = scored.select("list_row", "place", "probability").join(others, on="list_row", how="semi")
    alone = asked.filter(first & (pl.col("probability") >= AUTOMATIC))["list_row"]
    return scored.filter(first | ~pl.col("list_row").is_in(alone.implode())) if len(alone) else scored


def _pieces(scored: pl.DataFrame) -> Iterable[pl.DataFrame]:
    size = min(max(-(-scored.height // WORKERS), SMALLEST_PIECE), PIECE)
    return scored.iter_slices(size) if scored.height else [scored]


def _in_order_of_list(links: pl.DataFrame, rows: int) -> Int:
    """Return where the links stand in the order of list row and place, by counting: no row is compared with another."""
    row = links["list_row"].to_numpy()
    count = np.bincount(row, minlength=rows)
    before = (np.cumsum(count) - count)[row]
    order = np.empty(len(row), dtype=np.int64)
    order[before + links["place"].to_numpy() - 1] = np.arange(len(row))
    return order


def _named(pairs: pl.DataFrame, register: Source | Prepared, rows: Source | Prepared) -> pl.DataFrame:
    """Add `names`, both as they are written, where they are not the same name."""
    other = pairs["name_level"] != NAME.code("same")
    here, there = pairs["list_row"].filter(other), pairs["register_row"].filter(other)
    both = pl.DataFrame({"list": rows.name.gather(here), "register": register.name.gather(there)})
    both = both.select(pl.all().str.head(LONGEST_NAME))
    text = both.select(pl.format("({}/{})", pl.col("list").fill_null(""), pl.col("register").fill_null(""))).to_series()
    blank = pl.Series("names", [""], dtype=pl.String).new_from_index(0, pairs.height)
    return pairs.with_columns(blank.scatter(other.arg_true(), text))


def write(links: pl.DataFrame, file: Path) -> None:
    """Write the answer as Parquet, quickly: nobody looks for a row of it by its statistics."""
    links.write_parquet(file, compression="lz4", statistics=False, row_group_size=ROWS_WRITTEN)


def summary(links: pl.DataFrame) -> dict[str, Any]:
    """Return the numbers of automatic links, of list rows for a person, and of links and candidates by step."""
    automatic = pl.col("probability") >= AUTOMATIC
    steps = links.group_by("step").len().sort("len", descending=True)
    return {
        "automatic": links.filter(automatic).height,
        "for_review": links.filter(~automatic & (pl.col("step") != TOO_MANY_ALIKE))["list_row_id"].n_unique(),
        "steps": dict(steps.iter_rows()),
    }
