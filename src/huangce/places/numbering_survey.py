"""Entrances of a division: from the address register, from a survey in the field, with their way along the street.

An address says that a door has a number; a survey says that a door is there, numbered or not. Both become entrances of
a numbered street: a thoroughfare of a town, or the group of a village. How the way was found is kept with it: `given`
by the survey, projected on the `line` of the street, found beside its `neighbours`, or counted by `numbers` alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, TypeAlias

import psycopg
from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import Problem, Refused, Where
from huangce.places.numbering_schemes import chooser
from huangce.places.plate_models import Entrance, NumberedStreet, RetiredNumber
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.authority import scope
from huangce.rules.numbering import DEMOLISHED, STANDING, STATES, Number, Scheme, read_number
from huangce.rules.numbering.axis import Door, by_position
from huangce.rules.numbering.chainage import Point, along, beside_doors, by_numbers, oriented
from huangce.rules.numbering.scheme import SIDES
from huangce.rules.plates import CLERK, DEMOLITION

TOWN: Final = 9
SURVEYED: Final = ("given", "line")
# What a survey says of an entrance that is known.
SAID: Final = (
    "division", "entered_in", "side", "state", "gone_on", "chainage", "chainage_from", "main", "suffix", "address",
    "longitude", "latitude", "source", "recorded_by", "recorded_at",
)  # fmt: skip
Spot: TypeAlias = tuple[str, float, float]
Known: TypeAlias = tuple[int, int | Number | None, Spot | None]
# Doors of the address register that no entrance stands for yet: the first address of each.
NEW_DOORS: Final = """
    select min(a.id), a.division, a.street, a.village_group, a.plate, min(a.longitude), min(a.latitude)
    from address a left join entrance e on e.address = a.id
    where a.retired_by is null and (a.ended_on is null or a.ended_on > current_date) and a.plate is not null
        and (a.street is not null or a.village_group is not null)
        and a.division like %(below)s
    group by a.division, a.village_group, a.street, a.plate having count(e.id) = 0 order by 1
"""
# A numbered street is called as its thoroughfare is, unless another street is called so already.
RENAMED: Final = """
    update numbered_street s set name = p.name from named_place p
    where p.id = s.thoroughfare and s.name <> p.name and p.retired_by is null
        and not exists (select 1 from numbered_street o where o.division = s.division and o.name = p.name)
"""
KNOWN_PLACES: Final = """
    update numbered_street s set thoroughfare = p.id from named_place p
    where s.id = any(%s) and s.thoroughfare is null and p.place_kind = 'thoroughfare' and p.retired_by is null
        and p.name = s.name and left(p.division, 9) = s.division
"""
MEASURED: Final = """
    update entrance e set chainage = n.chainage, chainage_from = n.chainage_from, side = n.side
    from unnest(%s::bigint[], %s::float8[], %s::text[], %s::text[]) n (id, chainage, chainage_from, side)
    where n.id = e.id
"""


class BadSurvey(Refused):
    """No row of the survey could be taken: {reason}."""

    code = "bad-survey"


@dataclass(frozen=True, slots=True)
class Seen:
    """A row of a survey: an entrance as somebody saw it. `number` is as written on the wall; `row` is its place."""

    row: int
    division: str
    street: str = ""
    group: str = ""
    side: str = ""
    chainage: float | None = None
    number: str = ""
    state: str = STANDING
    gone_on: date | None = None
    longitude: float | None = None
    latitude: float | None = None
    address: int | None = None


@dataclass(slots=True)
class Surveyed:
    """What became of a survey."""

    streets: int = 0
    entrances: int = 0
    unreadable: int = 0
    problems: tuple[Problem, ...] = ()


def street_key(division: str, street: str | None, group: str | None) -> tuple[str, str]:
    """Return the division and the name under which a door's numbers run: the town's street, the village's group."""
    return (division[:TOWN], street) if street else (division, group or "")


def survey_addresses(division: str, *, by: Officer, now: datetime) -> Surveyed:
    """Make entrances of the doors of the address register that have none; returns how many. Raises `NotAllowed`."""
    authority.require_duty(by, duty=CLERK, on=now.astimezone(OFFICE_TIME).date(), division=division)
    done = Surveyed()
    with transaction.atomic(), raw_cursor() as cursor:
        rows = cursor.execute(NEW_DOORS, {"below": f"{scope(division)}%"}).fetchall()
        streets = _streets(cursor, (street_key(row[1], row[2], row[3]) for row in rows))
        made = []
        for address, village, street, group, plate, longitude, latitude in rows:
            number = read_number(plate)
            if number is None:
                done.unreadable += 1
                continue
            made.append(
                Entrance(
                    street=streets[street_key(village, street, group)],
                    division=village,
                    chainage=0.0,
                    chainage_from="numbers",
                    main=number.main,
                    suffix=number.suffix,
                    address=address,
                    longitude=longitude,
                    latitude=latitude,
                    source=f"address:{plate}",
                    recorded_by=by.pk,
                    recorded_at=now,
                )
            )
        Entrance.objects.bulk_create(made, batch_size=2000)
        touched = {one.street for one in made}
        measure(cursor, touched, now.astimezone(OFFICE_TIME).date())
    done.entrances, done.streets = len(made), len(touched)
    return done


def take_survey(rows: Sequence[Seen], *, source: str, by: Officer, now: datetime) -> Surveyed:
    """Take the rows of a survey as entrances.

    A row of an entrance that is known (by its address, its number on the street, or, for one without a number, its
    place) says how it stands now. Rows that cannot be taken are problems. Raises `BadSurvey`, `NotAllowed`.
    """
    on = now.astimezone(OFFICE_TIME).date()
    problems = [Problem("survey-row", "error", why, Where(row=row.row)) for row in rows for why in _wrong(row)]
    wrong = {one.where.row for one in problems}
    good = [row for row in rows if row.row not in wrong]
    if not good:
        raise BadSurvey(reason=problems[0].message if problems else "it has no rows")
    for division in sorted({row.division for row in good}):
        authority.require_duty(by, duty=CLERK, on=on, division=division)
    with transaction.atomic(), raw_cursor() as cursor:
        streets = _streets(cursor, (_key(row) for row in good))
        known = _known(set(streets.values()))
        for row in good:
            street = streets[_key(row)]
            number = read_number(row.number)
            one = _held(known, street, row, number) or Entrance(street=street, chainage=0.0, chainage_from="numbers")
            _say(one, row, number, source=source, by=by, now=now)
            one.save(update_fields=SAID if one.pk else None)
            if one.state == DEMOLISHED and number is not None:
                _retire(one, number, by, now)
        measure(cursor, set(streets.values()), on)
    return Surveyed(len(streets), len(good), 0, tuple(problems))


def _key(row: Seen) -> tuple[str, str]:
    return street_key(row.division, row.street, row.group)


def _wrong(row: Seen) -> Iterable[str]:
    if not (row.division.isascii() and row.division.isdigit() and len(row.division) == 12):
        yield "the division is a village's code of 12 digits"
    if not (row.street or row.group):
        yield "the street, or the group of a village, is missing"
    if row.side not in ("", *SIDES):
        yield f"the side is {' or '.join(SIDES)}, or empty"
    if row.state not in STATES:
        yield f"the state is one of {', '.join(STATES)}"
    if row.number and read_number(row.number) is None:
        yield "the number is none that a plate can show"
    if row.chainage is None and (row.longitude is None or row.latitude is None) and not row.number:
        yield "an entrance without a number needs its way along the street or its point"
    if row.chainage is not None and not 0 <= row.chainage <= 200_000:
        yield "the way along the street is from 0 to 200,000 metres"
    if row.longitude is not None and not (-180 <= row.longitude <= 180 and -90 <= (row.latitude or 0) <= 90):
        yield "the point is no longitude and latitude in degrees"


def _say(one: Entrance, row: Seen, number: Number | None, *, source: str, by: Officer, now: datetime) -> None:
    one.division, one.entered_in, one.state, one.gone_on = row.division, None, row.state, row.gone_on
    one.side = row.side or one.side
    if row.chainage is not None:
        one.chainage, one.chainage_from = row.chainage, "given"
    one.main, one.suffix = (number.main, number.suffix) if number else (None, 0)
    one.address = row.address or one.address
    if row.longitude is not None and row.latitude is not None:
        one.longitude, one.latitude = row.longitude, row.latitude
    one.source, one.recorded_by, one.recorded_at = source, by.pk, now


def _retire(one: Entrance, number: Number, by: Officer, now: datetime) -> None:
    RetiredNumber.objects.create(
        street=one.street,
        main=number.main,
        suffix=number.suffix,
        since=one.gone_on,
        reason=DEMOLITION,
        address=one.address,
        recorded_by=by.pk,
        recorded_at=now,
    )


def _held(known: Mapping[Known, Entrance], street: int, row: Seen, number: Number | None) -> Entrance | None:
    """The entrance that a row is about, if it is known."""
    keys = ((row.address, None), (number, None), (None, _spot(row.side, row.chainage, row.longitude, row.latitude)))
    found = (known.get((street, what, spot)) for what, spot in keys if what is not None or spot is not None)
    return next((one for one in found if one is not None), None)


def _known(streets: set[int]) -> dict[Known, Entrance]:
    """The standing entrances of some streets, by address, by number, and those without a number by their place."""
    found: dict[Known, Entrance] = {}
    for one in Entrance.objects.filter(street__in=streets).exclude(state=DEMOLISHED).order_by("-id"):
        if one.main is not None:
            found[one.street, Number(one.main, one.suffix), None] = one
        else:
            given = one.chainage if one.chainage_from == "given" else None
            found[one.street, None, _spot(one.side, given, one.longitude, one.latitude)] = one
        if one.address is not None:
            found[one.street, one.address, None] = one
    return found


def _spot(side: str, chainage: float | None, longitude: float | None, latitude: float | None) -> Spot | None:
    """Where an entrance is, to a metre: by its point, else by its way and side."""
    if longitude is not None and latitude is not None:
        return "", round(longitude, 5), round(latitude, 5)
    return None if chainage is None else (side, round(chainage), 0.0)


def _streets(cursor: psycopg.Cursor[Any], keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """The ids of streets, made where there are none, with the thoroughfares that they are."""
    wanted = sorted(set(keys))
    cursor.execute(RENAMED)
    NumberedStreet.objects.bulk_create(
        [NumberedStreet(division=division, name=name) for division, name in wanted],
        ignore_conflicts=True,
        batch_size=2000,
    )
    divisions = sorted({division for division, _ in wanted})
    found = NumberedStreet.objects.filter(division__in=divisions).values_list("division", "name", "id")
    ids = {(division, name): pk for division, name, pk in found}
    cursor.execute(KNOWN_PLACES, (list(ids.values()),))
    return {key: ids[key] for key in wanted}


def draw_street(division: str, name: str, line: Sequence[Point], *, by: Officer, now: datetime) -> int:
    """Keep the line of a street and measure its entrances along it; returns the street. Raises `NotAllowed`."""
    on = now.astimezone(OFFICE_TIME).date()
    authority.require_duty(by, duty=CLERK, on=on, division=division)
    if len(line) < 2 or any(not (-180 <= lon <= 180 and -90 <= lat <= 90) for lon, lat in line):
        raise BadSurvey(reason=f"the line of {name} needs two points of longitude and latitude")
    with transaction.atomic(), raw_cursor() as cursor:
        key = (division[:TOWN], name)
        street = _streets(cursor, [key])[key]
        NumberedStreet.objects.filter(pk=street).update(line=[part for point in line for part in point])
        measure(cursor, {street}, on)
    return street


def measure(cursor: psycopg.Cursor[Any], streets: set[int], on: date) -> None:
    """Find the way along their street of all entrances whose way was not given."""
    choose = chooser(on)
    lines = {one.pk: one for one in NumberedStreet.objects.filter(pk__in=streets)}
    mine: Mapping[int, list[Entrance]] = defaultdict(list)
    for one in Entrance.objects.filter(street__in=streets).order_by("id"):
        mine[one.street].append(one)
    changed: list[Entrance] = []
    for street, entrances in mine.items():
        held = choose(lines[street].division, lines[street].name)
        scheme = None if held is None else held.scheme
        flat = lines[street].line
        if flat:
            points = list(zip(flat[::2], flat[1::2], strict=True))
            changed += _by_line(oriented(points, scheme.origin if scheme else ()), entrances)
        else:
            measured = list(_by_neighbours(scheme, entrances))
            _by_axis(scheme, entrances)
            changed += measured
    columns = zip(*((one.pk, one.chainage, one.chainage_from, one.side) for one in changed), strict=True)
    if changed:
        cursor.execute(MEASURED, [list(column) for column in columns])


def _by_line(line: Sequence[Point], entrances: Iterable[Entrance]) -> Iterable[Entrance]:
    for one in entrances:
        point = _point(one)
        if point is not None and one.chainage_from != "given":
            place = along(line, point)
            one.chainage, one.chainage_from = round(place.chainage, 2), "line"
            one.side = one.side or place.side
            yield one


def _by_neighbours(scheme: Scheme | None, entrances: Sequence[Entrance]) -> Iterable[Entrance]:
    free = [one for one in entrances if one.chainage_from != "given"]
    numbered = [one for one in free if one.main is not None]
    ways = by_numbers([(_number(one), _point(one)) for one in numbered])
    for one, way in zip(numbered, ways, strict=True):
        one.chainage, one.chainage_from = round(way, 2), "numbers"
        yield one
    doors = [(_number(one), _point(one), one.chainage) for one in entrances if one.main is not None]
    for one in free:
        point = _point(one)
        if one.main is not None or point is None:
            continue
        found = beside_doors(doors, point, sided=scheme is None or scheme.odd_side is not None)
        if found is None:
            continue
        one.chainage, one.chainage_from = round(found[0], 2), "neighbours"
        if scheme is not None and scheme.odd_side is not None and not one.side:
            one.side = scheme.odd_side if found[1] else SIDES[SIDES[0] == scheme.odd_side]
        yield one


def _by_axis(scheme: Scheme | None, entrances: Sequence[Entrance]) -> None:
    """Where the points of the doors show a straight street, count the ways on it instead."""
    if any(one.chainage_from == "given" for one in entrances):
        return
    known = enumerate(entrances)
    doors = [Door(at, None if one.main is None else _number(one), _point(one)) for at, one in known]
    found = by_position(doors)
    if found is None:
        return
    ways, ends = found
    length = max(ways.values())
    begins_low = oriented(ends, scheme.origin if scheme else ()) == list(ends)
    for at, way in ways.items():
        one = entrances[at]
        one.chainage = round(way if begins_low else length - way, 2)
        one.chainage_from = "numbers" if _point(one) is None else "axis"


def _number(one: Entrance) -> Number:
    assert one.main is not None
    return Number(one.main, one.suffix)


def _point(one: Entrance) -> Point | None:
    return None if one.longitude is None or one.latitude is None else (one.longitude, one.latitude)
