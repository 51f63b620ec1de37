"""Text columns as one flat array of code points, so that numpy can work on all rows at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

Int = NDArray[np.int64]

# Full-width forms and the spaces and marks that typists put into numbers and names.
FULL_WIDTH = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)} | {"\u3000": " ", "\u00a0": " "}

LONGEST = 400  # characters; no name or address is longer, and whatever is must not cost more than one


class Flat(NamedTuple):
    """Code points of all rows one after another; row i is `points[starts[i]:starts[i + 1]]`."""

    points: NDArray[np.int32]
    starts: Int


def flat(column: pl.Series) -> Flat:
    """Decode a text column, of each text the first `LONGEST` characters; a null is an empty row."""
    text = column.cast(pl.String).fill_null("")
    if (text.str.len_bytes().max() or 0) > LONGEST:  # type: ignore[operator]
        text = text.str.head(LONGEST)
    lengths = text.str.len_chars().to_numpy().astype(np.int64)
    joined = text.str.join("").item() if len(text) else ""
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.int32)
    starts = np.zeros(len(text) + 1, dtype=np.int64)
    np.cumsum(lengths, out=starts[1:])
    return Flat(points, starts)


def bytes_of(column: pl.Series) -> NDArray[np.uint8]:
    """Return the UTF-8 bytes of all texts of a column without nulls, one after another."""
    buffer = column.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()[2]
    return np.frombuffer(buffer, dtype=np.uint8) if buffer is not None else np.zeros(0, dtype=np.uint8)


def half_width(column: pl.Series) -> pl.Series:
    """Return `column` with full-width letters, digits and marks in their plain form, and no white space."""
    text = column.cast(pl.String)
    odd = text.str.contains(r"[\x{ff01}-\x{ff5e}\x{3000}\x{a0}\s]").fill_null(False)
    if not odd.any():
        return text
    plain = text.filter(odd).str.replace_many(list(FULL_WIDTH), list(FULL_WIDTH.values())).str.replace_all(r"\s", "")
    return text.scatter(odd.arg_true(), plain)
