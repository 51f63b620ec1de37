"""Whose figures a page shows: the division and the two days in its address, within what the officer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from huangce.accounts import authority
from huangce.matching.desk import scopes_of
from huangce.statistics.areas import digits_of
from huangce.statistics.board import Board, board
from huangce.web.frame.days import Days, days_of

VIEW = "figures"
DIGITS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """A division (12 digits, or "" for all that is held) and the days of a page."""

    division: str
    days: Days
    today: date

    @property
    def as_of(self) -> date:
        return self.days.as_of or self.today

    def query(self, **more: str) -> str:
        """Return what is asked for as it stands in an address, with "?" before it; "" for the usual."""
        given = {
            "division": self.division,
            "as_of": self.days.as_of.isoformat() if self.days.as_of else "",
            "as_known": self.days.as_known.isoformat() if self.days.as_known else "",
        }
        text = urlencode({name: value for name, value in (given | more).items() if value})
        return f"?{text}" if text else ""

    def board(self, *, afresh: bool = False) -> Board:
        """Return the figures that are asked for."""
        return board(as_of=self.as_of, as_known=self.days.as_known, division=self.division, afresh=afresh)


def asked_of(request: Any) -> Asked:
    """Read what is asked for; without a division, the officer's own.

    Raises `NotADivisionCode`, `NotAllowed`, `BadDay`.
    """
    scopes = scopes_of(request.grants, request.today, view=VIEW)
    given = request.GET.get("division", "").strip()
    days = days_of(request)
    division = authority.goes_on_as(digits_of(given), days.as_of or request.today) if given else ""
    if not division and "" not in scopes:
        division = scopes[0].ljust(DIGITS, "0")
    if division:
        authority.require_view(request.officer, view=VIEW, on=request.today, division=division)
    return Asked(division, days, request.today)
