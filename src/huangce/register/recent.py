"""What an officer recorded last: the acts made by hand, without loads."""

from __future__ import annotations

from datetime import datetime

from huangce.accounts.models import Officer
from huangce.register.models import Act


def recorded_since(officer: Officer, since: datetime, *, limit: int = 10) -> list[Act]:
    """Return the acts that an officer recorded since a moment, the latest first; acts of loads are not among them."""
    rows = Act.objects.filter(recorded_at__gte=since, entered_by=officer.pk, batch__isnull=True)
    return list(rows.order_by("-recorded_at", "-id")[:limit])
