"""Read an act back in words: the sentence before it is made, and what it changes.

The sentence comes from what was typed; the changes come from the facts that a rehearsal decided, so that no page says
something else than the register will.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language, gettext

from huangce.accounts.masking import masked
from huangce.places.models import Address
from huangce.register.queries import household_at
from huangce.register.recorded import names_of
from huangce.rules import codes, divisions, items
from huangce.rules.acts import KINDS
from huangce.rules.divisions import UnknownDivision
from huangce.rules.facts import Fact, Value
from huangce.rules.state import Record
from huangce.web.acts.fields import choices_of, fields_of, group_of
from huangce.web.acts.foreseen import ground_words
from huangce.web.acts.parts import Desk
from huangce.web.acts.place_recital import OF_PLACES, in_order, place_changes, value_words
from huangce.web.frame.said import CHINESE, label, word
from huangce.web.frame.templatetags import huangce as filters
from huangce.web.frame.templatetags.huangce import mark

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
# Item → the code list or table of words that its values come from.
TABLES: Mapping[str, str] = {
    "sex": "sex",
    "ethnicity": "ethnicity",
    "relation": "relation",
    "education": "education",
    "marital_status": "marital_status",
    "household_kind": "household_kind",
    "residence_kind": "residence_kind",
    "status": "person_status",
    "ended_by": "cancellation_class",
}


def sentence(desk: Desk, payload: Mapping[str, Any]) -> str:
    """Return the read-back of what is typed so far; pieces of which something is not known are left out."""
    known = {name: words for name, words in _known(desk, payload).items() if words}
    pieces = [gettext(piece) for piece in desk.form.sentence]
    told = [piece % known for piece in pieces if set(PLACEHOLDER.findall(piece)) <= known.keys()]
    between = "" if _language() == CHINESE else " "  # one space between the sentences, whatever a translation ends in
    return between.join(one.strip() for one in told).rstrip("，, ") if told else ""


def _known(desk: Desk, payload: Mapping[str, Any]) -> dict[str, str]:
    known = {name: in_words(name, value) for name, value in payload.items() if not isinstance(value, list | dict)}
    known["day"] = known.get("happened_on", "")
    for one in fields_of(desk):
        answers = {choice.value: choice.words for choice in choices_of(one, desk)}
        value = str(payload.get(one.name, ""))
        if value in answers and one.widget in ("radio", "select", "member") and one.name not in TABLES:
            known[one.name] = shown(answers[value])
    for slot in desk.form.slots:
        record = desk.records.get(slot.name)
        if record is not None:
            known[slot.name] = _of(desk, slot.name)
            known[f"{slot.name}_home"] = home_of(desk, record) if record.is_person else ""
        elif slot.what == "choice":
            known[slot.name] = in_words(slot.name, desk.chosen(slot.name))
        else:
            known.pop(slot.name, None)
    if desk.person is not None:
        known["born"] = filters.day(desk.person.text("identity", "birth_date"))
    if "to_household" in known and "address" in known:
        known.pop("address")
    if desk.form.act == "correction":
        known["record"] = next((_of(desk, name) for name in desk.records), "")
        known["items"] = _items(desk, payload)
    if desk.act is not None:
        known["act"] = gettext("%(day)s的%(kind)s（第%(act)s号）") % {
            "day": filters.day(desk.act.happened_on),
            "kind": label(KINDS[desk.act.kind].zh, _language(), "acts"),
            "act": desk.act.act,
        }
    if desk.is_of_places:
        known |= ground_words(desk, payload)
    known["evidence"] = _joined(
        label(word(one["kind"], "evidence"), _language(), "evidence") for one in payload.get("evidence", ())
    )
    known["persons"] = _persons(desk, payload)
    known["differing"] = _differing(desk)
    known["take"] = _joined(item_words(name) for name in payload.get("take", ()))
    return known


def _differing(desk: Desk) -> str:
    """The main items of a person that two records say otherwise."""
    other, kept = (desk.records.get(slot) for slot in ("other", "kept"))
    if other is None or kept is None:
        return ""
    mains = (one.name for one in items.GROUPS["identity"].items if one.main)
    pairs = ((name, other.text("identity", name), kept.text("identity", name)) for name in mains)
    return _joined(shown(item_words(name)) for name, ours, theirs in pairs if ours and theirs and ours != theirs)


def _of(desk: Desk, slot: str) -> str:
    record = desk.records[slot]
    if record.is_person:
        return record.text("identity", "name")
    if record.is_household:
        name, address = names_of([record.id]).get(record.id, ("", ""))
        return household_words(name, address)
    return record.text("residence", "address")


def household_words(name: str, address: str) -> str:
    """A household by its reference person and address."""
    return gettext("%(name)s户（%(address)s）") % {"name": name, "address": address} if name else address


def home_of(desk: Desk, person: Record) -> str:
    """Return the address at which a person is registered."""
    if person.household is None:
        return ""
    is_here = desk.household is not None and desk.household.id == person.household
    home = desk.household if is_here else household_at(person.household)
    return home.text("household", "address") if home is not None else ""


def _persons(desk: Desk, payload: Mapping[str, Any]) -> str:
    names = {one.id: one.text("identity", "name") for one in desk.members}
    relations = payload.get("relations") or [""] * len(payload.get("persons", ()))
    told = []
    for person, relation in zip(payload.get("persons", ()), relations, strict=False):
        name = names.get(person, "")
        told.append(
            gettext("%(name)s（%(relation)s）") % {"name": name, "relation": in_words("relation", relation)}
            if relation
            else name
        )
    return _joined(told)


def _items(desk: Desk, payload: Mapping[str, Any]) -> str:
    record, group = next(iter(desk.records.values())), group_of(desk)
    if "residence" in desk.records:
        record = desk.records["residence"]
    told = []
    for name, value in payload.get("items", {}).items():
        before = in_words(name, record.item(group, name)) or gettext("空")
        told.append(
            gettext("%(item)s由%(before)s改为%(after)s")
            % {"item": item_words(name), "before": before, "after": in_words(name, value) or gettext("空")}
        )
    return _joined(told)


def in_words(name: str, value: Value) -> str:
    """Return a value of an item as pages say it."""
    if value is None or value == "":
        return ""
    text = str(value)
    if name in TABLES:
        table = codes.TABLES[TABLES[name]]
        return label(table[text].zh, _language(), table.name) if text in table else text
    if name.endswith(("_on", "_date")) or name == "since":
        return filters.day(text)
    return WRITERS[name](text) if name in WRITERS else value_words(name, value)


def _place(code: str) -> str:
    try:
        return divisions.full_name(code)
    except UnknownDivision:
        return code


def _standard(record: str) -> str:
    """A standard address by its id, as it is written."""
    known = Address.objects.filter(pk=int(record)).first() if record.isdigit() else None
    return record if known is None else known.standard


WRITERS: Mapping[str, Callable[[str], str]] = {
    "address_id": _standard,
    "trigger": lambda name: label(word(name, "triggers"), _language(), "triggers"),
    "citizen_id": masked,
    **dict.fromkeys(("division", "from_division", "to_division", "counted_in", "elsewhere"), _place),
}


def item_words(name: str) -> str:
    """The name of an item in the language of the page."""
    return label(word(name, "items", "fields"), _language(), "items")


def changes(facts: Iterable[Fact]) -> list[str]:
    """Return what facts change, one sentence each."""
    facts = list(facts)
    told_of_places = place_changes(facts)
    facts = [fact for fact in facts if fact.group not in OF_PLACES]
    heads = (fact.items.get("reference_person") for fact in facts)
    named = {one for fact in facts for one in (fact.record, fact.object) if one is not None}
    named |= {one for one in heads if isinstance(one, int)}
    names = names_of(named)
    for fact in facts:  # those whom the act creates
        if fact.group == "identity":
            names.setdefault(fact.record, (str(fact.items.get("name") or ""), ""))
    for fact in facts:
        head = fact.items.get("reference_person")
        if fact.group == "household" and isinstance(head, int):  # it is called by who leads it from now on
            address = fact.items.get("address") or names.get(fact.record, ("", ""))[1]
            names[fact.record] = (_name(head, names), str(address))
    return told_of_places + [told for fact in facts for told in _told(fact, names)]


def _told(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    teller = TELLERS.get(fact.group, _told_items)
    return [one for one in teller(fact, names) if one]


def _name(record: Value, names: Mapping[int, tuple[str, str]]) -> str:
    return names.get(record, ("", ""))[0] if isinstance(record, int) else ""


def _told_items(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    told = [
        item_words(name) + mark("：") + in_words(name, value)
        for name, value in in_order(fact)
        if value not in (None, "", False)
    ]
    return [_name(fact.record, names) + mark("：") + mark("，").join(told)] if told else []


def _told_registration(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    given = {"name": _name(fact.record, names), "place": in_words("counted_in", fact.items.get("counted_in"))}
    status = fact.items.get("status")
    if status == items.CANCELLED:
        given["why"] = in_words("ended_by", fact.items.get("ended_by"))
        return [gettext("注销%(name)s的户口（%(why)s），不再计入户籍人口") % given]
    if status == items.IN_TRANSIT:
        return [gettext("%(name)s转为迁移中，落户以前仍计入%(place)s") % given]
    if status == items.ELSEWHERE:
        return [gettext("%(name)s记为居住在此、户籍在外") % given]
    return [gettext("%(name)s的户口登记在册，计入%(place)s") % given]


def _told_membership(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    home = fact.items.get("household")
    head, address = names.get(home, ("", "")) if isinstance(home, int) else ("", "")
    given = {"name": _name(fact.record, names), "relation": in_words("relation", fact.items.get("relation"))}
    return [
        gettext("%(name)s在%(household)s，与户主关系：%(relation)s")
        % {**given, "household": household_words(head, address)}
    ]


def _told_household(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    name, address = names.get(fact.record, ("", ""))
    if fact.items.get("household_status") == items.CLOSED:
        return [gettext("%(household)s销户") % {"household": household_words(name, address)}]
    head = _name(fact.items.get("reference_person"), names)
    if "household_kind" in fact.items and "household_status" in fact.items:
        return [gettext("立新户：户主%(head)s，%(address)s") % {"head": head, "address": address}]
    told = []
    if head:
        told.append(gettext("%(address)s，户主由%(head)s接任") % {"head": head, "address": address})
    rest = {key: value for key, value in fact.items.items() if key not in ("reference_person", "household_status")}
    return told + (_told_items(Fact(fact.record, fact.group, rest, fact.valid_from), names) if rest else [])


def _told_life(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    given = {"name": _name(fact.record, names), "day": in_words("died_on", fact.items.get("died_on"))}
    return [(gettext("%(name)s的死亡日期记为%(day)s") if given["day"] else gettext("撤下%(name)s的死亡日期")) % given]


def _told_link(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    given = {"record": fact.record, "other": fact.items.get("same_as") or "", "name": _name(fact.record, names)}
    return [
        (
            gettext("%(name)s的记录%(record)s与记录%(other)s记为同一人")
            if given["other"]
            else gettext("%(name)s的记录%(record)s不再与别的记录相连")
        )
        % given
    ]


def _told_residence(fact: Fact, names: Mapping[int, tuple[str, str]]) -> list[str]:
    name, address = names.get(fact.record, ("", ""))
    given = {"name": name or _name(fact.items.get("person"), names), "address": fact.items.get("address") or address}
    if fact.items.get("departed_on"):
        return [gettext("%(name)s在%(address)s的居住结束") % given]
    if "person" in fact.items:
        return [gettext("%(name)s住在%(address)s") % given]
    return _told_items(fact, names)


TELLERS = {
    "registration": _told_registration,
    "membership": _told_membership,
    "household": _told_household,
    "life": _told_life,
    "link": _told_link,
    "residence": _told_residence,
}


def late_words(days: int, happened_on: date, today: date) -> str:
    """What to say of a late report, "" for one in time; what it does not mean is said with it."""
    since = (today - happened_on).days
    if not days or since <= days:
        return ""
    return gettext("已过%(days)s天：按迟报受理。不拒收，不罚款；迟报原因可不填。") % {"days": since}


def shown(words: str) -> str:
    """A label of a table, or a marked text, in the language of the page."""
    found = label(words, _language())
    return gettext(words) if found == words and words else found


def _joined(words: Iterable[str]) -> str:
    return mark("、").join(one for one in words if one)


def _language() -> str:
    return get_language() or "zh-hans"
