"""What addresses write for a division: what the national tables say, or what its own addresses bear.

A village that came about by an act recorded here stands in no table until the next edition; the addresses that went
there bear its name.
"""

from __future__ import annotations

from datetime import date

from huangce.places.folding import AS_RECORDED, changes_of
from huangce.places.history import PlaceHistories
from huangce.rules import divisions
from huangce.rules.authority import LEVELS
from huangce.rules.division_changes import division_on, named_on
from huangce.rules.divisions.model import UnknownDivision

BORNE = "select id from address where division = %s and retired_by is null and status = 'standing' order by id limit 1"


def written_names(histories: PlaceHistories, code: str, on: date) -> str:
    """Return the names of a division and of those above it as addresses write them on a day; "" if nothing tells."""
    try:
        return divisions.full_name(code)
    except UnknownDivision:
        row = histories.cursor.execute(BORNE, [code]).fetchone()
    if row is None:
        return ""
    histories.load(row)
    said = histories.record(row[0]).groups.get("address", {})
    entered, names = str(said.get("division") or ""), str(said.get("division_name") or "")
    changes, _never = changes_of(histories, AS_RECORDED)
    day = on if division_on(entered, changes, on) == code else date.max
    return named_on(entered, names, changes, day)


def written_name(histories: PlaceHistories, code: str, on: date) -> str:
    """Return the name of a division alone as addresses write it on a day; "" if nothing tells."""
    try:
        name = divisions.get(code).short_name
    except UnknownDivision:
        name = ""
    changes, _never = changes_of(histories, AS_RECORDED)
    for one in changes:
        known = one.name_before if one.division == code else ""
        if one.becomes == code and one.order[0] <= on and name == known:
            name = one.name_after
    return name or _without_those_above(histories, code, on)


def _without_those_above(histories: PlaceHistories, code: str, on: date) -> str:
    names = written_names(histories, code, on)
    digits = max((one for one in LEVELS if one < len(code.rstrip("0"))), default=0)
    above = written_names(histories, code[:digits].ljust(12, "0"), on) if digits else ""
    return names.removeprefix(above) if above and names.startswith(above) else ""
