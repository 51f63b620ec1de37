"""An assessment plan applied to figures that somebody brings: points, and what is wrong with each row.

Nothing is stored: the figures are used this once (notice 004, annex 1; requirements 1.K). How a plan is written says
docs/reference/assessment-plans.md.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from huangce.errors import HuangceError, Refused
from huangce.rules.assessment import Assessed, Checked, Plan, assess, check
from huangce.rules.figures import shown
from huangce.statistics.assessment_plans import PlanInvalid, read_plan, shipped
from huangce.statistics.figure_files import read_figures
from huangce.web.figures.words import problem_told
from huangce.web.frame.said import CHINESE, said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

LARGEST: Final = 5 * 1024 * 1024
KINDS: Final = (".csv", ".tsv", ".xlsx", ".xls")


class NoFigures(Refused):
    """Paste the figures with their header, or choose a file .csv, .xlsx or .xls of at most 5 MB."""

    code = "no-figures-given"


@needs(views=("figures",))
@require_http_methods(["GET", "POST"])
def assessment(request: HttpRequest) -> HttpResponse:
    """Explain a plan, and apply it to the figures that were given."""
    language = language_of(request)
    plans = {name: _told(read_plan(name), language) for name in shipped()}
    chosen = request.POST.get("plan") or request.GET.get("plan", "")
    name = chosen if chosen in plans else next(iter(plans))
    context: dict[str, Any] = {"plans": plans, "name": name, "plan": plans[name], "typed": request.POST.get("text", "")}
    if request.method == "GET":
        return render(request, "figures/assessment.html", context)
    try:
        context |= _applied(request, plans[name], language)
    except HuangceError as refusal:
        context["wrong"] = said(refusal, language)
        return render(request, "figures/assessment.html", context, status=refusal.status)
    return render(request, "figures/assessment.html", context)


def _told(plan: Plan, language: str) -> Plan:
    return plan if language == CHINESE else plan.in_english()


def _applied(request: HttpRequest, plan: Plan, language: str) -> dict[str, Any]:
    """Read the plan and the figures of a request and return what each row gets. Raises kinds of `Unreadable`."""
    with tempfile.TemporaryDirectory(prefix="huangce-") as folder:
        plan = _told(_own_plan(request, Path(folder)) or plan, language)
        figures = read_figures(str(_figures(request, Path(folder))), plan.columns)
    found = assess(plan, figures.rows)
    return {
        "plan": plan,
        "rows": [_row(one, language) for one in found],
        "checks": [_check(one) for one in check(plan, found)],
        "aside": len(figures.problems),
    }


def _own_plan(request: HttpRequest, folder: Path) -> Plan | None:
    given = request.FILES.get("own_plan")
    if given is None:
        return None
    if given.size is None or given.size > LARGEST:
        raise NoFigures()
    file = folder / "plan.toml"
    file.write_bytes(given.read())
    try:
        return read_plan(str(file))
    except PlanInvalid as invalid:
        raise PlanInvalid(**{**invalid.details, "plan": Path(given.name or "plan.toml").name}) from None


def _figures(request: HttpRequest, folder: Path) -> Path:
    """The figures as a file: the one that was chosen, else what was pasted."""
    given, text = request.FILES.get("file"), request.POST.get("text", "").strip()
    suffix = Path(given.name or "").suffix.lower() if given is not None else (".tsv" if "\t" in text else ".csv")
    if suffix not in KINDS or (given is None and not text) or (given is not None and (given.size or 0) > LARGEST):
        raise NoFigures()
    file = folder / f"figures{suffix}"
    file.write_bytes(given.read() if given is not None else text.encode())
    return file


def _row(one: Assessed, language: str) -> dict[str, Any]:
    return {
        "number": one.row.number,
        "identity": list(one.identity.values()),
        "scores": [_points(points) for points in one.scores.values()],
        "total": _points(one.total),
        "problems": [problem_told(found, language) for found in one.problems],
    }


def _check(one: Checked) -> dict[str, Any]:
    return {
        "title": one.check.title,
        "value": _points(one.value),
        "at_least": shown(one.check.at_least),
        "holds": one.holds,
        "source": one.check.source,
    }


def _points(value: Any) -> str:
    return "" if value is None else shown(value)
