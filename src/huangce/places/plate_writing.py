"""Write plates and their steps many at once: an act on a street brings them by the ten thousand.

One statement each, from arrays, instead of objects one by one. With the steps of many plates in one statement the
database works out once what they leave the plates as, and what is seen at their addresses.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

from huangce.places.plate_models import Plate
from huangce.register.locks import raw_cursor

PLATES: Final = """
    insert into plate (
        plate_kind, division, address, named_place, lines, spec, place_kind, replaces, made_by, made_at
    )
    select kind, division, address, named_place, lines::jsonb, spec, place_kind, replaces, made_by, %(made_at)s
    from unnest(
        %(kind)s::text[], %(division)s::text[], %(address)s::bigint[], %(named_place)s::bigint[], %(lines)s::text[],
        %(spec)s::text[], %(place_kind)s::text[], %(replaces)s::bigint[], %(made_by)s::bigint[]
    ) with ordinality as p (
        kind, division, address, named_place, lines, spec, place_kind, replaces, made_by, at
    ) order by at returning id
"""
# What is said besides of a step that is taken one by one is empty.
_EVENT: Final = """
    insert into plate_event (
        plate, step, happened_on, officer, at, reason, words, takes_back, act, batch, spec, photo,
        photo_without_persons, installer
    )
"""
STEPS: Final = f"""
    {_EVENT}
    select plate, step, happened_on, %(by)s, %(at)s, reason, words, takes_back, %(act)s, '', '', '', false, ''
    from unnest(
        %(plate)s::bigint[], %(step)s::text[], %(happened_on)s::date[], %(reason)s::text[], %(words)s::text[],
        %(takes_back)s::bigint[]
    ) with ordinality as e (plate, step, happened_on, reason, words, takes_back, place) order by place
"""
FIRST_STEPS: Final = f"""
    {_EVENT}
    select plate, step, %(on)s, %(by)s, %(at)s, '', words, null, %(act)s, '', '', '', false, ''
    from unnest(%(plates)s::bigint[]) with ordinality as p (plate, place)
    cross join unnest(%(steps)s::text[], %(words)s::text[]) with ordinality as s (step, words, ordinal)
    order by place, ordinal
"""


class Taken(NamedTuple):
    """A step of a plate on a day, with the reason or the words that it needs; or the step that takes one back."""

    plate: int
    step: str
    happened_on: date
    reason: str = ""
    words: str = ""
    takes_back: int | None = None


def insert_plates(plates: Sequence[Plate]) -> list[int]:
    """Store plates that are made at one moment; return their ids in order."""
    if not plates:
        return []
    told = {
        "kind": [one.plate_kind for one in plates],
        "lines": [json.dumps(one.lines, ensure_ascii=False) for one in plates],
        "made_at": plates[0].made_at,
        **{name: [getattr(one, name) for one in plates] for name in OF_PLATES},
    }
    with raw_cursor() as cursor:
        return [row[0] for row in cursor.execute(PLATES, told).fetchall()]


OF_PLATES: Final = ("division", "address", "named_place", "spec", "place_kind", "replaces", "made_by")


def insert_steps(taken: Sequence[Taken], *, by: int, at: datetime, act: int | None = None) -> None:
    """Store steps of plates in order, by an officer's id; `act` is the act on places that brought them."""
    if taken:
        columns = dict(zip(Taken._fields, map(list, zip(*taken, strict=True)), strict=True))
        with raw_cursor() as cursor:
            cursor.execute(STEPS, {**columns, "by": by, "at": at, "act": act})


def insert_first_steps(
    plates: Sequence[int], steps: Sequence[tuple[str, str]], *, on: date, by: int, at: datetime, act: int | None = None
) -> None:
    """Store the first steps of plates, each with its words, all on one day."""
    if plates:
        names, words = (list(column) for column in zip(*steps, strict=True))
        told = {"plates": list(plates), "steps": names, "words": words, "on": on, "by": by, "at": at, "act": act}
        with raw_cursor() as cursor:
            cursor.execute(FIRST_STEPS, told)
