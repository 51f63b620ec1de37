"""Write what a command was asked for: whole or not at all, and never over what it reads."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huangce.errors import Unreadable


class NotWritable(Unreadable):
    """{file} cannot be written: {reason}."""

    code = "not-writable"


class OutIsInput(Unreadable):
    """{file} is what is read here: write to another file."""

    code = "out-is-input"


def need_place(out: Path, *read: Path | None) -> None:
    """Raise `NotWritable` where `out` is a folder or in none, `OutIsInput` where it is, or lies in, what is read."""
    if out.is_dir():
        raise NotWritable(file=out, reason="it is a folder")
    if not out.parent.is_dir():
        raise NotWritable(file=out, reason="its folder does not exist")
    for one in read:
        if one is None or not one.exists():
            continue
        if (out.exists() and out.samefile(one)) or (one.is_dir() and out.resolve().is_relative_to(one.resolve())):
            raise OutIsInput(file=out)


@contextmanager
def written(out: Path) -> Iterator[Path]:
    """Give a file of that name to write; it takes the place of `out` when all is written, and until then what was there
    stays. Raises `NotWritable`.

    What is no file (a pipe, a terminal), or stands in a folder where nothing may be made, is written as it is.
    """
    need_place(out)
    is_kept = out.exists()
    if (is_kept and not out.is_file()) or not os.access(out.parent, os.W_OK):
        with _told(out):
            yield out
        return
    place = out.resolve()
    with _told(out), tempfile.TemporaryDirectory(dir=place.parent, prefix=".huangce-") as folder:
        fresh = Path(folder, out.name)
        yield fresh
        if is_kept:
            shutil.copymode(place, fresh)
        fresh.replace(place)


@contextmanager
def _told(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotWritable(file=out, reason=error.strerror or str(error)) from error
    except _computing() as error:  # so polars tells a disk that is full
        words = str(error).splitlines()[0]
        if "IO error: " not in words:
            raise
        raise NotWritable(file=out, reason=words.rpartition("IO error: ")[2]) from error


def _computing() -> type[Exception]:
    """The error of a library that is heavy to load: asked for when something went wrong."""
    import polars as pl

    return pl.exceptions.ComputeError
