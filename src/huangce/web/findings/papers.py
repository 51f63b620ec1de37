"""The notices of the procedure ex officio as pages to print and as files: to the family, the committee, in public."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts import authority
from huangce.errors import Refused
from huangce.exchange.word_files import LEFT, RIGHT, as_word
from huangce.home import office_days
from huangce.matching import cases, ex_officio
from huangce.matching.cases import Case
from huangce.matching.findings import DECIDE
from huangce.register.models import Act
from huangce.rules import death_notices
from huangce.rules.acts import KINDS
from huangce.rules.acts.death import EVIDENCE
from huangce.rules.death_notices import About, Notice
from huangce.web.findings.filters import asked_of, query_of
from huangce.web.frame.grounds import ground
from huangce.web.frame.said import CHINESE, word
from huangce.web.frame.signed_in import OFFICE_TIME, needs
from huangce.web.frame.templatetags.huangce import place

ACT: Final = "death_ex_officio"
WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TOWN_DIGITS: Final = 9


class NoPaperNow(Refused):
    """Finding {finding} has no such notice now: look at how far its procedure has come."""

    code = "no-death-notice-now"


@needs(duties=(DECIDE,))
@require_safe
def paper(request: Any, finding: str, which: str) -> HttpResponse:
    """Show a notice as it is printed; the look at its person is noted."""
    written, signed = _written(request, finding, which)
    context = {
        "notice": written,
        "numbered": death_notices.numbered(finding),
        "signed": signed,
        "finding": finding,
        "query": query_of(asked_of(request)),
    }
    return render(request, "findings/paper.html", context)


@needs(duties=(DECIDE,))
@require_safe
def file(request: Any, finding: str, which: str) -> HttpResponse:
    """Give a notice as a file for a word processor; the look at its person is noted."""
    written, signed = _written(request, finding, which)
    lines = [
        (RIGHT, death_notices.numbered(finding)),
        (LEFT, written.to),
        *((LEFT, one) for one in written.paragraphs),
        *((RIGHT, one) for one in signed),
    ]
    answer = HttpResponse(as_word(written.title, lines, written.receipt, written.filled_in), content_type=WORD)
    answer["Content-Disposition"] = f'attachment; filename="{which}-{finding}.docx"'
    return answer


def _written(request: Any, finding: str, which: str) -> tuple[Notice, tuple[str, str]]:
    case = cases.open_finding(finding, by=request.officer, at=request.now)
    authority.require_duty(request.officer, duty=DECIDE, on=request.today, division=case.row["division"].ljust(12, "0"))
    if which not in papers_of(request, case.row):
        raise NoPaperNow(finding=finding)
    written = death_notices.notice(which, about := _about(case), days=office_days.PUBLIC_NOTICE.days())
    return written, death_notices.signed(about.office, request.today)


def papers_of(request: Any, row: dict[str, Any]) -> tuple[str, ...]:
    """Return which notices of a finding (as `findings.show`) may be printed now."""
    if row["class"] != ex_officio.LEADS:
        return ()
    found = ex_officio.procedure_of(row["id"], today=request.today)
    return death_notices.printable(found.standing, is_cancelled=_cancelled_on(row) is not None)


def _cancelled_on(row: dict[str, Any]) -> date | None:
    """The day on which the registration was cancelled ex officio by the act that closed a finding."""
    acts = [event["act"] for event in row["events"] if event["kind"] == "closed_by_act"]
    act = Act.objects.filter(pk=acts[-1], kind=ACT).first() if acts and row["state"] == "closed" else None
    return act.recorded_at.astimezone(OFFICE_TIME).date() if act is not None else None


def _about(case: Case) -> About:
    home, who = next((home, one) for home in case.homes for one in home.members if one.is_subject)
    village = place(case.row["division"])
    return About(
        name=who.name,
        birth_date=who.birth_date,
        number=who.number,
        address=home.address or village,
        village=village,
        office=_office(case.row["division"]),
        papers=tuple(word(one, "evidence") for one in EVIDENCE),
        report_ground=ground(KINDS["death"].basis, CHINESE),
        ground=ground(KINDS[ACT].basis, CHINESE).replace("；", "、"),
        cancelled_on=_cancelled_on(case.row),
    )


def _office(division: str) -> str:
    """The town whose office gives the notice."""
    return place(division[:TOWN_DIGITS].ljust(12, "0"))
