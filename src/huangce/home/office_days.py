"""The periods that an office sets for itself, in days, in its environment: a table, and one way to read it.

What is under way keeps the day that it was given; only what begins later follows a setting that was changed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Final

from huangce.errors import Unavailable
from huangce.rules import ex_officio, referrals

YEAR: Final = 365


class OfficeDaysInvalid(Unavailable):
    """{setting} is "{given}": give whole days, from 1 to {most}."""

    code = "office-days-invalid"


@dataclass(frozen=True, slots=True)
class Period:
    """A setting of 1 to `most` days; `usual` where the environment says nothing."""

    setting: str
    usual: int
    most: int

    def days(self) -> int:
        """Return the office's days. Raises `OfficeDaysInvalid`."""
        given = os.environ.get(self.setting, str(self.usual)).strip()
        if not (given.isascii() and given.isdigit() and len(given) < 5 and 1 <= int(given) <= self.most):
            raise OfficeDaysInvalid(setting=self.setting, given=given[:20], most=self.most)
        return int(given)


PUBLIC_NOTICE: Final = Period("HUANGCE_PUBLIC_NOTICE_DAYS", ex_officio.PUBLIC_DAYS, ex_officio.MOST_PUBLIC_DAYS)
REFERRAL: Final = Period("HUANGCE_REFERRAL_DAYS", referrals.DUE_DAYS, referrals.MOST_DUE_DAYS)
REFERRAL_KEPT: Final = Period("HUANGCE_REFERRAL_KEPT_DAYS", referrals.KEPT_DAYS, YEAR)
SAMPLE_KEPT: Final = Period("HUANGCE_SAMPLE_KEPT_DAYS", YEAR, 10 * YEAR)
PERIODS: Final = (PUBLIC_NOTICE, REFERRAL, REFERRAL_KEPT, SAMPLE_KEPT)


def check() -> None:
    """Read every setting once. Raises `OfficeDaysInvalid`."""
    for one in PERIODS:
        one.days()
