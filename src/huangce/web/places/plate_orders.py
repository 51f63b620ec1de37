"""Orders of plates: what waits to be ordered, each order as a sheet for its maker, and who pays (A18)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts.authority import require_duty, require_view
from huangce.places.listing import PAGE
from huangce.places.plate_files import write_plate_file
from huangce.places.plate_models import PlateOrder
from huangce.places.plate_orders import Cost, cost_report, order_lines
from huangce.places.plate_queries import orders_page, waiting
from huangce.rules.authority import may_do, scope
from huangce.rules.plates import BEARERS, CLERK, KINDS
from huangce.web.frame.signed_in import needs
from huangce.web.places.browse import VIEW
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages
from huangce.web.places.plate import drawn_code
from huangce.web.places.plate_forms import steps_open

TOWN: Final = 9  # digits
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(views=(VIEW,))
@require_safe
def orders(request: Any) -> HttpResponse:
    """List what waits to be ordered, the orders with plates of a division, the latest first, and who pays how much."""
    division = chosen_division(request)
    number = page_of(request)
    found = orders_page(division, number=number)
    context: dict[str, Any] = {
        **{"division": division, "rows": found.rows, "pages": pages(request, number, found.total)},
        "may_give": may_do(request.grants, CLERK, request.today, division),
        # Whose village it is need not see the town around it.
        "waiting": [(one, division if len(scope(division)) > TOWN else one.town) for one in waiting(division)],
        "costs": [_cost(one) for one in cost_report(division)],
    }
    return render(request, "places/orders.html", context)


def _cost(one: Cost) -> tuple[Cost, str, str]:
    """Who pays for which kind of plate, in words."""
    return one, BEARERS[one.bearer][0] if one.bearer else "", KINDS[one.plate_kind][0]


@needs(views=(VIEW,))
@require_safe
def order(request: Any, order: int) -> HttpResponse:
    """Show an order as the sheet for its maker: texts, sizes, codes and who pays, and the steps that are next."""
    lines = order_lines(order)
    divisions = sorted({line.division for line in lines})
    row = PlateOrder.objects.get(pk=order)
    for division in divisions or [row.division]:
        require_view(request.officer, view=VIEW, on=request.today, division=division.ljust(12, "0"))
    number = page_of(request)
    shown = lines[(number - 1) * PAGE : number * PAGE]
    context: dict[str, Any] = {
        **{"order": row, "division": row.division.ljust(12, "0"), "pages": pages(request, number, len(lines))},
        "rows": [
            (one, KINDS[one.plate_kind][0], BEARERS[one.bearer][0] if one.bearer else "", drawn_code(one.address))
            for one in shown
        ],
        "counts": _counts(line.state for line in lines),
        "steps": steps_open(request, {line.state for line in lines}, row.division.ljust(12, "0")),
        "may_give": all(may_do(request.grants, CLERK, request.today, one.ljust(12, "0")) for one in divisions),
    }
    return render(request, "places/order.html", context)


def _counts(states: Any) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for state in states:
        found[state] = found.get(state, 0) + 1
    return list(found.items())


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
