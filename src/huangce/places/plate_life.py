"""Plates and street signs from application to retirement (requirements 3.13, A6, A12); every step is kept as an event.

A step is taken with many plates at once or with one; all of them or none. A step taken by mistake is taken back by
another one (`plate_back`). The photo of a plate is cited: it is kept here (`plate_photos`) or elsewhere, and only with
the declaration that nobody is on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.places.models import Address, NamedPlace
from huangce.places.numbering_proposals import AnotherOfficerNeeded, need_duty
from huangce.places.plate_models import Plate, PlateEvent
from huangce.places.plate_writing import insert_first_steps, insert_plates
from huangce.places.search import NoSuchAddress
from huangce.register.record import OFFICE_TIME
from huangce.rules.authority import scope
from huangce.rules.plates import APPLIED, KINDS, OVER, STEPS, need_step, place_kind

BATCH: Final = 2000
DOOR: Final = "door"
SIGN: Final = "street_sign"
TOWN: Final = 9  # digits of the code of a township
WITH_NUMBER: Final = "approved with the number that is on it"


class NoSuchPlate(NotFound):
    """There is no plate {plate}."""

    code = "no-such-plate"


class PlateThereAlready(Refused):
    """Address {address} has plate {plate} already, which is "{state}": retire or replace it first."""

    code = "plate-there-already"


class StepInTheFuture(Refused):
    """The step "{step}" is dated {on}, which is still to come, or lies before the one that it follows."""

    code = "plate-step-date"


class NothingOnSign(Refused):
    """A street sign needs the name of its street."""

    code = "nothing-on-sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said with a step; which of it a step needs stands in `rules.plates.STEPS`."""

    order: int | None = None
    batch: str = ""
    spec: str = ""
    photo: str = ""
    photo_without_persons: bool = False
    longitude: float | None = None
    latitude: float | None = None
    installer: str = ""
    successor: int | None = None
    reason: str = ""
    words: str = ""


NOTHING: Final = Said()


def apply_for(
    addresses: Sequence[int], *, by: Officer, now: datetime, spec: str = "", approved: bool = False
) -> list[int]:
    """Apply for the plates of addresses, each with its number, and return the plates.

    `approved`: the number was approved by a second officer before, as that of a proposal; else one approves each plate.
    Raises `NoSuchAddress`, `PlateThereAlready`, `NotAllowed`.
    """
    today = now.astimezone(OFFICE_TIME).date()
    standing = Address.objects.filter(Q(ended_on=None) | Q(ended_on__gt=today), retired_by=None)
    rows = standing.in_bulk(list(addresses))
    plates = []
    with transaction.atomic():
        need_none(addresses)
        for one in addresses:
            if one not in rows:
                raise NoSuchAddress(record=one)
            plates.append(plate_of(rows[one], spec, by=by.pk, now=now))
        return _applied(plates, ("numbered", "approved") if approved else ("numbered",), by, now)


def text_of(one: Address | NamedPlace) -> tuple[str, list[str]]:
    """Return the kind of the plate of an address or of the sign of a place, and the texts on it from above."""
    if isinstance(one, NamedPlace):
        return SIGN, [one.name]
    kind = DOOR if one.plate or not one.building else "building"
    place = one.street or one.place or one.group or ""
    lines = [place, one.plate or ""] if kind == DOOR else [one.place or place, one.building or ""]
    return kind, [line for line in lines if line]


def plate_of(one: Address | NamedPlace, spec: str, *, by: int, now: datetime) -> Plate:
    """Return a plate with the text of an address, or a sign with the name of a place, not stored yet."""
    kind, lines = text_of(one)
    made = Plate(
        plate_kind=kind, division=one.division, lines=lines, spec=spec or KINDS[kind][1], made_by=by, made_at=now
    )
    if isinstance(one, NamedPlace):
        made.named_place, made.place_kind = one.pk, place_kind(one.division)
    else:
        made.address, made.place_kind = one.pk, place_kind(one.division, use=one.use, compound=one.place)
    return made


def apply_for_signs(
    name: str, *, division: str, count: int, by: Officer, now: datetime, named_place: int | None = None, spec: str = ""
) -> list[int]:
    """Apply for `count` signs of a street in a division (12 digits), each with the street's name; return the plates.

    They are signs of `named_place`, else of the one place there that is called so: then they follow its name.
    Raises `NothingOnSign`, `NotAllowed`.
    """
    text = name.strip()
    if not text or count < 1:
        raise NothingOnSign()
    sign = {
        "plate_kind": SIGN,
        "division": division,
        "named_place": named_place or _called(text, division),
        "lines": [text],
        "spec": spec or KINDS[SIGN][1],
        "place_kind": place_kind(division),
        "made_by": by.pk,
        "made_at": now,
    }
    with transaction.atomic():
        # A sign has no number: what is approved is its name, which the naming of the street brought.
        return _applied([Plate(**sign) for _ in range(count)], ("numbered",), by, now)


def _called(name: str, division: str) -> int | None:
    """The one place in force of a division, or of the town around it, that has this name; None for none or several."""
    for around in (division, division[:TOWN]):
        known = NamedPlace.objects.filter(name=name, division__startswith=scope(around), retired_by=None, ended_on=None)
        if found := list(known.values_list("id", flat=True)[:2]):
            return found[0] if len(found) == 1 else None
    return None


def _applied(plates: Sequence[Plate], steps: Sequence[str], by: Officer, now: datetime) -> list[int]:
    """Store plates that are applied for and have their number."""
    on = now.astimezone(OFFICE_TIME).date()
    for division in sorted({one.division for one in plates}):
        need_duty(by, STEPS[steps[0]].duties, division, on)
    made = insert_plates(plates)
    insert_first_steps(made, first_steps(steps), on=on, by=by.pk, at=now)
    return made


def first_steps(steps: Sequence[str] = ("numbered", "approved")) -> list[tuple[str, str]]:
    """Return the first steps of a plate with the words of each: the application, and those that came with it."""
    return [(step, WITH_NUMBER if step == "approved" else "") for step in (APPLIED, *steps)]


def need_none(addresses: Sequence[int]) -> None:
    """Raise `PlateThereAlready` for addresses that have a plate which is not over, or that are named twice."""
    standing = Plate.objects.filter(address__in=addresses).exclude(state__in=(*OVER, "damaged", "missing")).first()
    if standing is not None:
        raise PlateThereAlready(address=standing.address, plate=standing.pk, state=standing.state)
    twice = next((one for one, times in Counter(addresses).items() if times > 1), None)
    if twice is not None:
        raise PlateThereAlready(address=twice, plate="-", state="asked for twice")


def take_step(
    plates: Iterable[int], step: str, said: Said = NOTHING, *, on: date | None = None, by: Officer, now: datetime
) -> list[int]:
    """Take a step with plates on a day (default: today), all of them or none; return them.

    Raises `NoSuchPlate`, `StepNotAllowed`, `StepIncomplete`, `PersonsOnPhoto`, `AnotherOfficerNeeded`,
    `StepInTheFuture`, `NotAllowed`.
    """
    wanted = sorted(set(plates))
    today = now.astimezone(OFFICE_TIME).date()
    day = on or today
    with transaction.atomic():
        rows = {one.pk: one for one in Plate.objects.select_for_update().filter(pk__in=wanted)}
        last = {one.plate: one.officer for one in standing_events(wanted)}
        for one in wanted:
            if one not in rows:
                raise NoSuchPlate(plate=one)
            row = rows[one]
            rule = need_step(row.state, step, {**asdict(said), "address": row.address or row.named_place or row.lines})
            need_duty(by, rule.duties, row.division, today)
            if rule.second and by.pk == last.get(one):
                raise AnotherOfficerNeeded(officer=by.username, step=step)
            if day > today or (row.state_on is not None and day < row.state_on):
                raise StepInTheFuture(step=step, on=day)
        PlateEvent.objects.bulk_create(
            [
                PlateEvent(plate=one, step=step, happened_on=day, officer=by.pk, at=now, **asdict(said))
                for one in wanted
            ],
            batch_size=BATCH,
        )
    return wanted


def standing_events(plates: Iterable[int]) -> QuerySet[PlateEvent]:
    """Return the steps of plates in order, without those that were taken back and those that took them back."""
    taken_back = PlateEvent.objects.filter(takes_back=OuterRef("pk"))
    events = PlateEvent.objects.filter(~Exists(taken_back), plate__in=list(plates), takes_back=None)
    return events.order_by("id")


def replace(plate: int, *, by: Officer, now: datetime, spec: str = "") -> int:
    """Replace a damaged or missing plate by one with the same text, and return that one.

    Raises what `take_step` raises.
    """
    with transaction.atomic():
        old = Plate.objects.select_for_update().filter(pk=plate).first()
        if old is None:
            raise NoSuchPlate(plate=plate)
        need_step(old.state, "replaced", {"successor": plate})
        fresh = Plate(
            plate_kind=old.plate_kind,
            division=old.division,
            address=old.address,
            named_place=old.named_place,
            lines=old.lines,
            spec=spec or old.spec,
            place_kind=old.place_kind,
            replaces=plate,
            made_by=by.pk,
            made_at=now,
        )
        # The text was approved with the first one.
        (made,) = _applied([fresh], ("numbered", "approved"), by, now)
        take_step([plate], "replaced", Said(successor=made), by=by, now=now)
    return made


def said_of(values: dict[str, Any]) -> Said:
    """Return what is said from values by name; empty ones are left out, unknown ones raise `TypeError`."""
    return Said(**{name: value for name, value in values.items() if value not in (None, "")})
