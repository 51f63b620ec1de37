"""Addresses that are typed or pasted into a form: one door in fields, or many as the rows of a table.

What a spreadsheet copies is text with a tab between cells; a comma will do as well. A first row of column names may
stand above and then says the order. As on the command line, an empty cell leaves a number as it is and `-` empties it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.exchange.formats.codes import DWELLING_USES
from huangce.places.models import Address
from huangce.rules.segments import NUMBERS, written
from huangce.web.acts.parts import Desk, Field, WrongField

MOST_ROWS: Final = 10_000
EMPTIED: Final = "-"
# Column → what stands above it.
WORDS: Final[dict[str, str]] = {
    "address": _("地址编号"),
    "plate": _("门牌"),
    "building": _("楼栋"),
    "unit": _("单元"),
    "floor": _("楼层"),
    "room": _("户室"),
    "village_group": _("组"),
    "use": _("房屋用途"),
    "longitude": _("经度"),
    "latitude": _("纬度"),
    "datum": _("坐标系"),
}
DOOR: Final = tuple(name for name in WORDS if name != "address")
LINE: Final = tuple(name for name in WORDS if name == "address" or name in NUMBERS)
DATUMS: Final = {"cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}


def rows_of(text: str, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a pasted table, each with the cells that hold something. Raises `WrongField`.

    >>> rows_of("12\\t3", ("plate", "building"))
    [{'plate': '12', 'building': '3'}]
    >>> rows_of("building,plate\\n3,12", ("plate", "building"))
    [{'building': '3', 'plate': '12'}]
    """
    lines = [line for line in text.replace("，", ",").splitlines() if line.strip(" ,\t")]
    if len(lines) > MOST_ROWS + 1:
        raise WrongField(gettext("一次最多%(most)s行") % {"most": MOST_ROWS})
    cut = "\t" if any("\t" in line for line in lines) else ","
    try:
        cells = [[one.strip() for one in row] for row in csv.reader(lines, delimiter=cut, strict=True)]
    except csv.Error as error:
        raise WrongField(gettext("这张表读不出来：引号没有成对")) from error
    order = list(columns)
    if cells and (named := _heads(cells[0], columns)):
        order, cells = named, cells[1:]
    found = []
    for at, row in enumerate(cells, start=1):
        if any(row[len(order) :]):
            raise WrongField(gettext("第%(row)s行的格子多了，应当至多%(most)s格") % {"row": at, "most": len(order)})
        found.append({name: cell for name, cell in zip(order, row, strict=False) if cell})
    return found


def _heads(row: list[str], columns: Sequence[str]) -> list[str]:
    """The columns that a row names; none where it is no row of names."""
    known = {word: name for name in columns for word in (name, WORDS[name], gettext(WORDS[name]))}
    named = [known.get(cell, "") for cell in row]
    if not any(named):
        return []
    if not all(named) or len(set(named)) < len(named):
        strange = next((cell for cell, name in zip(row, named, strict=True) if not name), row[0])
        raise WrongField(gettext("没有叫“%(name)s”的一列，或写了两次") % {"name": strange[:20]})
    return named


def doors(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """New addresses: the one in the fields, then those of the table."""
    typed = {name: text for name in DOOR if (text := post.get(f"{one.name}-{name}", "").strip())}
    single = [typed] if typed.keys() - {"datum"} else []
    return {one.name: [_door(row) for row in (*single, *rows_of(post.get(one.name, ""), DOOR))]}


def _door(row: Mapping[str, str]) -> dict[str, str]:
    found = {name: "" if cell == EMPTIED else cell for name, cell in row.items()}
    if use := found.get("use"):
        code = use if use in DWELLING_USES else DWELLING_USES.find(use)
        if code is None:
            raise WrongField(gettext("没有“%(name)s”这种用途") % {"name": use[:20]})
        found["use"] = code
    if datum := found.get("datum"):
        found["datum"] = re.sub("[^0-9a-z]", "", datum.lower())
        if found["datum"] not in DATUMS:
            raise WrongField(gettext("坐标系写CGCS2000、GCJ-02或BD-09"))
    return found


def number(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """Other numbers for the address on the desk: what stands in the fields is what it shall have."""
    address = desk.addresses[0]
    typed = {name: post.get(f"{one.name}-{name}", "").strip() for name in NUMBERS}
    line = {name: text for name, text in typed.items() if written(name, text) != segment(address, name)}
    return {one.name: [{"address": address.id, **line}] if line else []}


def numbers(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """Other numbers for addresses of the place on the desk, one a row; rows that change nothing are left out."""
    rows = rows_of(post.get(one.name, ""), LINE)
    ids = [text for row in rows if (text := row.get("address", "")).isascii() and text.isdigit() and len(text) < 17]
    known = Address.objects.in_bulk([int(text) for text in ids])
    assert desk.place is not None
    lines = []
    for at, row in enumerate(rows, start=1):
        address = known.get(int(row["address"])) if row.get("address") in ids else None
        if address is None or desk.place.id not in (address.thoroughfare, address.compound):
            raise WrongField(gettext("第%(row)s行的地址编号不在这里") % {"row": at})
        cells = {name: "" if row[name] == EMPTIED else row[name] for name in NUMBERS if name in row}
        line = {name: text for name, text in cells.items() if written(name, text) != segment(address, name)}
        if line:
            lines.append({"address": address.id, **line})
    return {one.name: lines}


def segment(address: Address, name: str) -> str | None:
    """A number of an address, by its name in facts."""
    value: str | None = getattr(address, "group" if name == "village_group" else name)
    return value or None


def as_rows(addresses: Sequence[Address]) -> str:
    """Addresses as the rows that `numbers` reads, with the names of the columns above."""
    heads = "\t".join(gettext(WORDS[name]) for name in LINE)
    rows = ("\t".join([str(one.id), *(segment(one, name) or "" for name in LINE[1:])]) for one in addresses)
    return "\n".join([heads, *rows])


def kept(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """Which of the addresses on the desk is kept; the others are its duplicates."""
    value = post.get(one.name, "")
    known = {str(address.id): address.id for address in desk.addresses}
    if value and value not in known:
        raise WrongField(gettext("这里没有这一项可选"))
    others = [address for text, address in known.items() if text != value]
    return {one.name: known[value], "addresses": others} if value else {one.name: None}


def names(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """Several names between 、 or commas."""
    return {one.name: [text for text in re.split("[、，,\\s]+", post.get(one.name, "")) if text]}


READERS: Final = {"doors": doors, "door": doors, "number": number, "numbers": numbers, "kept": kept, "names": names}
