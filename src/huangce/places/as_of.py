"""How addresses are made up on a day, where something that was decided takes effect only later.

A row holds what has been decided (`places.models`). Whoever hands out rows as of a day asks here for the few of which
something else still holds: they are folded anew up to that day.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

import psycopg

from huangce.places.folding import AS_RECORDED, changes_of
from huangce.places.history import PlaceHistories
from huangce.places.on_day import RENDERED
from huangce.places.rendering import name_borne, names_on
from huangce.rules.authority import scope
from huangce.rules.division_changes import DivisionChange, division_on
from huangce.rules.segments import NUMBERS

ANNOUNCED: Final = """
    select a.id from address a
    where a.id = any(%(ids)s::bigint[]) and (
        exists (select 1 from address_name n where n.address = a.id and not n.taken_back and n.valid_from > %(on)s)
        or exists (select 1 from unnest(%(becoming)s::text[]) b where starts_with(a.division, b))
    )
"""


def changes_after(cursor: psycopg.Cursor[Any], on: date) -> list[DivisionChange]:
    """Return the changes of divisions that have been decided and take effect after a day."""
    stand, _never = changes_of(PlaceHistories(cursor), AS_RECORDED)
    return [one for one in stand if one.order[0] > on]


def announced(
    cursor: psycopg.Cursor[Any], ids: Collection[int], *, on: date, later: Collection[DivisionChange]
) -> dict[int, dict[str, Any]]:
    """Return what holds on a day of those addresses whose rows say what comes later: division, street, place, the
    numbers, standard. `later` are the changes of divisions after that day."""
    asked = {"ids": list(ids), "on": on, "becoming": [scope(one.becomes) for one in later]}
    wanted = [row[0] for row in cursor.execute(ANNOUNCED, asked).fetchall()]
    if not wanted:
        return {}
    histories = PlaceHistories(cursor)
    histories.load(wanted)
    changes, _never = changes_of(histories, AS_RECORDED)
    texts = dict(cursor.execute(RENDERED, {"ids": wanted, "on": on}).fetchall())
    said = {one: histories.record(one, as_of=on).groups.get("address", {}) for one in wanted}
    borne = {
        place for of in said.values() for name in ("thoroughfare", "compound") if isinstance(place := of.get(name), int)
    }
    histories.load(borne)
    name_on = names_on({one: histories.record(one) for one in borne})

    def told(one: int, of: Mapping[str, Any]) -> dict[str, Any]:
        row = histories.rows.get(one)
        return {
            "division": division_on(str(of["division"]), changes, on),
            "street": name_borne(of.get("thoroughfare"), row, "street", name_on, on),
            "place": name_borne(of.get("compound"), row, "place", name_on, on),
            **{number: of.get(number) for number in NUMBERS},
            "standard": texts[one],
        }

    return {one: told(one, of) for one, of in said.items() if of}
