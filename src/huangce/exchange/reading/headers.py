"""Which row of a sheet is the header: below titles, above data, sometimes in two rows.

A header row is recognised by words that list formats know; a list of a kind that nobody described yet by its shape: the
first row that names most columns, in words. Two header rows (a group such as 母亲 above 姓名 and 证件号码) are
joined into one name, 母亲姓名.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass

from huangce.exchange.formats.headwords import known_word

NUMBER_OR_DATE = re.compile(r"[\d\s.,:/\-年月日+Ee%]+")
HEADER_CHARACTERS = 60
KNOWN_SHARE = 0.6

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a sheet: index of its first and last row, and the joined words of each column ("" where none)."""

    first: int
    last: int
    words: tuple[str, ...]


def find_header(rows: list[Row], vocabulary: Set[str]) -> Header | None:
    """Return the header among the first rows of a sheet, or None."""
    known = [_known(row, vocabulary) for row in rows]
    width = max((_filled(row) for row in rows), default=0)
    best = max(known, default=0)
    if best >= min(2, width) and best > 0:
        index = known.index(best)
    else:
        index = next((i for i, row in enumerate(rows) if _looks_like_header(row, width)), -1)
        if index < 0:
            return None
    if index > 0 and _is_group_row(rows[index - 1], rows[index], vocabulary):
        return Header(index - 1, index, _joined(rows[index - 1], rows[index], vocabulary))
    if index + 1 < len(rows) and _is_group_row(rows[index], rows[index + 1], vocabulary):
        return Header(index, index + 1, _joined(rows[index], rows[index + 1], vocabulary))
    return Header(index, index, tuple(_tidy(cell) for cell in rows[index]))


def _known(row: Row, vocabulary: Set[str]) -> int:
    return len({form for cell in row if cell and (form := known_word(cell, vocabulary))})


def _filled(row: Row) -> int:
    return sum(1 for cell in row if cell and cell.strip())


def _tidy(cell: str | None) -> str:
    return "".join((cell or "").split())


def _looks_like_header(row: Row, width: int) -> bool:
    texts = [cell.strip() for cell in row if cell and cell.strip()]
    return (
        len(texts) >= max(2, KNOWN_SHARE * width)
        and all(len(text) <= HEADER_CHARACTERS and not NUMBER_OR_DATE.fullmatch(text) for text in texts)
        and len(set(texts)) == len(texts)
    )


def _is_group_row(upper: Row, lower: Row, vocabulary: Set[str]) -> bool:
    """Tell whether `upper` names groups of columns whose own names stand in `lower`.

    Then nearly every name of `lower` is a header word alone or with its group, and `lower` cannot stand alone: it
    leaves columns empty that `upper` names, or names several alike. A title above a complete header is no group row.
    """
    below = [i for i, cell in enumerate(lower) if _tidy(cell)]
    groups = sum(1 for cell in upper if _tidy(cell))
    if not below or not groups:
        return False
    leaves_gaps = any(_tidy(above) and not _tidy(cell) for above, cell in zip(upper, lower, strict=True))
    names_alike = groups > 1 and len({_tidy(lower[i]) for i in below}) < len(below)
    joined = _joined(upper, lower, vocabulary)
    words = sum(1 for i in below if known_word(joined[i], vocabulary) or known_word(lower[i] or "", vocabulary))
    return (leaves_gaps or names_alike) and words >= KNOWN_SHARE * len(below) and _known(upper, vocabulary) + words >= 2


def _joined(upper: Row, lower: Row, vocabulary: Set[str]) -> tuple[str, ...]:
    """Name the columns of two header rows; a group reaches right up to the next word above.

    A name that says enough alone (死亡日期 below 日期) stays alone; 姓名 below 母亲 becomes 母亲姓名.
    """
    below = [_tidy(cell) for cell in lower]
    words, group = [], ""
    for above, word in zip(map(_tidy, upper), below, strict=True):
        group = above or group if word else ""
        says_enough = known_word(word, vocabulary) and below.count(word) == 1
        if says_enough and not known_word(group + word, vocabulary):
            words.append(word)
        else:
            words.append(group + word if word else above)
    return tuple(words)
