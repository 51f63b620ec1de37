"""The receipt of an act, which is also its page for ever after."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from huangce.accounts import authority, lookups
from huangce.accounts.models import Officer
from huangce.exchange.feeds.table import CHANGING_PLACES
from huangce.places.models import NamedPlace
from huangce.places.queries import given_by, rendering_of
from huangce.register.effects import root_kind
from huangce.register.locks import raw_cursor
from huangce.register.models import Person
from huangce.register.recorded import Recorded, names_of, recorded
from huangce.rules import items
from huangce.rules.acts import KINDS
from huangce.rules.authority import PLACES, may_do, may_record
from huangce.web.acts.desk import looks_up
from huangce.web.acts.place_recital import OF_PLACES
from huangce.web.acts.recital import changes
from huangce.web.frame.purpose import stated, with_purpose
from huangce.web.frame.said import word
from huangce.web.frame.signed_in import OfficerRequest, needs

LISTED = 50
# These are not taken back by a reversal of one act.
NOT_REVERSED = frozenset({"opening_entry", "residence_opening", "erasure", "batch_undone"})


@needs(views=("persons", "addresses"), acts=("residence_declared", "residence_departed"))
@require_safe
def receipt(request: HttpRequest, act: int) -> HttpResponse:
    """Show what was recorded, by whom, and what it changed."""
    found = recorded(act)
    with raw_cursor() as cursor:
        root = root_kind(act, cursor)
    ask = with_purpose(_receipt) if looks_up(request) and root not in PLACES else _receipt  # type: ignore[arg-type]
    return ask(request, found, root)  # type: ignore[arg-type]


def _receipt(request: OfficerRequest, found: Recorded, root: str) -> HttpResponse:
    if root in PLACES:
        authority.require_view(request.officer, view="addresses", on=request.today, division=found.office or None)
    else:
        _may_see(request, found)
    persons, households = _records(found)
    given, given_in_all = given_by(found.voids or found.act) if root in PLACES else ([], 0)
    if root in PLACES and not given:
        given, given_in_all = _spoken_of(found, request.today)
    if found.voids or found.voided_by:  # what it said is not in force: how these addresses are written is
        written = rendering_of((one for one, _text in given), on=request.today)
        given = [(one, written[one]) for one, _text in given]
    officers = Officer.objects.in_bulk([one for one in (found.entered_by, found.approved_by) if one])
    names = names_of([*persons, *households])
    context = {
        "act": found,
        "kind": KINDS[found.kind],
        "changes": changes(found.facts),
        "papers": [word(one, "evidence") for one in found.evidence],
        "entered_by": officers.get(found.entered_by),
        "approved_by": officers.get(found.approved_by or 0),
        "persons": [(one, names[one][0]) for one in persons if one in names],
        "households": [(one, *names[one]) for one in households if one in names],
        "places": NamedPlace.objects.filter(pk__in=[one.record for one in found.facts if one.group == "named_place"]),
        "given": given,
        "given_in_all": given_in_all,
        "tells": root in CHANGING_PLACES,
        "undo": _undo(request, found, root),
        "load": _load(request, found),
        "others": found.submitted.get("not_same_as", ()),
        "reason": str(found.submitted.get("reason", "")) if found.kind in ("reversal", "batch_undone") else "",
    }
    return render(request, "acts/receipt.html", context)


def _spoken_of(found: Recorded, today: date) -> tuple[list[tuple[int, str]], int]:
    """Some of the addresses that an act entered or says something of, as they are written, and how many there are."""
    records = sorted({one.record for one in found.facts if items.GROUPS[one.group].record == "address"})
    written = rendering_of(records[:LISTED], on=max(today, found.happened_on))
    return list(written.items()), len(records)


def _load(request: OfficerRequest, found: Recorded) -> int | None:
    """The load that the act undid, for who sees loads."""
    sees = found.kind == "batch_undone" and may_do(request.grants, "load_lists", request.today)
    return int(found.submitted["batch"]) if sees else None


def _may_see(request: OfficerRequest, found: Recorded) -> None:
    """Ask for the right to see persons there, and note the look; who recorded it sees the receipt."""
    if looks_up(request):
        why = stated(request)
        assert why is not None
        divisions = [found.office] if found.office else []
        subjects = [one.record for one in found.facts]
        lookups.note(
            request.officer,
            purpose=why.purpose,
            case=why.case,
            subjects=subjects,
            asked=("record",),
            divisions=divisions,
        )
    elif found.entered_by != request.officer.pk:
        authority.require_view(request.officer, view="persons", on=request.today, division=found.office)


def _records(found: Recorded) -> tuple[list[int], list[int]]:
    """The persons and households that the act touches, and where these persons belong now, each once."""
    persons, households = dict[int, None](), dict[int, None]()
    for fact in found.facts:
        if fact.group == "household":
            households[fact.record] = None
        elif fact.group != "residence" and fact.group not in OF_PLACES:
            persons[fact.record] = None
        if fact.group == "membership" and fact.object is not None:
            households[fact.object] = None
        if fact.group == "residence" and fact.object is not None:
            persons[fact.object] = None
    at_home = (one.household for one in Person.objects.filter(pk__in=persons) if one.household is not None)
    return list(persons), list(dict.fromkeys([*households, *at_home]))


def _undo(request: OfficerRequest, found: Recorded, root: str) -> str:
    """The address of the form that takes it back; "" where it stands no longer, cannot be, or is not theirs to do."""
    if found.voided_by is not None or found.kind in NOT_REVERSED:
        return ""
    right = root if root in PLACES else "reversal"
    if not may_record(request.grants, right, found.office, request.today):
        return ""
    return f"{reverse('act-new', args=['reversal'])}?act={found.act}"
