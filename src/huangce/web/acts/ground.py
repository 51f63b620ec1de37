"""What an act on places is about, laid on the desk: a named place, addresses, or a division."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest

from huangce.places.buildings import registered, registered_near
from huangce.places.listing import Wanted, list_places
from huangce.places.models import Address
from huangce.places.queries import place_of
from huangce.places.search import NoSuchAddress, find_addresses
from huangce.places.waiting_buildings import waiting
from huangce.rules.authority import ROLES, around, scope
from huangce.web.acts.parts import Choice
from huangce.web.acts.place_recital import value_words
from huangce.web.addresses.county import county_of

if TYPE_CHECKING:
    from huangce.web.acts.parts import Desk, Slot
    from huangce.web.frame.signed_in import OfficerRequest

SHORTEST: Final = 2
OFFERED: Final = 12


def load_ground(desk: Desk, slot: Slot, ids: Sequence[int]) -> None:
    """Lay what a slot names on the desk; its division is the office. Raises `NotFound`s."""
    if slot.what == "division":
        desk.office = str(ids[0]).ljust(12, "0")
    elif slot.what == "named_place":
        desk.place = place_of(ids[0])
        desk.office = desk.place.division
    elif slot.what == "building":
        desk.building = registered(ids[0])
        desk.addresses = addresses_of([desk.building.at_address]) if desk.building.at_address is not None else ()
        desk.office = desk.building.division
    else:
        desk.addresses = addresses_of(ids)
        desk.office = around(one.division for one in desk.addresses)


def addresses_of(ids: Sequence[int]) -> tuple[Address, ...]:
    """Return addresses in the order in which they are named, each once. Raises `NoSuchAddress`."""
    known = Address.objects.in_bulk(list(ids))
    for one in ids:
        if one not in known:
            raise NoSuchAddress(record=one)
    return tuple(known[one] for one in dict.fromkeys(ids))


def scopes_of(request: HttpRequest) -> set[str]:
    """The divisions whose addresses the officer may see, by the digits with which their codes begin."""
    grants = request.grants  # type: ignore[attr-defined]
    return {scope(one.division) for one in grants if "addresses" in ROLES[one.role].views}


def offered(request: HttpRequest, text: str) -> list[str]:
    """Return the standard addresses of the officer's divisions that fit what is typed into a field."""
    text = " ".join(text.split())[:200]
    if len(text) < SHORTEST:
        return []
    found, _more = find_addresses(text, scopes=scopes_of(request), county=county_of(request))
    return [one.standard for one in found[:OFFERED]]


def ground_found(request: OfficerRequest, slot: Slot, text: str) -> list[Choice]:
    """What a search finds for a slot of places; nothing where a division is asked for, which is typed as its code."""
    scopes = scopes_of(request)
    if not text or slot.what == "division":
        return []
    if slot.what == "named_place":
        places, _total = list_places(Wanted(text), scopes=scopes)
        return [
            Choice(str(one.place.id), one.place.name, value_words("division", one.place.division)) for one in places
        ]
    addresses, _more = find_addresses(text, scopes=scopes, county=county_of(request))
    if slot.what == "building":
        near = registered_near([one.id for one in addresses])
        waits, _total = waiting(scopes, on=request.today, text=text, size=OFFERED)
        without = [Choice(str(one.building), one.whereabouts, value_words("division", one.division)) for one in waits]
        return [*(Choice(str(one), standard) for one, standard in near), *without]
    return [Choice(str(one.id), one.standard) for one in addresses]
