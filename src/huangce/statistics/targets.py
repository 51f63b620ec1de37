"""Targets of indicators: which division, which time, how much, who says so. Data, never constants (requirements A8)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from huangce.errors import HuangceError, Unreadable
from huangce.home import paths
from huangce.rules.authority import Granted, carried_over
from huangce.rules.indicators import INDICATORS
from huangce.statistics.areas import digits_of

SHIPPED: Final = Path(__file__).parent / "targets.toml"
KEYS: Final[dict[str, tuple[type, ...]]] = {
    "indicators": (list,),
    "division": (str,),
    "from": (date,),
    "until": (date,),
    "at_least": (int, Decimal),
    "source": (str,),
}
DIGITS: Final = 12
OPTIONAL: Final = frozenset({"from", "until"})


class TargetsInvalid(Unreadable):
    """The targets in {file} cannot be used: {reason}."""

    code = "targets-invalid"


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator should reach (per cent, or a count) in a division from one day until another, both included."""

    indicator: str
    division: str
    since: date
    until: date
    at_least: Fraction
    source: str

    def holds(self, here: str, day: date, changes: Sequence[tuple[str, str, str]] = ()) -> bool:
        """Whether the target stands for the division with these digits on a day.

        It goes on with a division that got another code, as a grant does (`rules.authority.carried_over`); `changes`
        are those by that day.
        """
        if not self.since <= day <= self.until:
            return False
        if not (changes and here and self.division):
            return here.startswith(self.division)
        held = carried_over([Granted("", self.division.ljust(DIGITS, "0"), self.since)], changes)
        return any(one.holds(here.ljust(DIGITS, "0"), day) for one in held)


def all_targets() -> tuple[Target, ...]:
    """Return the office's own targets and then those that ship. Raises `TargetsInvalid`."""
    own = paths.home() / "targets.toml"
    files = [own, SHIPPED] if own.is_file() else [SHIPPED]
    return tuple(target for file in files for target in read_targets(file))


def read_targets(file: Path) -> list[Target]:
    """Return the targets in a TOML file. Raises `TargetsInvalid`."""
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise TargetsInvalid(file=file.name, reason=str(error)) from error
    rows = values.pop("targets", [])
    if values or not isinstance(rows, list):
        raise TargetsInvalid(file=file.name, reason="it may hold [[targets]] only")
    return [target for row in rows for target in _targets(file, row)]


def _targets(file: Path, row: Any) -> Iterable[Target]:
    if not isinstance(row, dict):
        raise TargetsInvalid(file=file.name, reason="a target must be a table")
    wrong = [name for name, kind in KEYS.items() if name in row and not isinstance(row[name], kind)]
    wrong += [name for name in KEYS if name not in row and name not in OPTIONAL]
    wrong += [name for name in row if name not in KEYS]
    if wrong:
        raise TargetsInvalid(file=file.name, reason=f"{', '.join(sorted(wrong))} of a target is missing or wrong")
    unknown = [str(one) for one in row["indicators"] if one not in INDICATORS]
    if unknown:
        raise TargetsInvalid(file=file.name, reason=f"there is no indicator {', '.join(unknown)}")
    try:
        division = digits_of(row["division"])
    except HuangceError as error:
        raise TargetsInvalid(file=file.name, reason=error.message) from error
    since, until = row.get("from", date.min), row.get("until", date.max)
    at_least = Fraction(row["at_least"])
    return [Target(one, division, since, until, at_least, row["source"]) for one in row["indicators"]]


def target_for(
    targets: Sequence[Target], indicator: str, here: str, day: date, *, changes: Sequence[tuple[str, str, str]] = ()
) -> Target | None:
    """Return the target that stands in a division on a day: the nearest division's, the first of several.

    changes: divisions that went on under another code by that day (`accounts.authority.successors`).
    """
    standing = [one for one in targets if one.indicator == indicator and one.holds(here, day, changes)]
    return max(standing, key=lambda one: len(one.division), default=None)
