"""One figure: what it counts, by which law, n and N with the rows behind them, its trend, and its parts."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.rules.authority import may_do, may_look_up
from huangce.rules.population_changes import LINES, Statement
from huangce.statistics.accuracy import COUNTED
from huangce.statistics.board import Part
from huangce.statistics.drill import UNNAMED, NoSuchFigure
from huangce.statistics.rates import POPULATION
from huangce.statistics.samples.answering import CHECKERS
from huangce.statistics.samples.drawing import DRAWERS
from huangce.web.figures.asked import Asked, asked_of
from huangce.web.figures.charts import bar
from huangce.web.figures.trends import trend_of
from huangce.web.figures.words import definition_of, told
from huangce.web.frame.said import CHINESE
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of


@needs(views=("figures",))
@require_safe
def show(request: Any, code: str) -> HttpResponse:
    """Show a figure."""
    asked, language = asked_of(request), language_of(request)
    board = asked.board()
    found = next((one for one in board.report.figures if one.code == code), None)
    if found is None:
        raise NoSuchFigure(code=code, known="、".join(one.code for one in board.report.figures))
    figure = told(found, language)
    rate = figure.rate
    context = {
        "days": asked.days,
        "asked": asked,
        "board": board,
        "figure": figure,
        "definition": definition_of(code, language),
        "sees_sample": code in COUNTED
        and any(may_do(request.grants, duty, request.today) for duty in (*DRAWERS, *CHECKERS)),
        "rest": rate.of - rate.n - rate.unknown if rate is not None and rate.of is not None else None,
        "opens": figure.opens
        and (code in UNNAMED or may_look_up(request.grants, request.today, asked.division or None)),
        "rows": {part: asked.query(part=part) for part in ("n", "rest", "unknown")},
        # Of a sample a few are drawn in each part: nothing is ranked by them.
        "parts": [] if code in COUNTED else [_part(asked, one, found.target) for one in board.parts.get(code, ())],
        "trend": trend_of(request, asked, board, found),
        "statement": _statement(board.report.statements.get("all"), language) if code == POPULATION else None,
        "query": asked.query(),
    }
    return render(request, "figures/figure.html", context)


def _part(asked: Asked, part: Part, target: Any) -> dict[str, Any]:
    code = part.digits.ljust(12, "0")
    rate = part.rate
    is_rate = rate.share is not None
    return {
        "code": code,
        "rate": rate,
        "percent": rate.percent() if is_rate else "",
        "bar": bar(rate, target),
        "url": Asked(code, asked.days, asked.today).query(),
    }


def _statement(statement: Statement | None, language: str) -> dict[str, Any] | None:
    if statement is None:
        return None
    lines = [
        (code, LINES[code].zh if language == CHINESE else LINES[code].en, LINES[code].enters, count)
        for code, count in statement.lines.items()
        if count
    ]
    return {"opening": statement.opening, "lines": lines, "closing": statement.closing, "balances": statement.balances}
