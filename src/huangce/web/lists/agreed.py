"""The agreements of this office: which departments may deliver what, recorded in `agreements.toml` of the home.

The demo's stand in its county's folder. The form of the file is that of a folder of lists (see list-formats).
"""

from __future__ import annotations

from pathlib import Path

from huangce.exchange.agreements import Agreement, read_agreements
from huangce.home import paths

FILE = "agreements.toml"


def file() -> Path | None:
    """Return the file of the recorded agreements, None where there is none yet."""
    home = paths.home()
    return next((one for one in (home / FILE, home / "demo" / "county" / FILE) if one.is_file()), None)


def standing() -> dict[str, Agreement]:
    """Return the recorded agreements by kind of list. Raises `AgreementInvalid`."""
    recorded = file()
    return read_agreements(recorded) if recorded is not None else {}
