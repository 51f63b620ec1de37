"""Draw a sample of the register, and draw it again to see that it is the same.

The list is fixed before anybody sees it: of a day, as known at a position of the sealed log, by a seed that comes from
the newest signed head, so that nobody chose it, or that an officer gave, which every page says. What was drawn stays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Literal

import psycopg
from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.register.locks import raw_cursor
from huangce.register.models import SealHead
from huangce.register.record import OFFICE_TIME
from huangce.register.seal import seal
from huangce.rules import authority as rules
from huangce.rules import sampling
from huangce.rules.authority import EVERYWHERE
from huangce.rules.sampling import FRAMES, REGISTERED
from huangce.statistics import residents, stock
from huangce.statistics.areas import digits_of
from huangce.statistics.as_known import Known, known_at
from huangce.statistics.samples.models import Sample, SampleLine
from huangce.statistics.samples.values import said_of
from huangce.statistics.stock import UNKNOWN

DRAWERS: Final = ("set_targets", "decide_findings")  # duties of `rules.DUTIES`, of which one is enough
MOST: Final = 20_000
DUE_DAYS: Final = 30
MOST_DUE_DAYS: Final = 365


Seed = Literal["seal", "given", "headless", "altered"]
# What a draw that was repeated found out about its seed.
SEEDS: Final[Mapping[Seed, str]] = {
    "seal": "The seed is that of the signed head.",
    "given": "The seed was given by an officer.",
    "headless": "The signed head is not kept here: whether the seed is its own cannot be said.",
    "altered": "The seed is NOT THAT OF THE SIGNED HEAD, and the sample does not say that an officer gave it.",
}


class UnknownFrame(Refused):
    """{frame} is no population to draw from: use one of {known}."""

    code = "sample-unknown-frame"


class SampleSizeInvalid(Refused):
    """{given} is no size of a sample: it has 1 to {most} persons."""

    code = "sample-size-invalid"


class SampleDaysInvalid(Refused):
    """A sample is of a day that is not to come, and is due from today on, within 365 days."""

    code = "sample-days-invalid"


class NothingToDraw(Refused):
    """The sealed register holds nobody of division {division} on {day} to draw from."""

    code = "sample-nothing-to-draw"


class NoSuchSample(NotFound):
    """There is no sample {sample}."""

    code = "no-such-sample"


@dataclass(frozen=True, slots=True)
class Repeated:
    """A draw that was repeated. `is_same`: everybody who is remembered was drawn again, in the same order.

    `forgotten`: how many lines do not say any more who was drawn. `seed`: whose it is, a key of `SEEDS`.
    """

    sample: int
    size: int
    forgotten: int
    is_same: bool
    seed: Seed

    @property
    def holds(self) -> bool:
        """Whether the list and its seed are what the sample says they are."""
        return self.is_same and self.seed != "altered"


def require_any(officer: Officer, duties: Sequence[str], *, division: str, on: date) -> str:
    """Return the first of some duties that the officer has in a division (its digits).

    Raises `NotAllowed` for the one that they have elsewhere, or the first.
    """
    place = division.ljust(len(EVERYWHERE), "0")
    grants = authority.grants_of(officer, on)
    anywhere = [one for one in duties if rules.may_do(grants, one, on)]
    duty = next((one for one in anywhere if rules.may_do(grants, one, on, place)), (*anywhere, *duties)[0])
    authority.require_duty(officer, duty=duty, on=on, division=place)
    return duty


def sample_of(number: int) -> Sample:
    """Return a sample. Raises `NoSuchSample`."""
    found = Sample.objects.filter(pk=number).first()
    if found is None:
        raise NoSuchSample(sample=number)
    return found


def frame_size(
    frame: str, division: str, *, by: Officer, as_of: date | None = None, now: datetime | None = None
) -> int:
    """Return how many persons a draw would be from, as known now.

    Raises `UnknownFrame`, `NotADivisionCode`, `NotAllowed`.
    """
    today = (now or datetime.now(UTC)).astimezone(OFFICE_TIME).date()
    digits, day = _digits(division), as_of or today
    require_any(by, DRAWERS, division=digits, on=today)
    with transaction.atomic(), raw_cursor() as cursor:
        return len(frame_of(cursor, _need_frame(frame), digits, day, known_at(cursor, None, territory=day)))


def draw_sample(
    frame: str,
    division: str,
    size: int,
    *,
    by: Officer,
    as_of: date | None = None,
    due_on: date | None = None,
    seed: str = "",
    now: datetime | None = None,
) -> Sample:
    """Seal what is recorded, draw, and keep what was drawn; `seed`: words or 64 hexadecimal digits in place of the
    seal's.

    Raises `UnknownFrame`, `SampleSizeInvalid`, `SampleDaysInvalid`, `NothingToDraw`, `NotADivisionCode`, `NotAllowed`.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(OFFICE_TIME).date()
    day, due = as_of or today, due_on or today + timedelta(days=DUE_DAYS)
    digits = _digits(division)
    require_any(by, DRAWERS, division=digits, on=today)
    _need_frame(frame)
    if not 1 <= size <= MOST:
        raise SampleSizeInvalid(given=size, most=MOST)
    if day > today or not today <= due <= today + timedelta(days=MOST_DUE_DAYS):
        raise SampleDaysInvalid()
    head = seal(now=moment)
    if head is None:
        raise NothingToDraw(division=digits or EVERYWHERE, day=day)
    with transaction.atomic(), raw_cursor() as cursor:
        known = known_at(cursor, head.size, territory=day)
        villages = frame_of(cursor, frame, digits, day, known)
        if not villages:
            raise NothingToDraw(division=digits or EVERYWHERE, day=day)
        number = _next(cursor)
        chosen = sampling.seed_of(seed) if seed.strip() else seed_of_seal(head.root, number)
        drawn = sampling.draw(villages, size, chosen)
        said = said_of(cursor, drawn, frame, day, known)
        made = Sample.objects.create(
            pk=number,
            frame=frame,
            division=digits,
            as_of=day,
            position=head.size,
            seed=chosen.hex(),
            is_seed_given=bool(seed.strip()),
            size=size,
            villages=dict(sorted(Counter(villages.values()).items())),
            due_on=due,
            drawn_by=by.pk,
            drawn_at=moment,
        )
        SampleLine.objects.bulk_create(
            SampleLine(
                sample=number,
                ordinal=ordinal,
                record=record,
                village=villages[record],
                empty=sampling.missing(said.get(record, {}), day),
            )
            for ordinal, record in enumerate(drawn, start=1)
        )
    return made


def frame_of(cursor: psycopg.Cursor[Any], frame: str, digits: str, as_of: date, known: Known) -> dict[int, str]:
    """Return person → village of everybody of a frame and division at the end of a day, as known."""
    if frame != REGISTERED:
        return {one: lies for one, lies in residents.usual(cursor, as_of, known) if lies.startswith(digits)}
    counted = stock.stock(cursor, as_of, known)
    if not counted.is_known:
        return {}
    inside = [village for village in counted.counted if village.startswith(digits)] if digits else None
    rows = stock.records(cursor, as_of, known, villages=inside)
    return {record: village for record, village, status in rows if status != UNKNOWN}


def seed_of_seal(root: str, number: int) -> bytes:
    """Return the seed that a signed head gives to the sample of a number."""
    return sha256(f"huangce sample 1\n{root}\n{number}".encode()).digest()


def repeat(number: int, *, by: Officer, now: datetime | None = None) -> Repeated:
    """Draw a sample again from its day, position and seed. Raises `NoSuchSample`, `NotAllowed`."""
    sample = sample_of(number)
    require_any(by, DRAWERS, division=sample.division, on=(now or datetime.now(UTC)).astimezone(OFFICE_TIME).date())
    lines = list(SampleLine.objects.filter(sample=number).order_by("ordinal").values_list("record", flat=True))
    kept = [one for one in lines if one is not None]
    forgotten = len(lines) - len(kept)
    with transaction.atomic(), raw_cursor() as cursor:
        known = known_at(cursor, sample.position, territory=sample.as_of)
        villages = frame_of(cursor, sample.frame, sample.division, sample.as_of, known)
    drawn = sampling.draw(villages, sample.size, bytes.fromhex(sample.seed))
    remembered = set(kept)
    again = [one for one in drawn if one in remembered]
    # Who was erased since may be missing from the frame, and those drawn next then stand at the end.
    others = len(drawn[: drawn.index(kept[-1]) + 1]) - len(kept) if kept and again == kept else 0
    return Repeated(number, len(lines), forgotten, again == kept and others <= forgotten, whose_seed(sample))


def whose_seed(sample: Sample) -> Seed:
    """Return whose the seed of a sample is, a key of `SEEDS`."""
    if sample.is_seed_given:
        return "given"
    root = SealHead.objects.filter(pk=sample.position).values_list("root", flat=True).first()
    if root is None:
        return "headless"
    return "seal" if seed_of_seal(root, sample.pk).hex() == sample.seed else "altered"


def _digits(division: str) -> str:
    return digits_of(division) if division else ""


def _need_frame(frame: str) -> str:
    if frame not in FRAMES:
        raise UnknownFrame(frame=frame, known=", ".join(FRAMES))
    return frame


def _next(cursor: psycopg.Cursor[Any]) -> int:
    row = cursor.execute("select nextval(pg_get_serial_sequence('sample', 'id'))").fetchone()
    assert row is not None
    return int(row[0])
