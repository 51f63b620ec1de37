"""The demo's guided path for a registrar: a finding, its act, the rate that it changes, with the figures on the way.

Steps are ticked off by what was recorded, not by clicks. It is there in the demo only, and goes when it is put away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huangce.errors import HuangceError
from huangce.home import paths
from huangce.matching import desk
from huangce.matching.desk import Asked
from huangce.matching.findings import DECIDE
from huangce.matching.models import Finding, FindingEvent
from huangce.register.models import Act, Fact
from huangce.rules.authority import may_do
from huangce.statistics.board import board
from huangce.statistics.rates import POPULATION
from huangce.web.figures.asked import asked_of
from huangce.web.frame.signed_in import needs
from huangce.web.frame.templatetags.huangce import thousands

CLASS: Final = "deceased_not_cancelled"
COOKIE: Final = "guide"
PUT_AWAY: Final = "put-away"
SESSION: Final = "guide-figures"
# A rate that a death changes whenever it happened: one person fewer in N, and maybe in n.
RATE: Final = "J10"
A_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Step:
    """A step: what to do, where, the figure that it changes, and whether it is done. `is_next`: it comes now."""

    words: str
    url: str
    button: str
    figure: str
    before: str
    now: str
    is_done: bool
    is_next: bool = False


def guide_of(request: Any) -> list[Step]:
    """Return the steps; none outside the demo, for other roles, and once the guide is put away."""
    is_demo = (paths.home() / "demo").exists()
    if not is_demo or request.COOKIES.get(COOKIE) == PUT_AWAY or not _is_registrar(request):
        return []
    try:
        now = _figures(request)
    except HuangceError:
        return []
    if now is None:
        return []
    kept = request.session.setdefault(SESSION, {"before": now, "rate": False})
    before = kept["before"]
    finding = _mine(request) or _likeliest(request)
    if finding is None:
        return []
    act = _act_of(request, finding)
    is_confirmed = finding.state in ("confirmed", "closed")
    case = reverse("finding", args=(finding.id,))
    steps = [
        Step(
            _("看一件疑点，判断它属实。按 y 就行。"),
            case,
            _("打开这件疑点"),
            _("待判断的死亡线索"),
            thousands(before["waiting"]),
            thousands(now["waiting"]),
            is_confirmed,
        ),
        Step(
            _("接着按申报登记死亡。登记以前，会念一遍给您听。"),
            f"{case}#act",
            _("去登记"),
            _("户籍人口"),
            thousands(before["population"]),
            thousands(now["population"]),
            act is not None,
        ),
        Step(
            _("看它改变了哪个比率：分母少了一人。点开数字，看背后的人。"),
            reverse("guide-rate"),
            _("看这个比率"),
            _("户籍人口城镇化率，n / N"),
            before["rate"],
            now["rate"],
            bool(kept["rate"]) and is_confirmed,
        ),
    ]
    return _with_next(steps)


def _with_next(steps: list[Step]) -> list[Step]:
    first = next((i for i, step in enumerate(steps) if not step.is_done), -1)
    return [replace(step, is_next=i == first) for i, step in enumerate(steps)]


def _is_registrar(request: Any) -> bool:
    return any(grant.role == "registrar" for grant in request.grants) and may_do(request.grants, DECIDE, request.today)


def _figures(request: Any) -> dict[str, Any] | None:
    """What the steps change: findings of the class that wait, registered persons, a rate as n / N."""
    asked = asked_of(request)
    found = board(as_of=request.today, division=asked.division).report
    rates = {one.code: one.rate for one in found.figures}
    population, rate = rates.get(POPULATION), rates.get(RATE)
    if population is None or rate is None or rate.of is None:
        return None
    waiting = desk.tally(_scopes(request), today=request.today).undecided(CLASS)
    shown = f"{thousands(rate.n)} / {thousands(rate.of)}"
    return {"waiting": waiting, "population": population.n, "rate": shown}


def _scopes(request: Any) -> tuple[str, ...]:
    return desk.scopes_of(request.grants, request.today, duties=(DECIDE,))


def _mine(request: Any) -> Finding | None:
    """The finding of the class that this officer confirmed or closed last."""
    events = FindingEvent.objects.filter(officer=request.officer.pk, kind__in=("confirmed", "closed_by_act"))
    ids = events.order_by("-id").values_list("finding", flat=True)[:20]
    found = {one.id: one for one in Finding.objects.filter(pk__in=list(ids), finding_class=CLASS)}
    standing = [found[one] for one in ids if one in found and found[one].state in ("confirmed", "closed")]
    return standing[0] if standing else None


def _likeliest(request: Any) -> Finding | None:
    rows = desk.page(Asked(finding_class=CLASS), _scopes(request), today=request.today, size=1)
    return Finding.objects.filter(pk=rows[0].id).first() if rows else None


def _act_of(request: Any, finding: Finding) -> Act | None:
    """The act by which this officer registered what the finding says."""
    if finding.record is None:
        return None
    facts = Fact.objects.filter(record=finding.record).values("act")
    acts = Act.objects.filter(pk__in=facts, entered_by=request.officer.pk, batch__isnull=True)
    return acts.filter(kind__in=("death", "death_ex_officio")).order_by("-id").first()


@needs(views=("figures",))
@require_safe
def to_the_rate(request: Any) -> HttpResponse:
    """Go to the rate of the last step, which is done by that."""
    kept = request.session.get(SESSION)
    if kept:
        request.session[SESSION] = kept | {"rate": True}
    return redirect(f"{reverse('rate', args=(RATE,))}#rows")


@needs()
@require_POST
def put_away(request: Any) -> HttpResponse:
    """Put the guide away for this browser."""
    answer = redirect("work")
    answer.set_cookie(COOKIE, PUT_AWAY, max_age=A_YEAR, samesite="Lax", httponly=True)
    return answer
