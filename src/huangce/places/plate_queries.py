"""What pages and commands show of numbers and plates: pages of rows with their totals, and one street with both sides.

Every list is of one division with all below it (its 12-digit code; twelve zeros: everywhere).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from huangce.errors import NotFound
from huangce.places.models import Address
from huangce.places.numbering_proposals import ENTRANCES, look_at
from huangce.places.plate_models import Plate, PlateEvent, PlateProposal, ProposalEvent
from huangce.places.plate_orders import STILL_ORDERED
from huangce.register.locks import raw_cursor
from huangce.rules.authority import scope
from huangce.rules.numbering import Finding, Number

PAGE = 50
Row = TypeVar("Row")


class NoSuchStreet(NotFound):
    """There is no numbered street {street}."""

    code = "no-such-street"


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list, and how many it has in all."""

    rows: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal in a list. `before` and `after`: entrance, main number and suffix of the neighbours."""

    id: int
    street: str
    division: str
    entrance: int
    code: str
    number: Number | None
    reason: str
    before: list[int] | None
    after: list[int] | None
    state: str
    made_at: datetime
    chainage_from: str


@dataclass(frozen=True, slots=True)
class PlateRow:
    """A plate in a list."""

    id: int
    plate_kind: str
    division: str
    address: int | None
    standard: str
    lines: list[str]
    spec: str
    state: str
    state_on: date | None
    order: int | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list: its plates, and how many of them are on the wall, or over."""

    id: int
    division: str
    maker: str
    made_at: datetime
    due_on: date | None
    plates: int
    hanging: int
    over: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Approved plates of a town (12 digits) that wait to be ordered, by the act that brought them if one did."""

    town: str
    act: int | None
    plates: int
    since: date


@dataclass(frozen=True, slots=True)
class Door:
    """An entrance of a street as drawn."""

    id: int
    side: str
    chainage: float
    number: Number | None
    state: str
    chainage_from: str


@dataclass(frozen=True, slots=True)
class StreetView:
    """A street with its doors in order, and what is found on it; `scheme` is None where no rule holds."""

    id: int
    division: str
    name: str
    scheme: int | None
    doors: list[Door]
    findings: list[Finding]


PROPOSALS = """
    select p.id, s.name, p.division, p.entrance, p.code, p.main, p.suffix, p.reason, p.before, p.after, p.state,
        p.made_at, e.chainage_from
    from plate_proposal p join numbered_street s on s.id = p.street join entrance e on e.id = p.entrance
    where {where} order by p.street, p.id
"""
PLATES = f"""
    select p.id, p.plate_kind, p.division, p.address, coalesce(a.standard, ''), p.lines, p.spec, p.state, p.state_on,
        (select max(l.plate_order) from plate_order_line l where l.plate = p.id and {STILL_ORDERED})
    from plate p left join address a on a.id = p.address where {{where}} order by p.id
"""
ORDERS = f"""
    select o.id, o.division, o.maker, o.made_at, o.due_on, count(*),
        count(*) filter (where p.state in ('installed', 'inspected', 'in_use')),
        count(*) filter (where p.state in ('replaced', 'retired'))
    from plate_order o join plate_order_line l on l.plate_order = o.id join plate p on p.id = l.plate
    where {STILL_ORDERED} and {{where}} group by o.id order by o.id desc
"""
WITH_TEXT = "(strpos(p.lines->>0, %s) > 0 or strpos(a.standard, %s) > 0)"
OF_ORDER = f"exists (select 1 from plate_order_line l where l.plate = p.id and l.plate_order = %s and {STILL_ORDERED})"
OF_ACT = "exists (select 1 from plate_event e where e.plate = p.id and e.act = %s)"
WAITING = """
    select left(p.division, 9), (select max(e.act) from plate_event e where e.plate = p.id), count(*), min(p.state_on)
    from plate p where p.state = 'approved' and p.division like %s group by 1, 2 order by 4, 1
"""
POINTS = """
    select p.id, coalesce(e.longitude, a.longitude), coalesce(e.latitude, a.latitude)
    from plate p join address a on a.id = p.address
    left join lateral (
        select longitude, latitude from entrance where address = p.address and longitude is not null limit 1
    ) e on true
    where p.id = any(%s::bigint[])
"""
LATE = f"""
    select count(*) from plate_order o where o.due_on < %(on)s and o.division like any (%(inside)s) and exists (
        select 1 from plate_order_line l join plate p on p.id = l.plate where l.plate_order = o.id
            and {STILL_ORDERED} and p.state not in ('installed', 'inspected', 'in_use', 'replaced', 'retired'))
"""
STREETS = """
    select s.id, s.division, s.name, count(*), count(*) filter (where e.main is null and e.state = 'standing')
    from numbered_street s join entrance e on e.street = s.id where {where} group by s.id order by 5 desc, s.name, s.id
"""


def proposals_page(division: str, *, state: str = "", number: int = 1, size: int = PAGE) -> Page[ProposalRow]:
    """Return proposals of a state ("" for all), street by street. Pages count from 1."""
    rows, total = _page(PROPOSALS, _below("p", division, {"p.state": state}), number, size)
    return Page([_proposal_row(*row) for row in rows], total)


def _proposal_row(*row: Any) -> ProposalRow:
    """A row of `PROPOSALS`; what is JSON comes as text."""
    one, street, division, entrance, code, main, suffix, reason, before, after, *rest = row
    beside = [json.loads(end or "null") for end in (before, after)]
    return ProposalRow(one, street, division, entrance, code, _number(main, suffix), reason, *beside, *rest)


def plates_page(
    division: str,
    *,
    state: str = "",
    kind: str = "",
    text: str = "",
    order: int | None = None,
    act: int | None = None,
    number: int = 1,
    size: int = PAGE,
) -> Page[PlateRow]:
    """Return plates and signs ("" and None for all): of a state, of a kind, with some text on them or in their address,
    of an order, brought or ended by an act on addresses."""
    where, values = _below("p", division, {"p.state": state, "p.plate_kind": kind})
    if text:
        where, values = f"{where} and {WITH_TEXT}", [*values, text, text]
    if order is not None:
        where, values = f"{where} and {OF_ORDER}", [*values, order]
    if act is not None:
        where, values = f"{where} and {OF_ACT}", [*values, act]
    rows, total = _page(PLATES, (where, values), number, size)
    return Page([_plate_row(*row) for row in rows], total)


def _plate_row(*row: Any) -> PlateRow:
    """A row of `PLATES`; what is JSON comes as text."""
    one, kind, division, address, standard, lines, spec, state, state_on, order = row
    return PlateRow(one, kind, division, address, standard, json.loads(lines), spec, state, state_on, order)


def waiting(division: str) -> list[Waiting]:
    """Return how many approved plates wait to be ordered, by town and by the act on addresses that brought them."""
    with raw_cursor() as cursor:
        rows = cursor.execute(WAITING, (f"{scope(division)}%",)).fetchall()
    return [Waiting(town.ljust(12, "0"), act, plates, since) for town, act, plates, since in rows]


def points_of(plates: Iterable[Plate]) -> dict[int, tuple[str, str]]:
    """Return where the doors of plates are known to be: longitude and latitude as texts, "" where they are not."""
    with raw_cursor() as cursor:
        rows = cursor.execute(POINTS, ([one.pk for one in plates],)).fetchall()
    return {one: tuple("" if part is None else f"{part:.6f}" for part in point) for one, *point in rows}  # type: ignore[misc]


def standards_of(plates: Iterable[Plate]) -> dict[int, str]:
    """Return how the addresses of plates are written, by plate."""
    home = {one.pk: one.address for one in plates if one.address is not None}
    written = dict(Address.objects.filter(pk__in=home.values()).values_list("id", "standard"))
    return {plate: written[address] for plate, address in home.items() if address in written}


def orders_page(division: str, *, number: int = 1, size: int = PAGE) -> Page[OrderRow]:
    """Return orders with plates of a division, the latest first."""
    rows, total = _page(ORDERS, _below("p", division, {}), number, size)
    return Page([OrderRow(*row) for row in rows], total)


def late_orders(scopes: Collection[str], *, on: date) -> int:
    """Return how many orders were due before a day and have plates that do not hang yet, by the digits of divisions."""
    with raw_cursor() as cursor:
        row = cursor.execute(LATE, {"on": on, "inside": [f"{one}%" for one in scopes]}).fetchone()
    return int(row[0]) if row else 0


def streets_page(division: str, *, number: int = 1, size: int = PAGE) -> Page[tuple[int, str, str, int, int]]:
    """Return streets: id, division, name, entrances, entrances without a number; those that lack most first."""
    rows, total = _page(STREETS, _below("e", division, {}), number, size)
    return Page([tuple(row) for row in rows], total)


def _below(table: str, division: str, equal: dict[str, str]) -> tuple[str, list[Any]]:
    asked = {column: value for column, value in equal.items() if value}
    parts = [f"{table}.division like %s", *(f"{column} = %s" for column in asked)]
    return " and ".join(parts), [f"{scope(division)}%", *asked.values()]


def _page(query: str, where: tuple[str, list[Any]], number: int, size: int) -> tuple[list[tuple[Any, ...]], int]:
    condition, values = where
    query = query.format(where=condition)
    with raw_cursor() as cursor:
        counted = cursor.execute(f"select count(*) from ({query}) listed", values).fetchone()
        rows = cursor.execute(f"{query} limit %s offset %s", [*values, size, (max(number, 1) - 1) * size]).fetchall()
    assert counted is not None
    return rows, counted[0]


def _number(main: int | None, suffix: int) -> Number | None:
    return None if main is None else Number(main, suffix)


def street_view(street: int, *, on: date) -> StreetView:
    """Return a street with its doors by side and way, and what is found on it on a day. Raises `NoSuchStreet`."""
    with raw_cursor() as cursor:
        named = cursor.execute("select division, name from numbered_street where id = %s", (street,)).fetchone()
        if named is None:
            raise NoSuchStreet(street=street)
        rows = cursor.execute(
            f"{ENTRANCES} where e.street = %s order by e.side, e.chainage, e.id", (street,)
        ).fetchall()
        found = look_at(cursor, rows, on)
    doors = [
        Door(one, side, chainage, _number(main, suffix), state, way)
        for _, one, side, chainage, main, suffix, state, _, way, _ in rows
    ]
    scheme = found.schemes[street].id if street in found.schemes else None
    return StreetView(street, named[0], named[1], scheme, doors, found.findings.get(street, []))


def plate_history(plate: int) -> Sequence[PlateEvent]:
    """Return the events of a plate and of those that it replaced, in order."""
    chain, one = [plate], Plate.objects.filter(pk=plate).first()
    while one is not None and one.replaces is not None:
        chain.append(one.replaces)
        one = Plate.objects.filter(pk=one.replaces).first()
    return list(PlateEvent.objects.filter(plate__in=chain).order_by("id"))


def proposal_history(proposal: int) -> tuple[PlateProposal | None, Sequence[ProposalEvent]]:
    """Return a proposal, None if there is none, and what was done about it."""
    events = list(ProposalEvent.objects.filter(proposal=proposal).order_by("id"))
    return PlateProposal.objects.filter(pk=proposal).first(), events
