"""A household: its members, its booklet page by page, its history, and the acts that change it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from huangce.register import lives, queries
from huangce.rules.authority import may_reveal
from huangce.rules.situation import UnknownRecord
from huangce.rules.state import Record
from huangce.web.frame.days import Days, days_of
from huangce.web.frame.purpose import stated, with_purpose
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.people.person import entries, member_line
from huangce.web.people.words import word
from huangce.web.people.written import written

# What a page of the booklet says of its member, in the order of the printed form (户口登记条例, form of the ministry).
# Religion, height, blood type, military service and employer stand on the paper form; the register does not hold them.
BOOKLET = (
    ("identity", "former_name"),
    ("identity", "sex"),
    ("identity", "ethnicity"),
    ("identity", "birth_date"),
    ("details", "birthplace"),
    ("details", "native_place"),
    ("details", "education"),
    ("details", "marital_status"),
)


@needs(looks_up=True)
@require_safe
@with_purpose
@queries.together()
def show(request: HttpRequest, household: int) -> HttpResponse:
    """Show a household as of a day and as known on a day."""
    days, page = days_of(request), _page_of(request)
    try:
        found = _open(request, household, days, page, reveal=False)
    except (queries.NotKnown, UnknownRecord) as unknown:
        if not days.is_past:
            raise Http404 from unknown
        message = said(unknown, language_of(request)) if isinstance(unknown, queries.NotKnown) else ""
        context = {"household": household, "days": days, "message": message}
        return render(request, "people/not_then.html", context, status=404)
    context = _of(found, written(found.household, request, days)) | {
        "days": days,
        "page": page,
        "pages": -(-found.count // lives.PAGE),
        "entries": entries(lives.history_of(household, as_known=days.as_known)),
    }
    return render(request, "people/household.html", context)


@needs(looks_up=True)
@require_http_methods(["GET", "HEAD", "POST"])
@with_purpose
def booklet(request: HttpRequest, household: int) -> HttpResponse:
    """Show the booklet, ready to print; posted, with full numbers and a note of it."""
    if request.method == "POST" and request.POST.get("hide"):
        return redirect("booklet", household=household)
    reveal, page = request.method == "POST", _page_of(request)
    try:
        found = _open(request, household, Days(), page, reveal=reveal)
    except UnknownRecord as unknown:
        raise Http404 from unknown
    may = may_reveal(request.grants, request.today, found.division or None)  # type: ignore[attr-defined]
    context = _of(found, written(found.household, request, Days())) | {
        "leaves": [_leaf(one, found.household, reveal) for one in found.members],
        "revealed": reveal,
        "may_reveal": may,
        "page": page,
        "pages": -(-found.count // lives.PAGE),
    }
    return render(request, "people/booklet.html", context)


def _open(request: HttpRequest, household: int, days: Days, page: int, *, reveal: bool) -> lives.House:
    why = stated(request)
    assert why is not None
    return lives.open_household(
        household,
        officer=request.officer,  # type: ignore[attr-defined]
        purpose=why.purpose,
        case=why.case,
        as_of=days.as_of,
        as_known=days.as_known,
        page=page,
        reveal=reveal,
    )


def _page_of(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _of(found: lives.House, address: str) -> dict[str, Any]:
    house = found.household
    members = [member_line(one, house) for one in found.members]
    reference = next((one["name"] for one in members if one["is_reference"]), "")
    return {
        "household": house.id,
        "act_query": f"household={house.id}",
        "reference": reference,
        "kind": word("household_kind", house.item("household", "household_kind")),
        "status": house.text("household", "household_status"),
        "status_word": word("household_status", house.item("household", "household_status")),
        "address": address,
        "registered_as": house.text("household", "address"),
        "address_id": house.number("household", "address_id"),
        "foreign_no": house.text("household", "foreign_no"),
        "division": found.division,
        "is_collective": house.is_collective,
        "members": members,
        "count": found.count,
    }


def _leaf(one: Record, household: Record, reveal: bool) -> dict[str, Any]:
    line = member_line(one, household)
    number = one.text("identity", "citizen_id") if reveal else line["number"]
    items = {name: word(name, one.item(group, name)) for group, name in BOOKLET}
    since = word("since", one.item("registration", "since"))
    return line | items | {"number": number, "since": since}
