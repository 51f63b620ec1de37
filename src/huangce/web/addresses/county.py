"""The county that an officer works in: it completes what an address leaves out."""

from __future__ import annotations

from django.http import HttpRequest

from huangce.rules.authority import EVERYWHERE


def county_of(request: HttpRequest) -> str:
    """The county that completes what an address leaves out: that of the officer's first grant."""
    own = [grant.division for grant in request.grants if grant.division != EVERYWHERE]  # type: ignore[attr-defined]
    return str(own[0][:6]) if own and own[0][4:6] != "00" else ""
