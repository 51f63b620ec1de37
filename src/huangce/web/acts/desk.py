"""Lay on the desk what an open form is about: its records, who else is in the household, what was seen.

Every look is noted once for a form and purpose, however often the page is drawn while the officer types.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language, gettext

from huangce.accounts import authority, lookups
from huangce.errors import Refused
from huangce.matching import findings, referrals
from huangce.register import queries
from huangce.register.effects import root_kind
from huangce.register.locks import raw_cursor
from huangce.register.recorded import recorded
from huangce.register.where import place_of
from huangce.rules import codes, items
from huangce.rules.authority import ROLES, may_look_up
from huangce.rules.situation import UnknownRecord
from huangce.rules.state import Record
from huangce.web.acts.ground import load_ground
from huangce.web.acts.parts import GROUND, Choice, Desk, Form, Slot
from huangce.web.frame.divisions import chosen
from huangce.web.frame.purpose import stated
from huangce.web.frame.said import label
from huangce.web.frame.signed_in import OfficerRequest

LOOKED = "looked"
ASK = "ask"  # what an address says of a slot that is to be asked although it would answer by itself
LOOKS_KEPT = 40
CARRIED = 40  # characters


class BadSlot(Refused):
    """This address does not say which record the form is about: begin with the search."""

    code = "bad-slot"


@queries.together()
def open_desk(request: OfficerRequest, form: Form) -> Desk:
    """Load what the address names, ask for the right to record there, and note the look.

    Raises `BadSlot`, `UnknownRecord`, `NotAllowed`, and what the read log raises.
    """
    given = {slot.name: _given(request, slot) for slot in form.slots if request.GET.get(slot.name)}
    given |= {name: request.GET[name][:CARRIED] for name in form.carries if request.GET.get(name)}
    desk = Desk(form, request.officer, request.today, given)
    finding = request.GET.get("finding", "").strip()
    if finding:
        desk.finding = _finding(request, finding)
        _fill(desk)
    _also_known(request, desk)
    _referred(request, desk)
    for slot in form.slots:
        _load(desk, slot)
        if desk.missing is not None:
            break
    authority.require(desk.officer, act_kind=desk.right, division=desk.office or anywhere(request, form), on=desk.today)
    if not desk.is_of_places:
        _note(request, desk)
    return desk


def _given(request: OfficerRequest, slot: Slot) -> str:
    """What the address says of a slot; rows that were ticked in a list come one by one."""
    return ",".join(request.GET.getlist(slot.name)) if slot.what == "addresses" else request.GET[slot.name].strip()


def _also_known(request: OfficerRequest, desk: Desk) -> None:
    """Use what another page knew: the household of a person, or the household in which the person is to be chosen."""
    names = {slot.name for slot in desk.form.slots}
    person, household = (_id(request.GET.get(name, "")) for name in ("person", "household"))
    if person is not None and "person" not in names and "household" in names and "household" not in desk.given:
        found = queries.person_at(person)
        if found is not None and found.household is not None:
            desk.given["household"] = str(found.household)
    if household is not None and "household" not in names and not desk.given:
        _place(desk, household)
        _family(desk, household, None)


def _referred(request: OfficerRequest, desk: Desk) -> None:
    """Let the office that a person was referred to register the residence there, wherever the person is registered."""
    referral, person = _id(request.GET.get("referral", "")), _id(desk.given.get("person", ""))
    if desk.form.act == "residence_declared" and referral is not None and person is not None:
        desk.office = referrals.visited_at(referral, person)


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else None


def anywhere(request: OfficerRequest, form: Form) -> str:
    """A division in which the officer may record such acts, for a form that is not yet about anybody."""
    return next((one.division for one in request.grants if form.act in (one.acts or ROLES[one.role].acts)), "")


def _finding(request: OfficerRequest, finding: str) -> dict[str, Any]:
    if _first_look(request, f"finding {finding}"):
        return findings.look_at(finding, by=request.officer)
    return findings.show(finding)


def _fill(desk: Desk) -> None:
    """Let a finding answer the slots of persons that the address leaves open."""
    assert desk.finding is not None
    told = [one for one in (desk.finding["record"], desk.finding["other_record"]) if one is not None]
    taken = set(desk.given.values())
    left = [str(one) for one in told if str(one) not in taken]
    for slot in desk.form.slots:
        if slot.what == "person" and slot.name not in desk.given and left:
            desk.given[slot.name] = left.pop(0)


def _load(desk: Desk, slot: Slot) -> None:
    answers = {one.value for one in slot.choices(desk)} if slot.choices else set()
    value = desk.chosen(slot.name)
    if not value and slot.suggest is not None:
        suggested = slot.suggest(desk)
        value = desk.given[slot.name] = str(suggested) if suggested is not None else ""
    if not value or value == ASK:
        desk.missing = slot
    elif value in answers:
        return
    elif slot.what in GROUND:
        if slot.what == "division":
            value = desk.given[slot.name] = chosen(value, authority.grants_of(desk.officer, desk.today))
        ids = [found for one in value.split(",") if (found := _id(one)) is not None]
        if len(ids) != value.count(",") + 1:
            raise BadSlot()
        load_ground(desk, slot, ids)
        desk.missing = slot if len(desk.addresses) < slot.least and slot.what == "addresses" else None
    else:
        record = _id(value)
        if record is None or slot.what == "choice":
            raise BadSlot()
        LOADERS[slot.what](desk, slot, record)


def _person(desk: Desk, slot: Slot, record: int) -> None:
    found = queries.person_at(record)
    if found is None:
        raise UnknownRecord(record=record)
    desk.records[slot.name] = found
    _place(desk, record)
    desk.residences = (*desk.residences, *queries.residences_at(record))
    if desk.form.family and found.household is not None and (desk.household is None or len(desk.records) == 1):
        _family(desk, found.household, found)


def _household(desk: Desk, slot: Slot, record: int) -> None:
    found = queries.household_at(record)
    if found is None:
        raise UnknownRecord(record=record)
    desk.records[slot.name] = found
    _place(desk, record)
    if desk.household is None or desk.household.id != record:
        former = desk.household, desk.members
        _family(desk, record, None)
        if former[0] is not None:  # the household that the act leaves stays in front; members of both are known
            desk.household, desk.members = former[0], (*former[1], *desk.members)


def _family(desk: Desk, household: int, alone: Record | None) -> None:
    """Members of a family; of a collective household, which may have thousands, only who the form is about."""
    desk.household = queries.household_at(household)
    is_family = desk.household is not None and not desk.household.is_collective
    desk.members = queries.members_at(household) if is_family else ((alone,) if alone is not None else ())


def _act(desk: Desk, slot: Slot, act: int) -> None:
    del slot
    desk.act = recorded(act)
    desk.office = desk.act.office
    with raw_cursor() as cursor:
        desk.taken_back = root_kind(act, cursor)


def _residence(desk: Desk, slot: Slot, record: int) -> None:
    found = next((one for one in desk.residences if one.id == record), None)
    if found is None:
        raise UnknownRecord(record=record)
    desk.records[slot.name] = found


def _place(desk: Desk, record: int) -> None:
    with raw_cursor() as cursor:
        desk.office = desk.office or place_of(cursor, record)


LOADERS = {"person": _person, "household": _household, "act": _act, "residence": _residence}


def _note(request: OfficerRequest, desk: Desk) -> None:
    """Note who is shown, before anything is."""
    persons = sorted(one.id for one in desk.all_records.values() if one.is_person)
    if desk.act is not None:
        persons = sorted({*persons, *(one.record for one in desk.act.facts)})
    note_shown(request, desk, persons, asked=("record",))


def note_shown(request: OfficerRequest, desk: Desk, persons: Sequence[int], *, asked: tuple[str, ...]) -> None:
    """Note that the desk shows these persons, once a session and purpose. Raises what the read log raises."""
    if persons and _first_look(request, ",".join(map(str, persons))):
        why = stated(request)
        lookups.note(
            desk.officer,
            purpose=why.purpose if why else "",
            case=why.case if why else "",
            subjects=persons,
            asked=asked,
            divisions=[desk.office] if desk.office else [],
        )


def _first_look(request: OfficerRequest, at: str) -> bool:
    """Whether this session has not looked at it for the purpose yet."""
    why = stated(request)
    key = f"{why.purpose} {why.case} {at}" if why else at
    looked: list[str] = request.session.get(LOOKED, [])
    if key in looked:
        return False
    request.session[LOOKED] = [*looked, key][-LOOKS_KEPT:]
    return True


def looks_up(request: OfficerRequest) -> bool:
    """Whether the officer may search persons at all; a grid worker may not, and still records who lives somewhere."""
    return may_look_up(request.grants, request.today)


def member_choices(desk: Desk) -> list[Choice]:
    """The registered members beside the person, as choices."""
    return [Choice(str(one.id), one.text("identity", "name"), describe(one)) for one in desk.others]


def describe(person: Record) -> str:
    """What tells a member from another: relation and year of birth."""
    relation = codes.RELATIONS.get(person.text("membership", "relation"))
    words = label(relation.zh, get_language() or "zh-hans", "relation") if relation else gettext("关系不详")
    born = person.text("identity", "birth_date")
    text = gettext("%(relation)s，%(born)s年生") % {"relation": words, "born": born[:4]} if born else words
    if person.text("registration", "status") == items.IN_TRANSIT:
        text += gettext("，迁移中")
    return text
