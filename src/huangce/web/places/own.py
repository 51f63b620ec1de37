"""Which division a list of the address register is of: the one asked for, or the first of the officer's own."""

from __future__ import annotations

from typing import Any

from huangce.accounts.authority import require_view
from huangce.rules.authority import ROLES
from huangce.web.places.browse import VIEW, division_asked


def chosen_division(request: Any) -> str:
    """Return the division that the address names, else the first of the own ones. Raises `NotAllowed`."""
    division = division_asked(request)
    if not division:
        held = {
            one.division for one in request.grants if VIEW in ROLES[one.role].views and one.holds(None, request.today)
        }
        division = min(one.ljust(12, "0") for one in held)
        require_view(request.officer, view=VIEW, on=request.today, division=division)
    return division
