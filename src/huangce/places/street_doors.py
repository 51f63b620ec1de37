"""The doors of a street for its drawing: from the address register, from a survey, with what became of lost numbers."""

from __future__ import annotations

import statistics
from datetime import date
from typing import Any, Final

from huangce.places.numbering_survey import SURVEYED
from huangce.register.batches import void
from huangce.register.locks import raw_cursor
from huangce.rules.numbering import DEMOLISHED, RESERVED, STANDING, Number, read_number
from huangce.rules.numbering.axis import Door, Laid, lay

# One row a plate: the address that is just that, and the middle of what stands behind it.
PLATES: Final = """
    select plate, coalesce(min(id) filter (where level = 'plate'), min(id)), avg(longitude), avg(latitude),
        bool_or(ended_on is null or ended_on > %(on)s), bool_or(status = 'demolished')
    from address where thoroughfare = %(place)s and plate is not null and retired_by is null group by plate order by 2
"""
ENTRANCES: Final = """
    select e.id, e.main, e.suffix, e.state, e.side, e.chainage, e.chainage_from, e.longitude, e.latitude
    from entrance e join numbered_street s on s.id = e.street where s.thoroughfare = %(place)s order by e.id
"""
RETIRED: Final = """
    select r.main from retired_number r join numbered_street s on s.id = r.street
    where s.thoroughfare = %(place)s and r.suffix = 0 and (r.act is null or r.act <> all(%(void)s::bigint[]))
"""


def street_laid(place: int, *, on: date) -> tuple[Laid | None, dict[int, str]]:
    """Return a thoroughfare with its standing doors laid out, None where their points make no street, and why numbers
    have no door: number → `reserved` or `demolished`.

    The key of a door is its address; of an entrance that has none, its id with the sign changed.
    """
    with raw_cursor() as cursor:
        asked = {"place": place, "on": on, "void": list(void(cursor)[0])}
        plates = cursor.execute(PLATES, asked).fetchall()
        entrances = cursor.execute(ENTRANCES, asked).fetchall()
        known = {row[0]: DEMOLISHED for row in cursor.execute(RETIRED, asked).fetchall()}
    ways, reasons = _surveyed(entrances)
    known |= reasons
    doors: list[Door] = []
    for plate, address, longitude, latitude, stands, was_demolished in plates:
        number = read_number(plate)
        if number is None:
            continue
        if stands:
            at = (longitude, latitude) if longitude is not None and latitude is not None else None
            doors.append(Door(address, number, at, ways.get(number)))
        elif was_demolished and number.suffix == 0:
            known.setdefault(number.main, DEMOLISHED)
    odd_side = _odd_side(entrances)
    for one, main, _suffix, state, side, chainage, found_by, longitude, latitude in entrances:
        if main is None and state == STANDING:
            at = (longitude, latitude) if longitude is not None and latitude is not None else None
            way = chainage if found_by in SURVEYED else None
            doors.append(Door(-one, None, at, way, (side == odd_side) if side and odd_side else None))
    standing = {one.number.main for one in doors if one.number is not None}
    return lay(doors), {number: why for number, why in known.items() if number not in standing}


def _surveyed(entrances: list[tuple[Any, ...]]) -> tuple[dict[Number, float], dict[int, str]]:
    """The surveyed ways of numbers, and why numbers have no door that stands."""
    ways: dict[Number, float] = {}
    reasons: dict[int, str] = {}
    for _one, main, suffix, state, _side, chainage, found_by, *_point in entrances:
        if main is None:
            continue
        if state == STANDING and found_by in SURVEYED:
            ways[Number(main, suffix)] = chainage
        elif state in (RESERVED, DEMOLISHED) and suffix == 0:
            reasons[main] = state
    return ways, reasons


def _odd_side(entrances: list[tuple[Any, ...]]) -> str:
    """The side on which most of the odd numbers were seen, "" where nobody said."""
    seen = [side for _one, main, _suffix, _state, side, *_rest in entrances if main is not None and main % 2 and side]
    return statistics.mode(seen) if seen else ""
