"""Tables of a few known columns (figures, surveys, steps), with whatever other columns beside them: which is which."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from huangce.errors import Unreadable
from huangce.exchange.formats.headwords import known_word
from huangce.exchange.reading.table import Table


class ColumnsMissing(Unreadable):
    """{file} lacks the columns {missing}; its header has: {found}."""

    code = "columns-missing"


class ColumnTwice(Unreadable):
    """{file} has more than one column {column}."""

    code = "column-twice"


class NoRows(Unreadable):
    """{file} has a header and no rows below it."""

    code = "no-rows"


def named_columns(table: Table, known: Mapping[str, str], needed: Collection[str]) -> dict[str, str]:
    """Return name of a column → column of the frame. `known` maps header words in plain form to names.

    Raises `ColumnTwice`, `ColumnsMissing` for one of `needed`, `NoRows`.
    """
    places: dict[str, str] = {}
    for header, column in zip(table.headers, table.frame.columns, strict=True):
        name = known.get(known_word(header, known) or "")
        if name is None:
            continue
        if name in places:
            raise ColumnTwice(file=table.file, column=name)
        places[name] = column
    missing = [name for name in needed if name not in places]
    if missing:
        raise ColumnsMissing(file=table.file, missing=", ".join(missing), found=", ".join(table.headers))
    if table.frame.is_empty():
        raise NoRows(file=table.file)
    return places
