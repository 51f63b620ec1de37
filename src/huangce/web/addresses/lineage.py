"""The life of one address for its page: how it was and will be written, where it came from, what is above and below.

What is shown as its name is what holds today; what has been decided for later is said beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from huangce.accounts.models import Officer
from huangce.places.models import Address, NamedPlace
from huangce.places.queries import Edge, Named, lineage_of, rendering_of
from huangce.register.queries import timeline
from huangce.rules.authority import Granted, may_record

MOST: Final = 50
# What may be done with one address.
FORMS: Final = (
    "addresses_certified",
    "address_located",
    "address_renumbered",
    "address_split",
    "addresses_merged",
    "duplicates_retired",
    "addresses_demolished",
)

# Forms about one address of acts that may be about many.
OF_ONE: Final = {"address_renumbered": "addresses_renumbered", "address_located": "addresses_located"}


@dataclass(frozen=True, slots=True)
class Spell:
    """A rendering with its days; `is_now`: it holds today, `is_to_come`: it has been decided for later."""

    named: Named
    is_now: bool
    is_to_come: bool


def life_of(address: Address, *, today: date, grants: list[Granted]) -> dict[str, Any]:
    """Return what the page of an address says of its life."""
    found = lineage_of(address.id)
    near = {one for edge in (*found.before, *found.after) for one in (edge.old, edge.new)}
    below = list(Address.objects.filter(parent=address.id, retired_by=None, status="standing").order_by("id"))
    below.sort(key=lambda one: (len(one.standard), one.standard))
    ids = {address.id, *near, *(one.id for one in below[:MOST]), *((address.parent,) if address.parent else ())}
    written = rendering_of(ids, on=today)
    places = NamedPlace.objects.in_bulk([one for one in (address.thoroughfare, address.compound) if one is not None])
    stands = address.status == "standing" and address.retired_by is None
    return {
        "written": written.get(address.id, address.standard),
        "spells": [_spell(one, today) for one in found.names],
        "before": [_near(edge, edge.old, written) for edge in found.before],
        "after": [_near(edge, edge.new, written) for edge in found.after],
        "parent": (address.parent, written.get(address.parent, "")) if address.parent else None,
        "below": [(one, written[one.id]) for one in below[:MOST]],
        "below_in_all": len(below),
        "on_places": list(places.values()),
        "certified_by": Officer.objects.filter(pk=address.certified_by).first() if address.certified_by else None,
        "forms": [name for name in FORMS if stands and may_record(grants, _act(name), address.division, today)],
        "acts": timeline(address.id),
        "is_to_come": address.begun_on is not None and address.begun_on > today,
        "will_end": address.ended_on is not None and address.ended_on > today,
    }


def _act(form: str) -> str:
    return OF_ONE.get(form, form)


def _spell(named: Named, today: date) -> Spell:
    begun = named.valid_from is None or named.valid_from <= today
    lasts = named.valid_to is None or today < named.valid_to
    return Spell(named, not named.taken_back and begun and lasts, not named.taken_back and not begun)


def _near(edge: Edge, other: int, written: dict[int, str]) -> tuple[Edge, int, str]:
    return edge, other, written.get(other, str(other))
