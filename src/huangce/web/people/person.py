"""One lifelong view of a person: who they are, where they are registered and live, and every act about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from huangce.accounts import lookups
from huangce.accounts.masking import masked
from huangce.addressing import likeness, parse_many
from huangce.errors import HuangceError
from huangce.matching.findings_of_person import open_findings_of
from huangce.register import lives, queries
from huangce.register.search import open_person
from huangce.rules.authority import may_record, may_reveal
from huangce.rules.situation import UnknownRecord
from huangce.rules.state import Record
from huangce.web.frame.days import Days, days_of
from huangce.web.frame.purpose import Stated, stated, with_purpose
from huangce.web.frame.said import said
from huangce.web.frame.signed_in import needs
from huangce.web.frame.words import language_of
from huangce.web.people.words import Told, told, word
from huangce.web.people.written import written

LOOKS_SHOWN = 8
MEMBERS_SHOWN = 12


@needs(looks_up=True)
@require_safe
@with_purpose
def show(request: HttpRequest, record: int) -> HttpResponse:
    """Show a person as of a day and as known on a day."""
    return _page(request, record, reveal=False)


@needs(looks_up=True)
@require_POST
def reveal(request: HttpRequest, record: int) -> HttpResponse:
    """Show the number in full, with a note of its own; asked for again, it is noted again."""
    if stated(request) is None:
        return redirect("person", record=record)
    return _page(request, record, reveal=True)


@queries.together()
def _page(request: HttpRequest, record: int, *, reveal: bool) -> HttpResponse:
    days, why, officer = days_of(request), stated(request), request.officer  # type: ignore[attr-defined]
    assert why is not None
    try:
        person = open_person(
            record,
            officer=officer,
            purpose=why.purpose,
            case=why.case,
            as_of=days.as_of,
            as_known=days.as_known,
            reveal=reveal,
        )
    except (queries.NotKnown, UnknownRecord) as unknown:
        if not days.is_past:
            raise Http404 from unknown
        return _not_then(request, record, days, unknown)
    context: dict[str, Any] = {
        "record": record,
        "person": person,
        "days": days,
        "revealed": reveal,
        "act_query": f"person={record}",
    }
    context |= _identity(request, person, reveal)
    context |= _household(request, person, days, why)
    context |= _places(request, person, days, context.get("address", ""))
    context |= _life(record, days)
    context |= _around(request, person, days)
    return render(request, "people/person.html", context)


def _not_then(request: HttpRequest, record: int, days: Days, unknown: HuangceError) -> HttpResponse:
    message = said(unknown, language_of(request)) if isinstance(unknown, queries.NotKnown) else ""
    context: dict[str, Any] = {"record": record, "days": days, "message": message}
    return render(request, "people/not_then.html", context, status=404)


def _identity(request: HttpRequest, person: Record, reveal: bool) -> dict[str, Any]:
    number = person.text("identity", "citizen_id")
    shown = {
        item: word(item, person.item(group, item))
        for group, item in (
            *(("identity", one) for one in ("former_name", "sex", "ethnicity", "birth_date")),
            *(("details", one) for one in ("birthplace", "native_place", "education", "marital_status")),
            *(("registration", one) for one in ("status", "counted_in", "since", "ended_by", "elsewhere")),
            ("membership", "relation"),
            ("life", "died_on"),
        )
    }
    today: date = request.today  # type: ignore[attr-defined]
    division = person.text("registration", "counted_in")
    grants = request.grants  # type: ignore[attr-defined]
    return {
        "name": person.text("identity", "name"),
        "items": shown,
        "number": number if reveal else masked(number),
        "may_reveal": bool(number) and may_reveal(grants, today, division or None),
        "contested": bool(person.item("identity", "number_contested")),
        "age": None if person.died_on or person.birth is None else person.age_on(today),
        "status": person.text("registration", "status"),
    }


def _places(request: HttpRequest, person: Record, days: Days, registered: str) -> dict[str, Any]:
    lived = queries.residences_at(person.id, as_of=days.as_of, as_known=days.as_known)
    county = person.text("registration", "counted_in")[:6] or None
    texts = [registered, *(written(one, request, days) for one in lived)]
    door, *doors = parse_many(texts, default_division=county)
    return {
        "residences": [
            {
                "address": text,
                "registered_as": one.text("residence", "address"),
                "kind": word("residence_kind", one.item("residence", "residence_kind")),
                "arrived": one.text("residence", "arrived_on"),
                "verified": one.text("residence", "verified_on"),
                "source": word("source", one.item("residence", "source")),
                "address_id": one.number("residence", "address_id"),
                # Lists write one door in many ways; only what contradicts is another place.
                "relation": likeness.relation(door, other),
            }
            for one, other, text in zip(lived, doors, texts[1:], strict=True)
        ]
    }


def _household(request: HttpRequest, person: Record, days: Days, why: Stated) -> dict[str, Any]:
    household = person.household
    if household is None:
        return {"household": None}
    try:
        found = queries.household_at(household, as_of=days.as_of, as_known=days.as_known)
    except queries.NotKnown:
        found = None
    if found is None:
        return {"household": None}
    address = written(found, request, days)
    if not person.counts_here:
        return {"household": found, "address": address, "registered_as": found.text("household", "address")}
    everybody = queries.members_at(household, as_of=days.as_of, as_known=days.as_known)
    members = lives.in_order(everybody, found.reference_person)[:MEMBERS_SHOWN]
    officer = request.officer  # type: ignore[attr-defined]
    others = [one.id for one in members if one.id != person.id]
    if others:
        lookups.note(officer, purpose=why.purpose, case=why.case, subjects=others, asked=["household"])
    return {
        "household": found,
        "address": address,
        "registered_as": found.text("household", "address"),
        "address_id": found.number("household", "address_id"),
        "members": [member_line(one, found) for one in members],
        "members_count": len(everybody),
    }


def member_line(one: Record, household: Record) -> dict[str, Any]:
    """Return what a list of members shows of one."""
    return {
        "record": one.id,
        "name": one.text("identity", "name"),
        "relation": word("relation", one.item("membership", "relation")),
        "sex": word("sex", one.item("identity", "sex")),
        "birth_date": one.text("identity", "birth_date"),
        "number": masked(one.text("identity", "citizen_id")),
        "status": one.text("registration", "status"),
        "is_reference": one.id == household.reference_person,
    }


@dataclass(frozen=True, slots=True)
class Entry:
    """An event with its changes in words, and who recorded it."""

    event: lives.Event
    changes: list[Told]
    entered_by: str
    approved_by: str


def entries(events: list[lives.Event]) -> list[Entry]:
    """Return events as a timeline shows them."""
    ids = {one.line.entered_by for one in events} | {one.line.approved_by for one in events if one.line.approved_by}
    names = lives.officers_of(ids)
    return [
        Entry(one, told(one.changes), names.get(one.line.entered_by, ""), names.get(one.line.approved_by or 0, ""))
        for one in events
    ]


def _life(record: int, days: Days) -> dict[str, Any]:
    return {"entries": entries(lives.life_of(record, as_known=days.as_known))}


def _around(request: HttpRequest, person: Record, days: Days) -> dict[str, Any]:
    record, today, grants = person.id, request.today, request.grants  # type: ignore[attr-defined]
    linked = queries.same_person(record)
    links = queries.links_of(linked) if len(linked) > 1 else []
    looks, looks_count = lookups.of_person(linked, newest=LOOKS_SHOWN)
    now = queries.person_at(record) if days.is_past else None
    return {
        "looks": looks,
        "looks_count": looks_count,
        "linked": [one for one in linked if one != record],
        "partings": [(other, kept) for other, kept, where in links if may_record(grants, "unlink", where, today)],
        "findings": open_findings_of(linked),
        "differences": told(lives.differences(person, now)) if now is not None else [],
    }
