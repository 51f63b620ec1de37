"""Addresses of households and residences as they are written on the day of the page.

A record keeps the text that was registered; where it cites a standard address, the page shows how that one is written
on the day, for a street that was renamed is no move. What was registered stands beside it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from huangce.places.queries import rendering_of
from huangce.rules.state import Record
from huangce.web.frame.days import Days


def written(record: Record, request: Any, days: Days) -> str:
    """Return the address of a household or of a residence as it is written on the day of the page."""
    group = "household" if record.is_household else "residence"
    cited = record.number(group, "address_id")
    text = record.text(group, "address")
    if cited is None:
        return text
    day: date = days.as_of or request.today
    return rendering_of((cited,), on=day).get(cited, text)
