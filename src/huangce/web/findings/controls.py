"""Control pairs among the cases, and how well one answers them: for the officer's own eyes.

Until it is answered a control has the address, the page and the answers of a case. After which case it came, and which
it stands before, is kept in the session, so that no address tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import orjson
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from huangce.county.controls import LISTS
from huangce.matching import cases, controls, homes
from huangce.matching.desk import Asked
from huangce.matching.findings import DECIDE, prefix
from huangce.matching.models import OPEN, UNDECIDED, Control, Finding
from huangce.web.frame.signed_in import needs

HELD: Final = "control"  # in the session: the control on the desk, the case before it, the case behind it


def seeded(request: Any, asked: Asked, *, after: str, behind: str, within: Sequence[str]) -> str | None:
    """Return the control that comes before a case, None while none is due."""
    wider = prefix(asked.division)
    divisions = [one for one in within if one.startswith(wider)] or ([wider] if wider.startswith(tuple(within)) else [])
    found = controls.due(request.officer, within=divisions, finding_class=asked.finding_class)
    if found is None or request.session.get(HELD, {}).get("put_off") == found:
        return None
    request.session[HELD] = {"id": found, "after": after, "behind": behind}
    return found


def came_after(request: Any, finding: str) -> str | None:
    """Return the case that a control came after; None for what is no control on this officer's desk."""
    held = request.session.get(HELD, {})
    return held["after"] if held.get("id") == finding else None


def put_off(request: Any, finding: str) -> None:
    """Leave a control for another day, as a case is left in its list."""
    request.session[HELD] = request.session.get(HELD, {}) | {"put_off": finding}


def case_of(request: Any, control: Control) -> cases.Case:
    """Return a control as the case that it looks like: its state and deadline are those of the case behind it."""
    held = request.session.get(HELD, {})
    behind = Finding.objects.filter(pk=held.get("behind", "")).first() if held.get("id") == control.pk else None
    state = behind.state if behind is not None and behind.state in UNDECIDED and behind.state != "confirmed" else OPEN
    given = controls.answered(control.pk, request.officer)
    kind = control.finding_class
    row = {
        "id": control.pk,
        "class": kind,
        "division": control.division,
        "probability": control.probability,
        "reason": control.reason,
        "state": state if given is None else "decided",
        "deadline": behind.deadline if behind is not None and given is None else None,
        "holder": None,
        "record": None,
        "other_record": None,
        "list_kind": "register",
        "other_list": LISTS[kind],
        "evidence": orjson.loads(control.evidence),
        "events": [],
    }
    return cases.Case(row, tuple(_home(one) for one in control.homes), ())


def _home(told: dict[str, Any]) -> homes.Home:
    """Return an invented household; nobody in it has a record."""
    members = tuple(homes.Neighbour(record=0, status="registered", **one) for one in told["members"])
    events = tuple((kind, date.fromisoformat(on)) for kind, on in told.get("events", ()))
    return homes.Home(0, told["address"], told["division"], members, events)


@needs(duties=(DECIDE,))
@require_safe
def quality(request: Any) -> HttpResponse:
    """Show the officer how well they answered; nobody sees another's."""
    return render(request, "findings/quality.html", {"quality": controls.own_quality(request.officer)})
