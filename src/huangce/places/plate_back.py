"""Take back a step of a plate that was taken by mistake: what was said stays, and a step says that it does not count.

Only the newest step can be taken back, so a plate goes back the way it came. With a replacement its new plate ends,
unless that has gone on; a step that an act on addresses brought is taken back with the act. What never was a plate for
anybody (its application, its number) is not taken back: such a plate is retired as entered wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction

from huangce.accounts.models import Officer
from huangce.errors import Refused
from huangce.places.numbering_proposals import need_duty
from huangce.places.plate_life import NoSuchPlate, Said, need_none, standing_events, take_step
from huangce.places.plate_models import Plate, PlateEvent
from huangce.places.plate_writing import Taken, insert_steps
from huangce.register.record import OFFICE_TIME
from huangce.rules.plates import APPLIED, LOST, OVER, RETIRED, STEPS

FIRST: Final = (APPLIED, "numbered")
ENTERED_WRONGLY: Final = "entered_wrongly"


class FirstStep(Refused):
    """Plate {plate} is only applied for: retire it as entered wrongly instead."""

    code = "plate-first-step"


class SuccessorWentOn(Refused):
    """Plate {successor}, which replaces plate {plate}, is "{state}" already: take its steps back first."""

    code = "plate-successor-went-on"


class StepOfAnAct(Refused):
    """The step "{step}" of plate {plate} came with act {act} on its address: take that act back."""

    code = "plate-step-of-an-act"


def newest_steps(plates: Iterable[int]) -> dict[int, tuple[PlateEvent, PlateEvent | None]]:
    """Return the newest step of each plate that counts, and the one before it."""
    found: dict[int, tuple[PlateEvent, PlateEvent | None]] = {}
    for one in standing_events(plates):
        found[one.plate] = (one, found[one.plate][0] if one.plate in found else None)
    return found


def take_back(plates: Iterable[int], words: str, *, by: Officer, now: datetime) -> list[int]:
    """Take back the newest step of plates, all of them or none; return them. `words`: why.

    Raises `NoSuchPlate`, `FirstStep`, `StepOfAnAct`, `SuccessorWentOn`, `PlateThereAlready`, `NotAllowed`.
    """
    wanted = sorted(set(plates))
    today = now.astimezone(OFFICE_TIME).date()
    with transaction.atomic():
        rows = {one.pk: one for one in Plate.objects.select_for_update().filter(pk__in=wanted)}
        steps = newest_steps(wanted)
        events = []
        for one in wanted:
            if one not in rows:
                raise NoSuchPlate(plate=one)
            newest, before = steps[one]
            need_duty(by, STEPS[newest.step].duties, rows[one].division, today)
            if before is None or newest.step in FIRST:
                raise FirstStep(plate=one)
            if newest.act is not None:
                raise StepOfAnAct(step=newest.step, plate=one, act=newest.act)
            if newest.step == "replaced":
                _end_successor(one, newest.successor, by=by, now=now)
            events.append(step_back(newest, before, words))
        again = [rows[one].address for one in wanted if _stands_again(*steps[one])]
        need_none([one for one in again if one is not None])
        insert_steps(events, by=by.pk, at=now)
    return wanted


def _stands_again(newest: PlateEvent, before: PlateEvent | None) -> bool:
    """Whether the plate is its address's one plate again, which it was not."""
    ended = (*OVER, *LOST)
    return newest.step in ended and before is not None and before.step not in ended


def step_back(newest: PlateEvent, before: PlateEvent, words: str = "") -> Taken:
    """Return the step that takes back the newest one of a plate: the plate is again what it was before."""
    return Taken(newest.plate, before.step, before.happened_on, words=words, takes_back=newest.pk)


def _end_successor(plate: int, successor: int | None, *, by: Officer, now: datetime) -> None:
    assert successor is not None
    fresh = Plate.objects.select_for_update().get(pk=successor)
    if fresh.state in OVER:
        return
    if fresh.state != "approved":
        raise SuccessorWentOn(successor=fresh.pk, plate=plate, state=fresh.state)
    take_step([fresh.pk], RETIRED, Said(reason=ENTERED_WRONGLY), by=by, now=now)
