"""From a form that was sent to an act in the register, and what stands in the way of it.

A form carries a transaction id from the moment it is opened, so that a double click and the back button give one act;
and the versions that its officer saw, so that a change meanwhile is explained instead of overwritten.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from huangce.accounts.models import Officer
from huangce.errors import HuangceError
from huangce.matching import findings
from huangce.places.preview import need_allowed, reach
from huangce.register.locks import RecordMoved
from huangce.register.record import record
from huangce.register.recorded import moved_since, names_of, recorded_under
from huangce.register.rehearse import rehearse
from huangce.rules.acts import KINDS
from huangce.rules.acts.form import MalformedAct
from huangce.rules.facts import Fact, Value
from huangce.rules.payload import from_payload
from huangce.web.acts.bound import hidden
from huangce.web.acts.fields import Typed
from huangce.web.acts.normalising import normalise, proposed
from huangce.web.acts.parts import Desk
from huangce.web.acts.recital import household_words, in_words, item_words, sentence
from huangce.web.frame import drafts
from huangce.web.frame.said import label, said
from huangce.web.frame.signed_in import OfficerRequest
from huangce.web.frame.words import language_of
from huangce.web.lists.waiting import MOST_AT_ONCE, ask_to_record

# Which forms were recorded in this session: who goes back to one is told so.
MADE, MADE_KEPT = "made", 20


def made_here(request: OfficerRequest) -> int | None:
    """Return the act that this session recorded last with the form of this address."""
    act: int | None = request.session.get(MADE, {}).get(request.get_full_path())
    return act


def seen_of(post: QueryDict) -> dict[int, int]:
    """The versions that the form carried; what is not of the form is left out and so not guarded twice."""
    found = {}
    for pair in post.getlist("seen"):
        name, _, version = pair.partition(":")
        if name.isascii() and name.isdigit() and version.isascii() and version.isdigit():
            found[int(name)] = int(version)
    return found


def transaction_of(post: QueryDict) -> uuid.UUID | None:
    """The transaction id of the form, None for one that is none."""
    try:
        return uuid.UUID(post.get("transaction", ""))
    except ValueError:
        return None


def rehearsed(desk: Desk, typed: Typed, post: QueryDict) -> list[Fact]:
    """Return the facts that the act would assert, or raise what recording it would raise."""
    act = from_payload(desk.form.act, typed.payload)
    _receipt, facts = rehearse(act, by=desk.officer, seen=seen_of(post))
    return facts


def record_form(request: OfficerRequest, desk: Desk, typed: Typed) -> HttpResponse:
    """Record the act and show its receipt; of one that touches much, how far it is. Raises what `record` raises."""
    act, shown = from_payload(desk.form.act, typed.payload), proposed(request, desk)
    if desk.is_of_places and reach(act) > MOST_AT_ONCE:
        need_allowed(act, by=desk.officer, seen=seen_of(request.POST), now=request.now)
        transaction = transaction_of(request.POST) or uuid.uuid4()
        _keep(request, desk)
        return ask_to_record(request, act, seen=seen_of(request.POST), transaction=str(transaction))
    receipt = record(
        act, by=desk.officer, seen=seen_of(request.POST), transaction_id=transaction_of(request.POST), now=request.now
    )
    if desk.finding is not None and not receipt.repeated:
        _close(request, desk, receipt.act)
    drafts.drop(desk.officer, request.get_full_path())
    made = request.session.get(MADE, {})
    request.session[MADE] = dict([*made.items(), (request.get_full_path(), receipt.act)][-MADE_KEPT:])
    if receipt.repeated:
        messages.info(request, _once())
    else:
        normalise(request, desk, shown)
    return redirect("act", act=receipt.act)


def already_recorded(request: OfficerRequest) -> HttpResponse | None:
    """Show the receipt of a form that was sent before."""
    transaction = transaction_of(request.POST)
    act = recorded_under(transaction, by=request.officer.pk) if transaction is not None else None
    if act is None:
        return None
    messages.info(request, _once())
    return redirect("act", act=act)


def _once() -> str:
    return gettext("这张表已经登记过，只有这一项，没有登记第二次。要另办一件，重新打开表。")


def _close(request: OfficerRequest, desk: Desk, act: int) -> None:
    """Let the act close the finding it came from; the act stands also where the finding is somebody else's to close."""
    assert desk.finding is not None
    try:
        findings.close(desk.finding["id"], reason="act", by=desk.officer, act=act)
    except HuangceError as refusal:
        messages.warning(request, said(refusal, language_of(request)))
    else:
        messages.success(request, gettext("疑点已随这一项登记办结。"))


def _keep(request: OfficerRequest, desk: Desk) -> None:
    """Keep what was typed, so that the officer can go back to it."""
    drafts.keep(desk.officer, request.get_full_path(), request.POST.get("draft_title", ""), dict(request.POST.lists()))


@dataclass(frozen=True, slots=True)
class Difference:
    """One item of a record that changed since it was seen, in words."""

    item: str
    before: str
    now: str
    form: str


def clash(request: OfficerRequest, desk: Desk, typed: Typed, found: RecordMoved) -> HttpResponse:
    """Explain side by side what changed since the form was opened, and let the officer go on deliberately."""
    _keep(request, desk)
    moved: list[dict[str, Any]] = []
    for guarded, version in sorted(seen_of(request.POST).items()):
        since = moved_since(guarded, version)
        if since.now.version != version:
            acts = [
                {"act": line.act, "kind": KINDS[line.kind].zh, "at": line.recorded_at, "by": line.entered_by}
                for line in since.lines
            ]
            moved.append(
                {
                    "record": guarded,
                    "acts": acts,
                    "items": _differences(since.before.groups, since.now.groups, typed.payload),
                }
            )
    names = names_of([one["record"] for one in moved])
    officers = Officer.objects.in_bulk({line["by"] for one in moved for line in one["acts"]})
    for one in moved:
        name, address = names.get(one["record"], ("", ""))
        one["name"] = household_words(name, address) if address else name
        for line in one["acts"]:
            line["by"] = officers[line["by"]].display_name if line["by"] in officers else ""
    context = {
        "desk": desk,
        "form": desk.form,
        "moved": moved,
        "sentence": sentence(desk, typed.payload),
        "hidden": hidden(request.POST),
        "seen": desk.seen,
        "transaction": request.POST.get("transaction", ""),
        "action": request.get_full_path(),
    }
    return render(request, "acts/clash.html", context, status=found.status)


def _differences(before: Mapping[str, Any], now: Mapping[str, Any], payload: Mapping[str, Any]) -> list[Difference]:
    told = []
    for group in sorted({*before, *now}):
        for name in {**before.get(group, {}), **now.get(group, {})}:
            was, stands = (groups.get(group, {}).get(name) for groups in (before, now))
            if was != stands:
                typed = payload.get(name, payload.get("items", {}).get(name))
                words = "" if typed is None else _worded(name, typed)
                told.append(Difference(item_words(name), _worded(name, was), _worded(name, stands), words))
    return told


def _worded(name: str, value: Value) -> str:
    if isinstance(value, bool) or value is None:
        return gettext("是") if value else gettext("空")
    if isinstance(value, int) and name in ("household", "reference_person", "person", "same_as"):
        found, address = names_of([value]).get(value, ("", ""))
        return household_words(found, address) if address else found
    return in_words(name, value)


def refusal_words(request: OfficerRequest, error: HuangceError) -> str:
    """What a refusal says; a field that the form did not fill is named in plain words."""
    if isinstance(error, MalformedAct):
        name = label(item_words(str(error.details.get("field", ""))), language_of(request))
        return gettext("还缺一项：%(item)s") % {"item": name}
    return said(error, language_of(request))
