"""A step taken with plates that were ticked, or with those of an order: what it needs is asked, then it is taken.

Rules and rights are below (`places.plate_life`, `places.plate_back`, `places.plate_orders`): a step is for all plates
or for none, but for the installation, where every plate has its own photo and point and each is taken or named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huangce.accounts.authority import require_view
from huangce.errors import HuangceError, NotFound, Refused
from huangce.places.listing import PAGE
from huangce.places.plate_back import take_back
from huangce.places.plate_life import Said, replace, said_of, take_step
from huangce.places.plate_models import Plate
from huangce.places.plate_orders import make_order, order_lines
from huangce.places.plate_photos import keep_photo
from huangce.places.plate_queries import points_of, standards_of
from huangce.rules.authority import around
from huangce.rules.photos import LARGEST, NotAPhoto, read_photo
from huangce.rules.plates import REASONS, PersonsOnPhoto
from huangce.web.acts.parts import WrongField
from huangce.web.frame import drafts
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places import plate_forms as forms
from huangce.web.places.browse import VIEW

MOST: Final = 500  # plates of one step; an installation asks about a page of them


class NoPlateTicked(Refused):
    """Tick the plates that the step is taken with."""

    code = "no-plate-ticked"


class NoSuchStep(NotFound):
    """Plates have no step of this name."""

    code = "no-such-plate-step"


@dataclass(frozen=True, slots=True)
class Row:
    """A plate of the step: its address, its point as it is typed or known, and what is wrong with it."""

    plate: Plate
    key: str
    standard: str
    longitude: str
    latitude: str
    is_ticked: bool
    wrong: str


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: Any, step: str) -> HttpResponse:
    """Ask what a step needs, and take it."""
    if step not in forms.FORMS:
        raise NoSuchStep()
    plates, here = _chosen(request, step), request.get_full_path()
    typed, draft = forms.typed_of(request, here)
    wrong, status, by_plate = "", 200, dict[int, str]()
    if request.method == "POST":
        try:
            by_plate = _taken(request, step, plates, typed)
            if not by_plate:
                drafts.drop(request.officer, here)
                return redirect(_after(request, plates))
            wrong, status = _("有的牌没有办成，逐块写在下面；照片要重新选。"), 422
            plates = [one for one in plates if one.pk in by_plate]
        except (HuangceError, WrongField) as error:
            wrong = error.words if isinstance(error, WrongField) else said(error, language_of(request))
            status = getattr(error, "status", 422)
    context = {
        **{"step": step, "form": forms.FORMS[step], "typed": typed, "draft": draft, "action": here, "wrong": wrong},
        **{
            "asked": [(one, typed.get(one.name, "")) for one in forms.FORMS[step].asked],
            "reasons": list(REASONS.items()),
        },
        **{"rows": _rows(request, step, plates, typed, by_plate), "with_photo": step == forms.INSTALLED},
        **{"limit": LARGEST >> 20, "back": _after(request, plates)},
    }
    return render(request, "places/plate_step.html", context, status=status)


def _chosen(request: Any, step: str) -> list[Plate]:
    """The plates that the address names, or those of an order for which the step is next.

    Raises `NoPlateTicked`, `NotAllowed`.
    """
    most = PAGE if step == forms.INSTALLED else MOST
    named = [int(one) for one in request.GET.getlist("plate") if one.isascii() and one.isdigit() and len(one) <= 16]
    order = request.GET.get("order", "")
    if named:
        found = list(Plate.objects.filter(pk__in=named[:most]).order_by("pk"))
    elif order.isascii() and order.isdigit() and len(order) <= 16:
        found = [one for one in _of_order(int(order)) if forms.is_open(step, one.state)][:most]
    else:
        found = []
    if not found:
        raise NoPlateTicked()
    for division in sorted({one.division for one in found}):
        require_view(request.officer, view=VIEW, on=request.today, division=division.ljust(12, "0"))
    return found


def _of_order(order: int) -> list[Plate]:
    return list(Plate.objects.filter(pk__in=[one.plate for one in order_lines(order)]).order_by("pk"))


def _taken(request: Any, step: str, plates: Sequence[Plate], typed: Mapping[str, str]) -> dict[int, str]:
    """Take the step; return what is wrong by plate where each is taken by itself. Raises what the rules raise."""
    known = {one.pk for one in plates}
    ticked = [int(one) for one in request.POST.getlist("plate") if one.isascii() and one.isdigit()]
    wanted = [one for one in dict.fromkeys(ticked) if one in known]
    if not wanted:
        raise NoPlateTicked()
    given = {"by": request.officer, "now": request.now}
    fields = forms.read_fields(step, typed)
    day = forms.read_day(typed.get("on", ""), today=request.today)
    if step == forms.INSTALLED:
        return _installed(request, wanted, Said(installer=fields["installer"]), typed, day)
    if step == forms.TAKEN_BACK:
        take_back(wanted, fields["words"], **given)
    elif step == forms.REPLACED:
        with transaction.atomic():
            for one in wanted:
                replace(one, spec=fields["spec"], **given)
    elif step == forms.ORDERED:
        division = around(one.division for one in plates if one.pk in wanted).ljust(12, "0")
        due = forms.read_day(fields["due_on"], today=request.today)
        prices = forms.read_prices(fields)
        make_order(division, maker=fields["maker"], plates=wanted, due_on=due, prices=prices, **given)
    else:
        take_step(wanted, step, said_of(fields), on=day, **given)
    messages.success(request, _("%(count)s块牌已办。") % {"count": len(wanted)})
    return {}


def _installed(request: Any, wanted: Sequence[int], common: Said, typed: Mapping[str, str], day: Any) -> dict[int, str]:
    """Record each plate as installed, with its point and photo; return what is wrong with those that were not."""
    if not typed.get("photo_without_persons"):
        raise PersonsOnPhoto()
    wrong = {}
    for one in wanted:
        try:
            with transaction.atomic():  # no photo is kept of a plate that was not installed
                told = _told(request, one, common, typed)
                take_step([one], forms.INSTALLED, told, on=day, by=request.officer, now=request.now)
        except WrongField as error:
            wrong[one] = error.words
        except HuangceError as error:
            wrong[one] = said(error, language_of(request))
    if len(wrong) < len(wanted):
        messages.success(request, _("%(count)s块牌记为已安装。") % {"count": len(wanted) - len(wrong)})
    return wrong


def _told(request: Any, plate: int, common: Said, typed: Mapping[str, str]) -> Said:
    point = forms.read_point(typed.get(f"longitude-{plate}", ""), typed.get(f"latitude-{plate}", ""))
    sent = request.FILES.get(f"photo-{plate}")
    if sent is None or point is None:
        raise WrongField(_("照片和经纬度都要有"))
    if sent.size > LARGEST:
        raise NotAPhoto(reason="it is larger")
    return Said(
        installer=common.installer,
        longitude=point[0],
        latitude=point[1],
        photo=keep_photo(read_photo(sent.read()), by=request.officer, now=request.now),
        photo_without_persons=True,
    )


def _rows(
    request: HttpRequest, step: str, plates: Sequence[Plate], typed: Mapping[str, str], wrong: Mapping[int, str]
) -> list[Row]:
    standards = standards_of(plates)
    points = points_of(plates) if step == forms.INSTALLED else {}
    ticked = request.POST.getlist("plate") if request.method == "POST" else None
    rows = []
    for one in plates:
        known = points.get(one.pk, ("", ""))
        where = [typed.get(f"{name}-{one.pk}", known[at]) for at, name in enumerate(("longitude", "latitude"))]
        opens = forms.is_open(step, one.state)
        chosen = opens and (ticked is None or str(one.pk) in ticked)
        why = wrong.get(one.pk, "") if opens else _("现在的状态办不了这一步")
        rows.append(Row(one, str(one.pk), standards.get(one.pk, ""), where[0], where[1], chosen, why))
    return rows


def _after(request: Any, plates: Sequence[Plate]) -> str:
    """Where a step leads: to its plate, to its order, or to the list."""
    order = request.GET.get("order", "")
    if order.isascii() and order.isdigit() and len(order) <= 16:
        return reverse("plate-order", args=[int(order)])
    if len(plates) == 1:
        return reverse("plate", args=[plates[0].pk])
    return f"{reverse('plates')}?division={around(one.division for one in plates).ljust(12, '0')}"
