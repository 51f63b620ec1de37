"""From any text that was ever an address to the addresses that stand there on a day, with the way it went.

Old names keep resolving: a rendering that an address had before, one that was announced, one that a reversal took back,
and the addresses that a split, a merge or the end of a duplicate made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import psycopg

from huangce.addressing import ParsedAddress, parse
from huangce.places.on_day import RENDERED
from huangce.register.locks import raw_cursor

MOST: Final = 50
COUNTY: Final = 6  # digits


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way from a text to what stands there: the kind of the act, and from which address to which."""

    kind: str
    act: int | None
    happened_on: date | None
    address: int
    to: int


@dataclass(frozen=True, slots=True)
class Answer:
    """An address that a text leads to. `status` is `standing`, `announced`, `taken_back`, or the way it ended: then it
    is where the way stops, and nothing came after."""

    address: int
    standard: str
    status: str
    way: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a text was read as, and every address that it leads to."""

    text: str
    standard: str
    answers: tuple[Answer, ...]


# Where a text stands as a rendering: (address, the act that began it, its day, whether another one holds on the day).
MET = """
    select id, null::bigint, null::date, standard from address where key = %(key)s and key <> ''
    union select id, null, null, standard from address where standard collate "C" in (%(text)s, %(standard)s)
    union select address, act, valid_from, standard from address_name where key = %(key)s and key <> ''
    union select address, act, valid_from, standard from address_name
    where standard collate "C" in (%(text)s, %(standard)s)
"""
# A text that leaves divisions out, or names others: its place by name, old or new, and its numbers by the tail of the
# key.
MET_ON_PLACES = """
    with places as (
        select id from named_place where left(division, %(digits)s) = %(area)s
          and (name = any(%(names)s) or string_to_array(former_names, '、') && %(names)s::text[])
    ),
    near as (
        select id, key, standard from address where thoroughfare in (select id from places)
        union select id, key, standard from address where compound in (select id from places)
    )
    select id, null::bigint, null::date, standard from near where right(key, length(%(tail)s)) = %(tail)s
    union select n.address, n.act, n.valid_from, n.standard from address_name n
    where n.address in (select id from near) and right(n.key, length(%(tail)s)) = %(tail)s
"""


def resolve(text: str, *, on: date, county: str = "") -> Resolved:
    """Return the addresses that stand on a day where `text` was ever an address; at most 50 are followed.

    `county` (6 digits) completes what the text leaves out. Nothing found: no answers, never an error.
    """
    plain = " ".join(text.split())
    read = parse(plain, default_division=county or None)
    if not plain:
        return Resolved(text, "", ())
    with raw_cursor() as cursor:
        asked = {"key": read.key, "text": plain, "standard": read.standard or plain}
        met = cursor.execute(MET, asked).fetchall() or _on_places(cursor, read, county)
        rendered = dict(cursor.execute(RENDERED, {"ids": [row[0] for row in met], "on": on}).fetchall())
        answers: dict[int, Answer] = {}
        of_each: dict[int, list[_Met]] = {}
        for row in met:
            of_each.setdefault(row[0], []).append(_Met(*row[1:]))
        for address in sorted(of_each)[:MOST]:
            first = () if address not in rendered else _within(cursor, address, of_each[address], rendered[address], on)
            for found in _follow(cursor, address, on, first=first):
                answers.setdefault(found.address, found)
    # What is only announced is an answer where nothing stands yet.
    there = [one for one in answers.values() if one.status != "announced"]
    return Resolved(text, read.standard, tuple(there or answers.values()))


@dataclass(frozen=True, slots=True)
class _Met:
    """A rendering that a text met: the act and the day that began it, both None for the row as it stands."""

    act: int | None
    day: date | None
    standard: str


def _on_places(cursor: psycopg.Cursor[Any], read: ParsedAddress, county: str) -> list[tuple[Any, ...]]:
    names = [name for name in (read.below.get("street"), read.below.get("place")) if name]
    area = (read.division_code or county)[:COUNTY]
    tail = "|" + read.key.split("|", 2)[2]
    if not names or len(area) < COUNTY or area.endswith("00") or not tail.strip("|"):
        return []
    asked = {"digits": len(area), "area": area, "names": names, "tail": tail}
    return cursor.execute(MET_ON_PLACES, asked).fetchall()


AFTERWARDS: Final = """
    select n.act, a.kind, n.valid_from from address_name n join act a on a.id = n.act
    where n.address = %s and not n.taken_back and n.valid_from <= %s and n.valid_from > %s order by n.valid_from
"""
TAKEN_BACK: Final = """
    select n.act, 'reversal', n.valid_from from address_name n
    where n.address = %s and n.taken_back and n.standard = any(%s)
"""


def _within(cursor: psycopg.Cursor[Any], address: int, met: list[_Met], now: str, on: date) -> tuple[Step, ...]:
    """The steps within one address: the acts that gave it other renderings after the one that was met."""
    texts = [one.standard for one in met]
    if now in texts:
        return ()
    since = min((one.day for one in met if one.day is not None), default=date.min)
    rows = cursor.execute(AFTERWARDS, (address, on, since)).fetchall()
    if not rows:
        rows = cursor.execute(TAKEN_BACK, (address, texts)).fetchall()
    return tuple(Step(kind, act, day, address, address) for act, kind, day in rows)


STATE: Final = f"""
    select a.id, s.standard, a.status, a.begun_on, a.ended_on, a.retired_by
    from address a join ({RENDERED}) s (id, standard) on s.id = a.id
"""
ONWARD: Final = """
    select l.new, a.kind, l.act, l.happened_on from address_lineage l join act a on a.id = l.act
    where l.old = %s and l.happened_on <= %s order by l.new
"""


def _follow(cursor: psycopg.Cursor[Any], address: int, on: date, *, first: tuple[Step, ...]) -> list[Answer]:
    """Walk the lineage from an address to what stands on the day; edges never lead back, for new ids are newer."""
    row = cursor.execute(STATE, {"ids": [address], "on": on}).fetchone()
    if row is None:
        return []
    one, standard, status, begun_on, ended_on, retired_by = row
    if retired_by is not None:
        return [Answer(one, standard, "taken_back", first)]
    if ended_on is None or ended_on > on:
        told = "announced" if begun_on is not None and begun_on > on else "standing"
        return [Answer(one, standard, told, first)]
    onward = cursor.execute(ONWARD, (one, on)).fetchall()
    if not onward:
        return [Answer(one, standard, status, first)]
    return [
        answer
        for new, kind, act, day in onward
        for answer in _follow(cursor, new, on, first=(*first, Step(kind, act, day, one, new)))
    ]
