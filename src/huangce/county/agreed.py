"""The agreements of this office: which departments may deliver what.

They are recorded on their page or with `huangce agreements`; until one of a kind is, the file `agreements.toml` of the
home counts (the demo's stands in its county's folder), whose form is that of a folder of lists.
"""

from __future__ import annotations

from pathlib import Path

from huangce.exchange import agreement_store
from huangce.exchange.agreements import Agreement, read_agreements
from huangce.home import paths

FILE = "agreements.toml"


def file() -> Path | None:
    """Return the file of the recorded agreements, None where there is none yet."""
    home = paths.home()
    return next((one for one in (home / FILE, home / "demo" / "county" / FILE) if one.is_file()), None)


def given() -> dict[str, Agreement]:
    """Return the agreements of the file by kind of list. Raises `AgreementInvalid`."""
    found = file()
    return read_agreements(found) if found is not None else {}


def standing() -> dict[str, Agreement]:
    """Return the agreements under which lists may be read now, by kind. Raises `AgreementInvalid`."""
    return agreement_store.deliveries(given())
