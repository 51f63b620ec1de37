"""Proposals for missing plates (requirements 3.12, 3.14, A13): found by the rule, checked in the field, approved by a
second officer, then addresses are made and plates applied for.

Finding again what was refused on the same evidence asks nobody twice; what is open and has other evidence now is
outdated and proposed anew. A wrong number is reported and never proposed away: only a person renumbers.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import polars as pl
import psycopg
from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.errors import NotAllowed, NotFound, Refused
from huangce.places.numbering_schemes import Recorded, chooser
from huangce.places.numbering_survey import SURVEYED
from huangce.places.plate_models import PROPOSAL_STEPS, PROPOSED, Entrance, PlateProposal, ProposalEvent
from huangce.register.batches import void
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.authority import scope
from huangce.rules.numbering import FINDINGS, MISSING, Finding, Number, Rested, analyse_streets
from huangce.rules.numbering.streets import SCHEMA
from huangce.rules.plates import CLERK, REVIEWER, VISITOR

UNDECIDED: Final = (PROPOSED, "field_checked")
# Step → who may take it: one of these duties where the entrance is.
DUTIES: Final[Mapping[str, tuple[str, ...]]] = {
    PROPOSED: (CLERK,),
    "field_checked": (CLERK, VISITOR),
    "approved": (CLERK, REVIEWER),
    "refused": (CLERK, REVIEWER),
    "addressed": (CLERK,),
    "ordered": (CLERK,),
}
ENTRANCES: Final = """
    select e.street, e.id, e.side, e.chainage, e.main, e.suffix, e.state, e.gone_on, e.chainage_from, e.division
    from entrance e
"""
OF_DIVISION: Final = f"{ENTRANCES} where e.street in (select street from entrance where division like %s)"
STREETS: Final = "select id, division, name from numbered_street where id = any(%s)"
RETIRED: Final = """
    select street, main, suffix, since from retired_number
    where street = any(%s) and (act is null or act <> all(%s::bigint[]))
"""


# How the way of an entrance along its street is known, the surest first.
WAYS: Final[Mapping[str, str]] = {
    "given": "measured in the survey",
    "line": "its point on the line of the street",
    "axis": "its point on the axis through the points of the doors",
    "neighbours": "its point beside the nearest numbered doors",
    "numbers": "by the order of the numbers alone",
}


class NoSuchProposal(NotFound):
    """There is no proposal {proposal}."""

    code = "no-such-proposal"


class ProposalStepNotAllowed(Refused):
    """Proposal {proposal} is "{state}"; next may be {allowed}."""

    code = "proposal-step-not-allowed"


class AnotherOfficerNeeded(NotAllowed):
    """Another officer than {officer}, who took the step before, has to take the step "{step}"."""

    code = "another-officer-needed"


class NothingToNumber(Refused):
    """Proposal {proposal} names no number: give the entrance a place in the order first, or number it by hand."""

    code = "nothing-to-number"


class ProposalOutdated(Refused):
    """The number of proposal {proposal} was given or retired in the meantime: find the missing plates again."""

    code = "proposal-outdated"


@dataclass(slots=True)
class Found:
    """What a search for missing plates came to. `findings` are all of them, by street; `without_scheme` streets had no
    rule on that day and were not looked at. `schemes` by street; `villages`: of each entrance."""

    streets: int = 0
    without_scheme: int = 0
    proposed: int = 0
    outdated: int = 0
    findings: dict[int, list[Finding]] = field(default_factory=dict)
    schemes: dict[int, Recorded] = field(default_factory=dict)
    villages: dict[int, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each code, in the order of the table, without codes of none."""
        codes = [one.code for found in self.findings.values() for one in found]
        return {code: codes.count(code) for code in FINDINGS if code in codes}


def find_missing(division: str, *, on: date) -> Found:
    """Look at all streets of a division by their schemes; nothing is written."""
    with raw_cursor() as cursor:
        return _find(cursor, division, on)


def propose_missing(division: str, *, by: Officer, now: datetime) -> Found:
    """Look at all streets of a division and propose numbers for entrances without one. Raises `NotAllowed`."""
    on = now.astimezone(OFFICE_TIME).date()
    authority.require_duty(by, duty=CLERK, on=on, division=division)
    with transaction.atomic(), raw_cursor() as cursor:
        found = _find(cursor, division, on)
        held: dict[int, list[PlateProposal]] = defaultdict(list)
        for other in PlateProposal.objects.filter(division__startswith=scope(division)).order_by("id"):
            held[other.entrance].append(other)
        made: list[PlateProposal] = []
        events: list[ProposalEvent] = []
        wanted = set()
        for street, findings in found.findings.items():
            for one in findings:
                village = found.villages.get(one.entrances[0]) if one.code in MISSING else None
                if village is None or not village.startswith(scope(division)):
                    continue
                proposal = _proposal(one, street, village, scheme=found.schemes[street].id, by=by, now=now)
                wanted.add(proposal.entrance)
                earlier = held[proposal.entrance]
                if any(
                    other.digest == proposal.digest and other.state not in ("outdated", "addressed")
                    for other in earlier
                ):
                    continue
                events += [_event(other.pk, "outdated", by, now) for other in earlier if other.state in UNDECIDED]
                made.append(proposal)
        for entrance, earlier in held.items():
            if entrance not in wanted:
                events += [_event(other.pk, "outdated", by, now) for other in earlier if other.state in UNDECIDED]
        ProposalEvent.objects.bulk_create(events, batch_size=2000)
        PlateProposal.objects.bulk_create(made, batch_size=2000)
        found.proposed, found.outdated = len(made), len(events)
    return found


def _find(cursor: psycopg.Cursor[Any], division: str, on: date) -> Found:
    return look_at(cursor, cursor.execute(OF_DIVISION, (f"{scope(division)}%",)).fetchall(), on)


def look_at(cursor: psycopg.Cursor[Any], rows: Sequence[tuple[Any, ...]], on: date) -> Found:
    """Return what is found on the streets of some rows of `ENTRANCES`, which must be whole streets."""
    columns = {**SCHEMA, "chainage_from": pl.String, "division": pl.String}
    entrances = pl.DataFrame(rows, schema=columns, orient="row")
    choose = chooser(on)
    streets = entrances["street"].unique().to_list()
    schemes = {
        street: held
        for street, town, name in cursor.execute(STREETS, (streets,)).fetchall()
        if (held := choose(town, name)) is not None
    }
    rested: dict[int, list[Rested]] = defaultdict(list)
    taken_back = list(void(cursor)[0])
    for street, main, suffix, since in cursor.execute(RETIRED, (streets, taken_back)).fetchall():
        rested[street].append(Rested(Number(main, suffix), since))
    found_by = dict(zip(entrances["id"], entrances["chainage_from"], strict=True))
    measured = set(entrances.filter(pl.col("chainage_from").is_in(SURVEYED))["id"])
    rules = {street: held.scheme for street, held in schemes.items()}
    found = Found(streets=len(streets), without_scheme=len(streets) - len(schemes), schemes=schemes)
    found.villages = dict(zip(entrances["id"], entrances["division"], strict=True))
    for street, findings in analyse_streets(entrances.select(*SCHEMA), rules, on=on, rested=rested):
        # Where the way was counted by the numbers themselves, metres say nothing about them.
        kept = [one for one in findings if one.code != "off-distance" or one.entrances[0] in measured]
        if kept:
            found.findings[street] = [_with_way(one, found_by) for one in kept]
    return found


def _with_way(one: Finding, found_by: Mapping[int, str]) -> Finding:
    """A missing plate with how its place on the street is known."""
    if one.code not in MISSING:
        return one
    told = f"{one.reason} (its place: {WAYS[found_by[one.entrances[0]]]})"
    return replace(one, reason=told)


def _proposal(one: Finding, street: int, village: str, *, scheme: int, by: Officer, now: datetime) -> PlateProposal:
    beside = [None if end is None else [end.entrance, *end.number] for end in (one.before, one.after)]
    evidence = json.dumps([one.entrances, one.code, one.proposal, beside, scheme])
    return PlateProposal(
        entrance=one.entrances[0],
        street=street,
        division=village,
        code=one.code,
        main=one.proposal.main if one.proposal else None,
        suffix=one.proposal.suffix if one.proposal else 0,
        reason=one.reason,
        before=beside[0],
        after=beside[1],
        scheme=scheme,
        digest=hashlib.sha256(evidence.encode()).hexdigest()[:32],
        made_by=by.pk,
        made_at=now,
    )


def _event(proposal: int, step: str, by: Officer, now: datetime, **said: Any) -> ProposalEvent:
    return ProposalEvent(proposal=proposal, step=step, officer=by.pk, at=now, **said)


def decide(
    proposals: Iterable[int], step: str, *, by: Officer, now: datetime, words: str = "", address: int | None = None
) -> list[int]:
    """Take a step with proposals, all of them or none: `field_checked`, `approved`, `refused`, `addressed`, `ordered`.

    `approved` is for another officer than who checked or proposed; it gives the entrance its number. Raises
    `NoSuchProposal`, `ProposalStepNotAllowed`, `AnotherOfficerNeeded`, `NothingToNumber`, `ProposalOutdated` and
    `NotAllowed`.
    """
    wanted = sorted(set(proposals))
    on = now.astimezone(OFFICE_TIME).date()
    with transaction.atomic():
        rows = {one.pk: one for one in PlateProposal.objects.select_for_update().filter(pk__in=wanted)}
        last = {one.proposal: one.officer for one in ProposalEvent.objects.filter(proposal__in=wanted).order_by("id")}
        for one in wanted:
            if one not in rows:
                raise NoSuchProposal(proposal=one)
            _need_step(rows[one], step, by, on, last.get(one, rows[one].made_by))
        ProposalEvent.objects.bulk_create([_event(one, step, by, now, words=words, address=address) for one in wanted])
        if step == "approved":
            _number([rows[one] for one in wanted])
        if step == "addressed" and address is not None:
            Entrance.objects.filter(pk__in=[rows[one].entrance for one in wanted]).update(address=address)
        if step == "refused":
            approved = [rows[one].entrance for one in wanted if rows[one].state == "approved"]
            Entrance.objects.filter(pk__in=approved).update(main=None, suffix=0)
    return wanted


def _need_step(row: PlateProposal, step: str, by: Officer, on: date, last: int) -> None:
    allowed = PROPOSAL_STEPS[row.state]
    if step not in allowed or step not in DUTIES:
        told = ", ".join(one for one in allowed if one in DUTIES) or "nothing"
        raise ProposalStepNotAllowed(proposal=row.pk, state=row.state, allowed=told)
    need_duty(by, DUTIES[step], row.division, on)
    if step == "approved":
        if by.pk == last:
            raise AnotherOfficerNeeded(officer=by.username, step=step)
        if row.main is None:
            raise NothingToNumber(proposal=row.pk)


def need_duty(by: Officer, duties: Sequence[str], division: str, on: date) -> None:
    """Raise `NotAllowed` unless an officer has one of some duties in a division on a day."""
    refused: NotAllowed | None = None
    for duty in duties:
        try:
            authority.require_duty(by, duty=duty, on=on, division=division)
        except NotAllowed as error:
            refused = refused or error
        else:
            return
    if refused is not None:
        raise refused


def _number(rows: Sequence[PlateProposal]) -> None:
    """Give entrances the numbers approved, unless one was taken since it was proposed."""
    for row in rows:
        assert row.main is not None
        taken = Entrance.objects.filter(street=row.street, main=row.main, suffix=row.suffix).exclude(pk=row.entrance)
        entrance = Entrance.objects.select_for_update().get(pk=row.entrance)
        if taken.exclude(state="demolished").exists() or entrance.main is not None or entrance.state != "standing":
            raise ProposalOutdated(proposal=row.pk)
        entrance.main, entrance.suffix = row.main, row.suffix
        entrance.save(update_fields=["main", "suffix"])
