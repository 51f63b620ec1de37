"""Plates and signs of a division, by state and street, with the steps that may be taken with many (requirements 3.13),
and the application for those that are lacking."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huangce.accounts.authority import require_duty
from huangce.errors import HuangceError, Refused
from huangce.places.models import Address
from huangce.places.plate_life import apply_for, apply_for_signs
from huangce.places.plate_models import Plate
from huangce.places.plate_queries import plates_page
from huangce.places.queries import place_of
from huangce.rules.authority import may_do
from huangce.rules.plates import CLERK, KINDS, STEPS
from huangce.statistics.plates import lacking
from huangce.statistics.snapshot import reading
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places.browse import VIEW
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages
from huangce.web.places.plate_forms import steps_open

LONGEST: Final = 60
MOST: Final = 500  # plates of one application
MOST_SIGNS: Final = 50


class NothingToApplyFor(Refused):
    """Name the addresses that a plate is applied for, or a street with the number of its signs."""

    code = "nothing-to-apply-for"


class SignsChanged(Refused):
    """Somebody applied for signs of this street in the meantime, it has {now} now: look, and apply again if need be."""

    code = "signs-changed"


@needs(views=(VIEW,))
@require_safe
def plates(request: Any) -> HttpResponse:
    """List the plates of a division, with the steps that may be taken with those that are ticked."""
    division = chosen_division(request)
    state, text = request.GET.get("state", ""), request.GET.get("q", "").strip()[:LONGEST]
    state = state if state in STEPS else ""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    act, number = _number(request, "act"), page_of(request)
    found = plates_page(division, state=state, kind=kind, text=text, act=act, number=number)
    context: dict[str, Any] = {
        **{"division": division, "state": state, "states": list(STEPS), "text": text, "asks_text": True},
        **{"kind": kind, "kinds": [(one, zh) for one, (zh, _size) in KINDS.items()]},
        **{"rows": [(one, KINDS[one.plate_kind][0]) for one in found.rows]},
        **{"pages": pages(request, number, found.total)},
        **{"steps": steps_open(request, {one.state for one in found.rows}, division)},
        **{"act": act, "may_apply": may_do(request.grants, CLERK, request.today, division)},
    }
    return render(request, "places/plates.html", context)


def _number(request: Any, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None


@needs(duties=(CLERK,))
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: Any) -> HttpResponse:
    """Apply for the plates of addresses that are named or that lack one, or for the signs of a street."""
    place = place_of(number) if (number := _number(request, "place")) is not None else None
    wrong, status = "", 200
    division = place.division if place is not None else chosen_division(request)
    require_duty(request.officer, duty=CLERK, on=request.today, division=division)
    if request.method == "POST":
        try:
            made = _signs(request, place) if place is not None else _doors(request)
        except HuangceError as error:
            wrong, status = said(error, language_of(request)), error.status
        else:
            messages.success(request, _("申请了%(count)s块，由另一名经办人批准。") % {"count": len(made)})
            return redirect(f"{reverse('plates')}?division={division}&state=numbered")
    context: dict[str, Any] = {"division": division, "sign_of": place, "wrong": wrong, "typed": request.POST}
    context |= {"signs": _count_of_signs(place)} if place is not None else _lacking(request, division)
    return render(request, "places/plate_apply.html", context, status=status)


def _doors(request: Any) -> list[int]:
    named = [int(one) for one in request.POST.getlist("address") if one.isascii() and one.isdigit() and len(one) <= 16]
    if not named:
        raise NothingToApplyFor()
    return apply_for(named[:MOST], by=request.officer, now=request.now)


def _signs(request: Any, place: Any) -> list[int]:
    text, seen = request.POST.get("count", ""), request.POST.get("seen", "")
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= MOST_SIGNS):
        raise NothingToApplyFor()
    if (now := _count_of_signs(place)) != (int(seen) if seen.isascii() and seen.isdigit() else now):
        raise SignsChanged(now=now)
    given = {"division": place.division, "named_place": place.pk, "by": request.officer, "now": request.now}
    return apply_for_signs(place.name, count=int(text), **given)


def _count_of_signs(place: Any) -> int:
    return Plate.objects.filter(named_place=place.pk).exclude(state__in=("replaced", "retired")).count()


def _lacking(request: Any, division: str) -> dict[str, Any]:
    """The doors that lack a plate, or the addresses that were named, a page of them."""
    named = [int(one) for one in request.GET.getlist("address") if one.isascii() and one.isdigit() and len(one) <= 16]
    with reading() as cursor:
        ids = named or lacking(cursor, division, request.today)
    rows = Address.objects.filter(pk__in=ids[:MOST], retired_by=None).order_by("pk")
    return {"rows": list(rows), "total": len(ids), "most": MOST, "named": named}
