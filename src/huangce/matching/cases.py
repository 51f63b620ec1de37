"""One finding as a case: who is around it, an answer with its reason, taking it back, handing it to a colleague.

What an officer is shown of persons is noted before it is shown. An answer is given to the state that was seen: a
colleague's answer in between is told, never overwritten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from django.db import transaction

from huangce.accounts import authority, lookups, standing
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused, Stale
from huangce.matching import findings, homes
from huangce.matching.homes import Home
from huangce.matching.models import OPEN, STATES, UNDECIDED, Finding, FindingEvent, HandOver
from huangce.register.models import Act, Fact

VIEW: Final = "findings"
LONGEST: Final = 500


class FindingMoved(Stale):
    """Finding {finding} was answered by somebody else since you opened it: it is {state} now. Look at it again."""

    code = "finding-moved"


class NothingToTakeBack(Refused):
    """Finding {finding} has no decision that can be taken back: it is {state}."""

    code = "nothing-to-take-back"


class CannotBeHandedOver(Refused):
    """Finding {finding} is {state}: only what waits for an answer is handed over."""

    code = "cannot-be-handed-over"


class NotAColleague(NotFound):
    """{officer} is no officer who may decide findings of this division."""

    code = "not-a-colleague"


class NoSuchHome(NotFound):
    """Finding {finding} has no such household around it."""

    code = "no-such-home"


class WordsTooLong(Refused):
    """A reason in words has at most 500 characters."""

    code = "words-too-long"


@dataclass(frozen=True, slots=True)
class Case:
    """A finding with its evidence and events (as `findings.show`), and the households of its persons."""

    row: dict[str, Any]
    homes: tuple[Home, ...]
    handed: tuple[HandOver, ...]

    @property
    def seen(self) -> int:
        """The id of its latest event, 0 without one: what an answer is given to."""
        return self.row["events"][-1]["id"] if self.row["events"] else 0

    @property
    def waits(self) -> bool:
        """Whether somebody still has to answer it or act on it."""
        return self.row["state"] in UNDECIDED


def open_finding(finding: str, *, by: Officer, at: datetime | None = None) -> Case:
    """Return a finding as a case, after noting the look at everybody who is shown.

    Raises `NoSuchFinding`, `MayNotSee`, and what `lookups.note` raises.
    """
    moment = at or datetime.now(UTC)
    row = findings.show(finding)
    on = moment.astimezone(findings.OFFICE_TIME).date()
    authority.require_view(by, view=VIEW, on=on, division=row["division"])
    records = [one for one in (row["record"], row["other_record"]) if one is not None]
    around = homes.around(records)
    subjects = {one.record for home in around for one in home.members} | set(records)
    lookups.note(
        by,
        purpose="verification",
        case=f"finding {finding}",
        subjects=subjects,
        asked=["finding"],
        divisions=[row["division"]] if row["division"] else [],
        at=moment,
    )
    handed = tuple(HandOver.objects.filter(finding=finding).order_by("id"))
    return Case(row, around, handed)


def open_home(finding: str, which: int, *, by: Officer, at: datetime | None = None) -> Home:
    """Return one household around a finding with what happened to it, after noting the look at who is shown.

    which: its place in `Case.homes`. For who decides findings there. Raises `NoSuchHome`, and what `open_finding`
    raises.
    """
    moment = at or datetime.now(UTC)
    case = open_finding(finding, by=by, at=moment)
    on = moment.astimezone(findings.OFFICE_TIME).date()
    authority.require_duty(by, duty=findings.DECIDE, on=on, division=case.row["division"].ljust(12, "0"))
    if not 0 <= which < len(case.homes):
        raise NoSuchHome(finding=finding)
    return homes.with_events(case.homes[which])


def answer(
    finding: str,
    *,
    reason: str,
    seen: int,
    by: Officer,
    words: str = "",
    act: int | None = None,
    at: datetime | None = None,
) -> str:
    """Decide a finding that is as it was seen, with a reason of `REASONS`, and return its new state.

    seen: `Case.seen` of the page that was answered. Raises `FindingMoved`, `WordsTooLong` and what `findings.close`
    raises.
    """
    if len(words) > LONGEST:
        raise WordsTooLong()
    with transaction.atomic():
        _as_seen(finding, seen)
        return findings.close(finding, reason=reason, by=by, words=words.strip(), act=act, now=at)


def take_back(finding: str, *, seen: int, by: Officer, at: datetime | None = None) -> str:
    """Take the last decision back: the finding is open again, with its deadline. What was closed by an act stays.

    Raises `FindingMoved`, `NothingToTakeBack`, `NoSuchFinding`, `NotAllowed`.
    """
    moment = at or datetime.now(UTC)
    with transaction.atomic():
        row = _as_seen(finding, seen)
        on = moment.astimezone(findings.OFFICE_TIME).date()
        authority.require_duty(by, duty=findings.DECIDE, on=on, division=row.division.ljust(12, "0"))
        if row.state not in ("confirmed", "decided"):
            raise NothingToTakeBack(finding=finding, state=row.state)
        findings.add_events([row], kind="reopened", by=by.id, at=moment, deadline=row.deadline)
    return OPEN


def hand_over(finding: str, *, to: str, by: Officer, words: str = "", at: datetime | None = None) -> Officer:
    """Give a finding to a colleague (username) who may decide it; its deadline stays. Returns the colleague.

    Raises `NoSuchFinding`, `NotAColleague`, `CannotBeHandedOver`, `WordsTooLong`, `NotAllowed`.
    """
    moment = at or datetime.now(UTC)
    if len(words) > LONGEST:
        raise WordsTooLong()
    with transaction.atomic():
        row = _locked(finding)
        on = moment.astimezone(findings.OFFICE_TIME).date()
        place = row.division.ljust(12, "0")
        authority.require_duty(by, duty=findings.DECIDE, on=on, division=place)
        if row.state not in UNDECIDED:
            raise CannotBeHandedOver(finding=finding, state=row.state)
        colleague = next((one for one in colleagues(by, row.division, at=moment) if one.username == to), None)
        if colleague is None:
            raise NotAColleague(officer=to)
        HandOver.objects.create(finding=finding, officer=by.id, to=colleague.id, at=moment, words=words.strip())
    return colleague


def colleagues(by: Officer, division: str, *, at: datetime) -> list[Officer]:
    """Return the other officers who may decide findings of a division, by name."""
    on = at.astimezone(findings.OFFICE_TIME).date()
    held = standing.holders(findings.DECIDE, on=on, division=division.ljust(12, "0"))
    return [one for one in held if one.pk != by.pk]


def acts_since(row: dict[str, Any]) -> list[Act]:
    """Return acts recorded on a finding's persons since it was last confirmed: by one of them it may be closed."""
    confirmed = [event["at"] for event in row["events"] if event["kind"] == "confirmed"]
    records = [one for one in (row["record"], row["other_record"]) if one is not None]
    if not confirmed or not records or row["state"] != "confirmed":
        return []
    facts = Fact.objects.filter(findings.about(records)).values("act")
    return list(Act.objects.filter(pk__in=facts, recorded_at__gte=confirmed[-1]).order_by("-id")[:5])


def _as_seen(finding: str, seen: int) -> Finding:
    row = _locked(finding)
    latest = FindingEvent.objects.filter(finding=finding).order_by("-id").values_list("id", "kind").first()
    if (latest[0] if latest else 0) != seen:
        raise FindingMoved(finding=finding, state=STATES[latest[1]] if latest else OPEN)
    return row


def _locked(finding: str) -> Finding:
    row = Finding.objects.select_for_update().filter(pk=finding).first()
    if row is None:
        raise findings.NoSuchFinding(finding=finding)
    return row
