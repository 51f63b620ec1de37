"""Which list is this? Decided by its headers, helped by its title, its sheet's name and the name of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple

from huangce.errors import Unreadable
from huangce.exchange.formats import FORMATS
from huangce.exchange.formats.common import ROW_NUMBERS
from huangce.exchange.formats.field import Format
from huangce.exchange.formats.headwords import known_word, plain

if TYPE_CHECKING:
    from huangce.exchange.reading.table import Table

TITLE_BONUS = 0.25
LEAST_SCORE = 0.5
NOTHING_TELLING = 0.4
CLEARLY_BETTER = 0.1


class ListUnknown(Unreadable):
    """The columns of {file} ({columns}) fit no list format. Missing for the nearest, {nearest}: {missing}."""

    code = "list-unknown"


class ListAmbiguous(Unreadable):
    """The columns of {file} fit several list formats: {candidates}. Say which it is."""

    code = "list-ambiguous"


class Recognised(NamedTuple):
    """A list format, the column of each field found, the columns that mean no field, how well it fits (0 to 1.25)."""

    format: Format
    mapping: dict[str, str]
    unmapped: tuple[str, ...]
    score: float


def recognise(table: Table, filename: str = "", *, formats: Iterable[Format] = FORMATS.values()) -> Recognised:
    """Return the list format that a table's headers fit best.

    Raises `ListUnknown` when none fits or a required column is missing, `ListAmbiguous` naming the candidates when two
    fit about equally well.
    """
    name = filename or table.file
    found = sorted((_fit(table, name, form) for form in formats), key=lambda fit: -fit.score)
    best = found[0]
    missing = missing_columns(best.format, best.mapping)
    if best.score < LEAST_SCORE or missing:
        raise ListUnknown(
            file=name,
            columns="、".join(table.frame.columns[:20]),
            nearest=best.format.title,
            missing="、".join(missing) or "—",
        )
    rivals = [fit for fit in found if fit.score > best.score - CLEARLY_BETTER]
    rivals = [fit for fit in rivals if not missing_columns(fit.format, fit.mapping)]
    if len(rivals) > 1:
        raise ListAmbiguous(
            file=name, candidates="、".join(f"{fit.format.title} ({fit.format.kind})" for fit in rivals)
        )
    return best


def map_columns(columns: Iterable[str], form: Format) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the column of each field of a format, and the columns left over; row numbers count as neither.

    Of two columns that mean the same field the one whose header is nearer to the usual one is taken.
    """
    mapping: dict[str, str] = {}
    rank: dict[str, int] = {}
    columns = list(columns)
    for column in columns:
        field = form.field_of(column)
        if field is not None:
            place = field.words().index(known_word(column, form.by_word) or "")
            if place < rank.get(field.name, len(field.words())):
                mapping[field.name], rank[field.name] = column, place
    taken = set(mapping.values())
    return mapping, tuple(
        column for column in columns if column not in taken and known_word(column, ROW_NUMBERS) is None
    )


def missing_columns(form: Format, mapping: Mapping[str, str]) -> list[str]:
    """Return the headers of the required fields that no column holds."""
    return [field.header for field in form.fields if field.need == "required" and field.name not in mapping]


def _has_telling_column(form: Format, mapping: Mapping[str, str]) -> bool:
    columns = [mapping[name] for name in form.telling if name in mapping]
    words = frozenset(map(plain, form.telling_words))
    return not form.telling or any(not words or known_word(column, words) for column in columns)


def _fit(table: Table, filename: str, form: Format) -> Recognised:
    mapping, unmapped = map_columns(table.frame.columns, form)
    columns = len(mapping) + len(unmapped)
    needed = [field.name for field in form.fields if field.need != "optional" or field.name in mapping]
    score = 2 * len(mapping) / max(columns + len(needed), 1)
    required = [field.name for field in form.fields if field.need == "required"]
    score *= sum(name in mapping for name in required) / len(required) if required else 1
    texts = " ".join((PurePath(filename).stem, table.sheet, *table.titles))
    if mapping and any(word in texts for word in form.title_words):
        score += TITLE_BONUS
    elif not _has_telling_column(form, mapping):
        score *= NOTHING_TELLING
    return Recognised(form, mapping, unmapped, score)
