"""The trend of a figure, month by month, each with n, N and unknown: its division and townships laid beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext

from huangce.rules.indicators import Rate
from huangce.statistics.board import Board
from huangce.statistics.rates import Figure
from huangce.statistics.trend import trend
from huangce.web.figures.asked import DIGITS, Asked
from huangce.web.figures.charts import Chart, chart, value_of
from huangce.web.frame.templatetags.huangce import iso, place_short, thousands

# More lines than the eye tells apart by their strokes.
BESIDE: Final = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """A division on a day: its rate, what the chart shows of it, and all of it in one sentence."""

    rate: Rate | None
    value: float | None
    percent: str
    words: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A day: where its figure opens, the divisions on it, and where it stands in the chart."""

    day: date
    query: str
    cells: list[Cell]
    x: float


@dataclass(frozen=True, slots=True)
class Trend:
    """What the section shows. `names`: (code, name) of each line; `offered`: (code, name, whether it is shown)."""

    chart: Chart
    names: list[tuple[str, str]]
    rows: list[Row]
    offered: list[tuple[str, str, bool]]
    is_count: bool
    target: float | None
    left_out: int
    beside: int = BESIDE


def trend_of(request: Any, asked: Asked, board: Board, figure: Figure) -> Trend | None:
    """Return the trend of a figure with the townships that are asked for (`beside`); None where it has no past.

    Villages are not laid side by side, as they are not ranked.
    """
    wanted = set(request.GET.getlist("beside"))
    below = board.parts.get(figure.code, ()) if board.is_ranked else ()
    codes = sorted(one.digits.ljust(DIGITS, "0") for one in below)
    all_beside = [code for code in codes if code in wanted]
    beside = all_beside[:BESIDE]
    shown = [asked.division, *beside]
    days, series = trend(as_of=asked.as_of, today=asked.today, as_known=asked.days.as_known, divisions=shown)
    now = {asked.division: figure.rate, **{one.digits.ljust(DIGITS, "0"): one.rate for one in below}}
    lines = [_until_now(one.get(figure.code, []), now[code]) for one, code in zip(series, shown, strict=True)]
    target = float(figure.target.at_least) if figure.target is not None else None
    is_count = figure.rate is not None and figure.rate.of is None
    drawn = chart([list(map(value_of, line)) for line in lines], target, whole=is_count)
    if drawn is None:
        return None
    names = [(code, place_short(code) or gettext("全部登记")) for code in shown]
    return Trend(
        chart=drawn,
        names=names,
        rows=_rows(asked, list(zip(days, drawn.columns, strict=True)), names, lines),
        offered=[(code, place_short(code), code in beside) for code in codes],
        is_count=is_count,
        target=target,
        left_out=len(all_beside) - len(beside),
    )


def _until_now(line: list[Rate | None], now: Rate | None) -> list[Rate | None]:
    """A line whose last day is the figure that the page shows: the months before are computed once a day."""
    return [*line[:-1], now] if line else line


def _rows(
    asked: Asked,
    days: Sequence[tuple[date, float]],
    names: Sequence[tuple[str, str]],
    lines: Sequence[Sequence[Rate | None]],
) -> list[Row]:
    return [
        Row(
            day,
            asked.query(as_of=iso(day) if day != asked.today else ""),
            [_cell(name, line[i]) for (_code, name), line in zip(names, lines, strict=True)],
            x,
        )
        for i, (day, x) in enumerate(days)
    ]


def _cell(name: str, rate: Rate | None) -> Cell:
    if rate is None:
        return Cell(None, None, "", gettext("%(name)s：不知道") % {"name": name}, name)
    given = {"name": name, "n": thousands(rate.n), "unknown": thousands(rate.unknown)}
    if rate.of is None:
        return Cell(rate, value_of(rate), "", gettext("%(name)s：%(n)s，不知道%(unknown)s") % given, name)
    percent = f"{rate.percent(2)}%" if rate.of else gettext("不适用")
    words = gettext("%(name)s：%(percent)s（n %(n)s，N %(of)s，不知道%(unknown)s）")
    return Cell(rate, value_of(rate), percent, words % {**given, "of": thousands(rate.of), "percent": percent}, name)
