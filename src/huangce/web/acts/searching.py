"""The search with which every form begins, and what may be answered instead of it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from huangce.errors import HuangceError
from huangce.register.search import Found, Hit, search
from huangce.web.acts.desk import ASK, describe, looks_up
from huangce.web.acts.ground import ground_found
from huangce.web.acts.parts import GROUND, Choice, Desk
from huangce.web.acts.recital import in_words, shown
from huangce.web.frame.purpose import stated
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import OfficerRequest
from huangce.web.frame.words import language_of


@dataclass(frozen=True, slots=True)
class Row:
    """A hit with the address of the form that it leads to, "" where it cannot be chosen."""

    hit: Hit
    url: str
    status: str


def search_page(request: OfficerRequest, desk: Desk) -> HttpResponse:
    """Ask for the slot that is open: by search, by a choice, or by a number."""
    slot = desk.missing
    assert slot is not None
    text, found, wrong = request.GET.get("q", "").strip(), None, ""
    if text and slot.what in ("person", "household") and looks_up(request):
        why = stated(request)
        assert why is not None
        try:
            found = search(text, officer=desk.officer, purpose=why.purpose, case=why.case)
        except HuangceError as refusal:
            wrong = said(refusal, language_of(request))
    is_ground = slot.what in GROUND
    rows = _rows(request, desk, found)
    usable = [one for one in rows if one.url]
    is_fragment = bool(request.headers.get("HX-Request"))
    if len(usable) == 1 and len(rows) == 1 and not is_fragment and found is not None and not found.more:
        return redirect(usable[0].url)
    context = {
        "desk": desk,
        "form": desk.form,
        "slot": slot,
        "text": text,
        "found": found,
        "rows": rows,
        "wrong": wrong,
        "may_search": looks_up(request),
        "is_ground": is_ground,
        "kept": list(_kept(request).items()),
        "answers": [
            (one, address(request, slot.name, _joined(desk, one.value)))
            for one in (ground_found(request, slot, text) if is_ground else _answers(desk))
        ],
        "case": desk.finding,
    }
    return render(
        request, "acts/hits.html" if is_fragment else "acts/search.html", context, status=422 if wrong else 200
    )


def _joined(desk: Desk, value: str) -> str:
    """The value that fills the open slot: one more address behind those that are chosen."""
    return ",".join([*(str(one.id) for one in desk.addresses), value])


def _answers(desk: Desk) -> list[Choice]:
    """What may be chosen without a search: the answers of a choice, or the residences of the person."""
    slot = desk.missing
    assert slot is not None
    if slot.what == "residence":
        spells = [one for one in desk.residences if one.is_current_residence]
        return [
            Choice(
                str(one.id),
                one.text("residence", "address"),
                gettext("%(kind)s，%(day)s起")
                % {
                    "kind": in_words("residence_kind", one.text("residence", "residence_kind")),
                    "day": in_words("arrived_on", one.text("residence", "arrived_on")) or gettext("不知道何时"),
                },
            )
            for one in spells
        ]
    found = [*slot.choices(desk)] if slot.choices else []
    told = [Choice(one.value, shown(one.words), shown(one.note) if one.note else "") for one in found]
    return told + (household_members(desk) if slot.what == "person" and not desk.records else [])


def household_members(desk: Desk) -> list[Choice]:
    """Who is in the household from whose page the officer came."""
    return [Choice(str(one.id), one.text("identity", "name"), describe(one)) for one in desk.members]


def _rows(request: OfficerRequest, desk: Desk, found: Found | None) -> list[Row]:
    slot = desk.missing
    assert slot is not None
    rows, homes = [], set[int]()
    for hit in found.hits if found is not None else ():
        chosen = hit.household if slot.what == "household" else hit.record
        if slot.what == "household" and (chosen is None or chosen in homes):
            continue
        homes.add(chosen or 0)
        url = address(request, slot.name, str(chosen)) if chosen is not None else ""
        rows.append(Row(hit, url, _status(hit)))
    return rows


def _status(hit: Hit) -> str:
    if hit.status == "cancelled" and hit.ended_by:
        return in_words("ended_by", hit.ended_by)
    return in_words("status", hit.status)


def _kept(request: OfficerRequest) -> dict[str, str]:
    """What the address says already, beside the search itself."""
    return {name: str(value) for name, value in request.GET.items() if name != "q"}


def address(request: OfficerRequest, slot: str, value: str) -> str:
    """The address of the form with one more slot filled."""
    return f"{request.path}?{urlencode({**_kept(request), slot: value})}"


def offers(request: OfficerRequest, desk: Desk) -> list[tuple[str, str]]:
    """What may still be searched for a form that can do without, or exchanged: words, and the address that does it."""
    found = [
        (shown(slot.offer), address(request, slot.name, ASK))
        for slot in desk.form.slots
        if slot.offer and slot.name not in desk.records
    ]
    if desk.form.swap:
        one, two = (slot.name for slot in desk.form.slots)
        swapped = {one: desk.records[two].id, two: desk.records[one].id}
        found.append((shown(desk.form.swap), f"{request.path}?{urlencode({**_kept(request), **swapped})}"))
    return found
