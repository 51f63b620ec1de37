"""What a department may deliver: no list is read without a recorded agreement, and no field outside it.

An agreement names purpose, legal ground, fields, frequency, retention, what goes back and a contact: requirements
G23 and part 6 item 8; Personal Information Protection Law, articles 6 (minimum for the purpose), 13 and 34 (legal
ground of state organs). The office's own lists (register, residents, addresses) need none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from huangce.errors import NotAllowed, Unreadable
from huangce.exchange.formats import FORMATS, Format

# What may go back to the sender for each row; `registered` tells who is in the register and needs its own ground.
RETURNS = ("format", "matched", "registered", "registered_place", "cancelled", "decision")
LONGEST_RETENTION_MONTHS = 120


class AgreementInvalid(Unreadable):
    """The agreement {agreement} is not valid: {reason}."""

    code = "agreement-invalid"


class NoAgreement(NotAllowed):
    """There is no agreement for the list "{title}" ({kind}), so it is not read. Record one in agreements.toml first."""

    code = "no-agreement"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One recorded agreement, see the module.

    fields: canonical fields that may be read. returns: of `RETURNS`, what the sender may get back for each row.
    retention_months: after these the key of a delivery is destroyed.
    """

    kind: str
    supplier: str
    purpose: str
    legal_ground: str
    fields: tuple[str, ...]
    frequency: str
    retention_months: int
    returns: tuple[str, ...]
    contact: str

    def __post_init__(self) -> None:
        form = FORMATS.get(self.kind)
        if form is None:
            self._refuse(f"no list format {self.kind!r}; there are {', '.join(FORMATS)}")
            return
        if form.is_own:
            self._refuse(f"{self.kind} is the office's own list and needs no agreement")
        for name in ("supplier", "purpose", "legal_ground", "frequency", "contact"):
            if not getattr(self, name).strip():
                self._refuse(f"{name} is empty")
        if unknown := sorted(set(self.fields) - set(form.by_name)):
            self._refuse(f"the list has no field {', '.join(unknown)}")
        needed = [field.name for field in form.fields if field.need == "required"]
        if missing := [name for name in needed if name not in self.fields]:
            self._refuse(f"without {', '.join(missing)} no row can be used; add it to fields")
        if unknown := sorted(set(self.returns) - set(RETURNS)):
            self._refuse(f"returns knows {', '.join(RETURNS)}, not {', '.join(unknown)}")
        if not 1 <= self.retention_months <= LONGEST_RETENTION_MONTHS:
            self._refuse(f"retention_months must be 1 to {LONGEST_RETENTION_MONTHS}")

    def _refuse(self, reason: str) -> None:
        raise AgreementInvalid(agreement=self.kind, reason=reason)


def read_agreements(path: Path) -> dict[str, Agreement]:
    """Return the agreements of an `agreements.toml` by kind: tables `[[agreement]]`, or one table per kind.

    Raises `AgreementInvalid` for the first that is not valid.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AgreementInvalid(agreement=path.name, reason=str(error)) from error
    listed = content.get("agreement", content.get("agreements"))
    if not isinstance(listed, list):
        listed = [{"kind": kind, **entry} for kind, entry in content.items() if isinstance(entry, dict)]
    agreements: dict[str, Agreement] = {}
    for entry in listed:
        agreement = _agreement(entry, path.name)
        if agreement.kind in agreements:
            raise AgreementInvalid(agreement=agreement.kind, reason="there are two for this kind")
        agreements[agreement.kind] = agreement
    return agreements


def _agreement(entry: Any, file: str) -> Agreement:
    if not isinstance(entry, dict):
        raise AgreementInvalid(agreement=file, reason="each agreement is a table")
    label = str(entry.get("kind", file))
    names = {field.name for field in fields(Agreement)}
    if missing := sorted(names - set(entry)):
        raise AgreementInvalid(agreement=label, reason=f"it does not say {', '.join(missing)}")
    if unknown := sorted(set(entry) - names):
        raise AgreementInvalid(agreement=label, reason=f"nothing is called {', '.join(unknown)}")
    for name, value in entry.items():
        wanted: type = list if name in ("fields", "returns") else int if name == "retention_months" else str
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise AgreementInvalid(agreement=label, reason=f"{name} must be a {wanted.__name__}")
    values: dict[str, Any] = {
        name: tuple(map(str, value)) if isinstance(value, list) else value for name, value in entry.items()
    }
    return Agreement(**values)


def agreement_for(form: Format, agreements: Mapping[str, Agreement]) -> Agreement | None:
    """Return the agreement under which a list may be read; None for the office's own lists. Raises `NoAgreement`."""
    if form.is_own:
        return None
    if form.kind not in agreements:
        raise NoAgreement(kind=form.kind, title=form.title)
    return agreements[form.kind]


def allowed(form: Format, agreement: Agreement | None) -> tuple[str, ...]:
    """Return the canonical fields of a list that may be read: all of an own list, those of the agreement otherwise."""
    if form.is_own:
        return tuple(form.by_name)
    if agreement is None or agreement.kind != form.kind:
        raise NoAgreement(kind=form.kind, title=form.title)
    return tuple(name for name in form.by_name if name in agreement.fields)


def only_allowed(mapping: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return the part of a column mapping that may be read."""
    permitted = set(names)
    return {name: column for name, column in mapping.items() if name in permitted}
