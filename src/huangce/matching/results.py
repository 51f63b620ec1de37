"""What a run hands back: one row a link or candidate, with the ids as they came in."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from huangce.matching.comparisons import NAME
from huangce.matching.engines import Engine
from huangce.matching.explain import scored_texts, settled_texts
from huangce.matching.kept import Prepared
from huangce.matching.model import Model
from huangce.matching.prepare.text import Int
from huangce.matching.reading import Source
from huangce.matching.scoring import prior

AUTOMATIC = 0.99


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


def linked(engine: Engine, model: Model, register: Source | Prepared, rows: Source | Prepared) -> pl.DataFrame:
    """Return the rows settled by number and the scored candidates of the others, in the order of the list."""
    persons = len(register)
    weight = prior(model, persons)
    codes = "name_level, birth_level, sex_level"
    settled = engine.fetch(f"SELECT list_row, register_row, {codes} FROM number_pairs WHERE settled = 1")
    automatic = f"SELECT 1 FROM scored t WHERE t.list_row = s.list_row AND t.place = 1 AND t.probability >= {AUTOMATIC}"
    scored = engine.fetch(f"SELECT * FROM scored s WHERE s.place = 1 OR NOT EXISTS ({automatic})")
    links = pl.concat(
        [
            settled_texts(_named(settled, register, rows), model, persons=persons, prior=weight),
            scored_texts(_named(scored, register, rows), prior=weight),
        ],
        rechunk=True,
    )
    links = links[_in_order_of_list(links, len(rows))]
    ids = [
        register.row_id.gather(links["register_row"]).alias("register_row_id"),
        rows.row_id.gather(links["list_row"]).alias("list_row_id"),
    ]
    return links.with_columns(ids).select(empty(register, rows).columns)


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
    text = both.select(pl.format("({}/{})", pl.col("list").fill_null(""), pl.col("register").fill_null(""))).to_series()
    blank = pl.Series("names", [""], dtype=pl.String).new_from_index(0, pairs.height)
    return pairs.with_columns(blank.scatter(other.arg_true(), text))


def summary(links: pl.DataFrame) -> dict[str, Any]:
    """Return the numbers of automatic links, of list rows for a person, and of links and candidates by step."""
    automatic = pl.col("probability") >= AUTOMATIC
    steps = links.group_by("step").len().sort("len", descending=True)
    return {
        "automatic": links.filter(automatic).height,
        "for_review": links.filter(~automatic)["list_row_id"].n_unique(),
        "steps": dict(steps.iter_rows()),
    }
