"""The procedure ex officio on the page of a death lead: its steps, its month, what follows, and what was done."""

from __future__ import annotations

import hashlib
from typing import Any, Final
from urllib.parse import urlencode

from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.errors import HuangceError
from huangce.matching import ex_officio
from huangce.matching.models import CONFIRMED
from huangce.rules.death_notices import COMMITTEE, DONE, FAMILY, PUBLIC
from huangce.rules.ex_officio import AT_A_PLACE, STATES, STEPS
from huangce.web.findings.evidence import names_of
from huangce.web.findings.papers import ACT, papers_of
from huangce.web.frame.days import BadDay
from huangce.web.frame.said import said
from huangce.web.frame.words import language_of

# The words of the rules' tables, for translation.
WORDS: Final = (
    _("实地核查：确已死亡"),
    _("实地核查：核实不了"),
    _("实地核查：本人健在"),
    _("通知送达申报义务人"),
    _("找不到申报义务人，张贴公告"),
    _("通知送达村（居）委会"),
    _("有人提出异议"),
    _("异议已查清，不成立"),
    _("待实地核查"),
    _("核实不了，不办"),
    _("本人健在，不办"),
    _("待送达两份通知"),
    _("已送达，等满一个月"),
    _("有异议，中止"),
    _("期满未申报，可以由两人决定"),
)
# What a button that leads to a notice says.
PAPERS: Final = {
    FAMILY: _("给申报义务人的告知书"),
    COMMITTEE: _("给村（居）委会的告知书"),
    PUBLIC: _("公告（找不到申报义务人时）"),
    DONE: _("给亲属的注销告知书"),
}


def shown(request: Any, row: dict[str, Any], wrong: HuangceError | None = None) -> dict[str, Any] | None:
    """Return what the page of a finding says of its procedure: to be followed while it is confirmed, told afterwards.

    Where a sign of life came meanwhile it is told, and goes no further. None where there is nothing to follow and
    nothing to tell.
    """
    if row["class"] not in (ex_officio.LEADS, ex_officio.HALTED):
        return None
    found = ex_officio.procedure_of(row["id"], today=request.today)
    is_followed = row["class"] == ex_officio.LEADS and row["state"] == CONFIRMED
    if not (is_followed or found.steps):
        return None
    names = names_of(one.officer for one in found.steps)
    query = urlencode({"person": row["record"], "finding": row["id"]})
    return {
        "is_followed": is_followed,
        "is_halted": row["class"] == ex_officio.HALTED,
        "state": gettext(STATES[found.standing.state]),
        "ends_on": found.standing.ends_on,
        "posted_until": found.standing.posted_until,
        "papers": [(which, gettext(PAPERS[which])) for which in papers_of(request, row)],
        "steps": [(one, gettext(STEPS[one.step]), names.get(one.officer, "")) for one in found.steps],
        "may_follow": [(step, gettext(STEPS[step])) for step in found.standing.may_follow],
        "act": f"{reverse('act-new', args=(ACT,))}?{query}" if found.standing.state == "ripe" else "",
        "is_served": any(one.step in AT_A_PLACE for one in found.steps),
        "typed": request.POST,
        "wrong": said(wrong, language_of(request)) if wrong is not None else "",
        "field": _field(wrong, request) if wrong is not None else "",
    }


def _field(refusal: HuangceError, request: Any) -> str:
    """The field to mend."""
    if isinstance(refusal, ex_officio.StepNotNow):
        return "step"
    if isinstance(refusal, ex_officio.ServedNowhere):
        return "place"
    fits = 0 < len(request.POST.get("how", "").strip()) <= ex_officio.LONGEST_HOW
    return "on" if fits or isinstance(refusal, BadDay) else "how"


def digest_of(proof: UploadedFile[bytes] | None) -> str:
    """Return the SHA-256 of a scan or photograph, "" for none. Nothing else of the file is kept."""
    if proof is None:
        return ""
    found = hashlib.sha256()
    for piece in proof.chunks():
        found.update(piece)
    return found.hexdigest()
