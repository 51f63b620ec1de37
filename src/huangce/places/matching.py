"""Match addresses to the address register: whole lists by an index over all that stands, one text by looking up what
bears its names and numbers. Both ask the same index in the end, so one text is answered as it is in a list.

A match says which address a text means, and how sure that is; what became of the address is told by `resolving`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
import psycopg

from huangce.addressing import parse_columns
from huangce.addressing.index import AddressIndex
from huangce.addressing.known_names import nearest_name
from huangce.errors import NotFound
from huangce.register.bulk import copied
from huangce.rules import divisions


class NoAddressesYet(NotFound):
    """The address register is empty, so nothing can be matched to it. Load a list of addresses first
    (`huangce load DIR --as OFFICER`), or name a file with --register."""

    code = "no-addresses-yet"


@dataclass(frozen=True, slots=True)
class Match:
    """The address that a text means (None: no single one), with its score, reason, and the candidates in doubt."""

    address: int | None
    standard: str | None
    score: float
    reason: str
    candidates: tuple[str, ...]


# An address that ever changed has all its renderings as spells; of any other the row holds the one.
STANDING: Final = """
    select a.id, coalesce(n.standard, a.standard) as standard, a.division
    from address a left join (
        select distinct on (address) address, standard from address_name
        where not taken_back and valid_from <= %(on)s order by address, valid_from desc
    ) n on n.address = a.id
    where a.retired_by is null and (a.ended_on is null or a.ended_on > %(on)s)
      and (a.begun_on is null or a.begun_on <= %(on)s)
"""
# Every rendering, and those of addresses that ended in exactly one other.
FORMER: Final = """
    select address, standard from address_name
    union all
    select one.new, coalesce(n.standard, a.standard)
    from (select old, min(new) as new from address_lineage group by old having count(distinct new) = 1) one
    join address a on a.id = one.old left join address_name n on n.address = one.old
"""
SPELLED: Final = {"address_id": pl.Int64, "standard": pl.String}
SCHEMA: Final = {**SPELLED, "division_code": pl.String}


def standing_addresses(cursor: psycopg.Cursor[Any], *, on: date) -> pl.DataFrame:
    """Return the addresses that stand on a day as they are written on it: address_id, standard, division_code."""
    return copied(cursor, f"{STANDING} order by a.id", {"on": on}, SCHEMA)


def index_of_register(cursor: psycopg.Cursor[Any], *, on: date, default_division: str | None = None) -> AddressIndex:
    """Arrange what stands on a day, and what it was called before, for matching lists: about ten seconds a million.

    Raises `NoAddressesYet`.
    """
    standing = standing_addresses(cursor, on=on)
    if standing.is_empty():
        raise NoAddressesYet
    former = copied(cursor, FORMER, {}, SPELLED)
    return AddressIndex.build(standing, former=former, default_division=default_division)


# What bears the names of a text: addresses on its streets, in its compounds or in its village, today or by a name that
# they had, with what a split or a merge made of them. Of these, those whose numbers (parts 6, 7 and 10 of the key:
# plate, building, room) are the text's or are not given: whatever else differs, no step would take for it. One
# statement, for each costs as much as reading the text. `is_former`: how it was called, or what became part of it.
NEAR: Final = """
    with places as (
        select id from named_place
        where name = any(%(names)s) or string_to_array(former_names, '、') && %(names)s::text[]
    ),
    near as (
        select id, key from address where thoroughfare in (select id from places)
        union select id, key from address where compound in (select id from places)
        union select id, key from address where division = any(%(villages)s)
          and (not %(street_known)s or thoroughfare is null) and (not %(place_known)s or compound is null)
    ),
    spelled as (
        select id, key from near
        union all select n.address, n.key from near join address_name n on n.address = near.id
    ),
    met as (
        select id from spelled
        where split_part(key, '|', 10) in (%(room)s, '') and split_part(key, '|', 7) in (%(building)s, '')
          and (%(plate)s = '' and (%(building)s <> '' or %(room)s <> '') or split_part(key, '|', 6) in (%(plate)s, ''))
        union select id from address where key = %(key)s
        union select address from address_name where key = %(key)s
    ),
    wanted as materialized (
        select id from met union select new from address_lineage where old in (select id from met)
    )
    select s.id, s.standard, s.division, false from (
        select a.id, coalesce((
            select n.standard from address_name n
            where n.address = a.id and not n.taken_back and n.valid_from <= %(on)s order by n.valid_from desc limit 1
        ), a.standard) as standard, a.division
        from address a
        where a.id in (select id from wanted) and a.retired_by is null and (a.ended_on is null or a.ended_on > %(on)s)
          and (a.begun_on is null or a.begun_on <= %(on)s)
    ) s
    union all
    select f.id, f.standard, null, true from (
        select address as id, standard from address_name where address in (select id from wanted)
        union all
        select one.new, coalesce(n.standard, a.standard)
        from (
            select old, min(new) as new from address_lineage where new in (select id from wanted)
               and old in (select old from address_lineage group by old having count(distinct new) = 1)
            group by old
        ) one
        join address a on a.id = one.old left join address_name n on n.address = one.old
    ) f
    order by 4, 1
"""
# The end of a lane's name that may be the whole name in a village (`comparing.NUMBERED_LANE`).
OF_A_LANE: Final = re.compile("[0-9一二三四五六七八九十]+[巷弄路街]$")
KNOWN: Final = "select name from named_place where left(division, 6) = %s and name = any(%s)"
NAMES: Final = "select name, former_names from named_place where left(division, 6) = %s"


def match_address(cursor: psycopg.Cursor[Any], text: str, *, on: date, county: str = "") -> Match:
    """Return what one text means on a day, as `index_of_register` would answer it; some milliseconds over a million.

    `county` (6 digits) completes what the text leaves out.
    """
    parsed = parse_columns(pl.Series("text", [text]), default_division=county or None)
    rows = cursor.execute(NEAR, _asked(cursor, parsed.row(0, named=True), county) | {"on": on}, prepare=True).fetchall()
    standing = pl.DataFrame([row[:3] for row in rows if not row[3]], schema=SCHEMA, orient="row")
    former = pl.DataFrame([row[:2] for row in rows if row[3]], schema=SPELLED, orient="row")
    index = AddressIndex.build(standing, former=former, default_division=county or None)
    return Match(**index.match_read(parsed).rename({"address_id": "address"}).to_dicts()[0])


WRITTEN_SO: Final = """
    select k.key, array_agg(distinct a.id order by a.id) from (
        select key, id from address where key = any(%(keys)s)
        union select key, address from address_name where key = any(%(keys)s) and not taken_back
    ) k join address a on a.id = k.id
    where a.retired_by is null and (a.ended_on is null or a.ended_on > %(on)s)
      and (a.begun_on is null or a.begun_on <= %(on)s)
    group by 1
"""


def written_so(cursor: psycopg.Cursor[Any], keys: Collection[str], *, on: date) -> dict[str, list[int]]:
    """Return the addresses that stand on a day and are, or were, written with each key; keys of none are left out."""
    given = {"keys": [key for key in keys if key], "on": on}
    return dict(cursor.execute(WRITTEN_SO, given).fetchall())


def _asked(cursor: psycopg.Cursor[Any], read: Mapping[str, Any], county: str) -> dict[str, Any]:
    """Return what `NEAR` asks for: the names of a text, and those that it probably means, its village and numbers."""
    names = [name for name in (read["street"], read["place"]) if name]
    area = (read["division_code"] or county)[:6]
    unknown = set(names) - {row[0] for row in cursor.execute(KNOWN, (area, names)).fetchall()} if names else set()
    if unknown:
        rows = cursor.execute(NAMES, (area,)).fetchall()
        known = sorted({name for row in rows for text in row if text for name in text.split("、")})
        meant = (nearest_name(name, known)[0] for name in names if name in unknown and name not in known)
        names += [name for name in meant if name]
    plate, building, _unit, _floor, room = read["key"].split("|")[5:10]
    return {
        "names": names,
        # On another street than that of the text no door is meant; but 三巷 in 和平村 may be written 和平三巷.
        "street_known": bool(read["street"]) and not OF_A_LANE.search(read["street"] or ""),
        "place_known": bool(read["place"]),
        "villages": _villages(read, area),
        "plate": plate,
        "building": building,
        "room": room,
        "key": read["key"],
    }


def _villages(read: Mapping[str, Any], area: str) -> list[str]:
    """Return the codes of the village that a text names; of all of that name where it does not say in which town."""
    name, code = read["village"], read["division_code"] or ""
    if not name:
        return []
    if code and not code.endswith("000"):
        return [code]
    return [one.code for one in divisions.search(name, area or None) if one.level == "village"]
