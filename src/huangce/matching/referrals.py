"""Refer a registered person who lives elsewhere to the office of that place, and bring the answer home (3.11).

Within one installation what is sent has arrived; what goes to a village that a partner keeps is carried there and back
by signed papers (`referral_exchange`). The receiver is shown the name, the masked number, the address that was claimed,
the day and how to reach the sender, nothing else of the person. Every answer goes back to the sender, whose `closed`
settles the finding that it came from: closed by the act of residence, decided where the residence is registered at a
partner's or the whereabouts are known and not disclosed, open again for everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from huangce.accounts import authority, lookups
from huangce.accounts.masking import masked
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.exchange import partners
from huangce.exchange.partner_models import Partner
from huangce.home import office_days
from huangce.matching.findings import DECIDE, OFFICE_TIME, NoSuchFinding, add_events, close
from huangce.matching.models import CONFIRMED, Finding
from huangce.matching.reconcile_living import ELSEWHERE
from huangce.matching.referral_models import Referral, ReferralEvent, ReferralWords
from huangce.places.models import Address
from huangce.register.models import Act, Fact, Household, Person, Residence
from huangce.rules import citizen_id
from huangce.rules.authority import may_do
from huangce.rules.referrals import (
    ARRIVALS,
    NOT_DISCLOSED,
    OVER,
    REGISTERED,
    RESULTS,
    STEPS,
    TOLD,
    VISITED,
    WITH_RECEIVER,
    ReferralStepIncomplete,
    Step,
    due_on,
    need_place,
    need_step,
    need_told,
)

LONGEST: Final = 200
PAGE: Final = 50


class NothingToRefer(Refused):
    """Finding {finding} is no confirmed finding of a person registered here who lives elsewhere."""

    code = "nothing-to-refer"


class NoSuchReferral(NotFound):
    """There is no referral {referral}."""

    code = "no-such-referral"


class ReferralUnderWay(Refused):
    """This person is referred already, by a referral that is not closed: follow that one."""

    code = "referral-under-way"


class OutsideThisRegister(Refused):
    """Nobody lives in {division} by this installation's register, and no partner that is entered keeps it."""

    code = "referral-outside"


class NoNumberToRefer(Refused):
    """This person has no sound citizen number, by which another register could know them: ask its office in writing."""

    code = "no-number-to-refer"


class TakenElsewhere(Refused):
    """The step "{step}" is taken in the installation of {office}, whose signed paper tells it: take that in."""

    code = "referral-taken-elsewhere"


class ReferralUnfounded(Refused):
    """A referral says in 1 to 200 characters each the address that was claimed and how the sender is reached; other
    words have at most 200; its days are not to come and not before the step before.
    """

    code = "referral-unfounded"


class NotThatResidence(Refused):
    """Act {act} did not register that this person lives in {division}."""

    code = "referral-not-that-residence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said with a step; which of it a step needs stands in `rules.referrals.STEPS`."""

    division: str = ""
    act: int | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken, and what was said with it in words; "" once they are emptied."""

    event: ReferralEvent
    words: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A referral as an officer may see it. name, number (masked): of the person, "" once it is emptied.

    `may_follow`: the steps that this officer may take next. acts: those by which the receiver registered the residence.
    person: their record in this register, if there is one. other: the installation at the other end, "" for this one.
    """

    row: Referral
    name: str
    number: str
    taken: tuple[Taken, ...]
    may_follow: tuple[Step, ...]
    acts: tuple[int, ...]
    is_senders: bool
    person: int | None
    other: str


def refer(
    finding: str, *, to: str, address: str, contact: str, told_on: date, how: str, by: Officer, now: datetime
) -> int:
    """Refer the person of a confirmed finding, who was told of it, to a village (12 digits); return the referral.

    Raises `NoSuchFinding`, `NothingToRefer`, `ReferralStepIncomplete`, `NotAVillageCode`, `OtherProvince`,
    `SameDivision`, `OutsideThisRegister`, `NoNumberToRefer`, `ReferralUnfounded`, `ReferralUnderWay`,
    `OfficeDaysInvalid`, `MayNotDo`.
    """
    today = now.astimezone(OFFICE_TIME).date()
    claimed, reached = " ".join(address.split()), " ".join(contact.split())
    with transaction.atomic():
        row = Finding.objects.select_for_update().filter(pk=finding).first()
        if row is None:
            raise NoSuchFinding(finding=finding)
        division = row.division.ljust(12, "0")
        authority.require_duty(by, duty=DECIDE, on=today, division=division)
        if row.finding_class != ELSEWHERE or row.state != CONFIRMED or row.record is None:
            raise NothingToRefer(finding=finding)
        need_told(how)
        need_place(division, to)
        _keeper_of(to, row.record)
        if not (0 < len(claimed) <= LONGEST and 0 < len(reached) <= LONGEST and told_on <= today):
            raise ReferralUnfounded()
        try:
            with transaction.atomic():
                made = Referral.objects.create(
                    finding=finding,
                    record=row.record,
                    division=division,
                    claimed_address=claimed,
                    contact=reached,
                    made_by=by.pk,
                    made_at=now,
                )
        except IntegrityError as twice:
            raise ReferralUnderWay() from twice
        event = ReferralEvent(referral=made.pk, happened_on=told_on, officer=by.pk, at=now, step=TOLD, how=how)
        event.save(force_insert=True)
        take_step(made.pk, "sent", Said(division=to), by=by, now=now)
    return made.pk


def take_step(
    referral: int, step: str, said: Said | None = None, *, on: date | None = None, by: Officer, now: datetime
) -> str:
    """Take a step of a referral on a day (default: today) and return what it is now.

    Raises `NoSuchReferral`, `MayNotDo`, `TakenElsewhere`, `ReferralStepNotAllowed`, `ReferralStepIncomplete`,
    `RedirectedTooOften`, `NotThatResidence`, `ReferralUnfounded`, and what `refer` raises of a place.
    """
    given = said or Said()
    today = now.astimezone(OFFICE_TIME).date()
    day, words = on or today, " ".join(given.words.split())
    with transaction.atomic():
        row = Referral.objects.select_for_update().filter(pk=referral).first()
        if row is None:
            raise NoSuchReferral(referral=referral)
        if step not in STEPS:
            raise ReferralStepIncomplete(step=step[:40], missing=f"one of {', '.join(STEPS)}")
        if not _is_taken_here(STEPS[step], row):
            raise TakenElsewhere(step=step, office=other_end(row))
        _need_duty(STEPS[step], row, by, today)
        rule = need_step(
            row.state,
            step,
            {"division": given.division, "act": given.act, "words": words},
            redirects=row.redirects,
        )
        if day > today or (row.state_on is not None and day < row.state_on) or len(words) > LONGEST:
            raise ReferralUnfounded()
        keeper = None
        if step in ARRIVALS:
            need_place(row.division, given.division, now_at=row.to_division)
            keeper = _keeper_of(given.division, row.record)
        if step == REGISTERED and given.act not in acts_of(row):
            raise NotThatResidence(act=given.act, division=row.to_division)
        event = ReferralEvent(
            referral=referral,
            step=step,
            happened_on=day,
            division=given.division if "division" in rule.needs else "",
            due_on=due_on(day, office_days.REFERRAL.days()) if step in ARRIVALS else None,
            act=given.act if "act" in rule.needs else None,
            keeper=keeper,
            officer=by.pk,
            at=now,
        )
        event.save(force_insert=True)
        if words:
            ReferralWords.objects.create(event=event.pk, referral=referral, words=words)
        if step == "closed":
            _settle(row, by=by, now=now)
    return step


def _settle(row: Referral, *, by: Officer, now: datetime) -> None:
    """Let the finding follow the answer, unless it was answered otherwise meanwhile."""
    finding = Finding.objects.select_for_update().get(pk=row.finding)
    if finding.state != CONFIRMED:
        return
    answer = ReferralEvent.objects.filter(referral=row.pk, step__in=RESULTS).latest("id")
    words = f"推送{row.pk}"
    if answer.step == REGISTERED and answer.act in acts_of(row):
        close(row.finding, reason="act", act=answer.act, words=words, by=by, now=now)
    elif answer.step == NOT_DISCLOSED or (answer.step == REGISTERED and row.kept_by is not None):
        close(row.finding, reason="done_elsewhere", words=words, by=by, now=now)
    else:
        add_events([finding], kind="reopened", by=by.pk, at=now, deadline=finding.deadline, words=words)


def acts_of(row: Referral) -> tuple[int, ...]:
    """Return the acts since a referral was made by which its person is registered to live where it was sent."""
    persons = records_of(row)
    lives = Residence.objects.filter(person__in=persons, division=row.to_division, departed_on=None).values("id")
    return tuple(
        Fact.objects.filter(record__in=lives, object__in=persons, group="residence", act__in=_acts_since(row))
        .order_by("-act")
        .values_list("act", flat=True)
        .distinct()
    )


def visited_at(referral: int, person: int) -> str:
    """Return the village that a person was referred to and is visited in: its office may open the record to register
    the residence; "" for any other referral."""
    row = Referral.objects.filter(pk=referral, state=VISITED).first()
    return row.to_division if row is not None and person in records_of(row) else ""


def records_of(row: Referral) -> list[int]:
    """Return the records that this register has of the person of a referral: of one that came from elsewhere those with
    the number that was sent."""
    if row.record is not None:
        return [row.record]
    return list(Person.objects.filter(citizen_id=row.citizen_id).values_list("id", flat=True)) if row.citizen_id else []


def other_end(row: Referral) -> str:
    """Return the office of the installation at the other end of a referral, "" where that is this one."""
    partner = row.sender if row.sender is not None else row.kept_by
    return Partner.objects.values_list("office", flat=True).get(pk=partner) if partner is not None else ""


def _acts_since(row: Referral) -> QuerySet[Act, int]:
    return Act.objects.filter(kind="residence_declared", recorded_at__gte=row.made_at).values_list("id", flat=True)


def open_referral(referral: int, *, by: Officer, now: datetime | None = None) -> Opened:
    """Return a referral to an officer of either side, after noting the look at its person.

    Raises `NoSuchReferral`, `MayNotDo`, and what `lookups.note` raises.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(OFFICE_TIME).date()
    row = Referral.objects.filter(pk=referral).first()
    if row is None:
        raise NoSuchReferral(referral=referral)
    grants = authority.grants_of(by, today)
    is_senders = row.sender is None and may_do(grants, DECIDE, today, row.division)
    place = row.division if is_senders or row.kept_by is not None else row.to_division
    case, persons = f"referral {referral}", records_of(row)
    if may_do(grants, DECIDE, today, place):
        lookups.note(
            by,
            purpose="verification",
            case=case,
            subjects=persons,
            asked=["finding"],
            divisions=[place],
            at=moment,
        )
    else:  # whoever visits looks nobody up, and is shown what was sent to the own divisions; all others are refused
        lookups.note_visits(by, case=case, subjects=persons, divisions=[place], at=moment)
    name, number = _who(row)
    words = dict(ReferralWords.objects.filter(referral=referral).values_list("event", "words"))
    events = ReferralEvent.objects.filter(referral=referral).order_by("id")
    return Opened(
        row,
        name,
        masked(number),
        tuple(Taken(one, words.get(one.pk, "")) for one in events),
        tuple(STEPS[one] for one in STEPS[row.state].allowed if _may_take(STEPS[one], row, by, today)),
        acts_of(row) if row.state == VISITED else (),
        is_senders,
        next(iter(persons), None),
        other_end(row),
    )


def _who(row: Referral) -> tuple[str, str]:
    """Name and number of the person of a referral, "" once it is emptied."""
    if row.sender is not None or row.emptied_at is not None:
        return row.name, row.citizen_id
    person = Person.objects.filter(pk__in=records_of(row)).only("name", "citizen_id").first()
    return ((person.name or ""), (person.citizen_id or "")) if person is not None else ("", "")


def listed(
    *, scopes: Sequence[str], is_out: bool, waiting: bool | None = None, page: int = 1, size: int = PAGE
) -> list[Referral]:
    """Return referrals out of (or into) the divisions that begin with some digits, those due first; without a name.

    waiting: only those whose next step is on that side.
    """
    rows = of_side(scopes, is_out=is_out, waiting=waiting).order_by("due_on", "id")
    skipped = (max(page, 1) - 1) * size
    return list(rows[skipped : skipped + size])


def of_side(scopes: Sequence[str], *, is_out: bool, waiting: bool | None = None) -> QuerySet[Referral]:
    """Return the referrals of one side's divisions; waiting: not over, and the next step is (or is not) that side's.

    What came from another installation waits until its answer was given out.
    """
    column, inside = "division" if is_out else "to_division", Q(pk__in=())
    for one in scopes:
        inside |= Q(**{f"{column}__startswith": one})
    here = {"sender": None} if is_out else {"kept_by": None}
    rows = Referral.objects.filter(inside, **here)
    if waiting is None:
        return rows
    theirs = Q(state__in=WITH_RECEIVER) | Q(sender__isnull=False)
    return rows.exclude(state__in=OVER).filter(theirs if waiting is not is_out else ~theirs)


def under_way(record: int | None) -> Referral | None:
    """Return the referral of a person that is not over, or None."""
    return Referral.objects.filter(record=record).exclude(state__in=OVER).first() if record is not None else None


def claimed(record: int, division: str) -> tuple[str, str]:
    """Return where the residents have a person outside a village: division and address, "" for what is not known."""
    lives = Residence.objects.filter(person=record, departed_on=None).exclude(division=division)
    return lives.order_by("-id").values_list("division", "address").first() or ("", "")


def is_kept_here(division: str) -> bool:
    """Whether this register has addresses or households of a division."""
    return any(table.objects.filter(division=division).exists() for table in (Address, Household))


def _keeper_of(division: str, record: int | None) -> int | None:
    """The partner that keeps a division, None for this register.

    Raises `OutsideThisRegister`, `NoNumberToRefer`, `PartnerWithoutEncryption`.
    """
    partner = partners.keeper_of(division)
    if partner is None and not is_kept_here(division):
        raise OutsideThisRegister(division=division)
    if partner is None:
        return None
    number = None if record is None else Person.objects.values_list("citizen_id", flat=True).get(pk=record)
    if not number or not citizen_id.is_valid(number):
        raise NoNumberToRefer()
    partners.need_encryption(partner)
    return partner.pk


def _is_taken_here(step: Step, row: Referral) -> bool:
    return row.sender is None if step.is_senders else row.kept_by is None


def _need_duty(step: Step, row: Referral, by: Officer, today: date) -> None:
    _need_one(step.duties, row.division if step.is_senders else row.to_division, by, today)


def _may_take(step: Step, row: Referral, by: Officer, today: date) -> bool:
    grants, place = authority.grants_of(by, today), row.division if step.is_senders else row.to_division
    return _is_taken_here(step, row) and any(may_do(grants, duty, today, place) for duty in step.duties)


def _need_one(duties: Sequence[str], division: str, by: Officer, today: date) -> None:
    """Raise `MayNotDo` or `AccountClosed` unless an officer has one of some duties in a division."""
    grants = authority.grants_of(by, today)
    held = next((one for one in duties if may_do(grants, one, today, division)), duties[0])
    authority.require_duty(by, duty=held, on=today, division=division)
