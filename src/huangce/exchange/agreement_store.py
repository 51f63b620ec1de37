"""Agreements as the office recorded them: entered, amended by a new version, ended; the former versions stay.

What a file of agreements (`agreements.toml`) says counts until an agreement with that code is recorded here.
Requirements G23: no exchange without an agreement row; part 5: yearly review, so each is due a year after its latest
version.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.exchange.agreements import Agreement, AgreementInvalid, FeedAgreement, agreement_of
from huangce.exchange.formats import described
from huangce.exchange.formats.described import FormatInvalid
from huangce.exchange.models import AgreementVersion
from huangce.home import paths
from huangce.register.locks import raw_cursor
from huangce.rules.periods import add_months

DUTY: Final = "keep_agreements"
OFFICE_TIME = ZoneInfo("Asia/Shanghai")
REVIEW_MONTHS: Final = 12
LONGEST_REASON: Final = 500
LOCK: Final = 0x41677265  # versions of agreements are numbered one at a time: "Agre"


class NoSuchAgreement(NotFound):
    """There is no agreement {code} that stands."""

    code = "no-such-agreement"


class AgreementStands(Refused):
    """There is an agreement {code} already: amend it, with a reason."""

    code = "agreement-stands"


class OtherKind(Refused):
    """The agreement {code} is about something else. A new subject needs a new agreement."""

    code = "agreement-of-another-kind"


class ReasonMissing(Refused):
    """Say in at most 500 characters why the agreement is amended or ended."""

    code = "agreement-reason-missing"


class NothingAmended(Refused):
    """The agreement {code} says that already."""

    code = "nothing-amended"


@dataclass(frozen=True, slots=True)
class Standing:
    """An agreement that stands, with its version and the moment of it (None for one of a file)."""

    code: str
    version: int
    content: Agreement | FeedAgreement
    since: datetime | None = None

    @property
    def review_due(self) -> date | None:
        """The day on which it is due to be looked at again."""
        return add_months(self.since.astimezone(OFFICE_TIME).date(), REVIEW_MONTHS) if self.since else None


def standing(given: Mapping[str, Agreement] | None = None) -> dict[str, Standing]:
    """Return what stands by code: the recorded agreements, and of `given` those with a code that was never recorded.

    Left out is one on a list that is not described here any more, or without its fields: see `lacking`.
    """
    latest = _latest()
    found = {code: Standing(code, 0, one) for code, one in (given or {}).items() if code not in latest}
    for code, one in latest.items():
        content = None if one.ends else _known(one)
        if content is not None:
            found[code] = Standing(code, one.version, content, one.entered_at)
    return dict(sorted(found.items()))


def lacking() -> list[str]:
    """Return the codes of agreements that were not ended and whose list is not described here, or otherwise."""
    return sorted(code for code, one in _latest().items() if not one.ends and _known(one) is None)


def _latest() -> dict[str, AgreementVersion]:
    return {one.code: one for one in AgreementVersion.objects.order_by("code", "version")}


def _known(one: AgreementVersion) -> Agreement | FeedAgreement | None:
    """Return what a version says; None where its list format is not here.

    The office may have described the format after this process began: it is then read now.
    """
    with suppress(AgreementInvalid):
        return _content(one)
    with suppress(AgreementInvalid, FormatInvalid):
        described.load(paths.home() / "formats")
        return _content(one)
    return None


def deliveries(given: Mapping[str, Agreement] | None = None) -> dict[str, Agreement]:
    """Return the agreements under which lists may be read now, by code."""
    return {code: one.content for code, one in standing(given).items() if isinstance(one.content, Agreement)}


def under(agreements: Mapping[str, Agreement], code: str) -> dict[str, Agreement]:
    """Return the agreements without those of other offices on the same kind. Raises `NoSuchAgreement`."""
    if code not in agreements:
        raise NoSuchAgreement(code=code[:40])
    kind = agreements[code].kind
    return {name: one for name, one in agreements.items() if one.kind != kind or name == code}


def free_code(kind: str, given: Collection[str] = ()) -> str:
    """Return what the next agreement on a kind of list may be called: the kind, then the kind with a number."""
    taken = {*given, *AgreementVersion.objects.values_list("code", flat=True)}
    stem = kind.replace("_", "-")[:36]
    return kind if kind not in taken else next(name for n in count(2) if (name := f"{stem}-{n}") not in taken)


def following() -> dict[str, Standing]:
    """Return the agreements under which feeds are followed now, by code."""
    return {code: one for code, one in standing().items() if isinstance(one.content, FeedAgreement)}


def version_of(agreement: Agreement) -> int:
    """Return the recorded version that says this, 0 where none does."""
    latest = AgreementVersion.objects.filter(code=agreement.code).order_by("-version").first()
    return latest.version if latest is not None and _content(latest) == agreement else 0


def history(code: str) -> list[AgreementVersion]:
    """Return every version, the latest first. Raises `NoSuchAgreement`."""
    found = list(AgreementVersion.objects.filter(code=code).order_by("-version"))
    if not found:
        raise NoSuchAgreement(code=code)
    return found


def enter(
    content: Agreement | FeedAgreement,
    *,
    by: Officer,
    now: datetime | None = None,
    given: Mapping[str, Agreement] | None = None,
) -> Standing:
    """Record a new agreement. given: those of a file. Raises `AgreementStands`, `OtherKind`, `MayNotDo`."""
    moment = _allowed(by, now)
    with transaction.atomic():
        last = _last(content.code)
        if last is not None and not last.ends:
            raise AgreementStands(code=content.code)
        _require_subject(content, last, given)
        return _write(content, last, by=by, at=moment, reason="")


def amend(content: Agreement | FeedAgreement, *, reason: str, by: Officer, now: datetime | None = None) -> Standing:
    """Record a new version with its reason. Raises `NoSuchAgreement`, `ReasonMissing`, `NothingAmended`, `MayNotDo`."""
    moment = _allowed(by, now)
    with transaction.atomic():
        last = _standing_version(content.code, content.direction)
        if _content(last) == content:
            raise NothingAmended(code=content.code)
        _require_subject(content, last)
        return _write(content, last, by=by, at=moment, reason=_reason(reason))


def end(code: str, *, reason: str, by: Officer, now: datetime | None = None) -> None:
    """End an agreement: nothing is delivered or served under it any more. What was received stays until its retention
    ends. Raises `NoSuchAgreement`, `ReasonMissing`, `MayNotDo`.
    """
    moment = _allowed(by, now)
    with transaction.atomic():
        last = _standing_version(code)
        _append(last.code, last.direction, last.content, last, by=by, at=moment, reason=_reason(reason), ends=True)


def record_all(agreements: Mapping[str, Agreement], *, by: Officer, now: datetime) -> list[str]:
    """Record those agreements of a file whose codes were never recorded; return their codes."""
    known = set(AgreementVersion.objects.values_list("code", flat=True))
    fresh = [one for code, one in agreements.items() if code not in known]
    for one in fresh:
        enter(one, by=by, now=now)
    return [one.code for one in fresh]


def _require_subject(
    content: Agreement | FeedAgreement, last: AgreementVersion | None, given: Mapping[str, Agreement] | None = None
) -> None:
    """One code is one subject for ever, and an office has one agreement on a kind of list."""
    if last is not None and subject_of(_content(last)) != subject_of(content):
        raise OtherKind(code=content.code)
    if isinstance(content, Agreement):
        for one in standing(given).values():
            if not isinstance(one.content, Agreement) or one.code == content.code:
                continue
            if (one.content.kind, one.content.supplier.strip()) == (content.kind, content.supplier.strip()):
                raise AgreementStands(code=one.code)


def subject_of(content: Agreement | FeedAgreement) -> str:
    """Return what an agreement is about: a kind of list, or a feed."""
    return content.kind if isinstance(content, Agreement) else content.feed


def _allowed(by: Officer, now: datetime | None) -> datetime:
    moment = now or datetime.now(UTC)
    authority.require_duty(by, duty=DUTY, on=moment.astimezone(OFFICE_TIME).date())
    return moment


def _reason(reason: str) -> str:
    words = " ".join(reason.split())
    if not 0 < len(words) <= LONGEST_REASON:
        raise ReasonMissing()
    return words


def _last(code: str) -> AgreementVersion | None:
    with raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
    return AgreementVersion.objects.filter(code=code).order_by("-version").first()


def _standing_version(code: str, direction: str = "") -> AgreementVersion:
    last = _last(code)
    if last is None or last.ends or (direction and last.direction != direction):
        raise NoSuchAgreement(code=code)
    return last


def _write(
    content: Agreement | FeedAgreement, last: AgreementVersion | None, *, by: Officer, at: datetime, reason: str
) -> Standing:
    told = asdict(content)
    version = _append(content.code, content.direction, told, last, by=by, at=at, reason=reason, ends=False)
    return Standing(content.code, version, content, at)


def _append(
    code: str,
    direction: str,
    content: Mapping[str, Any],
    last: AgreementVersion | None,
    *,
    by: Officer,
    at: datetime,
    reason: str,
    ends: bool,
) -> int:
    version = last.version + 1 if last is not None else 1
    AgreementVersion.objects.create(
        code=code,
        direction=direction,
        version=version,
        content=dict(content),
        ends=ends,
        reason=reason,
        entered_at=at,
        entered_by=by.pk,
    )
    return version


def _content(one: AgreementVersion) -> Agreement | FeedAgreement:
    return agreement_of(one.content)


def changed(content: Agreement | FeedAgreement, **values: Any) -> Agreement | FeedAgreement:
    """Return an agreement with other values, checked anew. Raises `AgreementInvalid`."""
    return replace(content, **values)
