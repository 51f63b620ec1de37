"""What other rooms ask of the address register: how addresses are written on a day, what became of them, what is below.

Rows hold what has been decided; these functions read by date, so that a renaming that was recorded in March for May
shows in May without anybody doing anything.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Collate

from huangce.errors import NotFound
from huangce.places.models import Address, NamedPlace
from huangce.places.on_day import office_day, rendering_of
from huangce.places.search import address_of
from huangce.register.counts import LETTER, counted_once
from huangce.register.locks import raw_cursor
from huangce.register.search_shapes import AFTER_ALL
from huangce.rules.segments import LEVELS

__all__ = ["address_gone", "children", "find_places", "lineage_of", "place_of", "rendering_of"]


class NoSuchPlace(NotFound):
    """There is no named place {record} in the address register."""

    code = "no-such-place"


def standing_as(texts: Collection[str]) -> QuerySet[Address]:
    """Return the standing addresses that are written exactly so. Their index compares bytes, so this does too."""
    written = Address.objects.alias(written=Collate("standard", "C")).filter(written__in=list(texts))
    return written.filter(status="standing", retired_by=None)


def place_of(record: int) -> NamedPlace:
    """Return a thoroughfare, compound or village place. Raises `NoSuchPlace`."""
    found = NamedPlace.objects.filter(pk=record).first()
    if found is None:
        raise NoSuchPlace(record=record)
    return found


def find_places(text: str, *, scopes: Collection[str], limit: int = 50) -> list[NamedPlace]:
    """Return the places whose name begins with `text`, or that once had that name, in divisions whose codes begin with
    one of `scopes`."""
    plain = "".join(text.split())
    if not plain or not scopes:
        return []
    query = f"""
        select id from named_place where retired_by is null
          and (name collate "C" >= %s and name collate "C" < %s or position(%s in former_names) > 0)
          and ({" or ".join(["division like %s"] * len(scopes))})
        order by pinyin_key collate "C", name collate "C", id limit %s
    """
    with raw_cursor() as cursor:
        asked = (plain, plain + AFTER_ALL, plain, *(f"{scope}%" for scope in scopes), limit)
        ids = [row[0] for row in cursor.execute(query, asked).fetchall()]
    rows = NamedPlace.objects.in_bulk(ids)
    return [rows[one] for one in ids]


@dataclass(frozen=True, slots=True)
class Named:
    """A rendering of an address for a time; both ends may be open. `act` gave it, None as loaded."""

    standard: str
    valid_from: date | None
    valid_to: date | None
    act: int | None
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Edge:
    """Descent of one address from another, by an act."""

    old: int
    new: int
    lineage_kind: str
    act: int
    happened_on: date


@dataclass(frozen=True, slots=True)
class Lineage:
    """All that an address was called, and the addresses before and after it, however far."""

    address: Address
    names: tuple[Named, ...]
    before: tuple[Edge, ...]
    after: tuple[Edge, ...]


NAMES = """
    select standard, nullif(valid_from, '0001-01-01'), valid_to, act, taken_back from address_name
    where address = %s order by valid_from, taken_back, standard
"""
EDGES = """
    with recursive walked as (
        select l.* from address_lineage l where l.{near} = %s
        union select l.* from address_lineage l join walked w on l.{near} = w.{far}
    )
    select old, new, lineage_kind, act, happened_on from walked order by happened_on, act, old, new
"""


def lineage_of(record: int) -> Lineage:
    """Return what an address was called and what became of it. Raises `NoSuchAddress`."""
    address = address_of(record)
    with raw_cursor() as cursor:
        names = [Named(*row) for row in cursor.execute(NAMES, (record,)).fetchall()]
        before = cursor.execute(EDGES.format(near="new", far="old"), (record,)).fetchall()
        after = cursor.execute(EDGES.format(near="old", far="new"), (record,)).fetchall()
    only = Named(address.standard, address.begun_on, address.ended_on, None, address.retired_by is not None)
    return Lineage(
        address,
        tuple(names) or (only,),
        tuple(Edge(*row) for row in before),
        tuple(Edge(*row) for row in after),
    )


GIVEN = "from address_name n where n.act = %s"


def given_by(act: int, *, limit: int = 50) -> tuple[list[tuple[int, str]], int]:
    """Return the renderings that an act gave, (address, text), and how many in all, those too that were taken back."""
    with raw_cursor() as cursor:
        rows = cursor.execute(f"select n.address, n.standard {GIVEN} order by n.address limit %s", (act, limit))
        found = [(one, text) for one, text in rows.fetchall()]
        count = cursor.execute(f"select count(*) {GIVEN}", (act,)).fetchone()
    return found, int(count[0]) if count else 0


@dataclass(frozen=True, slots=True)
class Branch:
    """What stands below a place in the tree: one value of its next segment, and the address that is just that, if the
    register has it. `count`: how many standing addresses it holds, itself included."""

    level: str
    value: str
    address: int | None
    count: int


def children(place: int, *, below: dict[str, str] | None = None, on: date | None = None) -> list[Branch]:
    """Return the next level of the tree on a thoroughfare, compound or village place, grouped by its segment.

    `below` are the segments that were chosen before, by name (`{"plate": "12号", "building": "3栋"}`). Levels that
    nobody entered as addresses of their own are groups without an id. Addresses that lack a level come under the next
    one. What has not ended by a day (today, if it is left out) is there, also what begins later.
    """
    chosen = below or {}
    depth = max((LEVELS.index(name) for name in chosen), default=0)
    told = " and ".join(f"{name} = %({name})s" for name in LEVELS[1:] if name in chosen) or "true"
    next_level = f"case {' '.join(f'when {name} is not null then {at}' for at, name in _after(depth))} end"
    query = f"""
        select level_at, value, min(id) filter (where is_just_that), count(*) from (
            select id, {next_level} as level_at,
                coalesce({", ".join(name for _at, name in _after(depth))}) as value,
                level = (array[{", ".join(f"'{name}'" for name in LEVELS)}])[{next_level} + 1] as is_just_that
            from address where (thoroughfare = %(place)s or compound = %(place)s) and {told}
              and retired_by is null and (ended_on is null or ended_on > %(on)s)
        ) a where level_at is not null group by 1, 2 order by 1, length(value), value
    """
    if depth == len(LEVELS) - 1:
        return []
    with raw_cursor() as cursor:
        rows = cursor.execute(query, {"place": place, "on": on or office_day(), **chosen}).fetchall()
    return [Branch(LEVELS[at], value, address, count) for at, value, address, count in rows]


def _after(depth: int) -> list[tuple[int, str]]:
    return [(at, name) for at, name in enumerate(LEVELS) if at > depth]


@dataclass(frozen=True, slots=True)
class Gone:
    """A household that is still registered at an address that has ended: it is to be housed again."""

    household: int
    division: str
    address: int
    standard: str
    status: str
    ended_on: date
    became: Sequence[int]


# The address of a household whose address was split or merged is one of several now: somebody has to say which.
GONE = """
    from household h join address a on a.id = h.address_id
    where h.household_status = 'open' and a.retired_by is null and a.ended_on <= %(on)s and ({inside})
"""


UNLINKED = "from household h where h.household_status = 'open' and h.address_id is null and ({inside})"


@dataclass(frozen=True, slots=True)
class Unlinked:
    """An open household whose registered address is no standard address: its id, division and address as registered."""

    household: int
    division: str
    address: str


def unlinked(*, scopes: Collection[str], limit: int = 50, after: int = 0) -> tuple[list[Unlinked], int, int]:
    """Return the open households whose registered address is no standard one (requirements A5), by household after
    `after`, how many there are in all, and how many open households there are."""
    if not scopes:
        return [], 0, 0
    # Ranges and not `like`, so that an index of the open households counts them.
    inside = " or ".join(
        f"(h.division >= %(first{at})s and h.division < %(last{at})s)" for at, _one in enumerate(scopes)
    )
    ranges = [(f"first{at}", one) for at, one in enumerate(sorted(scopes))]
    there = (*ranges, *((f"last{at}", one + LETTER) for at, one in enumerate(sorted(scopes))))
    asked: dict[str, Any] = {"after": after, "limit": limit, **dict(there)}
    found = UNLINKED.format(inside=inside)
    of = f"from household h where h.household_status = 'open' and ({inside})"
    with raw_cursor() as cursor:
        rows = cursor.execute(
            f"select h.id, h.division, h.address {found} and h.id > %(after)s order by h.id limit %(limit)s", asked
        ).fetchall()
    ((count, all_open),) = counted_once(f"select (select count(*) {found}), (select count(*) {of})", there)
    return [Unlinked(*row) for row in rows], count, all_open


def address_gone(*, scopes: Collection[str], on: date, limit: int = 50, after: int = 0) -> tuple[list[Gone], int]:
    """Return the open households whose registered address has ended by a day, by household after `after`, and how many
    there are in all. A household leaves the list when an act gives it another address; nothing is ever cancelled."""
    if not scopes:
        return [], 0
    inside = " or ".join(f"h.division like %(scope{at})s" for at, _scope in enumerate(scopes))
    asked: dict[str, Any] = {"on": on, "after": after, "limit": limit}
    asked |= {f"scope{at}": f"{scope}%" for at, scope in enumerate(scopes)}
    became = "array(select l.new from address_lineage l where l.old = a.id order by 1)"
    found = GONE.format(inside=inside)
    with raw_cursor() as cursor:
        rows = cursor.execute(
            f"select h.id, h.division, a.id, a.standard, a.status, a.ended_on, {became} {found} and h.id > %(after)s "
            "order by h.id limit %(limit)s",
            asked,
        ).fetchall()
        count = cursor.execute(f"select count(*) {found}", asked).fetchone()
    return [Gone(*row) for row in rows], int(count[0]) if count else 0
