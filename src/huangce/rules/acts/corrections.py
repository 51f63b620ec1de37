"""Change and correction of items (变更、更正; requirements 3.7; 户口登记条例 arts 17-18; GA/T 2000.24 classes).

A correction says that the register was wrong from the beginning: it takes the place in time of what it corrects, so
that a page as of an earlier day shows what is now known. A change says that something became different on a day.
Main items need a second officer. The former value stays in the register and stays searchable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

from huangce.errors import Refused
from huangce.rules import citizen_id
from huangce.rules.acts.base import Act, WrongValue, need_evidence, need_free_number, need_second_officer
from huangce.rules.dates import PartialDate
from huangce.rules.facts import Fact, Value
from huangce.rules.items import GROUPS, MAIN_ITEMS
from huangce.rules.situation import Situation, UnknownRecord
from huangce.rules.state import Record

EVIDENCE = (
    "archive",
    "original_certificate",
    "court_judgment",
    "ethnicity_determination",
    "authority_notice",
    "declaration",
)

# What other acts decide cannot be "corrected" around them: these are reversed instead.
CORRECTABLE = frozenset({"identity", "details", "membership", "household", "residence"})
NEVER_EMPTY = frozenset({"sex"})
DECIDED_ELSEWHERE = frozenset({"household", "person", "reference_person", "household_status", "departed_on"})


class NothingToCorrect(Refused):
    """Name at least one item and a value that differs from what the register holds."""

    code = "nothing-to-correct"


class NotCorrectable(Refused):
    """Item {item} of {group} follows from an act: reverse that act, or record the act that changes it."""

    code = "not-correctable"
    legal_ground = "户口登记条例 art. 17"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction(Act):
    """Put items of one group right (`as_change` False), or record that they changed on `happened_on` (True)."""

    kind: ClassVar[str] = "correction"

    record: int
    group: str
    items: Mapping[str, Value] = field(default_factory=dict)
    as_change: bool = False
    reason: Literal["clerical", "archive", "change", "disputed"] = "clerical"

    def subjects(self) -> tuple[int, ...]:
        return (self.record,)

    def numbers(self) -> tuple[str, ...]:
        number = self.items.get("citizen_id")
        return (citizen_id.compact(number),) if isinstance(number, str) else ()


def decide(situation: Situation, act: Correction) -> list[Fact]:
    """Return the facts that put the items right."""
    if act.record not in situation.records:
        raise UnknownRecord(record=act.record)
    record = situation.records[act.record]
    group = GROUPS.get(act.group)
    if group is None or act.group not in CORRECTABLE or act.group not in record.groups:
        raise NotCorrectable(item="", group=act.group)
    known = {item.name for item in group.items} - DECIDED_ELSEWHERE
    for name, value in act.items.items():
        if name not in known:
            raise NotCorrectable(item=name, group=act.group)
        if not group.by_name[name].holds(value):
            raise WrongValue(item=name, why="not of the form of this item")
    # The standard address of what was written before does not stand for what is written now.
    written = {"address_id": None, **act.items} if "address" in act.items else act.items
    changed = {name: value for name, value in written.items() if record.item(act.group, name) != value}
    confirmed = act.items if "citizen_id" in act.items and record.item("identity", "number_contested") else {}
    if not changed and not confirmed:
        raise NothingToCorrect()
    need_evidence(act, *EVIDENCE)
    if MAIN_ITEMS & set(act.items):
        need_second_officer(act, situation)
    _check_values(situation, record, act)
    items: dict[str, Value] = {**changed, **confirmed}
    if "citizen_id" in items:
        number = items["citizen_id"]
        items["citizen_id"] = citizen_id.validate(number) if isinstance(number, str) else None
        items["number_contested"] = False
    if group.whole:
        items = {**record.groups[act.group], **items}
    if act.as_change:
        return [Fact(record.id, act.group, items, act.happened_on)]
    return _at_their_time(record, act, items)


def _at_their_time(record: Record, act: Correction, items: dict[str, Value]) -> list[Fact]:
    """Facts that take the place in time of those which assert the items now."""
    by_day: dict[date, dict[str, Value]] = {}
    for name, value in items.items():
        asserted = [
            one.fact.valid_from for one in record.history if one.fact.group == act.group and name in one.fact.items
        ]
        day = max(asserted, default=act.happened_on)
        by_day.setdefault(day, {})[name] = value
    return [Fact(record.id, act.group, part, day) for day, part in sorted(by_day.items())]


def _check_values(situation: Situation, record: Record, act: Correction) -> None:
    number = act.items.get("citizen_id")
    if isinstance(number, str):
        need_free_number(citizen_id.validate(number), situation, own=record.id)
    birth_date = act.items.get("birth_date")
    if isinstance(birth_date, str):
        born = PartialDate.from_text(birth_date)
        if born.earliest > situation.today:
            raise WrongValue(item="birth_date", why="in the future")
        if record.died_on is not None and born.earliest > record.died_on:
            raise WrongValue(item="birth_date", why="after the death")
    for name in sorted(NEVER_EMPTY & act.items.keys()):
        if not act.items[name]:
            raise WrongValue(item=name, why="empty")


def may_be_empty(group: str, item: str) -> bool:
    """Whether a correction may leave the item without a value: nothing is known of it, or there is none."""
    return item not in NEVER_EMPTY and GROUPS[group].by_name[item].holds(None)
