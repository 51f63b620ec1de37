"""One plate: what is on it, where it hangs, its code, who pays for it, and its life from application to retirement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_view
from huangce.accounts.models import Officer
from huangce.places.models import NamedPlace
from huangce.places.plate_files import qr_svg
from huangce.places.plate_life import WITH_NUMBER, NoSuchPlate
from huangce.places.plate_models import Plate, PlateEvent
from huangce.places.plate_orders import line_of
from huangce.places.plate_photos import NoSuchPhoto, is_here, photo_of
from huangce.places.plate_queries import plate_history, standards_of
from huangce.rules.plates import BEARERS, KINDS, REASONS, qr_text
from huangce.web.frame.signed_in import needs
from huangce.web.places import plate_forms
from huangce.web.places.browse import VIEW

APPROVED_WITH = gettext_noop("随号码或地址变更一并批准")


@dataclass(frozen=True, slots=True)
class Told:
    """A step of the life line: who took it, why it ended, whether it counts, and the step that it takes back."""

    event: PlateEvent
    by: str
    reason: str
    words: str
    has_photo: bool
    is_taken_back: bool
    takes_back: PlateEvent | None


@needs(views=(VIEW,))
@require_safe
def show(request: Any, plate: int) -> HttpResponse:
    """Show a plate with its life, and the steps that may be next."""
    one = _plate(request, plate)
    line = line_of(plate)
    context: dict[str, Any] = {
        "plate": one,
        "kind": KINDS[one.plate_kind][0],
        "standard": standards_of([one]).get(one.pk, ""),
        "sign_of": NamedPlace.objects.filter(pk=one.named_place).first() if one.named_place else None,
        "told": _life(plate_history(plate)),
        "line": line,
        "bearer": BEARERS[line.cost_bearer][0] if line is not None and line.cost_bearer else "",
        "successor": Plate.objects.filter(replaces=plate).order_by("-id").first(),
        "code": qr_text(one.address) if one.address is not None else "",
        "drawn_code": drawn_code(one.address),
        "steps": plate_forms.steps_open(request, {one.state}, one.division),
        "hangs": plate_forms.hangs(one.state),
    }
    return render(request, "places/plate.html", context)


def drawn_code(address: int | None) -> SafeString:
    """The code of a plate as SVG, nothing for a street sign: it holds digits of our own making and nothing typed."""
    return mark_safe(qr_svg(qr_text(address)) if address is not None else "")


def _life(events: Any) -> list[Told]:
    """What happened to a plate and to those it replaced, in order."""
    officers = Officer.objects.in_bulk({one.officer for one in events})
    by_id = {one.pk: one for one in events}
    back = {one.takes_back for one in events}
    return [
        Told(
            one,
            officers[one.officer].display_name if one.officer in officers else "",
            REASONS.get(one.reason, ""),
            _(APPROVED_WITH) if one.words == WITH_NUMBER else one.words,
            is_here(one.photo),
            one.pk in back,
            by_id.get(one.takes_back),
        )
        for one in events
    ]


def _plate(request: Any, plate: int) -> Plate:
    found = Plate.objects.filter(pk=plate).first()
    if found is None:
        raise NoSuchPlate(plate=plate)
    require_view(request.officer, view=VIEW, on=request.today, division=found.division.ljust(12, "0"))
    return found


@needs(views=(VIEW,))
@require_safe
def photo(request: HttpRequest, plate: int, event: int) -> HttpResponse:
    """Give the photo of a step, as it is kept here."""
    _plate(request, plate)
    found = next((one for one in plate_history(plate) if one.pk == event), None)
    if found is None:
        raise NoSuchPhoto()
    media_type, content = photo_of(found.photo)
    answer = HttpResponse(content, content_type=media_type)
    answer["Cache-Control"] = "private, max-age=3600"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@needs(views=(VIEW,))
@require_safe
def code(request: HttpRequest, plate: int) -> HttpResponse:
    """Give the code of a plate as a drawing of its own, for whoever makes it."""
    found = _plate(request, plate)
    if found.address is None:
        raise NoSuchPlate(plate=plate)
    answer = HttpResponse(qr_svg(qr_text(found.address)), content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="{plate}.svg"'
    return answer
