"""The number of this installation, with which all its ids begin: number × 2^40 + local number.

8191 × 2^40 is the last block below 2^53, up to which JSON keeps whole numbers.
"""

from __future__ import annotations

import os

from huangce.errors import Unavailable

LAST = 8191


class BadInstallation(Unavailable):
    """HUANGCE_INSTALLATION is "{found}": give this installation's own whole number, from 1 to 8191."""

    code = "bad-installation"


def number() -> int:
    """Return the installation's number from the environment (default 1)."""
    found = os.environ.get("HUANGCE_INSTALLATION", "1").strip()
    if not found.isascii() or not found.isdigit() or not 1 <= int(found) <= LAST:
        raise BadInstallation(found=found)
    return int(found)
