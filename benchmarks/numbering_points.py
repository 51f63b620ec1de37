"""Score the numbers proposed for doors of which nothing is known but where they stand: straight streets and bent ones.

    python -m benchmarks.numbering_points [--streets 40] [--seed 1] [--keep DIR]

Streets are laid out straight, round a corner, in an S, and as a ring, with doors on both sides every fifteen metres,
numbered by the rule. Of each street a twentieth of the doors lose their number (it is known which), a twentieth have no
entrance at all, never two neighbours of a side, and every point is wrong by some metres. They are taken as a survey of
points and numbers alone, without sides or ways, so that the search has to find both; the last rows have the line of
each street as well, which is the best that can be had. A proposal is right if it is the number that was taken away.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from benchmarks.register import home, table
from huangce.rules.numbering.chainage import METRES, Point
from tests.rules.numbering.test_bend import LENGTHS, Course, corner, point, ring, snake

VILLAGE, COUNTY = "990101001001", "990101"
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
STEP, WIDE, SHARE = 15.0, 9.0, 0.05
NOISES = (0.0, 3.0, 8.0)
SCHEME = f'[[schemes]]\ndivision = "{COUNTY}"\nfrom = 2018-01-01\ndocument = "x"\nodd_side = "left"\n'


def straight(way: float) -> tuple[float, float, float]:
    """A street to the north-east."""
    return way * math.cos(0.4), way * math.sin(0.4), 0.4


SHAPES: dict[str, tuple[Course, float]] = {
    "straight": (straight, 600.0),
    "corner": (corner, LENGTHS[corner]),
    "S": (snake, LENGTHS[snake]),
    "ring": (ring, LENGTHS[ring]),
}


@dataclass
class Kind:
    """Streets of one shape whose points are wrong by so many metres: what was taken away, and what was proposed."""

    shape: str
    noise: float
    has_line: bool = False
    taken: int = 0
    proposed: int = 0
    right: int = 0
    how: dict[str, int] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--streets", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    given = parser.parse_args()
    with home(given.keep):
        score(given.streets, given.seed)


def score(streets: int, seed: int) -> None:
    """Survey the streets, propose numbers, and compare."""
    from django.db import transaction

    from huangce.accounts import officers
    from huangce.places.numbering_proposals import propose_missing
    from huangce.places.numbering_schemes import record_schemes
    from huangce.places.numbering_survey import Seen, draw_street, take_survey
    from huangce.places.plate_models import Entrance, NumberedStreet, PlateProposal
    from huangce.rules.numbering import Number, read_schemes

    clerk = officers.add("bench", "Bench", on=date(2015, 1, 1))
    officers.grant(clerk, "address_clerk", COUNTY, by=None, on=date(2015, 1, 1))
    record_schemes(read_schemes(SCHEME), by=clerk, now=NOW)
    rng = random.Random(seed)
    kinds = [Kind(shape, noise) for shape in SHAPES for noise in NOISES] + [
        Kind(shape, noise, has_line=True) for shape in SHAPES for noise in NOISES[1:]
    ]
    truth: dict[tuple[str, float, float], tuple[Kind, int]] = {}
    rows: list[Seen] = []
    for kind in kinds:
        for at in range(streets):
            name = f"{kind.shape}{kind.noise}{'有线' if kind.has_line else ''}{at}路"
            for number, is_known, where in doors(kind, rng):
                longitude, latitude = round(where[0], 7), round(where[1], 7)
                text = f"{number}号" if is_known else ""
                rows.append(Seen(len(rows) + 2, VILLAGE, name, number=text, longitude=longitude, latitude=latitude))
                if not is_known:
                    truth[name, longitude, latitude] = kind, number
    with transaction.atomic():
        take_survey(rows, source="bench", by=clerk, now=NOW)
    for kind in kinds:
        for at in range(streets if kind.has_line else 0):
            course, length = SHAPES[kind.shape]
            line = [point(course, length * part / 60, 0.0) for part in range(61)]
            draw_street(VILLAGE, f"{kind.shape}{kind.noise}有线{at}路", line, by=clerk, now=NOW)
    propose_missing(COUNTY.ljust(12, "0"), by=clerk, now=NOW)
    names = dict(NumberedStreet.objects.values_list("id", "name"))
    entrances = Entrance.objects.in_bulk(list(PlateProposal.objects.values_list("entrance", flat=True)))
    for one in PlateProposal.objects.all():
        stands = entrances[one.entrance]
        assert stands.longitude is not None
        assert stands.latitude is not None
        kind, number = truth[names[one.street], stands.longitude, stands.latitude]
        kind.proposed += one.main is not None
        kind.right += one.main is not None and Number(one.main, one.suffix) == Number(number)
        kind.how[stands.chainage_from] = kind.how.get(stands.chainage_from, 0) + 1
    table(
        f"{streets} streets of each kind, {len(rows):,} doors",
        ("street", "points wrong by (m)", "known by", "numbers taken away", "proposed", "right", "precision", "recall"),
        [told(one) for one in kinds],
    )


def doors(kind: Kind, rng: random.Random) -> Iterator[tuple[int, bool, Point]]:
    """The doors of a street that stand: number, whether it is on the wall, and where somebody measured it."""
    course, length = SHAPES[kind.shape]
    last = 2 * int(length // STEP) - 2
    changed = [0, 0]
    for number in range(1, last + 1):
        may = 4 < number < last - 4 and number - changed[number % 2] > 4
        fate = rng.random() if may else 1.0
        if fate < 2 * SHARE:
            changed[number % 2] = number
        if SHARE < fate < 2 * SHARE:
            continue
        is_known = fate > SHARE
        kind.taken += not is_known
        way = (number - 1) / 2 * STEP + rng.uniform(-2, 2)
        east, north = rng.gauss(0, kind.noise), rng.gauss(0, kind.noise)
        x, y = point(course, way, WIDE if number % 2 else -WIDE)
        yield number, is_known, (x + east / (METRES * math.cos(math.radians(y))), y + north / METRES)


def told(kind: Kind) -> tuple[Any, ...]:
    """A row of the table."""
    how = "line" if kind.has_line else ", ".join(sorted(kind.how))
    precision = f"{kind.right / kind.proposed:.3f}" if kind.proposed else "-"
    return (
        kind.shape,
        kind.noise,
        how,
        kind.taken,
        kind.proposed,
        kind.right,
        precision,
        f"{kind.right / kind.taken:.3f}",
    )


if __name__ == "__main__":
    main()
