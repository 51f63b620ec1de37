"""Remember what the texts of addresses were read as, so that a text that stands in several lists is read once.

The lists of one office write most of their addresses alike: a register repeats what its address list says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from huangce.places.store import read_distinct
from huangce.register.bulk import Progress, quiet

SCHEMA = {"text": pl.String, "key": pl.String}


@dataclass(slots=True)
class Keys:
    """Texts of a county (6 digits) and their keys, as far as they were read."""

    county: str
    read: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SCHEMA))

    def learn(self, texts: pl.Series, keys: pl.Series) -> None:
        """Remember that these texts, none of them null, have these keys."""
        more = pl.DataFrame([texts.alias("text"), keys.alias("key")], schema=SCHEMA)
        self.read = pl.concat([self.read, more]).unique("text", keep="first", maintain_order=True)

    def of(self, texts: pl.Series, *, progress: Progress = quiet) -> pl.Series:
        """The key of each text, null for null. Texts that are new are read and remembered."""
        distinct = texts.unique(maintain_order=True).drop_nulls().to_frame("text")
        fresh = distinct.join(self.read, on="text", how="anti", maintain_order="left")["text"]
        if fresh.len():
            self.learn(fresh, read_distinct(fresh, county=self.county, progress=progress)["key"])
        return texts.to_frame("text").join(self.read, on="text", how="left", maintain_order="left")["key"]
