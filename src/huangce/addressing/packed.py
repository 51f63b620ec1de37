"""The gazetteer's tables as one file that is mapped into memory, so that a process starts at once.

Building the tables from the packed divisions takes two seconds and several hundred megabytes; the tables themselves
are larger than a package should be. So they are built once on a machine (`huangce addresses prepare`, or by the first
process that needs them), kept beside the machine code (`compiled.py`), and mapped: pages that no text touches are never
read, and processes share those that are. The file's name is a digest of all that the tables are made from, so a changed
table or program never meets a stale file.

Layout: MAGIC, the length of the header (8 bytes, little-endian), the header (JSON: name → type, shape, offset, CRC-32),
then the arrays, each at a multiple of 64.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import mmap
import os
import tempfile
import zlib
from pathlib import Path

import numpy as np

from huangce.addressing.compiled import kept_folder
from huangce.errors import Unreadable

MAGIC = b"huangce gazetteer 1\n"
ALIGNED = 64
SUFFIX = ".gazetteer"


class BrokenTables(Unreadable):
    """{path} is not a whole file of gazetteer tables; `huangce addresses prepare` makes it anew."""

    code = "broken-tables"


def place_of(sources: list[Path]) -> Path | None:
    """Return where the tables made from these files are kept, None where no folder can be written."""
    folder = kept_folder()
    if not folder:
        return None
    digest = hashlib.sha256(MAGIC)
    for source in sources:
        digest.update(source.read_bytes())
    return Path(folder).parent / f"{digest.hexdigest()[:16]}{SUFFIX}"


def write(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write arrays and put the file in its place at once; earlier files beside it are removed."""
    header: dict[str, tuple[str, list[int], int, int]] = {}
    at = 0
    for name, array in arrays.items():
        whole = np.ascontiguousarray(array)
        header[name] = (whole.dtype.str, list(whole.shape), at, zlib.crc32(whole.view(np.uint8).data))
        at += -(-whole.nbytes // ALIGNED) * ALIGNED
    text = json.dumps(header).encode()
    start = len(MAGIC) + 8 + len(text)
    text += b" " * (-start % ALIGNED)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(MAGIC + len(text).to_bytes(8, "little") + text)
            for array in arrays.values():
                file.write(np.ascontiguousarray(array).data)
                file.write(b"\0" * (-array.nbytes % ALIGNED))
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    finally:
        Path(temporary).unlink(missing_ok=True)
    for earlier in path.parent.glob(f"*{SUFFIX}"):
        if earlier != path:
            with contextlib.suppress(OSError):
                earlier.unlink()


def mapped(path: Path, *, check: bool = False) -> dict[str, np.ndarray]:
    """Return the arrays of a file, mapped; with `check` every checksum is compared. Raises `BrokenTables`."""
    try:
        with path.open("rb") as file:
            # Copy on write: nothing is written, but the loops are compiled for arrays that could be.
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except (OSError, ValueError) as error:
        raise BrokenTables(path=path.name) from error
    if memory[: len(MAGIC)] != MAGIC:
        raise BrokenTables(path=path.name)
    size = int.from_bytes(memory[len(MAGIC) : len(MAGIC) + 8], "little")
    start = len(MAGIC) + 8 + size
    arrays = {}
    try:
        for name, (kind, shape, at, checksum) in json.loads(memory[len(MAGIC) + 8 : start]).items():
            array = np.frombuffer(memory, kind, int(np.prod(shape)), start + at).reshape(shape)
            if check and zlib.crc32(array.view(np.uint8).data) != checksum:
                raise BrokenTables(path=path.name)
            arrays[name] = array
    except ValueError as error:
        raise BrokenTables(path=path.name) from error
    return arrays
