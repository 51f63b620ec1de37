"""The register as matching sees it, prepared once and kept: a daily list then costs what the list costs.

The kept file lies in `HUANGCE_HOME/matching`, an Arrow file that is mapped into memory, not read. Its name says which
form and which content it was made from; of another content only the rows that changed are prepared anew, of another
form (`FORM`, or another release of what prepares) everything. It holds what the register holds, so it is guarded as the
register's database is: a folder that only the owner enters, a file that only the owner reads, nothing of it anywhere
else, and gone with an erasure. Lists of departments are never kept: their agreements say how long they stay, and they
stay encrypted.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import TypeAlias

import polars as pl
import pyarrow as pa

from huangce.home import paths
from huangce.matching.engines.cores import spread
from huangce.matching.prepare import FORM, prepared
from huangce.matching.reading import COLUMNS, Table, opened

PIECE = 100_000  # rows prepared at a time, so that what is in hand stays in the processor's own memory
# Beside the prepared columns: what comes back of a row, and a digest of all that was read of it.
ROW_ID, NAME, DIGEST = "row_id", "written_name", "digest"
SEED = 9


@dataclass(frozen=True, slots=True)
class Prepared:
    """A table that was read and prepared: `rows` in the columns of `prepare.SCHEMA`, and what comes back of them.

    `anew` of them were prepared just now, the others were kept.
    """

    rows: pl.DataFrame
    row_id: pl.Series
    name: pl.Series
    anew: int

    def __len__(self) -> int:
        return len(self.row_id)


Register: TypeAlias = "Table | Prepared"
Prepare: TypeAlias = Callable[[Table], Prepared]


def prepare(register: Table, label: str = "the register") -> Prepared:
    """Prepare a table for several runs. Raises the errors of `reading`."""
    frame = _made(_read(register, label))
    return _known(frame, anew=frame.height)


def kept(register: Table, name: str = "register") -> Prepared:
    """Return a register prepared, from its kept file where it stands in it; what changed since is prepared and kept.

    `name` tells the registers of one home apart. A file is recognised by its bytes, without reading its rows. Raises
    the errors of `reading`, and HomeNotWritable.
    """
    folder = paths.prepared()
    read: pl.DataFrame | None = None
    if isinstance(register, (str, Path)) and Path(register).is_file():
        with open(register, "rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    else:
        read = _read(register, "the register")
        content = hashlib.sha256(read[DIGEST].to_numpy().tobytes()).hexdigest()
    form = hashlib.sha256(f"{FORM} {version('huangce')} {version('polars')}".encode()).hexdigest()
    place = folder / f"{name}.{form[:12]}.{content[:32]}.arrow"
    if place.exists():
        return _known(_mapped(place), anew=0)
    read = _read(register, "the register") if read is None else read
    earlier = sorted(folder.glob(f"{name}.{form[:12]}.*.arrow"))
    frame, anew = _renewed(read, _mapped(earlier[-1])) if earlier else (_made(read), read.height)
    _write(frame, place)
    for old in folder.glob(f"{name}.*.arrow"):
        if old != place:
            old.unlink(missing_ok=True)
    return _known(_mapped(place), anew=anew)


def _read(table: Table, label: str) -> pl.DataFrame:
    """Return what matching reads of a table, with the digest of every row."""
    source = opened(table, label)
    read = source.rows.collect().with_columns(source.row_id.alias(ROW_ID))
    return read.with_columns(read.hash_rows(SEED).alias(DIGEST))


def _made(read: pl.DataFrame) -> pl.DataFrame:
    numbered = read.with_row_index("row")
    pieces = spread(prepared, numbered.select("row", *COLUMNS).iter_slices(PIECE))
    rows = pl.concat([prepared(numbered.clear().select("row", *COLUMNS)), *pieces], rechunk=False)
    return rows.with_columns(read[ROW_ID], read["name"].alias(NAME), read[DIGEST])


def _renewed(read: pl.DataFrame, earlier: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Return `read` prepared, with what `earlier` has of it, and how many rows it has not.

    Rows with the same digest are the same rows.
    """
    if read.schema[ROW_ID] != earlier.schema[ROW_ID]:
        return _made(read), read.height
    places = earlier.select(DIGEST, at=pl.int_range(pl.len())).unique(DIGEST)
    at = read.select(DIGEST).join(places, on=DIGEST, how="left", maintain_order="left")["at"]
    changed = _made(read.filter(at.is_null()))
    new = earlier.height + at.is_null().cum_sum() - 1
    both = pl.concat([earlier, changed], rechunk=False)
    rows = both[at.fill_null(new)] if len(at) else both.clear()
    return rows.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("row")), changed.height


def _known(frame: pl.DataFrame, *, anew: int) -> Prepared:
    return Prepared(frame.drop(ROW_ID, NAME, DIGEST), frame[ROW_ID], frame[NAME], anew)


def _mapped(place: Path) -> pl.DataFrame:
    with pa.memory_map(str(place)) as file:
        return pl.DataFrame(pl.from_arrow(pa.ipc.open_file(file).read_all(), rechunk=False))


def _write(frame: pl.DataFrame, place: Path) -> None:
    """Write a whole file or none, readable by its owner alone from its first byte on."""
    draft = place.with_name(f".{place.name}.{token_hex(4)}")
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            frame.write_ipc(file, compression="uncompressed")
        draft.replace(place)
    except OSError as error:
        if draft.exists():
            draft.unlink()
        raise paths.HomeNotWritable(home=place, reason=error.strerror or error) from error
