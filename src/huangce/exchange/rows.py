"""The checked rows of a list in parts: a list of one part is a frame; of a long one the parts wait packed.

Ten million rows with typed values take gibibytes as frames and a tenth of that as Parquet, of which one part at a time
is unpacked. They wait in memory: nothing of a delivery is on disk before it is sealed under a key of its own.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import polars as pl


class Rows:
    """Frames of one schema, one below the other, and for each row whether it can be used.

    packs: whether parts wait packed. The office's own lists are loaded as a whole, and are not.
    """

    def __init__(self, *, packs: bool = True) -> None:
        self._packs = packs
        self._parts: list[pl.DataFrame | bytes] = []
        self._usable: list[pl.Series] = []
        self._numbers: list[pl.Series] = []
        self.height = 0

    def add(self, frame: pl.DataFrame, usable: pl.Series) -> None:
        """Put a part below those before."""
        if self._packs and self._parts and isinstance(last := self._parts[-1], pl.DataFrame):
            self._parts[-1] = packed(last)
        self._parts.append(frame)
        self._usable.append(usable)
        self._numbers.append(frame["row"])
        self.height += frame.height

    @property
    def usable(self) -> pl.Series:
        """For each row, whether its required fields can be worked with."""
        return pl.concat(self._usable).alias("usable")

    @property
    def frame(self) -> pl.DataFrame:
        """All rows at once."""
        frames = [frame for frame, _usable in self.parts()]
        whole = frames[0] if len(frames) == 1 else pl.concat(frames)
        if not self._packs:
            self._parts, self._usable, self._numbers = [whole], [self.usable], [self.numbers]
        return whole

    @property
    def numbers(self) -> pl.Series:
        """The number of each row, as its sender sees it."""
        return pl.concat(self._numbers)

    def parts(self) -> Iterator[tuple[pl.DataFrame, pl.Series]]:
        """Yield each part and which of its rows can be used."""
        for part, usable in zip(self._parts, self._usable, strict=True):
            yield part if isinstance(part, pl.DataFrame) else pl.read_parquet(io.BytesIO(part)), usable

    def usable_parts(self) -> Iterator[pl.DataFrame]:
        """Yield the rows of each part that can be used."""
        for frame, usable in self.parts():
            yield frame.filter(usable)


def packed(frame: pl.DataFrame) -> bytes:
    """Return a frame as Parquet."""
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd", compression_level=1)
    return buffer.getvalue()


def first_rows(hashes: pl.Series, rows: pl.Series) -> pl.DataFrame:
    """Return row and other: the number of each row whose value stood before, and of the first row with that value.

    hashes: of the values, null for none. Sorting them takes a tenth of the memory of a join.
    """
    known = pl.DataFrame({"hash": hashes, "row": rows}).drop_nulls("hash")
    values = known["hash"].to_numpy()
    ordered = np.sort(values)
    again = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not again.size:
        return pl.DataFrame(schema={"row": rows.dtype, "other": rows.dtype})
    place = np.searchsorted(again, values).clip(max=again.size - 1)
    twice = known.filter(pl.Series(again[place] == values))
    first = twice.select("row", other=pl.col("row").min().over("hash"))
    return first.filter(pl.col("row") != pl.col("other"))
