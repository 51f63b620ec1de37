"""What acts on addresses mean for plates and entrances: renamed, renumbered, ended, new (requirements A6, 3.13, 3.15).

An act brings its own: in its transaction a plate that shows another text, or whose address ends, is retired from the
day on which that takes effect, and an approved plate with the new text waits to be ordered; a door that was built, or
came of a split or a merger, gets its first one. An entrance takes its address's number, and the old one rests. What was
approved with the act needs nobody's approval again. Taking back the act takes these steps back, and the plates that
came with it end, however far they are.

`follow_changes` does the same for a division once more: for what was recorded before acts did it. To which division
plates belong is another matter: `places.following`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import psycopg
from django.db import transaction

from huangce.accounts.models import Officer
from huangce.places.folding import AS_RECORDED, changes_of
from huangce.places.following import follow
from huangce.places.history import PlaceHistories
from huangce.places.models import Address
from huangce.places.numbering_proposals import need_duty
from huangce.places.plate_back import event_back, newest_steps
from huangce.places.plate_life import BATCH, WITH_NUMBER, plate_of, text_of
from huangce.places.plate_models import Entrance, Plate, PlateEvent, RetiredNumber
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.acts.base import Act
from huangce.rules.acts.place_addresses import AddressesNew
from huangce.rules.acts.place_lineage import IntoNew
from huangce.rules.authority import scope
from huangce.rules.numbering import DEMOLISHED, STANDING, Number, read_number
from huangce.rules.plates import APPLIED, CLERK, DEMOLITION, OVER, RENAMING, RENUMBERING, RETIRED

# Addresses at whose door or building a plate hangs; a room has none.
PLATED: Final = ("plate", "building")
HELD: Final = "select id from plate where address = any(%s::bigint[]) order by id for update"


@dataclass(slots=True)
class Changed:
    """Addresses whose plates no longer say what they are, by reason of `rules.plates.REASONS`."""

    demolition: list[int] = field(default_factory=list)
    renaming: list[int] = field(default_factory=list)
    renumbering: list[int] = field(default_factory=list)


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
    """Return the addresses of a division whose plates are to be taken down or made anew; nothing is written."""
    found = Changed()
    for plate, address in _standing(division__startswith=scope(division)):
        if (reason := _outdated(plate, address)) is not None and (address.ended_on or on) <= on:
            getattr(found, reason).append(address.pk)
    return found


def _standing(**which: Any) -> list[tuple[Plate, Address]]:
    """Plates of addresses that are not over, with their address as it is decided to be."""
    plates = list(Plate.objects.filter(**which, address__isnull=False).exclude(state__in=OVER).order_by("address"))
    addresses = Address.objects.in_bulk([one.address for one in plates if one.address is not None])
    return [(one, addresses[one.address]) for one in plates if one.address in addresses]


def _outdated(plate: Plate, address: Address) -> str | None:
    """Why a plate does not say its address any more, None where it does."""
    if _is_over(address):
        return DEMOLITION if address.retired_by is not None or address.status == DEMOLISHED else RENUMBERING
    _kind, text = text_of(address)
    if plate.lines == text:
        return None
    return RENUMBERING if plate.lines[:1] == text[:1] else RENAMING


def _is_over(address: Address) -> bool:
    return address.retired_by is not None or address.ended_on is not None


def follow_changes(division: str, *, by: Officer, now: datetime) -> Followed:
    """Bring plates and entrances of a division in line with their addresses. Raises `NotAllowed`."""
    cause = Cause(by.pk, now, now.astimezone(OFFICE_TIME).date())
    need_duty(by, (CLERK,), division, cause.day)
    below = {"division__startswith": scope(division)}
    with transaction.atomic(), raw_cursor() as cursor:
        below_here = Plate.objects.filter(**below, address__isnull=False).values_list("address", flat=True)
        hold_plates(cursor, [one for one in below_here if one is not None])
        changes, _never = changes_of(PlaceHistories(cursor), AS_RECORDED)
        moved = follow(cursor, changes)
        wanted = {address.pk for _plate, address in _standing(**below)}
        entrances = Entrance.objects.filter(**below).values_list("address", flat=True)
        wanted |= {one for one in entrances if one is not None}
        done = _bring(cause, sorted(wanted), ())
    return Followed(done.retired, done.applied, done.again, done.entrances, moved)


def hold_plates(cursor: psycopg.Cursor[Any], addresses: Iterable[int]) -> None:
    """Hold the plates of addresses before these are written: a step of a plate takes them in that order too, for it
    tells its address what is seen there."""
    cursor.execute(HELD, (list(addresses),))


def follow_act(cursor: psycopg.Cursor[Any], act: Act, number: int, addresses: Iterable[int], without: set[int]) -> None:
    """Bring plates and entrances of addresses in line with an act just recorded that touches them, or that takes back
    the acts `without`."""
    row = cursor.execute("select entered_by, recorded_at from act where id = %s", (number,)).fetchone()
    assert row is not None
    cause = Cause(row[0], row[1], act.happened_on, number, without)
    fresh: Sequence[int] = ()
    if isinstance(act, AddressesNew) and act.reason == "built":
        fresh = [one.address for one in act.entries if one.address is not None and not one.foreign_id]
    elif isinstance(act, IntoNew) and Plate.objects.filter(address__in=act.subjects()).exclude(state__in=OVER).exists():
        fresh = [one.address for one in act.into if one.address is not None]
    _bring(cause, sorted(addresses), fresh)


def _bring(cause: Cause, touched: Sequence[int], fresh: Sequence[int]) -> Followed:
    """Bring plates and entrances in line with the addresses touched; few of them have any."""
    addresses = sorted({*_plated(touched), *fresh})
    rows = {one.pk: one for some in _some(addresses) for one in Address.objects.filter(pk__in=some)}
    outdated = [
        (plate, address, reason)
        for some in _some(addresses)
        for plate, address in _standing(address__in=some)
        if (reason := _outdated(plate, address)) is not None
    ]
    retired = [_retirement(plate, address, reason, cause) for plate, address, reason in outdated]
    PlateEvent.objects.bulk_create(retired, batch_size=BATCH)
    again = _restored(cause, rows)
    wanted = {address.pk for _plate, address, _reason in outdated if not _is_over(address)} | {
        one for one in fresh if one in rows and rows[one].level in PLATED
    }
    has_one = Plate.objects.filter(address__in=wanted).exclude(state__in=OVER).values_list("address", flat=True)
    applied = _applied([rows[one] for one in sorted(wanted - set(has_one))], cause)
    return Followed([one.plate for one in retired], applied, again, _entrances(cause, rows))


def _plated(addresses: Sequence[int]) -> Iterable[int]:
    """Those addresses that have a plate or an entrance."""
    for some in _some(addresses):
        plates = Plate.objects.filter(address__in=some).values_list("address", flat=True)
        entrances = Entrance.objects.filter(address__in=some).values_list("address", flat=True)
        yield from (one for one in (*plates, *entrances) if one is not None)


def _some(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _retirement(plate: Plate, address: Address, reason: str, cause: Cause) -> PlateEvent:
    """The end of a plate: on the day from which its address is written otherwise, or is no more."""
    day = max(address.ended_on or cause.day, plate.state_on or cause.day)
    said: dict[str, Any] = {"officer": cause.by, "at": cause.now, "act": cause.act, "reason": reason}
    return PlateEvent(plate=plate.pk, step=RETIRED, happened_on=day, **said)


def _restored(cause: Cause, rows: dict[int, Address]) -> list[int]:
    """Let the plates stand again that an act retired which is taken back, where they say their address again."""
    if not cause.without:
        return []
    ended = PlateEvent.objects.filter(act__in=cause.without, step=RETIRED).values_list("plate", flat=True)
    steps = newest_steps(ended)
    events, taken = [], set()
    for plate in Plate.objects.filter(pk__in=steps, address__in=rows, state=RETIRED).order_by("-id"):
        newest, before = steps[plate.pk]
        is_said = plate.address is not None and _outdated(plate, rows[plate.address]) is None
        if newest.act in cause.without and before is not None and is_said and plate.address not in taken:
            taken.add(plate.address)
            events.append(event_back(newest, before, words="", by=cause.by, now=cause.now, act=cause.act))
    standing = set(Plate.objects.filter(address__in=taken).exclude(state__in=OVER).values_list("address", flat=True))
    home = {plate.pk: plate.address for plate in Plate.objects.filter(pk__in=[one.plate for one in events])}
    events = [one for one in events if home[one.plate] not in standing]
    PlateEvent.objects.bulk_create(events, batch_size=BATCH)
    return [one.plate for one in events]


def _applied(addresses: Sequence[Address], cause: Cause) -> list[int]:
    """Apply for plates whose text was approved with the change of their addresses."""
    plates = [plate_of(one, "", by=cause.by, now=cause.now) for one in addresses]
    made = Plate.objects.bulk_create(plates, batch_size=BATCH)
    said: dict[str, Any] = {"officer": cause.by, "at": cause.now, "act": cause.act, "happened_on": cause.today}
    for step in (APPLIED, "numbered", "approved"):
        words = WITH_NUMBER if step == "approved" else ""
        PlateEvent.objects.bulk_create(
            [PlateEvent(plate=one.pk, step=step, words=words, **said) for one in made], batch_size=BATCH
        )
    return [one.pk for one in made]


def _entrances(cause: Cause, rows: dict[int, Address]) -> int:
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
