"""The rows behind a figure. Persons need a purpose, and each page of them is a look that is noted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.accounts import lookups
from huangce.accounts.masking import masked
from huangce.places.queries import rendering_of
from huangce.register.models import Person, Residence
from huangce.rules.authority import may_do
from huangce.rules.population_changes import LINES
from huangce.rules.referrals import RECEIVERS
from huangce.statistics.drill import BEHIND, COUNTED, DOORS, PARTS, Behind, NoSuchFigure, page_behind
from huangce.statistics.rates import RESIDENTS
from huangce.statistics.snapshot import reading
from huangce.web.figures.asked import Asked, asked_of
from huangce.web.frame.purpose import stated, with_purpose
from huangce.web.frame.said import CHINESE
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of

PAGE: Final = 50
DEEPEST: Final = 100_000


@needs(views=("figures",))
@require_safe
def show(request: Any, code: str) -> HttpResponse:
    """Show a page of rows."""
    if code not in BEHIND.keys() | LINES.keys():
        raise NoSuchFigure(code=code, known=", ".join([*BEHIND, *LINES]))
    return SHOWING.get(code, _persons)(request, code)


def _doors(request: Any, code: str) -> HttpResponse:
    asked = asked_of(request)
    found, number, more = _page(request, asked, code)
    texts = rendering_of((one.record for one in found), on=request.today)
    rows = [(one, texts.get(one.record, "")) for one in found]
    return _answer(request, asked, code, (number, more), {"doors": rows})


def _referrals(request: Any, code: str) -> HttpResponse:
    asked = asked_of(request)
    found, number, more = _page(request, asked, code)
    opens = any(may_do(request.grants, duty, request.today, asked.division or None) for duty in RECEIVERS)
    return _answer(request, asked, code, (number, more), {"referrals": found, "may_open": opens})


# How the rows of a figure are shown where they are no persons.
SHOWING: Final[dict[str, Callable[[Any, str], HttpResponse]]] = {**dict.fromkeys(DOORS, _doors), "J2": _referrals}


@with_purpose
def _persons(request: Any, code: str) -> HttpResponse:
    asked = asked_of(request)
    found, number, more = _page(request, asked, code)
    records = {one.record: one.record for one in found}
    if code == RESIDENTS:
        records = dict(Residence.objects.filter(pk__in=records).values_list("id", "person"))
    why = stated(request)
    assert why is not None
    lookups.note(
        request.officer,
        purpose=why.purpose,
        case=why.case,
        subjects=records.values(),
        asked=["division"],
        divisions=[asked.division] if asked.division else [],
        at=request.now,
    )
    people = {one.pk: one for one in Person.objects.filter(pk__in=list(records.values()))}
    rows = [(one, people.get(records.get(one.record, 0))) for one in found]
    told = [(one, person, masked(person.citizen_id) if person else "") for one, person in rows]
    return _answer(request, asked, code, (number, more), {"persons": told, "lacking": any(one.lacks for one in found)})


def _page(request: Any, asked: Asked, code: str) -> tuple[list[Behind], int, bool]:
    part, text = request.GET.get("part", COUNTED), request.GET.get("page", "1")
    if part not in PARTS:
        raise NoSuchFigure(code=f"{code}:{part}", known=", ".join(PARTS))
    number = min(int(text), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 9 and int(text) else 1
    view = asked.board().view
    with reading() as cursor:
        found = page_behind(cursor, view, f"{code}:{part}", first=(number - 1) * PAGE, limit=PAGE + 1)
    return found[:PAGE], number, len(found) > PAGE


def _answer(request: Any, asked: Asked, code: str, paged: tuple[int, bool], rows: dict[str, Any]) -> HttpResponse:
    part, (number, more) = request.GET.get("part", COUNTED), paged
    figure = next((one for one in asked.board().report.figures if one.code == code), LINES.get(code))
    context = {
        "days": asked.days,
        "asked": asked,
        "code": code,
        "name": getattr(figure, "zh" if language_of(request) == CHINESE else "en", code),
        "is_line": code in LINES,
        "part": part,
        "number": number,
        "before": asked.query(part=part, page=str(number - 1)) if number > 1 else "",
        "after": asked.query(part=part, page=str(number + 1)) if more else "",
        "query": asked.query(),
        **rows,
    }
    return render(request, "figures/rows.html", context)
