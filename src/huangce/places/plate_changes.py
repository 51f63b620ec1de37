"""What acts on addresses mean for entrances and plates: renamed, renumbered, demolished (requirements 3.13, 3.15).

Acts on addresses say nothing of plates. What hangs is compared with what the addresses are now: a plate that shows
another text is retired and applied for anew, one whose address ended is retired; an entrance takes its address's new
number, and the old one rests. Done twice it changes nothing the second time. To which division they belong needs nobody
to follow: the act on the division takes them along (`places.following`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
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
from huangce.places.plate_life import follow_addresses, text_of
from huangce.places.plate_models import Entrance, RetiredNumber
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.authority import scope
from huangce.rules.numbering import DEMOLISHED, Number, read_number
from huangce.rules.plates import CLERK, DEMOLITION, RENAMING, RENUMBERING

# Plates that are not over, with their address as it is decided to be.
STANDING: Final = """
    select p.address, p.lines, a.street, a.place, a.village_group, a.plate, a.building,
        a.retired_by is not null or a.ended_on <= %(on)s
    from plate p join address a on a.id = p.address
    where p.state not in ('replaced', 'retired') and p.division like %(below)s order by p.address
"""
ENTRANCES: Final = """
    select e.id, a.plate, a.retired_by is not null or a.ended_on <= %(on)s, a.ended_on
    from entrance e join address a on a.id = e.address
    where e.state = 'standing' and e.division like %(below)s order by e.id
"""


@dataclass(slots=True)
class Changed:
    """Addresses whose plates no longer say what they are, by reason of `rules.plates.REASONS`."""

    demolition: list[int] = field(default_factory=list)
    renaming: list[int] = field(default_factory=list)
    renumbering: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done: plates retired, plates applied for anew, entrances that got another number or are gone, and how
    many plates, entrances and proposals came from other divisions."""

    retired: list[int]
    applied: list[int]
    entrances: int
    moved: int


def changed_plates(division: str, *, on: date) -> Changed:
    """Return the addresses of a division whose plates are to be taken down or made anew; nothing is written."""
    with raw_cursor() as cursor:
        return _changed(cursor, division, on)


def _changed(cursor: psycopg.Cursor[Any], division: str, on: date) -> Changed:
    found = Changed()
    for address, lines, street, place, group, plate, building, is_over in cursor.execute(
        STANDING, {"below": f"{scope(division)}%", "on": on}
    ).fetchall():
        shown = json.loads(lines)
        as_now = Address(street=street, place=place, group=group, plate=plate, building=building)
        _kind, text = text_of(as_now)
        if is_over:
            found.demolition.append(address)
        elif shown != text:
            (found.renumbering if shown[:1] == text[:1] else found.renaming).append(address)
    return found


def follow_changes(division: str, *, by: Officer, now: datetime) -> Followed:
    """Retire plates that no longer say what their addresses are and apply for new ones. Raises `NotAllowed`."""
    on = now.astimezone(OFFICE_TIME).date()
    need_duty(by, (CLERK,), division, on)
    retired: list[int] = []
    applied: list[int] = []
    with transaction.atomic(), raw_cursor() as cursor:
        changes, _never = changes_of(PlaceHistories(cursor), AS_RECORDED)
        moved = follow(cursor, changes)
        found = _changed(cursor, division, on)
        reasons = ((DEMOLITION, found.demolition), (RENAMING, found.renaming), (RENUMBERING, found.renumbering))
        for reason, addresses in reasons:
            gone, again = follow_addresses(addresses, reason, by=by, now=now, anew=reason != DEMOLITION)
            retired += gone
            applied += again
        rows = cursor.execute(ENTRANCES, {"below": f"{scope(division)}%", "on": on}).fetchall()
        changed = _others(rows)
        others = sum(_follow(one, number, ended, over=over, by=by, now=now) for one, number, over, ended in changed)
    return Followed(retired, applied, others, moved)


def _others(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[Entrance, Number | None, bool, date | None]]:
    """The entrances whose address ended or has another number now."""
    wanted = {one: (read_number(plate), over, ended) for one, plate, over, ended in rows}
    for one in Entrance.objects.filter(pk__in=wanted).order_by("id"):
        number, over, ended = wanted[one.pk]
        held = None if one.main is None else Number(one.main, one.suffix)
        if over or (number is not None and number != held):
            yield one, number, bool(over), ended


def _follow(one: Entrance, number: Number | None, ended: date | None, *, over: bool, by: Officer, now: datetime) -> int:
    """Let an entrance follow its address; the number that it had rests."""
    on = now.astimezone(OFFICE_TIME).date()
    if one.main is not None:
        RetiredNumber.objects.create(
            street=one.street,
            main=one.main,
            suffix=one.suffix,
            since=ended if over and ended else on,
            reason=DEMOLITION if over else RENUMBERING,
            address=one.address,
            recorded_by=by.pk,
            recorded_at=now,
        )
    if over:
        one.state, one.gone_on = DEMOLISHED, ended or on
    elif number is not None:
        one.main, one.suffix = number
    one.recorded_by, one.recorded_at = by.pk, now
    one.save(update_fields=["state", "gone_on", "main", "suffix", "recorded_by", "recorded_at"])
    return 1
