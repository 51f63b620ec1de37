"""The address register: search it, open an address, and, for a case, see which households are registered there."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_view
from huangce.exchange.formats.codes import DWELLING_USES, PLATE_STATES
from huangce.places.models import Address
from huangce.places.plate_changes import PLATED
from huangce.places.plate_models import Plate
from huangce.places.queries import rendering_of
from huangce.places.search import address_of, find_addresses
from huangce.register.at_address import registered_at
from huangce.rules import divisions
from huangce.rules.authority import may_do, may_look_up
from huangce.rules.codes import CodeTable
from huangce.rules.divisions import UnknownDivision
from huangce.rules.plates import CLERK, OVER
from huangce.web.acts.ground import SHORTEST, offered, scopes_of
from huangce.web.addresses.county import county_of
from huangce.web.addresses.lineage import life_of
from huangce.web.addresses.plan import plan_of
from huangce.web.addresses.words import SEGMENTS
from huangce.web.frame.purpose import stated
from huangce.web.frame.signed_in import needs

VIEW = "addresses"
PARTS = (("group", "street", "place"), ("plate",), ("building",), ("unit",), ("floor",), ("room",))


@needs(views=(VIEW,))
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search the address register of the own divisions."""
    text = " ".join(request.GET.get("q", "").split())[:200]
    context: dict[str, Any] = {"q": text}
    if len(text) >= SHORTEST:
        found, more = find_addresses(text, scopes=scopes_of(request), county=county_of(request))
        texts = rendering_of((one.id for one in found), on=request.today)  # type: ignore[attr-defined]
        context |= {"found": [(one, texts[one.id]) for one in found], "more": more, "asked": True}
    elif text:
        context["too_short"] = True
    fragment = request.headers.get("HX-Request")
    return render(request, "addresses/rows.html" if fragment else "addresses/search.html", context)


@needs(views=(VIEW,))
@require_safe
def options(request: HttpRequest) -> HttpResponse:
    """Offer the standard addresses of the own divisions that fit what is typed into a field; `of` names the field."""
    text = request.GET.get(request.GET.get("of", "q"), "")
    return render(request, "addresses/options.html", {"known": offered(request, text)})


@needs(views=(VIEW,))
@require_safe
def show(request: HttpRequest, record: int) -> HttpResponse:
    """Show an address; with `?households=1`, who is registered there, for the purpose that was stated."""
    address = address_of(record)
    officer, today, grants = request.officer, request.today, request.grants  # type: ignore[attr-defined]
    require_view(officer, view=VIEW, on=today, division=address.division or None)
    context: dict[str, Any] = {
        "address": address,
        "segments": _segments(address),
        "above": _above(address.division),
        "use": _coded(DWELLING_USES, address.use),
        "plate": _coded(PLATE_STATES, address.plate_state),
        "plates": list(Plate.objects.filter(address=record).exclude(state__in=OVER).order_by("-id")),
        "may_apply": address.level in PLATED and may_do(grants, CLERK, today, address.division),
        "may_look": may_look_up(grants, today, address.division),
        **life_of(address, today=today, grants=grants),
    }
    if address.level == "building":
        context |= plan_of(record, on=today)
    why = stated(request)
    if request.GET.get("households") and context["may_look"] and why is not None:
        dwellings, count = registered_at(
            record, division=address.division, officer=officer, purpose=why.purpose, case=why.case
        )
        context |= {"dwellings": dwellings, "count": count, "looked": True}
    return render(request, "addresses/address.html", context)


def _coded(table: CodeTable, code: str | None) -> str:
    entry = table.get(code or "")
    if entry is None:
        return code or ""
    return entry.en if get_language() == "en" else entry.zh


def _segments(address: Address) -> list[tuple[int, str, str]]:
    """(number, name, text) of the six segments below the division."""
    return [
        (number, SEGMENTS[number - 1], "".join(getattr(address, name) or "" for name in names))
        for number, names in enumerate(PARTS, start=2)
    ]


def _above(code: str) -> list[tuple[str, str]]:
    try:
        return [(one.code, one.short_name) for one in (*divisions.ancestors(code), divisions.get(code))]
    except UnknownDivision:
        return []
