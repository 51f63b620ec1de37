"""Names of places on their way (地名命名): proposed, checked for others of the name or sound, approved, in force.

地名管理条例 (2022): the steps are those of `rules.naming`, and the last one records the act. Who proposed does not
approve. The form proposes a new name; what is renamed goes by its own act.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from huangce.accounts.models import Officer
from huangce.errors import HuangceError, Refused
from huangce.places.listing import PAGE
from huangce.places.models import NamedPlace
from huangce.places.naming import Case, cases, propose, take
from huangce.rules.authority import may_approve, may_record, scope
from huangce.rules.naming import STATES, STEPS, Step
from huangce.rules.place_names import PLACE_KINDS
from huangce.web.acts.fields import day_of
from huangce.web.acts.foreseen import LIKENESS
from huangce.web.acts.parts import WrongField
from huangce.web.frame.divisions import chosen
from huangce.web.frame.said import label, said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.places.browse import VIEW
from huangce.web.places.own import chosen_division
from huangce.web.places.paging import page_of, pages

PROPOSE: Final = "propose"
LONGEST: Final = 200
# What a proposal says besides its name and day.
DETAILS: Final[Mapping[str, str]] = {
    "begins_at": gettext_noop("起点"),
    "ends_at": gettext_noop("止点"),
    "direction": gettext_noop("走向"),
}
BUTTONS: Final[Mapping[str, str]] = {
    "check": gettext_noop("查重名同音"),
    "approve": gettext_noop("批准这个名称"),
    "refuse": gettext_noop("不予批准"),
    "withdraw": gettext_noop("撤回提议"),
    "record": gettext_noop("登记生效"),
}


class NoProposalNamed(Refused):
    """Say which proposal the step is taken with."""

    code = "no-naming-chosen"


@needs(views=(VIEW,))
@require_http_methods(["GET", "HEAD", "POST"])
def naming(request: Any) -> HttpResponse:
    """List the names that are on their way in a division, propose one, or take a step with one."""
    division, own = chosen_division(request)
    wrong, status = "", 200
    if request.method == "POST":
        try:
            act = _done(request, division)
            return redirect("act", act=act) if act is not None else redirect(request.get_full_path())
        except HuangceError as error:
            wrong, status = said(error, language_of(request)), error.status
        except WrongField as error:
            wrong, status = error.words, 422
    every = bool(request.GET.get("all"))
    found, number = cases(scopes=(scope(division),), only_open=not every), page_of(request)
    shown = found[(number - 1) * PAGE : number * PAGE]
    context = {
        **{"division": division, "own": own, "wrong": wrong, "every": every, "typed": request.POST},
        **{
            "rows": [_row(request, one) for one in shown],
            "pages": pages(request, number, len(found)),
            "kinds": list(PLACE_KINDS),
            "details": _details(request),
        },
        "may_propose": may_record(request.grants, "place_named", division, request.today),
    }
    return render(request, "places/naming.html", context, status=status)


def _details(request: Any) -> list[tuple[str, str, str]]:
    return [(name, _(words), request.POST.get(name, "")) for name, words in DETAILS.items()]


def _done(request: Any, division: str) -> int | None:
    """Do what a button asks for; return the act that put a name into force, None for any other step."""
    asked, typed = request.POST.get("do", ""), {k: v.strip()[:LONGEST] for k, v in request.POST.items()}
    given = {"by": request.officer, "now": request.now}
    if asked == PROPOSE:
        day = request.today.fromisoformat(day_of(typed.get("happened_on", ""), None) or request.today.isoformat())
        told = {name: typed.get(name, "") for name in (*DETAILS, "name", "reason", "place_kind")}
        village = chosen(typed.get("village", ""), request.grants) or division
        case = propose(**told, happened_on=day, division=village, **given)
        messages.success(request, _("提出了%(name)s，接着查重名同音。") % {"name": case.proposal.name})
        return None
    number = typed.get("proposal", "")
    if asked not in STEPS or not (number.isascii() and number.isdigit() and len(number) < 17):
        raise NoProposalNamed()
    case, receipt = take(int(number), asked, words=typed.get("words", ""), document=typed.get("document", ""), **given)
    state = {"name": case.proposal.name, "state": label(STATES[case.state], language_of(request))}
    messages.success(request, _("%(name)s：%(state)s。") % state)
    return receipt.act if receipt is not None else None


def _row(request: HttpRequest, case: Case) -> dict[str, Any]:
    """A proposal as shown: its steps with who took them, the names that are alike, and what the officer may do next."""
    officers = Officer.objects.in_bulk([case.proposal.proposed_by, *(one.officer for one in case.steps)])
    places = NamedPlace.objects.in_bulk([one.place for one in case.found])
    return {
        "one": case.proposal,
        "state": STATES[case.state],
        "by": officers[case.proposal.proposed_by].display_name,
        "steps": [(STEPS[one.step], one, officers[one.officer].display_name) for one in case.steps],
        "alike": [(_(LIKENESS[one.likeness]), places[one.place]) for one in case.found if one.place in places],
        "open": [(one, _(BUTTONS[one.name])) for one in case.open if _may(request, one, case)],
    }


def _may(request: Any, step: Step, case: Case) -> bool:
    kind, division = "place_named" if case.proposal.place is None else "place_renamed", case.proposal.division
    if step.right == "records":
        return may_record(request.grants, kind, division, request.today)
    is_other = request.officer.pk != case.proposal.proposed_by
    return is_other and may_approve(request.grants, kind, division, request.today)
