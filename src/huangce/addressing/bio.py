"""Labelled addresses in BIO files: `token TAG` lines, a blank line between addresses; optionally gzip.

`B-road` begins a span, `I-road` continues it, `O` is no part. Labels are taken in lower case (corpora mix `subRoad` and
`subroad`).
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

from huangce.errors import Unreadable

Labelled = list[tuple[str, str]]
OUTSIDE = "redundant"


class BadTagging(Unreadable):
    """{path}, line {line}: expected a token and a tag such as B-road, I-road or O."""

    code = "bad-tagging"


class NoLabelledText(Unreadable):
    """{path} cannot be read as labelled addresses: {why}."""

    code = "no-labelled-text"


def read_bio(path: Path) -> list[Labelled]:
    """Return the addresses of a file as (label, text) spans in order; raises `Unreadable`."""
    addresses: list[Labelled] = []
    current: Labelled = []
    for number, line in enumerate(_lines(path), 1):
        fields = line.split()
        if not fields:
            if current:
                addresses.append(current)
                current = []
            continue
        tag = fields[-1]
        if len(fields) == 1:
            # A token of white space: the tag is all that is left of the line.
            fields = [" ", tag]
        begins, _, label = tag.partition("-")
        if begins not in ("B", "I", "O") or (begins != "O" and not label):
            raise BadTagging(path=path.name, line=number)
        label = label.lower() or OUTSIDE
        token = "".join(fields[:-1])
        if begins == "I" and current and current[-1][0] == label:
            current[-1] = (label, current[-1][1] + token)
        else:
            current.append((label, token))
    if current:
        addresses.append(current)
    if not addresses:
        raise NoLabelledText(path=path.name, why="it holds no address")
    return addresses


def _lines(path: Path) -> Iterator[str]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
            yield from file
    except (OSError, EOFError, UnicodeDecodeError, gzip.BadGzipFile) as error:
        raise NoLabelledText(path=path.name, why=type(error).__name__) from error
