"""All figures of a division: n, N, not known, rate, target, trend; each opens."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.statistics.trend import trend
from huangce.web.figures.asked import asked_of
from huangce.web.figures.charts import value_of
from huangce.web.figures.words import told
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of


@needs(views=("figures",))
@require_safe
def index(request: Any) -> HttpResponse:
    """Show the figures of a division."""
    asked, language = asked_of(request), language_of(request)
    board = asked.board(afresh="afresh" in request.GET)
    days, (series,) = trend(
        as_of=asked.as_of, today=request.today, as_known=asked.days.as_known, divisions=[asked.division]
    )
    figures = [told(one, language, list(map(value_of, series.get(one.code, ())))) for one in board.report.figures]
    known = [one for one in figures if one.rate is not None]
    context = {
        "days": asked.days,
        "asked": asked,
        "board": board,
        "known": known,
        "missing": [one for one in figures if one.rate is None],
        "reached": sum(one.reaches is True for one in known),
        "short": sum(one.reaches is False for one in known),
        "query": asked.query(),
        "below": sorted(one.digits.ljust(12, "0") for one in board.parts.get("population", ())),
        "since": days[0],
    }
    return render(request, "figures/index.html", context)
