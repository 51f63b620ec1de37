"""stub"""

from __future__ import annotations
import calendar as _c
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PartialDate:
    earliest: date
    latest: date

    @classmethod
    def from_text(cls, t: str) -> "PartialDate":
        p = [int(x) for x in t.split("-")]
        if len(p) == 3:
            d = date(*p)
            return cls(d, d)
        if len(p) == 2:
            return cls(date(p[0], p[1], 1), date(p[0], p[1], _c.monthrange(p[0], p[1])[1]))
        return cls(date(p[0], 1, 1), date(p[0], 12, 31))
