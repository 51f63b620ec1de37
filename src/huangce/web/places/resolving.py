"""An old address is typed, and the page says what stands there now and the way it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.places.models import Address
from huangce.places.queries import rendering_of
from huangce.places.resolving import Answer, Step, resolve
from huangce.rules.acts import KINDS
from huangce.web.acts.fields import day_of
from huangce.web.acts.foreseen import status_words
from huangce.web.acts.ground import scopes_of
from huangce.web.acts.parts import WrongField
from huangce.web.addresses.county import county_of
from huangce.web.frame.signed_in import needs
from huangce.web.places.browse import VIEW

LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Way:
    """One step in words: what happened, when, by which act, and how the place was written after it."""

    kind: str
    step: Step
    written: str


@needs(views=(VIEW,))
@require_safe
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an old address, and answer with the present one."""
    text = " ".join(request.GET.get("q", "").split())[:LONGEST]
    context: dict[str, Any] = {"q": text, "on": request.GET.get("on", "").strip()}
    day: date = request.today  # type: ignore[attr-defined]
    if context["on"]:
        try:
            day = date.fromisoformat(day_of(context["on"], None))
        except WrongField as wrong:
            return render(request, "places/resolve.html", context | {"wrong": wrong.words}, status=422)
    context["day"] = day
    if text:
        found = resolve(text, on=day, county=county_of(request))
        mine = _mine(request, found.answers)
        context |= {"found": found, "answers": [_answer(one, day) for one in mine]}
        context["elsewhere"] = len(found.answers) - len(mine)
    return render(request, "places/resolve.html", context)


def _mine(request: HttpRequest, answers: tuple[Answer, ...]) -> list[Answer]:
    """The answers in the divisions whose addresses the officer may see."""
    scopes = scopes_of(request)
    known = Address.objects.in_bulk([one.address for one in answers])
    return [one for one in answers if any(known[one.address].division.startswith(scope) for scope in scopes)]


def _answer(one: Answer, day: date) -> dict[str, Any]:
    written = rendering_of({step.to for step in one.way}, on=day)
    return {
        "address": one.address,
        "standard": one.standard,
        "status": one.status,
        "words": status_words(one.status),
        "way": [
            Way(KINDS[step.kind].zh if step.kind in KINDS else "", step, written.get(step.to, "")) for step in one.way
        ],
    }
