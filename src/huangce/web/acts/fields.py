"""Read what was typed into the values of a payload: one reader a widget, every wrong field told at once.

Readers know forms of writing (a date, a name of a division), never a rule of registration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from huangce.accounts.authority import grants_of
from huangce.places.models import Address
from huangce.places.resolving import resolve
from huangce.rules import divisions
from huangce.rules.date_reading import parse_date
from huangce.rules.divisions import UnknownDivision
from huangce.rules.items import GROUPS
from huangce.rules.problems import InvalidValue
from huangce.web.acts import built, located, pasted
from huangce.web.acts.parts import Choice, Desk, Field, Slot, WrongField
from huangce.web.frame.divisions import near

LONGEST = 500
# What is wrong with a day, by the code of the problem; any other cannot be read.
UNREADABLE = _("这个日期读不出来，写成20260214或2026-02-14")
WRONG_DAYS = {
    "date-future": _("这一天还没有到"),
    "date-impossible": _("日历上没有这一天"),
    "date-out-of-range": _("年份不对：早于1800年，或晚于2100年"),
}


@dataclass(slots=True)
class Typed:
    """What was typed: the payload so far, and what is wrong by field."""

    payload: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


Reader = Callable[[Field, Desk, QueryDict], dict[str, Any]]


def fields_of(desk: Desk) -> Iterator[Field]:
    """The fields that are asked in this case."""
    for step in desk.form.steps:
        for one in step.fields:
            if one.when is None or one.when(desk):
                yield one


def read(desk: Desk, post: QueryDict) -> Typed:
    """Return the payload of the act and what could not be read."""
    form, typed = desk.form, Typed()
    typed.payload.update(_about(desk))
    for one in fields_of(desk):
        try:
            found = READERS[one.widget](one, desk, post)
            if one.required and not any(value not in ("", None, []) for value in found.values()):
                raise WrongField(gettext("这一项还没有填"))
        except WrongField as wrong:
            typed.wrong[one.name] = wrong.words
        else:
            typed.payload.update({name: value for name, value in found.items() if value not in ("", None)})
    if form.fixed is not None:
        typed.payload.update(form.fixed(desk))
    try:
        typed.payload.update(_evidence(desk, post))
    except WrongField as wrong:
        typed.wrong["evidence"] = wrong.words
    if form.second is not None and form.second(desk):
        try:
            typed.payload.update(_officer(APPROVER, desk, post))
        except WrongField as wrong:
            typed.wrong["approved_by"] = wrong.words
    return typed


def _about(desk: Desk) -> dict[str, Any]:
    """What the address says: records by their ids, choices by their words."""
    found: dict[str, Any] = {}
    for slot in desk.form.slots:
        value = desk.chosen(slot.name)
        is_answer = slot.choices is not None and value in {one.value for one in slot.choices(desk)}
        if slot.into and value and (slot.what == "choice" or not is_answer):
            found[slot.into] = _named(slot, value)
    return found


def _named(slot: Slot, value: str) -> Any:
    if slot.what in ("choice", "division"):
        return value
    return [int(one) for one in value.split(",")] if slot.what == "addresses" else int(value)


def text_of(name: str, post: QueryDict) -> str:
    """One line as typed, without spaces around it."""
    text = post.get(name, "").strip()
    if len(text) > LONGEST:
        raise WrongField(gettext("太长，写不下"))
    return text


def _text(one: Field, _desk: Desk, post: QueryDict) -> dict[str, Any]:
    return {one.name: text_of(one.name, post)}


def day_of(text: str, today: date | None, *, partial: bool = False) -> str:
    """Return a day as ISO text from 20260214, 2026-02-14 or 2026年2月14日; with `today` none that is still to come.

    Raises `WrongField`.
    """
    if not text:
        return ""
    try:
        found = parse_date(text, today=today)
    except InvalidValue as refusal:
        raise WrongField(gettext(WRONG_DAYS.get(refusal.problem.code, UNREADABLE))) from refusal
    if found.lunar:
        raise WrongField(gettext("这是农历，请写公历日期"))
    if found.earliest != found.latest and not partial:
        raise WrongField(gettext("要写到日，写成20260214或2026-02-14"))
    return found.text


def _day(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    return {one.name: day_of(text_of(one.name, post), desk.today)}


def _part_day(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    return {one.name: day_of(text_of(one.name, post), desk.today, partial=True)}


def _any_day(one: Field, _desk: Desk, post: QueryDict) -> dict[str, Any]:
    return {one.name: day_of(text_of(one.name, post), None)}


def _choice(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    value = text_of(one.name, post)
    if value and value not in {choice.value for choice in choices_of(one, desk)}:
        raise WrongField(gettext("这里没有这一项可选"))
    return {one.name: value}


def _member(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    value = _choice(one, desk, post)[one.name]
    return {one.name: int(value) if value else None}


def _tick(one: Field, _desk: Desk, post: QueryDict) -> dict[str, Any]:
    return {one.name: True if post.get(one.name) else None}


def _whole(one: Field, _desk: Desk, post: QueryDict) -> dict[str, Any]:
    return {one.name: built.whole(text_of(one.name, post))}


APPROVER = Field(name="approved_by", zh="", widget="officer")


def _officer(one: Field, _desk: Desk, post: QueryDict) -> dict[str, Any]:
    value = text_of(one.name, post)
    if value and not (value.isascii() and value.isdigit()):
        raise WrongField(gettext("这里没有这一项可选"))
    return {one.name: int(value) if value else None}


def _division(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    text = text_of(one.name, post)
    if not text:
        return {one.name: ""}
    if text.isascii() and text.isdigit():
        try:
            return {one.name: divisions.get(text).code}
        except UnknownDivision as unknown:
            raise WrongField(gettext("没有这个区划代码")) from unknown
    found = divisions.meant(text, near(grants_of(desk.officer, desk.today), country=True))
    if len(found) != 1:
        names = "、".join(each.path for each in found[:6])
        raise WrongField(
            gettext("有几个同名的区划，写全名或代码：%(names)s") % {"names": names}
            if found
            else gettext("区划表里没有这个名称")
        )
    return {one.name: found[0].division.code}


def _becomes(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """A division that a change makes: its code may be too new for the table."""
    text = text_of(one.name, post)
    return {one.name: text} if text.isascii() and text.isdigit() else _division(one, desk, post)


def _address(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """An address as written, with the id of the standard address that is or was written so, where that is one."""
    text = text_of(one.name, post)
    known = (
        Address.objects.filter(standard=text, status="standing", retired_by=None).order_by("id").first()
        if text
        else None
    )
    if known is not None:
        return {one.name: text, "address_id": known.id}
    then = [each.address for each in resolve(text, on=desk.today).answers if each.status == "standing"] if text else []
    return {one.name: text, **({"address_id": then[0]} if len(then) == 1 else {})}


def _matched(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """The standard address of a household: one that was proposed, or another one that is typed."""
    value = _choice(one, desk, post)[one.name]
    other = Field(name=f"{one.name}-other", zh="")
    if text_of(other.name, post):
        found = _address(other, desk, post).get("address_id")
        if found is None:
            raise WrongField(gettext("这不是标准地址，从列出的里选"))
        value = str(found)
    return {"items": {"address_id": int(value)} if value else ""}


def _people(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """Who goes along, each with the relation to the reference person."""
    known = {choice.value for choice in choices_of(one, desk)}
    persons = [value for value in post.getlist("persons") if value in known]
    relations = [text_of(f"relation-{value}", post) for value in persons]
    if not all(relations):
        raise WrongField(gettext("选上的人，每人都要选与户主的关系"))
    return {"persons": [int(value) for value in persons], "relations": relations}


def _goers(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """Who goes along, where nobody's relation is asked."""
    known = {choice.value for choice in choices_of(one, desk)}
    return {one.name: [int(value) for value in post.getlist(one.name) if value in known]}


def _others(one: Field, _desk: Desk, post: QueryDict) -> dict[str, Any]:
    """The records that were looked at and are another's."""
    return {one.name: [int(value) for value in post.getlist(one.name) if value.isascii() and value.isdigit()]}


def _allocation(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    acts = [choice.value for choice in choices_of(one, desk)]
    chosen = {act: text_of(f"{one.name}-{act}", post) for act in acts}
    return {one.name: {act: int(value) for act, value in chosen.items() if value.isascii() and value.isdigit()}}


def _taken(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """The items of which the value of the other record is kept."""
    known = [choice.value for choice in choices_of(one, desk)]
    return {one.name: [name for name in known if post.get(f"{one.name}-{name}") == "other"]}


def _items(one: Field, desk: Desk, post: QueryDict) -> dict[str, Any]:
    """The items of a group that got a new value; an item left empty stays as it is."""
    found: dict[str, Any] = {}
    for item in choices_of(one, desk):
        value = text_of(f"item-{item.value}", post)
        if value and item.value.endswith(("_date", "_on")):
            value = day_of(value, desk.today, partial=item.value == "birth_date")
        is_emptied = bool(post.get(f"clear-{item.value}"))
        if value and is_emptied:
            raise WrongField(gettext("“%(item)s”又写了新值，又要改为空，只能选一样") % {"item": gettext(item.words)})
        if value:
            found[item.value] = value
        elif is_emptied:
            found[item.value] = None
    return {one.name: found}


def group_of(desk: Desk) -> str:
    """The group of items that a correction is about."""
    fixed = desk.form.fixed(desk) if desk.form.fixed else {}
    group = desk.chosen("group") or str(fixed.get("group", ""))
    return group if group in GROUPS else ""


def choices_of(one: Field, desk: Desk) -> list[Choice]:
    """The answers of a field in this case."""
    return list(one.choices(desk)) if one.choices is not None else []


def _evidence(desk: Desk, post: QueryDict) -> dict[str, Any]:
    kinds = desk.form.evidence(desk) if desk.form.evidence is not None else ()
    shown = []
    for kind in post.getlist("evidence"):
        if kind not in kinds:
            continue
        paper = {"kind": kind, "number": text_of(f"number-{kind}", post)}
        day = day_of(text_of(f"dated-{kind}", post), desk.today)
        shown.append({**paper, "dated": day} if day else paper)
    return {"evidence": shown} if shown else {}


READERS: dict[str, Reader] = {
    "text": _text,
    "day": _day,
    "part_day": _part_day,
    "any_day": _any_day,
    "radio": _choice,
    "select": _choice,
    "member": _member,
    "tick": _tick,
    "whole": _whole,
    "yes": _tick,
    "division": _division,
    "becomes": _becomes,
    "address": _address,
    "matched": _matched,
    "people": _people,
    "goers": _goers,
    "others": _others,
    "allocation": _allocation,
    "taken": _taken,
    "items": _items,
    **pasted.READERS,
    **built.READERS,
    **located.READERS,
}
