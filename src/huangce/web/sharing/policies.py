"""Supporting policies of the departments, quarter by quarter: who is asked, what came, who has not answered."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.errors import HuangceError
from huangce.exchange import policies
from huangce.exchange.address_answers import as_csv
from huangce.exchange.policies import DUTY, Line, Policy
from huangce.rules.authority import may_do
from huangce.rules.quarters import GROUND, SUBJECTS, before, days_of
from huangce.web.frame.days import read_day
from huangce.web.frame.said import label, said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

VIEW: Final = "figures"


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: Any) -> HttpResponse:
    """Show a quarter with who was asked and what came, and take what a department handed in."""
    if request.method != "POST":
        return _index(request)
    given = request.POST
    try:
        policy = _typed(given) if given.get("kind") != "none" else None
        department = given.get("department", "")
        policies.enter(
            int(department) if department.isascii() and department.isdigit() and len(department) < 10 else 0,
            given.get("quarter", ""),
            policy,
            by=request.officer,
            now=request.now,
        )
    except HuangceError as refusal:
        return _index(request, refusal)
    messages.success(request, _("已记下。"))
    return redirect(f"{reverse('policies')}?quarter={given['quarter']}")


def _typed(given: Any) -> Policy:
    return Policy(
        given.get("title", ""),
        given.get("number", ""),
        read_day(given.get("issued_on", "")),
        given.get("subject", ""),
        given.get("kept", ""),
    )


def _index(request: Any, wrong: HuangceError | None = None) -> HttpResponse:
    asked = request.GET.get("quarter", "") or (request.POST.get("quarter", "") if wrong is not None else "")
    quarter = policies.read_quarter(asked, request.today)
    lines = policies.of_quarter(quarter, today=request.today)
    first, last = days_of(quarter)
    context = {
        "quarter": quarter,
        "first": first,
        "last": last,
        "lines": [(line, [(one, SUBJECTS.get(one.subject, "")) for one in line.returns]) for line in lines],
        "answered": sum(line.is_answered for line in lines),
        "late": sum(line.is_late for line in lines),
        "before": before(quarter),
        "after": _after(quarter) if last < request.today else "",
        "keeps": may_do(request.grants, DUTY, request.today),
        "subjects": SUBJECTS,
        "ground": GROUND,
        "values": request.POST if wrong is not None else {},
        "wrong": said(wrong, language_of(request)) if wrong is not None else "",
        "field": wrong.details.get("field", "issued_on") if wrong is not None else "",
    }
    return render(request, "sharing/policies.html", context, status=wrong.status if wrong is not None else 200)


def _after(quarter: str) -> str:
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year + number // 4:04}Q{number % 4 + 1}"


@needs(views=(VIEW,))
@require_safe
def file(request: Any) -> HttpResponse:
    """Give a quarter as a table: a line for every policy, and one for every department that has none or is silent."""
    quarter = policies.read_quarter(request.GET.get("quarter", ""), request.today)
    head = [_("部门"), _("状态"), _("政策名称"), _("文号"), _("印发日期"), _("关于什么"), _("在哪里查")]
    rows = [row for line in policies.of_quarter(quarter, today=request.today) for row in _rows(line, request)]
    answer = HttpResponse(as_csv(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="policies-{quarter}.csv"'
    return answer


def _rows(line: Line, request: Any) -> list[list[str]]:
    name = line.department.name
    if not line.is_answered:
        return [[name, _("逾期未交") if line.is_late else _("还没有交"), "", "", "", "", ""]]
    language = language_of(request)
    return [
        [
            name,
            _("已交") if one.title else _("本季度没有新的"),
            one.title,
            one.number,
            one.issued_on.isoformat() if one.issued_on else "",
            label(SUBJECTS[one.subject], language) if one.subject else "",
            one.kept,
        ]
        for one in line.returns
    ]


@needs(duties=(DUTY,))
@require_POST
def ask(request: Any) -> HttpResponse:
    """Ask a department from this quarter on."""
    try:
        policies.ask(request.POST.get("name", ""), request.POST.get("contact", ""), by=request.officer, now=request.now)
    except HuangceError as refusal:
        return _index(request, refusal)
    messages.success(request, _("从本季度起向它收集。"))
    return redirect("policies")


@needs(duties=(DUTY,))
@require_POST
def end(request: Any, department: int) -> HttpResponse:
    """Ask a department no more after this quarter."""
    try:
        policies.end(department, reason=request.POST.get("reason", ""), by=request.officer, now=request.now)
    except policies.PolicyInvalid as refusal:
        return _index(request, refusal)
    messages.success(request, _("下个季度起不再向它收集；已收的都留着。"))
    return redirect("policies")


@needs(duties=(DUTY,))
@require_POST
def take_back(request: Any, entry: int) -> HttpResponse:
    """Take an entry back that was made by mistake."""
    done = policies.take_back(entry, by=request.officer, now=request.now)
    messages.success(request, _("已撤回，撤回留有记录。"))
    return redirect(f"{reverse('policies')}?quarter={done.quarter}")
