"""What acts on places mean for plates, street signs and entrances: renamed, renumbered, ended, new (requirements A6,
A12, 3.13, 3.15).

An act brings its own: in its transaction a plate that shows another text, or whose address ends, is retired from the
day on which that takes effect, and an approved plate with the new text waits to be ordered; a door that was built, or
came of a split or a merger, gets its first one. The signs of a street go the same way by its name, as many as it has.
An entrance takes its address's number, and the old one rests. What was approved with the act needs nobody's approval
again. Taking back the act takes these steps back, and the plates that came with it end, however far they are.

`follow_changes` does the same for a division once more: for what was recorded before acts did it. To which division
plates belong is another matter: `places.following`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, TypeAlias

import psycopg
from django.db import transaction
from django.db.models import Q

from huangce.accounts.models import Officer
from huangce.places.folding import AS_RECORDED, changes_of
from huangce.places.following import follow
from huangce.places.history import PlaceHistories
from huangce.places.models import Address, NamedPlace
from huangce.places.numbering_proposals import need_duty
from huangce.places.plate_back import newest_steps, step_back
from huangce.places.plate_life import BATCH, first_steps, plate_of, text_of
from huangce.places.plate_models import Entrance, Plate, PlateEvent, RetiredNumber
from huangce.places.plate_writing import Taken, insert_first_steps, insert_plates, insert_steps
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.acts.base import Act
from huangce.rules.acts.place_addresses import AddressesNew
from huangce.rules.acts.place_lineage import IntoNew
from huangce.rules.authority import scope
from huangce.rules.numbering import DEMOLISHED, STANDING, Number, read_number
from huangce.rules.plates import CLERK, DEMOLITION, NAME_ENDED, OVER, RENAMING, RENUMBERING, RETIRED

# Addresses at whose door or building a plate hangs; a room has none.
PLATED: Final = ("plate", "building")
HELD: Final = """
    select id from plate where address = any(%(ids)s::bigint[]) or named_place = any(%(ids)s::bigint[])
    order by id for update
"""
# What plates belong to: an address has one, a named place as many signs as were put up.
Bearer: TypeAlias = Address | NamedPlace


@dataclass(slots=True)
class Changed:
    """Addresses and places whose plates no longer say what they are, by reason of `rules.plates.REASONS`."""

    demolition: list[int] = field(default_factory=list)
    renaming: list[int] = field(default_factory=list)
    renumbering: list[int] = field(default_factory=list)
    name_ended: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done: plates retired, plates applied for anew, plates that stand again, entrances that changed, and how
    many plates, entrances and proposals came from other divisions."""

    retired: list[int]
    applied: list[int]
    again: list[int]
    entrances: int
    moved: int = 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Why plates change: by whom, when recorded, from which day, by which act, and which acts that one takes back."""

    by: int
    now: datetime
    day: date
    act: int | None = None
    without: Collection[int] = ()

    @property
    def today(self) -> date:
        """The day of the recording in the office's time."""
        return self.now.astimezone(OFFICE_TIME).date()


def changed_plates(division: str, *, on: date) -> Changed:
    """Return the addresses and named places of a division whose plates are to be taken down or made anew, each as
    often as it has such; nothing is written."""
    found = Changed()
    for plate, one in _standing(Q(division__startswith=scope(division))):
        if (reason := _outdated(plate, one)) is not None and (one.ended_on or on) <= on:
            getattr(found, reason).append(one.pk)
    return found


def _standing(which: Q) -> list[tuple[Plate, Bearer]]:
    """Plates that are not over, with the address or the place that they belong to, as it is decided to be."""
    plates = Plate.objects.filter(which).exclude(state__in=OVER).order_by("address", "named_place", "id")
    found = [(one, one.belongs_to) for one in plates]
    rows = _bearers([of for _one, of in found if of is not None])
    return [(one, rows[of]) for one, of in found if of in rows]


def _bearers(ids: Collection[int]) -> dict[int, Bearer]:
    """The addresses and named places with these ids: none is both."""
    addresses = Address.objects.in_bulk(list(ids))
    return {**addresses, **NamedPlace.objects.in_bulk([one for one in ids if one not in addresses])}


def _outdated(plate: Plate, one: Bearer) -> str | None:
    """Why a plate does not say its address or its place any more, None where it does."""
    if _is_over(one):
        if isinstance(one, NamedPlace):
            return NAME_ENDED
        return DEMOLITION if one.retired_by is not None or one.status == DEMOLISHED else RENUMBERING
    _kind, text = text_of(one)
    if plate.lines == text:
        return None
    return RENUMBERING if plate.lines[:1] == text[:1] else RENAMING


def _is_over(one: Bearer) -> bool:
    return one.retired_by is not None or one.ended_on is not None


def follow_changes(division: str, *, by: Officer, now: datetime) -> Followed:
    """Bring plates and entrances of a division in line with their addresses. Raises `NotAllowed`."""
    cause = Cause(by.pk, now, now.astimezone(OFFICE_TIME).date())
    need_duty(by, (CLERK,), division, cause.day)
    below = Q(division__startswith=scope(division))
    with transaction.atomic(), raw_cursor() as cursor:
        hold_plates(cursor, [one.pk for _plate, one in _standing(below)])
        changes, _never = changes_of(PlaceHistories(cursor), AS_RECORDED)
        moved = follow(cursor, changes)
        wanted = {one.pk for _plate, one in _standing(below)}
        entrances = Entrance.objects.filter(below).values_list("address", flat=True)
        wanted |= {one for one in entrances if one is not None}
        done = _bring(cause, sorted(wanted), ())
    return Followed(done.retired, done.applied, done.again, done.entrances, moved)


def hold_plates(cursor: psycopg.Cursor[Any], ids: Iterable[int]) -> None:
    """Hold the plates of addresses and places before these are written: a step of a plate takes them in that order too,
    for it tells its address what is seen there."""
    cursor.execute(HELD, {"ids": list(ids)})


def follow_act(cursor: psycopg.Cursor[Any], act: Act, number: int, ids: Iterable[int], without: set[int]) -> None:
    """Bring plates, signs and entrances in line with an act just recorded that touches their addresses and places, or
    that takes back the acts `without`."""
    row = cursor.execute("select entered_by, recorded_at from act where id = %s", (number,)).fetchone()
    assert row is not None
    cause = Cause(row[0], row[1], act.happened_on, number, without)
    fresh: Sequence[int] = ()
    if isinstance(act, AddressesNew) and act.reason == "built":
        fresh = [one.address for one in act.entries if one.address is not None and not one.foreign_id]
    elif isinstance(act, IntoNew) and Plate.objects.filter(address__in=act.subjects()).exclude(state__in=OVER).exists():
        fresh = [one.address for one in act.into if one.address is not None]
    _bring(cause, sorted(ids), fresh)


def _bring(cause: Cause, touched: Sequence[int], fresh: Sequence[int]) -> Followed:
    """Bring plates and entrances in line with the addresses and places touched; few of them have any."""
    plated = sorted({*_plated(touched), *fresh})
    rows = {pk: one for some in _some(plated) for pk, one in _bearers(some).items()}
    outdated = [
        (plate, rows[of], reason)
        for some in _some(plated)
        for plate in Plate.objects.filter(_of(some)).exclude(state__in=OVER).order_by("address", "named_place", "id")
        if (of := plate.belongs_to) in rows and of is not None and (reason := _outdated(plate, rows[of])) is not None
    ]
    retired = [_retirement(plate, one, reason, cause) for plate, one, reason in outdated]
    insert_steps(retired, by=cause.by, at=cause.now, act=cause.act)
    again = _restored(cause, rows)
    lacking = Counter(one.pk for _plate, one, _reason in outdated if not _is_over(one))
    lacking.subtract(of for one in again if (of := one.belongs_to) is not None)
    lacking |= Counter(one for one in fresh if isinstance(row := rows.get(one), Address) and row.level in PLATED)
    has_one = Plate.objects.filter(address__in=lacking).exclude(state__in=OVER).values_list("address", flat=True)
    wanted = [rows[one] for one in sorted(lacking.keys() - set(has_one))]
    as_many = [one for one in wanted for _each in range(lacking[one.pk] if isinstance(one, NamedPlace) else 1)]
    applied = _applied(as_many, cause)
    entrances = _entrances(cause, {pk: one for pk, one in rows.items() if isinstance(one, Address)})
    return Followed([one.plate for one in retired], applied, [one.pk for one in again], entrances)


def _of(ids: Sequence[int]) -> Q:
    """Plates that belong to these addresses and places."""
    return Q(address__in=ids) | Q(named_place__in=ids)


def _plated(ids: Sequence[int]) -> Iterable[int]:
    """Those addresses and places that have a plate or an entrance."""
    for some in _some(ids):
        plates = Plate.objects.filter(_of(some)).values_list("address", "named_place")
        entrances = Entrance.objects.filter(address__in=some).values_list("address")
        yield from (one for row in (*plates, *entrances) for one in row if one is not None)


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _retirement(plate: Plate, one: Bearer, reason: str, cause: Cause) -> Taken:
    """The end of a plate: on the day from which its address or place is written otherwise, or is no more."""
    day = max(one.ended_on or cause.day, plate.state_on or cause.day)
    return Taken(plate.pk, RETIRED, day, reason)


def _restored(cause: Cause, rows: Mapping[int, Bearer]) -> list[Plate]:
    """Let the plates stand again that an act retired which is taken back, where they say their address again: of an
    address the newest one, of a place all of its signs."""
    if not cause.without:
        return []
    ended = PlateEvent.objects.filter(act__in=cause.without, step=RETIRED).values_list("plate", flat=True)
    steps = newest_steps(ended)
    plates = [
        one for one in Plate.objects.filter(pk__in=steps, state=RETIRED).order_by("-id") if one.belongs_to in rows
    ]
    at = [one.address for one in plates]
    taken = set(Plate.objects.filter(address__in=at).exclude(state__in=OVER).values_list("address", flat=True))
    events, again = [], []
    for plate in plates:
        newest, before = steps[plate.pk]
        is_said = plate.belongs_to is not None and _outdated(plate, rows[plate.belongs_to]) is None
        if newest.act in cause.without and before is not None and is_said and plate.address not in taken:
            taken |= {plate.address} - {None}
            events.append(step_back(newest, before))
            again.append(plate)
    insert_steps(events, by=cause.by, at=cause.now, act=cause.act)
    return again


def _applied(wanted: Sequence[Bearer], cause: Cause) -> list[int]:
    """Apply for plates and signs whose text was approved with the change of their addresses and places."""
    made = insert_plates([plate_of(one, "", by=cause.by, now=cause.now) for one in wanted])
    insert_first_steps(made, first_steps(), on=cause.today, by=cause.by, at=cause.now, act=cause.act)
    return made


def _entrances(cause: Cause, rows: Mapping[int, Address]) -> int:
    """Let entrances follow their addresses; a number that an act took rests, unless that act is taken back."""
    changed: list[Entrance] = []
    rested: list[RetiredNumber] = []
    ended = RetiredNumber.objects.filter(act__in=cause.without, address__in=rows)
    given_back = set(ended.values_list("address", flat=True)) if cause.without else set()
    for some in _some(list(rows)):
        for one in Entrance.objects.filter(address__in=some).order_by("id"):
            assert one.address is not None
            address = rows[one.address]
            number, over = read_number(address.plate), _is_over(address)
            comes_back = one.state == DEMOLISHED and not over and one.address in given_back
            held = None if one.main is None else Number(one.main, one.suffix)
            if not comes_back and (one.state != STANDING or not (over or number not in (None, held))):
                continue
            if held is not None and one.address not in given_back:
                rested.append(_resting(one, held, address, cause))
            if over:
                one.state, one.gone_on = DEMOLISHED, address.ended_on or cause.day
            elif number is not None:
                one.state, one.gone_on, (one.main, one.suffix) = STANDING, None, number
            one.recorded_by, one.recorded_at = cause.by, cause.now
            changed.append(one)
    RetiredNumber.objects.bulk_create(rested, batch_size=BATCH)
    fields = ["state", "gone_on", "main", "suffix", "recorded_by", "recorded_at"]
    Entrance.objects.bulk_update(changed, fields, batch_size=BATCH)
    return len(changed)


def _resting(one: Entrance, number: Number, address: Address, cause: Cause) -> RetiredNumber:
    return RetiredNumber(
        street=one.street,
        main=number.main,
        suffix=number.suffix,
        since=address.ended_on or cause.day,
        reason=DEMOLITION if _is_over(address) else RENUMBERING,
        address=one.address,
        recorded_by=cause.by,
        recorded_at=cause.now,
        act=cause.act,
    )
