"""How the doors of a division, or of one street, are numbered: 门楼牌编制管理办法 as dated data (notice 001 一(四)).

Places differ: Beijing numbers from the east and the north, the right side odd (DB11/T 856-2012), others from the west
and the south, the left side odd; some count doors, some metres. So nothing of it is a constant. No number is skipped
unless the scheme says which and why: leaving out 4, 13 and 14 is what the Beijing rule forbids by name.
"""

from __future__ import annotations

import itertools
import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from huangce.errors import Unreadable
from huangce.rules.authority import LEVELS, scope
from huangce.rules.numbering.numbers import FORMS, MOST, Number

SEQUENTIAL: Final = "sequential"
DISTANCE: Final = "distance"
MODES: Final = (SEQUENTIAL, DISTANCE)
SIDES: Final = ("left", "right")
UNSIDED: Final = "none"
# The end of a street at which numbers begin, for streets that run east to west and north to south; a street that is
# drawn from its beginning (a dead-end lane from its mouth) has "as_drawn".
AS_DRAWN: Final = "as_drawn"
ORIGINS: Final = ("east", "west", "north", "south", AS_DRAWN)
MOST_YEARS: Final = 100


class SchemeInvalid(Unreadable):
    """The numbering scheme{which} cannot be used: {reason}."""

    code = "scheme-invalid"


@dataclass(frozen=True, slots=True)
class Scheme:
    """One version of a scheme: where and since when it holds, and the rule.

    `division`: digits that its villages begin with; `street`: a street's name, "" for all. `odd_side` is the side of
    the odd numbers seen from the origin, None where numbers run on without sides (a village group, a one-sided lane).
    `step_m`: metres for one number, in distance mode. `skip`: numbers left out, with the reason in `skip_reason`.
    `rest_years`: how long a retired number is not given again.
    """

    division: str
    valid_from: date
    document: str
    street: str = ""
    valid_to: date | None = None
    origin: tuple[str, ...] = (AS_DRAWN,)
    odd_side: str | None = "left"
    mode: str = SEQUENTIAL
    step_m: float | None = None
    start: int = 1
    skip: frozenset[int] = field(default_factory=frozenset)
    skip_reason: str = ""
    suffix: str = "dash"
    rest_years: int = 5

    @property
    def stride(self) -> int:
        """By how much one door's number differs from the next on its side."""
        return 1 if self.odd_side is None else 2

    def holds(self, division: str, street: str, on: date) -> bool:
        """Whether it is a rule for a street of a division on a day."""
        return (
            division.startswith(self.division)
            and self.street in ("", street)
            and self.valid_from <= on
            and (self.valid_to is None or on < self.valid_to)
        )

    def wants_odd(self, side: str) -> bool | None:
        """Whether numbers on a side are odd; None where sides do not matter or the side is not known."""
        return None if self.odd_side is None or side not in SIDES else side == self.odd_side

    def first(self, *, odd: bool | None) -> int:
        """Return the lowest main number of a side."""
        return self.start if odd is None or self.start % 2 == odd else self.start + 1

    def at(self, chainage: float, *, odd: bool | None) -> int:
        """Return the number that the distance asks for: round(chainage / step), moved to the parity of the side.

        >>> by_metres = Scheme("99", date(2018, 1, 1), "x", mode="distance", step_m=2.0)
        >>> by_metres.at(24.2, odd=False), by_metres.at(24.2, odd=True), by_metres.at(0, odd=False)
        (12, 13, 2)
        """
        exact = chainage / (self.step_m or 1.0)
        nearest = math.floor(exact + 0.5)
        if odd is not None and nearest % 2 != odd:
            nearest += 1 if exact >= nearest else -1
        return max(nearest, self.first(odd=odd))

    def strays(self, number: Number, chainage: float) -> bool:
        """Whether a number of distance mode stands further from its place than two neighbours can push it."""
        return abs(number.main * (self.step_m or 1.0) - chainage) > 3 * self.stride * (self.step_m or 1.0)


NEEDED: Final = frozenset({"division", "from", "document"})
KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    "division": (str,),
    "street": (str,),
    "from": (date,),
    "until": (date,),
    "document": (str,),
    "origin": (list, str),
    "odd_side": (str,),
    "mode": (str,),
    "step_m": (int, float),
    "start": (int,),
    "skip": (list,),
    "skip_reason": (str,),
    "suffix": (str,),
    "rest_years": (int,),
}


def read_schemes(text: str) -> list[Scheme]:
    """Return the schemes of a TOML file, [[schemes]] tables with the keys of `KINDS`. Raises `SchemeInvalid`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SchemeInvalid(which="", reason=f"this is no TOML: {error}") from error
    rows = values.pop("schemes", None)
    if values or not isinstance(rows, list) or not rows:
        raise SchemeInvalid(which="", reason="the file holds [[schemes]] tables, at least one, and nothing else")
    schemes = [scheme_of(row, which=f" {i}") for i, row in enumerate(rows, start=1)]
    need_apart(schemes)
    return schemes


def scheme_of(row: Any, *, which: str = "") -> Scheme:
    """Return the scheme that a table says, with `division` as digits of 2 to 12 places. Raises `SchemeInvalid`."""
    if not isinstance(row, dict):
        raise SchemeInvalid(which=which, reason="it must be a table")
    for reason in _wrong(row):
        raise SchemeInvalid(which=which, reason=reason)
    code, origin, odd = row["division"], row.get("origin", AS_DRAWN), row.get("odd_side", "left")
    step = row.get("step_m")
    return Scheme(
        division=scope(code),
        street=row.get("street", ""),
        valid_from=row["from"],
        valid_to=row.get("until"),
        document=row["document"].strip(),
        origin=(origin,) if isinstance(origin, str) else tuple(origin),
        odd_side=None if odd == UNSIDED else odd,
        mode=row.get("mode", SEQUENTIAL),
        step_m=None if step is None else float(step),
        start=row.get("start", 1),
        skip=frozenset(row.get("skip", ())),
        skip_reason=row.get("skip_reason", "").strip(),
        suffix=row.get("suffix", "dash"),
        rest_years=row.get("rest_years", 5),
    )


def _wrong(row: Mapping[str, Any]) -> Iterable[str]:
    """Yield what is wrong with a table, the first thing first."""
    yield from (f"{name} is not a key of a scheme" for name in row if name not in KINDS)
    yield from (f"{name} is missing" for name in sorted(NEEDED - row.keys()))
    for name, value in row.items():
        if not isinstance(value, KINDS[name]) or isinstance(value, bool):
            yield f"{name} is of the wrong kind"
    if not (row["division"].isascii() and row["division"].isdigit() and len(row["division"]) in LEVELS):
        yield "division is a code of 2, 4, 6, 9 or 12 digits"
    if not row["document"].strip():
        yield "document names the rule that it carries out"
    if "until" in row and row["until"] <= row["from"]:
        yield "until is not after from"
    if row.get("odd_side", "left") not in (*SIDES, UNSIDED):
        yield f"odd_side is one of {', '.join((*SIDES, UNSIDED))}"
    if row.get("mode", SEQUENTIAL) not in MODES:
        yield f"mode is one of {', '.join(MODES)}"
    if row.get("suffix", "dash") not in FORMS:
        yield f"suffix is one of {', '.join(FORMS)}"
    yield from _wrong_origin(row.get("origin", AS_DRAWN))
    yield from _wrong_numbers(row)


def _wrong_origin(origin: Any) -> Iterable[str]:
    ends = [origin] if isinstance(origin, str) else origin
    axes = [{"east": 0, "west": 0, "north": 1, "south": 1}.get(end, 2) for end in ends if end in ORIGINS]
    if len(axes) < len(ends) or not axes or len(set(axes)) < len(axes) or (2 in axes and len(axes) > 1):
        yield f"origin is one of {', '.join(ORIGINS)}, or one end of each direction such as east and north"


def _wrong_numbers(row: Mapping[str, Any]) -> Iterable[str]:
    by_distance = row.get("mode", SEQUENTIAL) == DISTANCE
    if by_distance != ("step_m" in row):
        yield "step_m, the metres for one number, belongs to mode distance and to no other"
    if by_distance and not (0 < row["step_m"] <= 1000):
        yield "step_m is more than 0 and at most 1000 metres"
    if not 1 <= row.get("start", 1) <= MOST:
        yield "start is a number from 1"
    if not 0 <= row.get("rest_years", 5) <= MOST_YEARS:
        yield f"rest_years is from 0 to {MOST_YEARS}"
    skip = row.get("skip", [])
    if any(isinstance(one, bool) or not isinstance(one, int) or not 1 <= one <= MOST for one in skip):
        yield "skip is a list of numbers"
    if bool(skip) != bool(row.get("skip_reason", "").strip()):
        yield "no number is skipped without skip_reason, and there is no reason without numbers"


def need_apart(schemes: Iterable[Scheme]) -> None:
    """Raise `SchemeInvalid` if two schemes of the same division and street begin on the same day."""
    ordered = sorted(schemes, key=lambda one: (one.division, one.street, one.valid_from))
    for one, after in itertools.pairwise(ordered):
        if (one.division, one.street, one.valid_from) == (after.division, after.street, after.valid_from):
            where = f" of {one.division or 'everywhere'} {one.street}".rstrip()
            raise SchemeInvalid(which=where, reason=f"two versions begin on {one.valid_from}")


def scheme_for(schemes: Iterable[Scheme], division: str, street: str, on: date) -> Scheme | None:
    """Return the scheme of a street on a day: its own before its division's, the nearest division's, the latest."""
    standing = [one for one in schemes if one.holds(division, street, on)]
    return max(standing, key=lambda one: (bool(one.street), len(one.division), one.valid_from), default=None)
