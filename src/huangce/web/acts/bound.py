"""A form with what stands in it, ready to be drawn: each field with its value, its answers and what is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from huangce.accounts.standing import approvers
from huangce.exchange.formats.codes import DWELLING_USES
from huangce.register.recorded import recorded
from huangce.rules import codes
from huangce.rules.acts import KINDS
from huangce.rules.acts.corrections import may_be_empty
from huangce.rules.acts.duplicates import ORDINARY
from huangce.web.acts import built, located, pasted
from huangce.web.acts.fields import choices_of, fields_of, group_of
from huangce.web.acts.forms.common import other_relations, relations
from huangce.web.acts.parts import Choice, Desk, Field
from huangce.web.acts.recital import TABLES, in_words, item_words, shown
from huangce.web.frame.said import label, word

# As what an act may name a person of whom it says nothing.
NAMED_AS: Final = {
    "mother": _("作为母亲"),
    "father": _("作为父亲"),
    "carer": _("作为监护人"),
    "kept": _("作为保留的记录"),
}


@dataclass(slots=True)
class Answer:
    """One answer as drawn; `more` is what stands beside a person who may be ticked, or an item that is corrected."""

    value: str
    words: str
    note: str = ""
    is_chosen: bool = False
    more: dict[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(slots=True)
class Bound:
    """One field as drawn."""

    field: Field
    value: str
    answers: list[Answer]
    wrong: str
    template: str
    options: list[Choice] = dataclasses.field(default_factory=list)


@dataclass(slots=True)
class Paper:
    """A kind of document as drawn."""

    kind: str
    words: str
    is_shown: bool
    number: str
    dated: str


def bound_steps(desk: Desk, post: QueryDict | None, wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the steps with their fields; `post` is what was typed, None for a form that is opened."""
    asked = {id(one) for one in fields_of(desk)}
    steps = []
    for step in desk.form.steps:
        found = [_bound(one, desk, post, wrong) for one in step.fields if id(one) in asked]
        if found:
            steps.append({"zh": step.zh, "note": step.note, "fields": found})
    return steps


def _bound(one: Field, desk: Desk, post: QueryDict | None, wrong: Mapping[str, str]) -> Bound:
    if post is not None:
        value = post.get(one.name, "")
        chosen = set(post.getlist(one.name))
    else:
        value = one.initial(desk) if one.initial else ""
        chosen = set(value.split(","))
    answers = [
        Answer(choice.value, shown(choice.words), _note(choice), choice.value in chosen, _more(one, choice, desk, post))
        for choice in choices_of(one, desk)
    ]
    if one.widget == "member" and not one.required and answers:
        answers.insert(0, Answer("", gettext("不选"), is_chosen=not any(answer.is_chosen for answer in answers)))
    name = {
        "part_day": "text",
        "day": "text",
        "any_day": "text",
        "names": "text",
        "kept": "radio",
        "number": "door",
        "point": "door",
        "points": "numbers",
        "whole": "text",
        "becomes": "division",
        "member": "radio",
        "yes": "radio",
        "goers": "people",
    }
    found = Bound(one, value, answers, wrong.get(one.name, ""), f"acts/widgets/{name.get(one.widget, one.widget)}.html")
    if one.widget == "people":
        table = other_relations if desk.form.act == "change_of_reference_person" else relations
        found.options = [Choice(choice.value, shown(choice.words)) for choice in table(desk)]
    return found


def _note(choice: Choice) -> str:
    return shown(choice.note) if choice.note else ""


def _more(one: Field, choice: Choice, desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """What stands beside an answer, by the field's widget."""
    cell = CELLS.get(one.widget)
    return cell(one, choice.value, desk, post) if cell else {}


def _relation(_one: Field, person: str, _desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """The relation of a person."""
    return {"relation": post.get(f"relation-{person}", "") if post is not None else ""}


def _allocated(one: Field, act: str, desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """The record that an act belongs to, and as what the act names the kept one where it says nothing of them."""
    said, kept = recorded(int(act)).submitted, desk.records["kept"].id
    named = next((words for name, words in NAMED_AS.items() if said.get(name) == kept), "")
    chosen = post.get(f"{one.name}-{act}", "") if post is not None else ""
    records = [(str(record.id), record.text("identity", "name")) for record in desk.records.values()]
    return {"records": records, "record": chosen, "named": gettext(named) if named else ""}


def _taken(one: Field, item: str, desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """What the record that is kept says of an item, and whether the other's is taken instead."""
    kept = desk.records["kept"].item(ORDINARY[item], item)
    return {
        "kept": in_words(item, kept),
        "from_other": post is not None and post.get(f"{one.name}-{item}") == "other",
    }


def _corrected(_one: Field, item: str, desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """The value of an item now, and what it shall be."""
    record = desk.records.get("residence") or next(iter(desk.records.values()))
    now = record.item(group_of(desk), item)
    table = codes.TABLES.get(TABLES.get(item, ""))
    return {
        "now": in_words(item, now),
        "item": item_words(item),
        "new": post.get(f"item-{item}", "") if post is not None else "",
        "options": [(code, shown(entry.zh)) for code, entry in table.items()] if table else [],
        "may_be_empty": now not in (None, "") and may_be_empty(group_of(desk), item),
        "is_emptied": post is not None and bool(post.get(f"clear-{item}")),
        "is_address": item == "address",
    }


def door_cell(one: Field, column: str, desk: Desk, post: QueryDict | None) -> dict[str, Any]:
    """A cell of a door: what was typed, or what the address has; the answers where only some will do."""
    now = (pasted.segment(desk.addresses[0], column) or "") if one.widget == "number" else ""
    value = post.get(f"{one.name}-{column}", "") if post is not None else now
    uses = [(code, label(entry.zh, get_language() or "zh-hans")) for code, entry in DWELLING_USES.items()]
    return {"value": value, "options": {"use": uses, "datum": list(pasted.DATUMS.items())}.get(column, [])}


def _opens(_one: Field, record: str, desk: Desk, _post: QueryDict | None) -> dict[str, Any]:
    """The page of a record that may be the newcomer's."""
    return {"url": next((choice.url for choice in desk.alike if choice.value == record), "")}


CELLS: Final[Mapping[str, built.Cell]] = {
    "people": _relation,
    "others": _opens,
    "allocation": _allocated,
    "taken": _taken,
    "items": _corrected,
    "door": door_cell,
    "doors": door_cell,
    "number": door_cell,
    **built.CELLS,
    **located.CELLS,
}


def papers(desk: Desk, post: QueryDict | None) -> list[Paper]:
    """The documents of which one is needed, or each."""
    kinds = desk.form.evidence(desk) if desk.form.evidence is not None else ()
    given = set(post.getlist("evidence")) if post is not None else set()

    def said(name: str) -> str:
        return str(post.get(name, "")) if post is not None else ""

    return [
        Paper(kind, shown(word(kind, "evidence")), kind in given, said(f"number-{kind}"), said(f"dated-{kind}"))
        for kind in kinds
    ]


def basis(desk: Desk) -> str:
    """The clause that the act rests on."""
    return KINDS[desk.form.act].basis


def second_officers(desk: Desk, post: QueryDict | None) -> list[Answer]:
    """Who may decide with, where a second officer is needed; empty where none is."""
    if desk.form.second is None or not desk.form.second(desk):
        return []
    chosen = post.get("approved_by", "") if post is not None else ""
    found = approvers(act_kind=desk.right, division=desk.office, on=desk.today, but=desk.officer)
    return [Answer(str(one.pk), one.display_name, "", str(one.pk) == chosen) for one in found]


def hidden(post: QueryDict) -> list[tuple[str, str]]:
    """Everything typed, to be carried by the next page; not what that page gives anew."""
    left_out = {"csrfmiddlewaretoken", "seen", "transaction", "step", "page", "draft_form", "draft_title"}
    return [(name, value) for name, values in post.lists() if name not in left_out for value in values]
