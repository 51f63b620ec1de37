"""Buildings: those of a division, and one with its doors by unit and floor (楼盘表) and what is known of each.

How many households are registered behind a door is asked for a purpose and noted (requirements part 5: address pages
without people); that somebody lives there is no more than what the drawing needs.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_view
from huangce.places.building_list import list_buildings
from huangce.places.buildings import Building, building_of
from huangce.places.listing import PAGE
from huangce.places.search import address_of
from huangce.places.waiting_buildings import waiting
from huangce.register.at_address import counted_at
from huangce.register.queries import timeline
from huangce.rules.authority import may_look_up, may_record, scope
from huangce.web.acts.recital import changes
from huangce.web.acts.table import FORMS
from huangce.web.addresses.plan import drawn, ground, states
from huangce.web.frame.purpose import stated
from huangce.web.frame.signed_in import needs
from huangce.web.places.browse import VIEW
from huangce.web.places.doubt_words import grid_words
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages

# What may be done with doors that were ticked.
ON_TICKED: Final = ("dwellings_stated", "addresses_certified", "addresses_merged", "addresses_demolished")
# What is said of a registered building, in the order of the page.
TOLD: Final = (
    "building_use",
    "structure",
    "floors_above",
    "floors_below",
    "year_built",
    "permitted_on",
    "completed_on",
    "demolished_on",
    "title_status",
)


@needs(views=(VIEW,))
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the buildings of a division."""
    division = chosen_division(request)
    number = page_of(request)
    rows, total = list_buildings(division, on=request.today, page=number)  # type: ignore[attr-defined]
    _first, waits = waiting((scope(division),), on=request.today, size=0)  # type: ignore[attr-defined]
    context = {"division": division, "rows": rows, "waits": waits, "pages": pages(request, number, total)}
    return render(request, "places/buildings.html", context)


@needs(views=(VIEW,))
@require_safe
def wait(request: HttpRequest) -> HttpResponse:
    """List the registered buildings of a division that have no address yet, who waits longest first."""
    division = chosen_division(request)
    number, today = page_of(request), request.today  # type: ignore[attr-defined]
    rows, total = waiting((scope(division),), on=today, page=number)
    context = {
        "division": division,
        "rows": [(one, (today - one.since).days) for one in rows],
        "may_enter": may_record(request.grants, "building_registered", division, today),  # type: ignore[attr-defined]
        "pages": pages(request, number, total),
    }
    return render(request, "places/buildings_waiting.html", context)


@needs(views=(VIEW,))
@require_safe
def show(request: HttpRequest, record: int) -> HttpResponse:
    """Show a building; with `?households=1`, how many are registered behind each door, for the purpose stated."""
    officer, today, grants = request.officer, request.today, request.grants  # type: ignore[attr-defined]
    found = building_of(record, on=today)
    division = _division(found)
    require_view(officer, view=VIEW, on=today, division=division or None)
    number = page_of(request)
    page = found.dwellings[(number - 1) * PAGE : number * PAGE]
    words, known = states(), _counted(request, [one.address for one in page], division)
    context: dict[str, Any] = {
        "building": found,
        "division": division,
        "ground": ground(found),
        "counts": [(words[state], count) for state, count in found.counts.items()],
        **drawn(found),
        "doubts": grid_words(found.doubts),
        "rows": [(one, words[one.state], known.get(one.address)) for one in page],
        "pages": pages(request, number, len(found.dwellings)),
        "counted": bool(known),
        "may_look": may_look_up(grants, today, division),
        "ticked": [name for name in ON_TICKED if may_record(grants, FORMS[name].act, division, today)],
        "forms": [one for one in _forms(found) if may_record(grants, FORMS[one[0]].act, division, today)],
        **_registered(found),
    }
    return render(request, "places/building.html", context)


def _division(found: Building) -> str:
    """The division that a building lies in: that of its address, or the one that was entered."""
    if found.address is not None:
        return address_of(found.address).division
    assert found.registered is not None
    return found.registered.division


def _counted(request: Any, addresses: list[int], division: str) -> dict[int, tuple[int, int]]:
    """Households and residents behind some doors, noted; nothing unless they were asked for, for a purpose."""
    why = stated(request)
    if not request.GET.get("households") or why is None or not may_look_up(request.grants, request.today, division):
        return {}
    return counted_at(addresses, division=division, officer=request.officer, purpose=why.purpose, case=why.case)


def _forms(found: Building) -> list[tuple[str, str, int]]:
    """The forms about the building as a whole, each with the slot that it fills."""
    if found.registered is None:
        assert found.address is not None
        first = ("building_registered", "address", found.address)
    else:
        first = ("building_changed", "building", found.registered.id)
    if found.address is not None:
        return [first, ("building_rooms", "address", found.address)]
    return [("building_addressed", *first[1:]), first]


def _registered(found: Building) -> dict[str, Any]:
    """What acts say of the building, and which acts these are."""
    if found.registered is None:
        return {"told": [], "acts": []}
    said = {name: getattr(found.registered, name) for name in TOLD}
    told = [(name, _plain(value)) for name, value in said.items() if value is not None or name != "demolished_on"]
    return {"told": told, "acts": [(one, changes(one.facts)) for one in timeline(found.registered.id)]}


def _plain(value: Any) -> Any:
    """A value as facts hold it."""
    return value.isoformat() if isinstance(value, date) else value
