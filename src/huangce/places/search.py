"""Find a standard address by how it begins, by its street or compound, or by the code it had at its source."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from huangce.addressing import parse
from huangce.errors import NotFound
from huangce.places.models import Address
from huangce.places.on_day import office_day
from huangce.places.resolving import resolve
from huangce.register.locks import raw_cursor
from huangce.register.search_shapes import AFTER_ALL

PAGE = 50

# Each column from which rows come in order by an index.
COLUMNS = ("standard", "street", "place")


class NoSuchAddress(NotFound):
    """There is no address {record} in the address register."""

    code = "no-such-address"


def find_addresses(
    text: str, *, scopes: Collection[str], county: str = "", limit: int = PAGE
) -> tuple[list[Address], bool]:
    """Return addresses that `text` names, within divisions whose codes begin with one of `scopes`, and whether there
    are more.

    The text is taken as written, and as the standard form that it is read as; `county` completes what it leaves out.
    Addresses of a list that was undone are not found, nor those that have ended. What nothing is called any more is
    followed to what stands there now.
    """
    plain = " ".join(text.split())
    if not plain or not scopes:
        return [], False
    read = parse(plain, default_division=county or None)
    starts = [start for start in dict.fromkeys((plain, read.standard)) if start]
    inside = " or ".join(['division collate "C" >= %s and division collate "C" < %s'] * len(scopes))
    inside = f"retired_by is null and (ended_on is null or ended_on > '{office_day()}') and ({inside})"
    ends = [end for one in scopes for end in (one, one + AFTER_ALL)]
    parts, values = [], list[Any]()
    for start in starts:
        for column in COLUMNS:
            named = f'{column} collate "C"'
            parts.append(
                f"(select id, standard from address where {named} >= %s and {named} < %s and ({inside}) "
                f"order by {named} limit %s)"
            )
            values += [start, start + AFTER_ALL, *ends, limit + 1]
    for column, value in (("key", read.key), ("source_code", plain)):
        parts.append(f"(select id, standard from address where {column} = %s and ({inside}) limit %s)")
        values += [value, *ends, limit + 1]
    query = f'select id from ({" union ".join(parts)}) found order by standard collate "C", id limit %s'
    with raw_cursor() as cursor:
        ids = [row[0] for row in cursor.execute(query, [*values, limit + 1]).fetchall()]
    if not ids:
        ids = _once_called(plain, scopes, county)
    rows = Address.objects.in_bulk(ids[:limit])
    return [rows[one] for one in ids[:limit]], len(ids) > limit


def _once_called(text: str, scopes: Collection[str], county: str) -> list[int]:
    """The addresses within these divisions that stand where a text was an address once."""
    answers = resolve(text, on=office_day(), county=county).answers
    found = Address.objects.in_bulk([one.address for one in answers if one.status == "standing"])
    return sorted(one for one, row in found.items() if row.division.startswith(tuple(scopes)))


def address_of(record: int) -> Address:
    """Return an address. Raises `NoSuchAddress`."""
    found = Address.objects.filter(pk=record).first()
    if found is None:
        raise NoSuchAddress(record=record)
    return found
