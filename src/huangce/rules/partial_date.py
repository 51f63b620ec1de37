"""Dates as registers hold them: whole, or only a year or a month.

Old registers know the birth of some people to the year only, and unknown parts must not be invented. A partial date
carries its bounds, so that comparing never pretends to know more. Written forms follow GB/T 7408.1-2023 (ISO
8601-1): 1980, 1980-05, 1980-05-03. How the many other forms are read is in `date_reading.py`.

>>> PartialDate(1980, 2).latest
datetime.date(1980, 2, 29)
>>> str(PartialDate.from_text("1980-05")), PartialDate.from_text("1980-05-03").is_whole
('1980-05', True)
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from huangce.rules.problems import InvalidValue, problem

EARLIEST_YEAR = 1800
LATEST_YEAR = 2100
_TEXT = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of which the day, or the day and the month, may be unknown. Raises InvalidValue when it cannot exist."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not EARLIEST_YEAR <= self.year <= LATEST_YEAR:
            raise InvalidValue(problem("date-out-of-range"))
        if self.month is None:
            if self.day is not None:
                raise InvalidValue(problem("date-impossible"))
        elif not 1 <= self.month <= 12 or not 1 <= (self.day or 1) <= monthrange(self.year, self.month)[1]:
            raise InvalidValue(problem("date-impossible"))

    @classmethod
    def from_text(cls, text: str) -> PartialDate:
        """Return the date written 1980, 1980-05 or 1980-05-03. Raises InvalidValue."""
        match = _TEXT.fullmatch(text)
        if match is None:
            raise InvalidValue(problem("date-unreadable"))
        return cls(*(int(part) if part else None for part in match.groups()))  # type: ignore[arg-type]

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return the whole date."""
        return cls(day.year, day.month, day.day)

    @property
    def is_whole(self) -> bool:
        """Year, month and day are known."""
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)
