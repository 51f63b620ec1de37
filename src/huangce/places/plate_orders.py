"""Work orders for plates and street signs: which plates, who makes them, who pays (requirements A6, A12, A18).

Who pays is a rule by kind of plate, kind of place and division (`rules.plates.COSTS`, and the office's own in
`plate_costs.toml` in its home folder, which go first). Where no rule holds the bearer is not decided, and the cost
report says so.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused, Unreadable
from huangce.home import paths
from huangce.places.plate_life import Said, standing_events, take_step
from huangce.places.plate_models import Plate, PlateOrder, PlateOrderLine
from huangce.register.locks import raw_cursor
from huangce.rules.authority import scope
from huangce.rules.plates import BEARERS, COSTS, EVERY_PLACE, KINDS, CostRule, bearer_of, qr_text

OWN_FILE: Final = "plate_costs.toml"
WAITING: Final = "approved"
COST_KEYS: Final = ("division", "plates", "places", "bearer", "source")
# A plate whose order was taken back is no longer of it.
STILL_ORDERED: Final = """not exists (
        select 1 from plate_event e join plate_event b on b.takes_back = e.id
        where e.plate = l.plate and e.plate_order = l.plate_order and e.step = 'ordered')"""
COST_REPORT: Final = f"""
    select l.cost_bearer, l.bearer_division, p.plate_kind, count(*), count(l.price), sum(l.price)
    from plate_order_line l join plate p on p.id = l.plate join plate_order o on o.id = l.plate_order
    where {STILL_ORDERED} and p.division like %(below)s and (%(since)s::date is null or o.made_at >= %(since)s)
        and (%(until)s::date is null or o.made_at < %(until)s::date + 1)
    group by 1, 2, 3 order by 1, 2, 3
"""
LINES: Final = f"""
    select p.id, p.plate_kind, p.division, p.address, a.standard, p.lines, p.spec, l.cost_bearer, l.bearer_division,
        l.price, p.state
    from plate_order_line l join plate p on p.id = l.plate left join address a on a.id = p.address
    where l.plate_order = %s and {STILL_ORDERED} order by p.division, p.plate_kind, p.lines::text, p.id
"""


class CostsInvalid(Unreadable):
    """The rules on costs in {file} cannot be used: {reason}."""

    code = "plate-costs-invalid"


class NothingToOrder(Refused):
    """No approved plate waits to be ordered in division {division}."""

    code = "nothing-to-order"


class NoSuchOrder(NotFound):
    """There is no plate order {order}."""

    code = "no-such-plate-order"


@dataclass(frozen=True, slots=True)
class Line:
    """A plate of an order, as the manufacturer and the paymaster need it. `qr` is empty for a street sign."""

    plate: int
    plate_kind: str
    division: str
    address: int | None
    standard: str
    lines: tuple[str, ...]
    spec: str
    bearer: str
    bearer_division: str
    price: Decimal | None
    state: str

    def qr(self, prefix: str = "") -> str:
        """Return what the code on the plate says."""
        return "" if self.address is None else qr_text(self.address, prefix)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a bearer pays for plates of a kind: how many, how many of them have a price, and their sum in yuan.

    `bearer` is of `rules.plates.BEARERS`, "" where no rule says who pays.
    """

    bearer: str
    bearer_division: str
    plate_kind: str
    plates: int
    priced: int
    yuan: Decimal


def cost_rules() -> tuple[CostRule, ...]:
    """Return the office's own rules and then those of the notices. Raises `CostsInvalid`."""
    own = paths.home() / OWN_FILE
    return (*(read_costs(own) if own.is_file() else ()), *COSTS)


def read_costs(file: Path) -> list[CostRule]:
    """Return the rules of a TOML file of [[costs]] tables with the keys of `COST_KEYS`. Raises `CostsInvalid`."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CostsInvalid(file=file.name, reason=str(error)) from error
    rows = values.pop("costs", [])
    if values or not isinstance(rows, list):
        raise CostsInvalid(file=file.name, reason="it may hold [[costs]] only")
    return [_rule(file, row) for row in rows]


def _rule(file: Path, row: Any) -> CostRule:
    if not isinstance(row, dict) or set(row) != set(COST_KEYS):
        raise CostsInvalid(file=file.name, reason=f"a rule has {', '.join(COST_KEYS)} and nothing else")
    for name, known in (("plates", tuple(KINDS)), ("places", EVERY_PLACE)):
        if not isinstance(row[name], list) or not row[name] or not set(row[name]) <= set(known):
            raise CostsInvalid(file=file.name, reason=f"{name} is a list of {', '.join(known)}")
    if row["bearer"] not in BEARERS:
        raise CostsInvalid(file=file.name, reason=f"bearer is one of {', '.join(BEARERS)}")
    if not (isinstance(row["division"], str) and row["division"].isdigit()) or not row["source"]:
        raise CostsInvalid(file=file.name, reason="division is a code, and source names the rule")
    return CostRule(
        scope(row["division"]), tuple(row["plates"]), tuple(row["places"]), row["bearer"], str(row["source"])
    )


def make_order(
    division: str,
    *,
    maker: str,
    by: Officer,
    now: datetime,
    plates: Sequence[int] | None = None,
    due_on: date | None = None,
    prices: dict[str, Decimal] | None = None,
) -> int:
    """Order the approved plates of a division (12-digit code), or only some of them, and return the order.

    `prices`: yuan for a plate of each kind. Raises `NothingToOrder` and what `take_step` raises.
    """
    rules, prices = cost_rules(), prices or {}
    with transaction.atomic():
        here = Plate.objects.filter(division__startswith=scope(division))
        rows = list(here.filter(state=WAITING) if plates is None else here.filter(pk__in=plates))
        if not rows:
            raise NothingToOrder(division=division)
        order = PlateOrder.objects.create(
            division=scope(division), maker=maker, due_on=due_on, made_by=by.pk, made_at=now
        )
        take_step([one.pk for one in rows], "ordered", Said(order=order.pk), by=by, now=now)
        PlateOrderLine.objects.bulk_create(
            [_line(order.pk, one, rules, prices.get(one.plate_kind)) for one in rows], batch_size=2000
        )
    return order.pk


def _line(order: int, plate: Plate, rules: Iterable[CostRule], price: Decimal | None) -> PlateOrderLine:
    rule = bearer_of(rules, plate.division, plate.plate_kind, plate.place_kind)
    digits = BEARERS[rule.bearer][1] if rule else 0
    return PlateOrderLine(
        order=order,
        plate=plate.pk,
        cost_bearer=rule.bearer if rule else "",
        bearer_division=plate.division[:digits],
        cost_source=rule.source if rule else "",
        price=price,
    )


def order_lines(order: int) -> list[Line]:
    """Return the plates of an order, by village and text. Raises `NoSuchOrder`."""
    if not PlateOrder.objects.filter(pk=order).exists():
        raise NoSuchOrder(order=order)
    with raw_cursor() as cursor:
        rows = cursor.execute(LINES, (order,)).fetchall()
    return [
        Line(plate, kind, division, address, standard or "", tuple(json.loads(lines)), spec, *paid)
        for plate, kind, division, address, standard, lines, spec, *paid in rows
    ]


def line_of(plate: int) -> PlateOrderLine | None:
    """Return by which order a plate is made and who pays for it; None while it is not ordered."""
    lines = {one.order: one for one in PlateOrderLine.objects.filter(plate=plate)}
    ordered = standing_events([plate]).filter(step="ordered").last()
    return lines.get(ordered.order) if ordered is not None and ordered.order is not None else None


def cost_report(division: str, *, since: date | None = None, until: date | None = None) -> list[Cost]:
    """Return who pays how much for the plates ordered in a division from a day until a day, both included."""
    given = {"below": f"{scope(division)}%", "since": since, "until": until}
    with raw_cursor() as cursor:
        rows = cursor.execute(COST_REPORT, given).fetchall()
    return [
        Cost(bearer, whose, kind, count, priced, yuan or Decimal(0))
        for bearer, whose, kind, count, priced, yuan in rows
    ]
