"""Where an act is done, and whether this officer may do it there."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from huangce.rules.acts.base import Act
from huangce.rules.situation import Situation


class Recorder(Protocol):
    """An officer as `record` needs them. `accounts.Officer` is one."""

    id: int

    def require(self, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless the officer may record such acts in that division on that day."""

    def require_second(self, other: int, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless `other` may approve such acts in that division on that day."""


def office_of(act: Act, situation: Situation) -> str:
    """The division whose office is responsible: where the act leads to, else where its subjects are."""
    division = getattr(act, "division", "")
    if division:
        return str(division)
    for household in act.households():
        found = situation.records.get(household)
        if found is not None and found.text("household", "division"):
            return found.text("household", "division")
    for subject in act.subjects():
        record = situation.records.get(subject)
        if record is None:
            continue
        for group, name in (("registration", "counted_in"), ("residence", "division"), ("household", "division")):
            if record.text(group, name):
                return record.text(group, name)
        if record.household is not None:
            household_record: Any = situation.records.get(record.household)
            if household_record is not None:
                return str(household_record.text("household", "division"))
    return ""


def authorise(act: Act, situation: Situation, *, by: Recorder, on: date) -> str:
    """Return the office's division, or raise `NotAllowed`."""
    office = office_of(act, situation)
    by.require(act.kind, office, on)
    if act.approved_by is not None:
        by.require_second(act.approved_by, act.kind, office, on)
    return office
