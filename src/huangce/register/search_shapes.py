"""What the text of a search is, by its shape: a number, the end of a number, a record, letters, a name or an address.

Each shape is one row: the item that the read log keeps, and where such a text is looked for. A place is a condition on
an index from which rows come in the order of the key, so that the first page of a common name costs a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from huangce.errors import Refused
from huangce.rules import citizen_id, names

LONGEST = 100
SHORTEST_TAIL = 4
# After every text that begins with a prefix, in the order of code points.
AFTER_ALL = "\U0010ffff"


class NothingToSearch(Refused):
    """Search by a name, its initials or pinyin, a citizen number or its last four digits or more, a record number or
    the beginning of an address, in at most 100 characters."""

    code = "nothing-to-search"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is looked for. `key` is the ordered expression, `exact` whether it must be equal.

    `table`: persons, former values of persons, households by address (now or formerly), of which only the reference
    person is shown, or records by id. `item` is that of former values.
    """

    table: str
    key: str
    exact: bool = False
    item: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of text: what the read log calls it, where it is looked for, and the keys that the text stands for."""

    name: str
    criterion: str
    places: tuple[Place, ...]
    keys: Callable[[str], tuple[str, ...]]


def _numbers(text: str) -> tuple[str, ...]:
    """A citizen number in both of its forms: registers hold some in the old form of 15 digits."""
    number = citizen_id.compact(text)
    if len(number) == 15:
        return (number, citizen_id.expand(number))
    return (number, number[:6] + number[8:17]) if number[6:8] in ("18", "19") else (number,)


def _pinyin(text: str) -> tuple[str, ...]:
    return (re.sub(r"[^a-z]", "", names.clean(text).lower().replace("ü", "v")),)


def _name(text: str) -> tuple[str, ...]:
    return (names.clean(text),)


def _as_typed(text: str) -> tuple[str, ...]:
    return (text.strip(),)


PINYIN = "replace({0}.name_key, ' ', '')"

SHAPES: Final[dict[str, Shape]] = {
    shape.name: shape
    for shape in (
        Shape(
            "number",
            "citizen_id",
            (Place("persons", "p.citizen_id", exact=True), Place("former", "f.value", exact=True, item="citizen_id")),
            _numbers,
        ),
        Shape(
            "tail",
            "number_tail",
            (Place("persons", "reverse(p.citizen_id)"), Place("former", "reverse(f.value)", item="citizen_id")),
            lambda text: (citizen_id.compact(text)[::-1],),
        ),
        Shape("name", "name", (Place("persons", "p.name"), Place("former", "f.value", item="name")), _name),
        Shape(
            "letters",
            "pinyin_initials",
            (
                Place("persons", "p.initials"),
                Place("former", "f.initials", item="name"),
                Place("persons", PINYIN.format("p")),
                Place("former", PINYIN.format("f"), item="name"),
            ),
            _pinyin,
        ),
        Shape(
            "latin_name",
            "name",
            (Place("persons", "p.name", exact=True), Place("former", "f.value", exact=True, item="name")),
            _name,
        ),
        Shape(
            "address",
            "address",
            (Place("addresses", "a.address"), Place("former_addresses", "f.value", item="address")),
            _name,
        ),
        Shape("record", "record", (Place("records", "p.id", exact=True),), lambda text: (citizen_id.compact(text),)),
    )
}


def shapes_of(text: str) -> tuple[Shape, ...]:
    """Return the shapes that a typed text can have, the likeliest first; later ones count only if it finds nothing.

    >>> [shape.name for shape in shapes_of("99010119800503001X")], [shape.name for shape in shapes_of("ljg")]
    (['number'], ['letters', 'latin_name'])
    >>> [shape.name for shape in shapes_of("1099511627780")], [shape.name for shape in shapes_of("林建国")]
    (['record', 'tail'], ['name', 'address'])
    """
    number, name = citizen_id.compact(text), names.clean(text)
    if not name or len(text) > LONGEST or any(ord(character) < 32 for character in text.strip()):
        raise NothingToSearch()
    if re.fullmatch(r"[0-9]{3,17}[0-9X]", number):
        shapes = _digits(number)
    elif re.fullmatch(r"[A-Za-züÜ' ]+", name):
        shapes = ("letters", "latin_name")
    elif re.search(r"[0-9]", name):
        shapes = ("address", "name")
    else:
        shapes = ("name", "address")
    return tuple(SHAPES[shape] for shape in shapes)


def _digits(number: str) -> tuple[str, ...]:
    if len(number) == 18:
        return ("number",)
    if number.isdigit() and len(number) >= 13:
        return {15: ("number", "record"), 17: ("tail",)}.get(len(number), ("record", "tail"))
    return ("tail",)


# The record of a person, of all members of a household, or of who has a spell of residence.
RECORDS = (
    "p.id in (select unnest(%s::bigint[]) union select id from person where household = any(%s) union "
    "select person from residence where id = any(%s))"
)


def condition(place: Place, keys: tuple[str, ...]) -> tuple[str, list[Any]]:
    """Return the condition of a place for these keys, as SQL with its parameters."""
    if place.table == "records":
        return RECORDS, [[int(key) for key in keys]] * 3
    column = f'{place.key} collate "C"'
    item, given = ("f.item = %s and ", [place.item]) if place.item else ("", [])
    if place.exact:
        return f"{item}{column} = any(%s)", [*given, list(keys)]
    (key,) = keys
    return f"{item}{column} >= %s and {column} < %s", [*given, key, key + AFTER_ALL]
