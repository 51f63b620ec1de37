"""Numbering schemes as recorded: added to and never changed, so that it stays known why a number is as it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.places.folding import AS_RECORDED, changes_of
from huangce.places.history import PlaceHistories
from huangce.places.plate_models import NumberingScheme
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.division_changes import division_on
from huangce.rules.numbering import Scheme, scheme_for, scheme_of
from huangce.rules.numbering.scheme import AS_DRAWN, UNSIDED
from huangce.rules.plates import CLERK


@dataclass(frozen=True, slots=True)
class Recorded:
    """A scheme as recorded, with the id that proposals cite."""

    id: int
    scheme: Scheme


def record_schemes(schemes: list[Scheme], *, by: Officer, now: datetime) -> list[int]:
    """Record versions of schemes. Raises `NotAllowed` unless the officer numbers addresses in all their divisions."""
    on = now.astimezone(OFFICE_TIME).date()
    for one in schemes:
        authority.require_duty(by, duty=CLERK, on=on, division=one.division.ljust(12, "0"))
    with transaction.atomic():
        return [
            NumberingScheme.objects.create(
                division=one.division,
                street=one.street,
                valid_from=one.valid_from,
                document=one.document,
                rule=json.dumps(table_of(one), ensure_ascii=False, default=str),
                recorded_by=by.pk,
                recorded_at=now,
            ).pk
            for one in schemes
        ]


def table_of(one: Scheme) -> dict[str, Any]:
    """Return a scheme as a table of a file of schemes: `rules.numbering.scheme_of` reads it again."""
    table: dict[str, Any] = {
        "division": one.division or "00",
        "street": one.street,
        "from": one.valid_from,
        "document": one.document,
        "origin": AS_DRAWN if one.origin == (AS_DRAWN,) else list(one.origin),
        "odd_side": one.odd_side or UNSIDED,
        "mode": one.mode,
        "start": one.start,
        "skip": sorted(one.skip),
        "skip_reason": one.skip_reason,
        "suffix": one.suffix,
        "rest_years": one.rest_years,
    }
    return table | ({"until": one.valid_to} if one.valid_to else {}) | ({"step_m": one.step_m} if one.step_m else {})


def recorded_schemes() -> list[Recorded]:
    """Return all schemes that stand: of the same division, street and first day, the one recorded last.

    A scheme goes on with its division under the code that this has now.
    """
    latest: dict[tuple[str, str, date], Recorded] = {}
    with raw_cursor() as cursor:
        changes, _never = changes_of(PlaceHistories(cursor), AS_RECORDED)
    for row in NumberingScheme.objects.order_by("id"):
        table = json.loads(row.rule)
        for name in ("from", "until"):
            if name in table:
                table[name] = date.fromisoformat(table[name])
        found = scheme_of(table)
        found = replace(found, division=division_on(found.division, changes, date.max))
        latest[found.division, found.street, found.valid_from] = Recorded(row.pk, found)
    return list(latest.values())


def chooser(on: date) -> Callable[[str, str], Recorded | None]:
    """Return a function that gives the scheme of a street (its division's digits, its name) on a day, or None."""
    known = recorded_schemes()
    ids: Mapping[int, int] = {id(one.scheme): one.id for one in known}
    schemes = [one.scheme for one in known]

    def choose(division: str, street: str) -> Recorded | None:
        found = scheme_for(schemes, division, street, on)
        return None if found is None else Recorded(ids[id(found)], found)

    return choose
