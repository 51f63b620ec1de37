"""The pages: which case is it, who is it about, the form, its check, its read-back, and the receipt."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huangce.errors import HuangceError
from huangce.register.locks import RecordMoved
from huangce.rules.acts import KINDS
from huangce.rules.acts.form import MalformedAct
from huangce.rules.authority import PLACES
from huangce.web.acts import bound, recital
from huangce.web.acts.desk import anywhere, looks_up, open_desk
from huangce.web.acts.fields import Typed, read
from huangce.web.acts.foreseen import foreseen, previewed
from huangce.web.acts.ground import offered
from huangce.web.acts.newcomers import lay_alike
from huangce.web.acts.normalising import FIELD, proposed
from huangce.web.acts.parts import Desk, Form
from huangce.web.acts.recording import already_recorded, clash, made_here, record_form, refusal_words, rehearsed
from huangce.web.acts.searching import offers, search_page
from huangce.web.acts.table import FORMS, MENUS, PAGE_OF, form_of
from huangce.web.frame import drafts
from huangce.web.frame.purpose import stated, with_purpose
from huangce.web.frame.signed_in import OfficerRequest, needs
from huangce.web.lists.waiting import waiting_for

ACTS = tuple(sorted({form.act for form in FORMS.values()}))

# The fields to which standard addresses are offered, and the name of the button that takes one where no script runs.
ADDRESSES = ("address", "item-address")
TAKE = "take-"


def _act_form(request: OfficerRequest, form: Form) -> HttpResponse:
    request.under = PAGE_OF[form.name]
    if request.method == "POST":
        repeated = already_recorded(request)
        if repeated is not None:
            return repeated
        if _asks_why(request, form) and stated(request) is None:
            drafts.keep(request.officer, request.get_full_path(), "", dict(request.POST.lists()))
    ask = with_purpose(_opened) if _asks_why(request, form) else _opened
    return ask(request, form)


def _asks_why(request: OfficerRequest, form: Form) -> bool:
    """Whether a purpose has to be stated: where persons may be looked up, which acts on places do not."""
    return looks_up(request) and form.act not in PLACES


def _opened(request: OfficerRequest, form: Form) -> HttpResponse:
    desk = open_desk(request, form)
    if desk.missing is not None:
        return search_page(request, desk)
    if request.method == "GET":
        draft = drafts.kept(request.officer, request.get_full_path())
        return _page(request, desk, _typed_before(draft.fields) if draft else None, draft=draft)
    return _answer(request, desk)


def _typed_before(fields: dict[str, list[str]]) -> QueryDict:
    post = QueryDict(mutable=True)
    for name, values in fields.items():
        if name not in ("seen", "step"):
            post.setlist(name, values)
    return post


def _answer(request: OfficerRequest, desk: Desk) -> HttpResponse:
    looked_up = _looked_up(request.POST)
    if looked_up is not None:
        return _page(request, desk, looked_up)
    typed = read(desk, request.POST)
    if typed.wrong or request.POST.get("step") == "back":
        return _page(request, desk, request.POST, typed=typed, status=422 if typed.wrong else 200)
    try:
        if request.POST.get("step") == "record":
            return record_form(request, desk, typed)
        to_come = _to_come(desk, typed, request.POST)
    except RecordMoved as moved:
        return clash(request, desk, typed, moved)
    except HuangceError as refusal:
        repeated = already_recorded(request)
        words = refusal_words(request, refusal)
        return repeated or _page(request, desk, request.POST, typed=typed, refusal=words, status=refusal.status)
    told = _told(request, desk, typed) | to_come
    told |= {"hidden": bound.hidden(request.POST), "seen": request.POST.getlist("seen")}
    told["normal"] = proposed(request, desk) if FIELD in request.POST else None
    return render(request, "acts/confirm.html", told | {"transaction": request.POST.get("transaction", "")})


def _looked_up(post: QueryDict) -> QueryDict | None:
    """What stands in the form of who looked addresses up by a button, with the one that was taken; else None."""
    taken = next((name for name in ADDRESSES if TAKE + name in post), None)
    if taken is not None:
        post = post.copy()
        post.setlist(taken, post.getlist(TAKE + taken))
    return post if taken is not None or post.get("step") == "addresses" else None


def _to_come(desk: Desk, typed: Typed, post: QueryDict) -> dict[str, Any]:
    """What recording would do: a preview of an act on places, a rehearsal of any other."""
    if desk.is_of_places:
        page = post.get("page", "1")
        number = int(page) if page.isascii() and page.isdigit() else 1
        return foreseen(desk, previewed(desk, typed), typed.payload, page=number)
    return {"changes": recital.changes(rehearsed(desk, typed, post)), "is_clear": True}


def _page(
    request: OfficerRequest,
    desk: Desk,
    post: QueryDict | None,
    *,
    typed: Typed | None = None,
    refusal: str = "",
    draft: Any = None,
    status: int = 200,
) -> HttpResponse:
    wrong = typed.wrong if typed is not None else {}
    if typed is not None:
        lay_alike(request, desk, typed)
    context = _told(request, desk, typed) | {
        "steps": bound.bound_steps(desk, post, wrong),
        "papers": bound.papers(desk, post),
        "basis": bound.basis(desk),
        "seconds": bound.second_officers(desk, post),
        "needs_second": desk.form.second is not None and desk.form.second(desk),
        "wrong": wrong,
        "wrong_list": _wrong_list(desk, wrong),
        "refusal": refusal,
        "draft": draft,
        "made": made_here(request) if request.method == "GET" else None,
        "offers": offers(request, desk),
        "normal": proposed(request, desk),
        "normalises": post is not None and FIELD in post,
        "seen": [f"{record}:{version}" for record, version in sorted(desk.seen.items())],
        "transaction": (post.get("transaction") if post is not None else "") or str(uuid.uuid4()),
        "known": _known(request),
        "check": f"{reverse('act-check', args=[desk.form.name])}?{request.GET.urlencode()}",
    }
    if request.method == "POST":
        context["seen"] = request.POST.getlist("seen")
    return render(request, "acts/form.html", context, status=status)


def _known(request: OfficerRequest) -> list[str] | None:
    """The standard addresses that fit what was typed, for who asked for them by a button; None where nobody did."""
    if request.POST.get("step") != "addresses":
        return None
    return offered(request, next((request.POST[name] for name in ADDRESSES if request.POST.get(name)), ""))


def _wrong_list(desk: Desk, wrong: dict[str, str]) -> list[tuple[str, str, str]]:
    names = {one.name: one.zh for step in desk.form.steps for one in step.fields}
    return [(name, recital.shown(names[name]) if name in names else "", words) for name, words in wrong.items()]


def _told(request: OfficerRequest, desk: Desk, typed: Typed | None) -> dict[str, Any]:
    """What the page, its aside and the page before recording share."""
    payload = typed.payload if typed is not None else {}
    happened_on = payload.get("happened_on")
    late = ""
    if happened_on:
        late = recital.late_words(desk.form.late_days, type(desk.today).fromisoformat(happened_on), desk.today)
    return {
        "desk": desk,
        "form": desk.form,
        "sentence": recital.sentence(desk, payload) if typed is not None else "",
        "late": late,
        "action": request.get_full_path(),
        "case": desk.finding,
    }


@needs(acts=ACTS)
@require_POST
def check(request: HttpRequest, kind: str) -> HttpResponse:
    """Say beside the form what stands in the way, or what the act will change."""
    desk = open_desk(request, form_of(kind))  # type: ignore[arg-type]
    typed = read(desk, request.POST)
    context = _told(request, desk, typed) | {"wrong_list": _wrong_list(desk, typed.wrong)}  # type: ignore[arg-type]
    if not typed.wrong:
        try:
            context |= _to_come(desk, typed, request.POST)
        except RecordMoved:
            context["is_moved"] = True
        except MalformedAct as refusal:
            context["missing"] = refusal_words(request, refusal)  # type: ignore[arg-type]
        except HuangceError as refusal:
            context["refusal"] = refusal_words(request, refusal)  # type: ignore[arg-type]
    return render(request, "acts/check.html", context)


@needs(acts=ACTS)
@require_http_methods(["GET", "POST"])
def act_form(request: HttpRequest, kind: str) -> HttpResponse:
    """Show the form of an act, or take it."""
    return _act_form(request, form_of(kind))  # type: ignore[arg-type]


@needs(acts=("birth",))
@require_http_methods(["GET", "POST"])
def birth(request: HttpRequest) -> HttpResponse:
    """Show the form of a birth, or take it."""
    return _act_form(request, form_of("birth"))  # type: ignore[arg-type]


@needs(acts=("death",))
@require_http_methods(["GET", "POST"])
def death(request: HttpRequest) -> HttpResponse:
    """Show the form of a death on report, or take it."""
    return _act_form(request, form_of("death"))  # type: ignore[arg-type]


def _menu(request: OfficerRequest, page: str) -> HttpResponse:
    menu = MENUS[page]
    mine = [FORMS[name] for name in menu.forms if anywhere(request, FORMS[name])]
    forms = [(form, KINDS[form.act].basis) for form in mine]
    context = {"cases": menu, "forms": forms, "query": request.GET.urlencode(), "jobs": waiting_for(request, "record")}
    return render(request, "acts/menu.html", context)


@needs(acts=tuple(FORMS[name].act for name in MENUS["act-moves"].forms))
@require_safe
def moves(request: HttpRequest) -> HttpResponse:
    """Ask which move it is."""
    return _menu(request, "act-moves")  # type: ignore[arg-type]


@needs(acts=tuple(FORMS[name].act for name in MENUS["act-households"].forms))
@require_safe
def households(request: HttpRequest) -> HttpResponse:
    """Ask what happens to the household."""
    return _menu(request, "act-households")  # type: ignore[arg-type]


@needs(acts=("correction", "cancellation", "restoration", "reversal"))
@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """Ask what is to be put right."""
    return _menu(request, "act-correction")  # type: ignore[arg-type]


@needs(acts=tuple(FORMS[name].act for name in MENUS["act-places"].forms))
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Ask what becomes of a name or an address."""
    return _menu(request, "act-places")  # type: ignore[arg-type]


@needs(acts=("residence_declared", "residence_departed"))
@require_safe
def residences(request: HttpRequest) -> HttpResponse:
    """Ask whether somebody came or went."""
    return _menu(request, "act-residence")  # type: ignore[arg-type]


@needs(acts=("link", "unlink"))
@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Ask whether records are linked or parted."""
    return _menu(request, "act-duplicates")  # type: ignore[arg-type]
