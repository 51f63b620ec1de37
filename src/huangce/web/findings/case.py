"""One finding: its evidence, three answers of equal weight, taking back, handing over, the next case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huangce.errors import HuangceError
from huangce.matching import cases, desk, ex_officio
from huangce.matching.controls import answer as answer_control
from huangce.matching.controls import answered
from huangce.matching.findings import DECIDE, UnknownReason
from huangce.matching.models import CONFIRMED, NOBODY_KNOWS, REASONS, STILL_SO, Control
from huangce.rules.authority import may_do, may_look_up
from huangce.web.findings import controls as seeds
from huangce.web.findings import evidence, procedure, referrals
from huangce.web.findings.filters import asked_of, query_of, scopes
from huangce.web.findings.leads import steps_of, ways_of
from huangce.web.frame import purpose
from huangce.web.frame.days import BadDay, read_day
from huangce.web.frame.said import finding_said, said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

# The answers of "no", in the order of their keys; what an act settles is closed by the act.
NO = tuple(
    (str(i), code, REASONS[code]) for i, code in enumerate((c for c in REASONS if c not in ("confirmed", "act")), 1)
)


@needs(views=("findings",))
@require_safe
def show(request: Any, finding: str) -> HttpResponse:
    """Show a finding; the look at its persons is noted."""
    return _page(request, finding)


def _page(
    request: Any, finding: str, *, wrong: str = "", step_wrong: HuangceError | None = None, status: int = 200
) -> HttpResponse:
    asked, language = asked_of(request), language_of(request)
    control = _control(request, finding)
    given = answered(control.pk, request.officer) if control is not None else None
    if control is not None:
        case = seeds.case_of(request, control)
    else:
        case = cases.open_finding(finding, by=request.officer, at=request.now)
    row = case.row
    decides = may_do(request.grants, DECIDE, request.today, row["division"])
    pairs = evidence.pairs_of(row, language)
    context = {
        "case": case,
        "row": row,
        "reason": finding_said(row["reason"], language),
        "heads": evidence.source_of(row, language),
        "pairs": pairs,
        "shows_other": row["other_list"] or any(one.right for one in pairs),  # only where something else knows of it
        "grounds": (
            evidence.grounds_of(row, language, speaks_for=True),
            evidence.grounds_of(row, language, speaks_for=False),
        ),
        "done": evidence.done_to(case, language),
        "due": desk.due_of(row["deadline"], request.today),
        "holder": evidence.names_of([row["holder"]]).get(row["holder"]) if row["holder"] else "",
        "decides": decides,
        "no": [one for one in NO if one[1] != NOBODY_KNOWS or row["class"] not in STILL_SO],
        "ways": ways_of(row, request.grants, request.today),
        "steps": steps_of(row["class"]),
        "acts": cases.acts_since(row) if decides else [],
        "procedure": procedure.shown(request, row, step_wrong) if decides else None,
        **referrals.shown(row, decides=decides),
        "colleagues": cases.colleagues(request.officer, row["division"], at=request.now) if decides else [],
        "query": query_of(asked),
        "back": reverse("work") if asked.queue is not None else f"{reverse('findings')}{query_of(asked)}",
        "next": f"{reverse('findings-next')}{query_of(asked, after=finding)}",
        "before": _before(request, request.GET.get("done", "")),
        "wrong": wrong,
        "typed": request.POST.get("words", ""),
        "given": given,
        "answer": control.is_so if control is not None and given is not None else None,
    }
    return render(request, "findings/case.html", context, status=status)


@needs(duties=(DECIDE,))
@require_safe
def home(request: Any, finding: str, which: int) -> HttpResponse:
    """Show a household around a finding: who is in it, where they live, what happened to it; the look is noted."""
    control = _control(request, finding)
    if control is None:
        found = cases.open_home(finding, which, by=request.officer, at=request.now)
    else:
        around = seeds.case_of(request, control).homes
        if which >= len(around):
            raise cases.NoSuchHome(finding=finding)
        found = around[which]
    context = {"home": found, "finding": finding, "query": query_of(asked_of(request))}
    return render(request, "findings/home.html", context)


def _control(request: Any, finding: str) -> Control | None:
    """Return the control pair that looks like a finding to those who decide; None for a real one."""
    if not may_do(request.grants, DECIDE, request.today):
        return None
    return Control.objects.filter(pk=finding).first()


def _before(request: Any, finding: str) -> dict[str, Any] | None:
    """What was just decided, so that it can be taken back from the page of the next case."""
    from huangce.matching.models import Finding, FindingEvent

    row = Finding.objects.filter(pk=finding, state__in=("confirmed", "decided")).first() if finding else None
    event = FindingEvent.objects.filter(finding=finding).order_by("-id").first() if row else None
    if row is None or event is None or event.officer != request.officer.pk:
        return None
    return {"id": row.id, "reason": REASONS.get(event.reason or "", ""), "seen": event.pk}


@needs(duties=("decide_findings",))
@require_POST
def answer(request: Any, finding: str) -> HttpResponse:
    """Take an answer: so, not so with a reason, or later; then the act, or the next case."""
    asked, given = asked_of(request), request.POST.get("reason", "")
    control = _control(request, finding)
    if given == "later":
        if control is not None:
            seeds.put_off(request, finding)
        return redirect(f"{reverse('findings-next')}{query_of(asked, after=finding)}")
    act, seen = (request.POST.get(name, "") for name in ("act", "seen"))
    try:
        if given not in REASONS:
            raise UnknownReason(reason=given, known="、".join(REASONS))
        if control is not None:  # measured and told; it never becomes a decision, still less an act
            answer_control(control.pk, is_so=given == CONFIRMED, by=request.officer, now=request.now)
            return redirect(f"{reverse('finding', args=(finding,))}{query_of(asked)}")
        cases.answer(
            finding,
            reason=given,
            seen=int(seen) if seen.isdigit() else -1,
            by=request.officer,
            words=request.POST.get("words", ""),
            act=int(act) if act.isdigit() else None,
            at=request.now,
        )
    except HuangceError as refusal:
        return _page(request, finding, wrong=said(refusal, language_of(request)), status=refusal.status)
    if given == CONFIRMED and may_look_up(request.grants, request.today):
        # The act that follows serves this case: the officer is not asked for a purpose once more.
        purpose.state(request, "registration", f"finding {finding}")
    if given in (CONFIRMED, "act"):
        return redirect(f"{reverse('finding', args=(finding,))}{query_of(asked)}")
    return redirect(f"{reverse('findings-next')}{query_of(asked, after=finding, done=finding)}")


@needs(duties=("decide_findings",))
@require_POST
def take_back(request: Any, finding: str) -> HttpResponse:
    """Take the last decision back."""
    seen = request.POST.get("seen", "")
    cases.take_back(finding, seen=int(seen) if seen.isdigit() else -1, by=request.officer, at=request.now)
    messages.success(request, _("已撤回，这一件重新打开。撤回留有记录。"))
    return redirect(f"{reverse('finding', args=(finding,))}{query_of(asked_of(request))}")


@needs(duties=("decide_findings",))
@require_POST
def hand_over(request: Any, finding: str) -> HttpResponse:
    """Give a finding to a colleague, and go on with the next."""
    asked = asked_of(request)
    if _control(request, finding) is not None:
        seeds.put_off(request, finding)
        return redirect(f"{reverse('findings-next')}{query_of(asked, after=finding)}")
    to, words = request.POST.get("to", ""), request.POST.get("words", "")
    try:
        colleague = cases.hand_over(finding, to=to, by=request.officer, words=words, at=request.now)
    except HuangceError as refusal:
        return _page(request, finding, wrong=said(refusal, language_of(request)), status=refusal.status)
    messages.success(request, _("已交给%(name)s，期限不变。") % {"name": colleague.display_name})
    return redirect(f"{reverse('findings-next')}{query_of(asked, after=finding)}")


@needs(views=("findings",))
@require_safe
def next_case(request: Any) -> HttpResponse:
    """Go to the next case after one, in the order of its list; to the list when nothing is left."""
    asked = asked_of(request)
    done, after = request.GET.get("done", ""), request.GET.get("after", "")
    before_control = seeds.came_after(request, after)
    within = scopes(request, asked)
    found = desk.after(after if before_control is None else before_control, asked, within, today=request.today)
    if found is not None and before_control is None and may_do(request.grants, DECIDE, request.today):
        found = seeds.seeded(request, asked, after=after, behind=found, within=within) or found
    if found is None:
        messages.success(request, _("这一列办完了。"))
        return redirect(reverse("work") if asked.queue is not None else f"{reverse('findings')}{query_of(asked)}")
    return redirect(f"{reverse('finding', args=(found,))}{query_of(asked, done=done)}")


@needs(duties=("decide_findings",))
@require_POST
def step(request: Any, finding: str) -> HttpResponse:
    """Enter a step of the procedure ex officio; what was typed stays on the page when it is refused."""
    given = request.POST
    try:
        ex_officio.enter(
            finding,
            given.get("step", ""),
            on=read_day(given.get("on", "")),
            how=given.get("how", ""),
            place=given.get("place", ""),
            proof=procedure.digest_of(request.FILES.get("proof")),
            by=request.officer,
            now=request.now,
        )
    except (BadDay, ex_officio.StepNotNow, ex_officio.StepUnfounded, ex_officio.ServedNowhere) as refusal:
        return _page(request, finding, step_wrong=refusal, status=refusal.status)
    return redirect(f"{reverse('finding', args=(finding,))}{query_of(asked_of(request))}#procedure")
