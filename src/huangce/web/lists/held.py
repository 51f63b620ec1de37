"""Files of officers while they are worked on: encrypted on the disk, plain only while a job reads them.

Each file stands in `uploads/` of the home under a key of its own, as deliveries do (`exchange.sealed`): destroying the
key forgets it, and no backup holds such keys (their names begin with `delivery-`). While a job reads a file it lies in
a folder that only the owner can enter (0700, the file 0600), which is removed with the job, and at the next start if
the machine was switched off (个人信息保护法 arts 19 and 51).
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from huangce.exchange import sealed
from huangce.exchange.deliveries import NO_LISTS
from huangce.home import paths
from huangce.rules.citizen_id import without_numbers

FOLDER = "uploads"
OPEN, ARRIVING = "open-", "arriving-"


def folder() -> Path:
    """Return the folder of uploads, which only its owner can enter."""
    place = paths.make_home() / FOLDER
    place.mkdir(mode=0o700, exist_ok=True)
    return place


def keep(name: str, content: pl.DataFrame | bytes) -> None:
    """Keep a frame or the bytes of a file under `name`, in the place of what stood there."""
    forget(name)
    frame = pl.DataFrame({"content": [content]}) if isinstance(content, bytes) else content
    sealed.seal(frame, _file(name), _key(name))


def frame(name: str) -> pl.DataFrame:
    """Return a frame that was kept. Raises `KeyForgotten`, `SealBroken`."""
    return sealed.unseal(_file(name), _key(name))


def content(name: str) -> bytes:
    """Return the bytes of a file that was kept. Raises `KeyForgotten`, `SealBroken`."""
    found: bytes = frame(name)["content"][0]
    return found


def is_here(name: str) -> bool:
    """Whether something is kept under a name."""
    return _file(name).exists()


def forget(name: str) -> None:
    """Destroy what was kept under a name, if it is there."""
    sealed.forget(_key(name))
    _file(name).unlink(missing_ok=True)


@contextmanager
def opened(name: str, written: str) -> Iterator[Path]:
    """Have a kept file under its own name `written` for a while, in a folder of its own that nobody else can enter."""
    place = _empty(f"{OPEN}{name}")
    try:
        path = place / plain_name(written)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            shutil.copyfileobj(io.BytesIO(content(name)), file)
        yield path
    finally:
        shutil.rmtree(place, ignore_errors=True)


def clear() -> None:
    """Remove what a job left open that was cut off. Only the process that works jobs off may call this."""
    for left in folder().glob(f"{OPEN}*"):
        shutil.rmtree(left, ignore_errors=True)


def plain_name(written: str) -> str:
    """Return the last part of a file name, as it may be written to this disk; "list" where nothing is left of it.

    The name is kept longer than the rows: a number of a person in it is left out.
    """
    last = written.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if one.isprintable()).lstrip(".~$ ").strip()
    kept = without_numbers(kept)
    stem, dot, suffix = kept.rpartition(".")
    while len(kept.encode()) > 200 and len(stem) > 1:
        stem = stem[:-1]
        kept = f"{stem}{dot}{suffix}"
    kept = kept if len(kept.encode()) <= 200 and kept else "list"
    return f"list-{kept}" if kept in NO_LISTS else kept


def _empty(name: str) -> Path:
    place = folder() / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    return place


def _file(name: str) -> Path:
    return folder() / f"{name}.sealed"


def _key(name: str) -> Path:
    return paths.secrets() / f"delivery-{name}.key"
