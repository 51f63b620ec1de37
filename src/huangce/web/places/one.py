"""A named place: what it is and was called, and the tree of its addresses, opened level by level."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_view
from huangce.places.listing import PAGE
from huangce.places.models import Address, NamedPlace
from huangce.places.queries import Branch, children, place_of
from huangce.places.street_doors import street_laid
from huangce.register.queries import timeline
from huangce.rules.authority import may_do, may_record
from huangce.rules.plates import CLERK
from huangce.rules.segments import LEVELS
from huangce.web.acts.recital import changes
from huangce.web.addresses.plan import plan_of
from huangce.web.frame.signed_in import needs
from huangce.web.places.browse import VIEW
from huangce.web.places.paging import page_of, pages
from huangce.web.places.street_drawing import drawn_street
from huangce.web.places.strip import strip

# What may be done with a place, and with addresses of it that were ticked: the form, where more than one is needed.
ON_PLACE: Final = ("place_renamed", "place_retired", "addresses_new", "addresses_renumbered", "addresses_located")
ON_TICKED: Final = ("addresses_certified", "addresses_merged", "duplicates_retired", "addresses_demolished")
LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Row:
    """A branch of the tree as drawn: the address that is just that, and the query that opens what is below."""

    branch: Branch
    address: Address | None
    below: str


@needs(views=(VIEW,))
@require_safe
def show(request: HttpRequest, record: int) -> HttpResponse:
    """Show a named place, and one level of its tree."""
    place = place_of(record)
    officer, today, grants = request.officer, request.today, request.grants  # type: ignore[attr-defined]
    require_view(officer, view=VIEW, on=today, division=place.division or None)
    chosen = {level: request.GET[level][:LONGEST] for level in LEVELS[1:] if request.GET.get(level)}
    lines = timeline(record)
    in_force = place.status == "in_force" and place.retired_by is None
    context: dict[str, Any] = {
        "named": place,
        "chosen": _crumbs(chosen),
        "forms": [name for name in ON_PLACE if in_force and may_record(grants, name, place.division, today)],
        "acts": [(one, changes(one.facts)) for one in lines] if not chosen else [],
        "to_come": [one for one in lines if one.is_effective and one.happened_on > today],
        "streets": _around(place),
        "may_apply": in_force and place.place_kind == "thoroughfare" and may_do(grants, CLERK, today, place.division),
        **_tree(request, place, chosen),
    }
    if "building" in chosen:
        inside = _inside(record, chosen).first()
        context |= plan_of(inside.id, on=today) if inside is not None else {}
    return render(request, "places/place.html", context)


def _tree(request: HttpRequest, place: NamedPlace, chosen: dict[str, str]) -> dict[str, Any]:
    """The level of the tree that is open: a page of its rows, what may be done with some of them, and the drawing."""
    branches = children(place.id, below=chosen)
    number = page_of(request)
    rows = _rows(branches[(number - 1) * PAGE : number * PAGE], chosen)
    can_tick = any(one.address is not None for one in rows)
    today, grants = request.today, request.grants  # type: ignore[attr-defined]
    return {
        "rows": rows,
        "pages": pages(request, number, len(branches)),
        "count": sum(one.count for one in branches),
        **(_drawn(place, branches, on=today) if not chosen and place.place_kind == "thoroughfare" else {}),
        "ticked": [name for name in ON_TICKED if can_tick and may_record(grants, name, place.division, today)],
    }


def _drawn(place: NamedPlace, branches: list[Branch], *, on: date) -> dict[str, Any]:
    """Both sides of a street: to scale where the points of its doors allow it, else in the order of the numbers."""
    laid, known = street_laid(place.id, on=on)
    if laid is not None:
        return {"street": drawn_street(laid, known, name=place.name)}
    return {"strip": strip(branches, name=place.name)}


def _inside(place: int, chosen: dict[str, str]) -> QuerySet[Address]:
    """The standing addresses of a place with the segments that were opened."""
    standing = Address.objects.filter(Q(thoroughfare=place) | Q(compound=place), retired_by=None, status="standing")
    return standing.filter(**chosen).order_by("id")


def _crumbs(chosen: dict[str, str]) -> list[tuple[str, str]]:
    """The segments that were opened, each with the query that leads back to it."""
    names = list(chosen)
    return [(chosen[name], urlencode({one: chosen[one] for one in names[: at + 1]})) for at, name in enumerate(names)]


def _rows(branches: list[Branch], chosen: dict[str, str]) -> list[Row]:
    known = Address.objects.in_bulk([one.address for one in branches if one.address is not None])
    found = []
    for one in branches:
        opens = one.level != LEVELS[-1] and one.count > (one.address is not None)
        below = urlencode({**chosen, one.level: one.value}) if opens else ""
        found.append(Row(one, known.get(one.address) if one.address is not None else None, below))
    return found


def _around(place: NamedPlace) -> list[NamedPlace]:
    """Places of the same name in the county, for whoever looks for the other one."""
    same = NamedPlace.objects.filter(name=place.name, division__startswith=place.division[:6], retired_by__isnull=True)
    return list(same.exclude(pk=place.pk).order_by("division", "pk")[:PAGE])
