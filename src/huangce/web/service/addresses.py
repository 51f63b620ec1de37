"""The address service for departments (notice 002 三(五)3, A10): look up, resolve, standardise.

Addresses are no personal data: any bearer of a token may ask for them, and nothing here tells who lives anywhere. What
changed is followed by a feed of address changes, see `feeds`.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from django.http import HttpResponse

from huangce.accounts import authority
from huangce.addressing import parse_many
from huangce.errors import Refused, Unreadable
from huangce.places import queries, resolving
from huangce.places.matching import match_address, written_so
from huangce.places.store import SEGMENTS
from huangce.register.locks import raw_cursor
from huangce.web.addresses.county import county_of
from huangce.web.service.bearers import bearers, data

MOST: Final = 10_000
LARGEST: Final = 8 << 20  # bytes
LONGEST: Final = 300  # characters of a text that is looked up


class NoDay(Refused):
    """{name} is a day, written like 2025-06-30."""

    code = "no-day"


class NoText(Refused):
    """`text` is an address of 1 to {longest} characters."""

    code = "no-address-text"


class NoTexts(Unreadable):
    """Send a JSON list of at most {most} texts."""

    code = "no-address-texts"


@bearers("GET")
def look_up(request: Any) -> HttpResponse:
    """Say which addresses a text means on a day: by what it ever was, else by what is most like it."""
    text = request.GET.get("text", "").strip()
    if not 0 < len(text) <= LONGEST:
        raise NoText(longest=LONGEST)
    on, county = _day(request), _county(request)
    found = resolving.resolve(text, on=on, county=county)
    told: dict[str, Any] = asdict(found) | {"on": on.isoformat(), "match": None}
    if not found.answers:
        with raw_cursor() as cursor:
            told["match"] = asdict(match_address(cursor, text, on=on, county=county))
    return data(told)


@bearers("GET")
def by_id(request: Any, record: int) -> HttpResponse:
    """Give an address by its id: how it is written on a day, its parts and names, and what was before and after."""
    on = _day(request)
    lineage = queries.lineage_of(record)
    row = lineage.address
    return data(
        {
            "address": row.id,
            "on": on.isoformat(),
            "standard": queries.rendering_of([row.id], on=on)[row.id],
            "division": row.division,
            "segments": {name: getattr(row, name) for name in SEGMENTS},
            "status": "taken_back" if row.retired_by is not None else row.status,
            "begun_on": row.begun_on,
            "ended_on": row.ended_on,
            "certified_on": row.certified_on,
            "longitude": row.longitude,
            "latitude": row.latitude,
            "geometry_kind": row.geometry_kind,
            "names": [asdict(one) for one in lineage.names],
            "before": [asdict(one) for one in lineage.before],
            "after": [asdict(one) for one in lineage.after],
        }
    )


@bearers("POST")
def standardise(request: Any) -> HttpResponse:
    """Give each text of a list its standard form, and the addresses that are written so; same order and count."""
    try:
        texts = json.loads(request.read(LARGEST))
    except (ValueError, RecursionError) as error:
        raise NoTexts(most=MOST) from error
    if not isinstance(texts, list) or len(texts) > MOST or not all(isinstance(one, str) for one in texts):
        raise NoTexts(most=MOST)
    read = parse_many(texts, default_division=_county(request) or None) if texts else []
    with raw_cursor() as cursor:
        known = written_so(cursor, {one.key for one in read}, on=_day(request))
    return data([one.to_dict() | {"addresses": known.get(one.key, [])} for one in read])


def _day(request: Any) -> date:
    text = request.GET.get("on", "")
    if not text:
        return request.today  # type: ignore[no-any-return]
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise NoDay(name="on") from error


def _county(request: Any) -> str:
    """The county that completes a text: the one asked for, else that of the liaison officer of the token."""
    given = str(request.GET.get("county", ""))
    if len(given) == 6 and given.isascii() and given.isdigit():
        return given
    request.grants = authority.grants_of(request.bearer.officer, request.today)
    return county_of(request)
