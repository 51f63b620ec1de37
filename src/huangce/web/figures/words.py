"""Figures in words: what is missing, what is counted, by which law, in the language of the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.errors import Problem
from huangce.rules.indicators import INDICATORS, Rate
from huangce.rules.sampling import percents
from huangce.statistics.drill import BEHIND
from huangce.statistics.rates import Figure, lacks
from huangce.statistics.targets import Target
from huangce.web.figures.charts import Bar, Line, bar, spark
from huangce.web.frame.grounds import ground
from huangce.web.frame.said import CHINESE, word


@dataclass(frozen=True, slots=True)
class Told:
    """A figure as a page tells it. `why`: why it is not known, in words; `gap`: points short of the target;
    `beside`: counts that are published with it, in words; `sample` and `bounds` in per cent, of a drawn sample."""

    code: str
    name: str
    rate: Rate | None
    percent: str
    target: Target | None
    wanted: str
    reaches: bool | None
    gap: str
    why: str
    note: str
    source: str
    bar: Bar | None
    line: Line | None
    opens: bool
    beside: tuple[tuple[str, int], ...]
    sample: int | None
    bounds: tuple[str, str] | None
    is_undecided: bool


def told(figure: Figure, language: str, series: list[float | None] | None = None) -> Told:
    """Return a figure in words."""
    rate, target = figure.rate, figure.target
    is_indicator = figure.code in INDICATORS
    return Told(
        code=figure.code,
        name=figure.zh if language == CHINESE else figure.en,
        rate=rate,
        percent=rate.percent() if rate is not None and rate.share is not None else "",
        target=target,
        wanted=_wanted(rate, target),
        reaches=figure.reaches,
        gap=_gap(figure),
        why=_why(figure, language),
        note=stored(figure.note, "notes", language),
        source=ground(figure.source, language) if is_indicator else "",
        bar=bar(rate, target),
        line=spark(series) if series else None,
        opens=figure.code in BEHIND and rate is not None,
        beside=tuple(
            (stored(INDICATORS[figure.code].beside[name], "counted", language), count)
            for name, count in figure.beside.items()
        ),
        sample=figure.sample,
        bounds=percents(figure.bounds) if figure.bounds else None,
        is_undecided=figure.is_undecided,
    )


def _wanted(rate: Rate | None, target: Target | None) -> str:
    if target is None:
        return ""
    return f"{float(target.at_least):g}" + ("" if rate is not None and rate.of is None else "%")


def _gap(figure: Figure) -> str:
    """Points short of the target, rounded up: who is short by 0.04 is not there yet."""
    if figure.reaches is not False or figure.rate is None or figure.target is None:
        return ""
    share = figure.rate.share
    short = figure.target.at_least - (share * 100 if share is not None else figure.rate.n)
    return f"{-(-short * 10 // 1) / 10:g}"


def _why(figure: Figure, language: str) -> str:
    if not figure.why:
        return ""
    row = INDICATORS.get(figure.code)
    if row is not None and figure.why == lacks(row):
        return stored(row.needs, "needs", language)
    return stored(figure.why, "prose", language)


def definition_of(code: str, language: str) -> dict[str, Any] | None:
    """Return what an indicator counts over what, in words; None for a mere stock of the register."""
    row = INDICATORS.get(code)
    if row is None:
        return None
    names = {name: stored(words, "counted", language) for name, words in row.counts.items()}
    return {
        "counts": list(names.values()),
        "numerator": _in_words(row.numerator, names),
        "denominator": _in_words(row.denominator, names),
    }


def _in_words(formula: str, names: dict[str, str]) -> str:
    """Return a count in words, or a formula with its counts between marks of quotation: “户籍人口”−“在外”."""
    if formula in names:
        return names[formula]
    return re.sub(r"[a-z_]+", lambda name: f"“{names.get(name[0], name[0])}”", formula).replace("-", "−")


def stored(text: str, table: str, language: str) -> str:
    """Return English words of the code in the language of the page."""
    return word(text, table) if language == CHINESE else text


# What is wrong with a row of an assessment, by its code; what a plan itself expects it says in its own words.
ROW_PROBLEMS = {
    "missing-value": _("没有数字"),
    "unreadable-value": _("读不出数字"),
    "out-of-range": _("百分比应在0到100之间，人数应是不小于0的整数"),
    "row-shifted": _("这一行的格子可能错位：4,200要加引号，或者不写逗号"),
    "no-target": _("方案里没有这个单位的任务数"),
    "not-applicable": _("分母是零，不适用，不计分"),
    "total-not-known": _("有的项不知道，所以没有总分"),
    "duplicate-row": _("另有一行说的是同一个单位"),
}


def problem_told(problem: Problem, language: str) -> str:
    """Return what is wrong with a row of an assessment, and in which column, in the language of the page."""
    known = ROW_PROBLEMS.get(problem.code)
    words = gettext(known) if known else stored(problem.message, "prose", language)
    column = problem.where.column if problem.where else ""
    return gettext("%(column)s：%(words)s") % {"column": column, "words": words} if column else words
