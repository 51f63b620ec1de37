"""What a department may deliver: no list is read without a recorded agreement, and no field outside it.

Two offices may send lists of one kind (two hospitals, deaths in institutions): each has an agreement of its own, with
its own fields, returns and retention, told apart by its code.

An agreement names purpose, legal ground, fields, frequency, retention, what goes back and a contact: requirements
G23 and part 6 item 8; Personal Information Protection Law, articles 6 (minimum for the purpose), 13 and 34 (legal
ground of state organs). The office's own lists (register, residents, addresses) need none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn

from huangce.errors import NotAllowed, Unreadable
from huangce.exchange.feeds.table import FEEDS
from huangce.exchange.formats import FORMATS, Format

# What may go back to the sender for each row; `registered` tells who is in the register and needs its own ground.
RETURNS = ("format", "matched", "registered", "registered_place", "cancelled", "decision")
LONGEST_RETENTION_MONTHS = 120
LONGEST_ANSWER_DAYS = 365


class AgreementInvalid(Unreadable):
    """The agreement {agreement} is not valid: {reason}."""

    code = "agreement-invalid"


class AgreementUnclear(NotAllowed):
    """Several offices deliver the list "{title}" ({kind}): say under which agreement it comes: {codes}."""

    code = "agreement-unclear"


class NoAgreement(NotAllowed):
    """There is no agreement for the list "{title}" ({kind}), so it is not read. Record one in agreements.toml first."""

    code = "no-agreement"


@dataclass(frozen=True, slots=True)
class Agreement:
    """One recorded agreement, see the module.

    fields: canonical fields that may be read. returns: of `RETURNS`, what the sender may get back for each row.
    retention_months: after these the key of a delivery is destroyed. code: what it is called, the kind of list unless
    another office has an agreement on that kind.
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
    code: str = ""

    def __post_init__(self) -> None:
        form = FORMATS.get(self.kind)
        if form is None:
            _refuse(self.kind, f"no list format {self.kind!r}; there are {', '.join(FORMATS)}")
        if form.is_own:
            _refuse(self.kind, f"{self.kind} is the office's own list and needs no agreement")
        if not self.code:
            object.__setattr__(self, "code", self.kind)
        if self.code != self.kind:
            _need_code(self.code)
        _need_words(self, "supplier", "purpose", "legal_ground", "frequency", "contact")
        if unknown := sorted(set(self.fields) - set(form.by_name)):
            _refuse(self.code, f"the list has no field {', '.join(unknown)}")
        needed = [field.name for field in form.fields if field.need == "required"]
        if missing := [name for name in needed if name not in self.fields]:
            _refuse(self.code, f"without {', '.join(missing)} no row can be used; add it to fields")
        if unknown := sorted(set(self.returns) - set(RETURNS)):
            _refuse(self.code, f"returns knows {', '.join(RETURNS)}, not {', '.join(unknown)}")
        _need_between(self, "retention_months", LONGEST_RETENTION_MONTHS)

    @property
    def direction(self) -> str:
        """Lists come in under it."""
        return "in"


@dataclass(frozen=True, slots=True)
class FeedAgreement:
    """An agreement under which an office follows a feed: who is told what, why, on what ground, and answers by when.

    fields: of `FEEDS[feed].fields`, what an entry says. answer_days: within these after an entry was sealed the office
    says what it did with it. retention_months: how long it may keep what it was told (a duty of the receiver).
    """

    code: str
    feed: str
    recipient: str
    purpose: str
    legal_ground: str
    fields: tuple[str, ...]
    frequency: str
    retention_months: int
    answer_days: int
    contact: str

    def __post_init__(self) -> None:
        _need_code(self.code)
        feed = FEEDS.get(self.feed)
        if feed is None:
            _refuse(self.code, f"no feed {self.feed!r}; there are {', '.join(FEEDS)}")
        _need_words(self, "recipient", "purpose", "legal_ground", "frequency", "contact")
        if unknown := sorted(set(self.fields) - set(feed.fields)):
            _refuse(self.code, f"the feed has no field {', '.join(unknown)}")
        if not self.fields:
            _refuse(self.code, "it names no field")
        _need_between(self, "retention_months", LONGEST_RETENTION_MONTHS)
        _need_between(self, "answer_days", LONGEST_ANSWER_DAYS)

    @property
    def direction(self) -> str:
        """A feed goes out under it."""
        return "out"


CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


def _refuse(agreement: str, reason: str) -> NoReturn:
    raise AgreementInvalid(agreement=agreement, reason=reason)


def _need_code(code: str) -> None:
    if not CODE.fullmatch(code) or code in FORMATS:
        _refuse(code[:40], "its code has 2 to 40 small letters, digits and hyphens, and names no kind of list")


def _need_words(agreement: Agreement | FeedAgreement, *names: str) -> None:
    for name in names:
        if not getattr(agreement, name).strip():
            _refuse(agreement.code, f"{name} is empty")


def _need_between(agreement: Agreement | FeedAgreement, name: str, most: int) -> None:
    if not 1 <= getattr(agreement, name) <= most:
        _refuse(agreement.code, f"{name} must be 1 to {most}")


def read_agreements(path: Path) -> dict[str, Agreement]:
    """Return the agreements of an `agreements.toml` by code: tables `[[agreement]]`, or one table per kind.

    Raises `AgreementInvalid` for the first that is not valid, and for a second with the same code.
    """
    agreements: dict[str, Agreement] = {}
    for agreement in read_all(path):
        if isinstance(agreement, FeedAgreement):
            continue
        if agreement.code in agreements:
            raise AgreementInvalid(
                agreement=agreement.code, reason="there are two; two offices with one kind need a code each"
            )
        agreements[agreement.code] = agreement
    return agreements


def read_all(path: Path) -> list[Agreement | FeedAgreement]:
    """Return every agreement of a file; one that names a `feed` is of a feed. Raises `AgreementInvalid`."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AgreementInvalid(agreement=path.name, reason=str(error)) from error
    listed = content.get("agreement", content.get("agreements"))
    if not isinstance(listed, list):
        listed = [{"kind": kind, **entry} for kind, entry in content.items() if isinstance(entry, dict)]
    return [agreement_of(entry, path.name) for entry in listed]


def agreement_of(entry: Any, file: str = "") -> Agreement | FeedAgreement:
    """Return an agreement from plain values, every one of them named but a list's code. Raises `AgreementInvalid`."""
    if not isinstance(entry, dict):
        raise AgreementInvalid(agreement=file, reason="each agreement is a table")
    chosen = FeedAgreement if "feed" in entry else Agreement
    label = str(entry.get("code", entry.get("kind", file)))
    names = {field.name for field in fields(chosen)}
    if missing := sorted(names - set(entry) - {field.name for field in fields(chosen) if field.default == ""}):
        raise AgreementInvalid(agreement=label, reason=f"it does not say {', '.join(missing)}")
    if unknown := sorted(set(entry) - names):
        raise AgreementInvalid(agreement=label, reason=f"nothing is called {', '.join(unknown)}")
    for name, value in entry.items():
        wanted: type = list if name in LISTS else int if name in NUMBERS else str
        if not isinstance(value, (list, tuple) if wanted is list else wanted) or isinstance(value, bool):
            raise AgreementInvalid(agreement=label, reason=f"{name} must be a {wanted.__name__}")
    values: dict[str, Any] = {name: tuple(map(str, value)) if name in LISTS else value for name, value in entry.items()}
    return chosen(**values)


LISTS, NUMBERS = ("fields", "returns"), ("retention_months", "answer_days")


def agreement_for(form: Format, agreements: Mapping[str, Agreement], *, words: str = "") -> Agreement | None:
    """Return the agreement under which a list may be read; None for the office's own lists.

    words: the names of file and sheet and the titles: where several offices deliver the kind, the one named there has
    delivered it. Raises `NoAgreement`, `AgreementUnclear`.
    """
    if form.is_own:
        return None
    found = [one for one in agreements.values() if one.kind == form.kind]
    if not found:
        raise NoAgreement(kind=form.kind, title=form.title)
    if len(found) > 1:
        named = [one for one in found if one.supplier in words]
        longest = max((len(one.supplier) for one in named), default=0)  # 县医院 stands within 邻县医院
        found = [one for one in named if len(one.supplier) == longest] or found
    if len(found) > 1:
        codes = "、".join(f"{one.supplier}（{one.code}）" for one in found)
        raise AgreementUnclear(kind=form.kind, title=form.title, codes=codes)
    return found[0]


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
