"""Plates and signs from application to retirement, and the orders by which they were made (requirements 3.13)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_duty, require_view
from huangce.places.plate_files import write_plate_file
from huangce.places.plate_life import NoSuchPlate
from huangce.places.plate_models import Plate
from huangce.places.plate_orders import order_lines
from huangce.places.plate_queries import orders_page, plate_history, plates_page
from huangce.rules.authority import may_do
from huangce.rules.plates import CLERK, KINDS, STEPS
from huangce.web.frame.signed_in import needs
from huangce.web.places.browse import VIEW
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages

SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(views=(VIEW,))
@require_safe
def plates(request: HttpRequest) -> HttpResponse:
    """List the plates of a division, and what was done with the one that is opened."""
    division = chosen_division(request)
    state = request.GET.get("state", "")
    state = state if state in STEPS else ""
    number = page_of(request)
    found = plates_page(division, state=state, number=number)
    context: dict[str, Any] = {
        **{"division": division, "state": state, "states": list(STEPS)},
        **{"rows": [(one, KINDS[one.plate_kind][0]) for one in found.rows]},
        **{"pages": pages(request, number, found.total), **_history(request)},
    }
    return render(request, "places/plates.html", context)


def _history(request: Any) -> dict[str, Any]:
    """What was done with the plate that the address names. Raises `NoSuchPlate` and `NotAllowed`."""
    asked = request.GET.get("plate", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 16):
        return {}
    plate = Plate.objects.filter(pk=int(asked)).first()
    if plate is None:
        raise NoSuchPlate(plate=asked)
    require_view(request.officer, view=VIEW, on=request.today, division=plate.division.ljust(12, "0"))
    return {"opened": plate, "events": plate_history(plate.pk)}


@needs(views=(VIEW,))
@require_safe
def orders(request: Any) -> HttpResponse:
    """List the orders with plates of a division, the latest first."""
    division = chosen_division(request)
    number = page_of(request)
    found = orders_page(division, number=number)
    context: dict[str, Any] = {
        **{"division": division, "rows": found.rows, "pages": pages(request, number, found.total)},
        "may_give": may_do(request.grants, CLERK, request.today, division),
    }
    return render(request, "places/orders.html", context)


@needs(duties=(CLERK,))
@require_safe
def plate_file(request: Any, order: int) -> HttpResponse:
    """Give the plate file of an order to who keeps the addresses wherever one of its plates belongs."""
    lines = order_lines(order)
    for division in sorted({line.division for line in lines}):
        require_duty(request.officer, duty=CLERK, on=request.today, division=division.ljust(12, "0"))
    with tempfile.TemporaryDirectory(prefix="huangce-") as folder:
        file = Path(folder) / f"plates-{order}.xlsx"
        write_plate_file(file, lines)
        answer = HttpResponse(file.read_bytes(), content_type=SHEET)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return answer
