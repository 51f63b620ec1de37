"""Findings from the register as it stands: run a reconciliation, list what is open, assign it, decide it.

A run proposes and changes nothing in the register. What an officer decided is not asked again unless the evidence says
something new; closing by an act names the act, which must touch the person of the finding (requirements C3 to C5).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import reduce
from importlib.metadata import version
from operator import or_
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import polars as pl
from django.db import transaction
from django.db.models import Q

from huangce.accounts import authority, lookups
from huangce.accounts.authority import codes_over_time
from huangce.accounts.models import Officer
from huangce.errors import NotFound, Refused
from huangce.exchange.models import ReceivedList
from huangce.exchange.store import forget_expired, is_readable, open_deliveries, unreadable
from huangce.matching import findings_store as store
from huangce.matching.fingerprints import fingerprint_key, name_of_key
from huangce.matching.kept import kept
from huangce.matching.model import digest_of_shipped
from huangce.matching.models import (
    CONFIRMED,
    NOBODY_KNOWS,
    OPEN,
    REASONS,
    STATES,
    STILL_SO,
    Finding,
    FindingEvent,
    Run,
)
from huangce.matching.reconcile import CLASSES, Progress, Reconciled, reconcile
from huangce.register.bulk import quiet
from huangce.register.locks import raw_cursor
from huangce.register.models import Fact
from huangce.rules.authority import scope
from huangce.rules.periods import default_calendar, end_of_period

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
DECIDE, VISIT = "decide_findings", "report_visits"
DIVISION_DIGITS = 12


class NothingToReconcile(Refused):
    """The register holds nobody yet: load a county first."""

    code = "nothing-to-reconcile"


class NoSuchFinding(NotFound):
    """There is no finding {finding}."""

    code = "no-such-finding"


class UnknownReason(Refused):
    """{reason} is no reason: use one of {known}."""

    code = "unknown-reason"


class ActMissing(Refused):
    """Name with --act the act that closed finding {finding}."""

    code = "finding-needs-act"


class ActElsewhere(Refused):
    """Act {act} is not recorded, or does not touch the person of finding {finding}."""

    code = "act-not-of-finding"


class UnknownFilter(Refused):
    """{value} is no {what}: use one of {known}."""

    code = "unknown-filter"


class NotADivision(Refused):
    """{division} is no division code of at most 12 digits."""

    code = "not-a-division-code"


@dataclass(slots=True)
class Report:
    """The outcome of a run: figures by class, by list, and what became of findings of earlier runs."""

    run: int
    as_of: date
    classes: list[dict[str, Any]] = field(default_factory=list)
    lists: list[dict[str, Any]] = field(default_factory=list)
    findings: dict[str, int] = field(default_factory=dict)


def reconcile_register(
    *, by: Officer, as_of: date | None = None, now: datetime | None = None, progress: Progress = quiet
) -> Report:
    """Reconcile the register with its residents and the kept lists, and store what is found.

    Raises `NothingToReconcile`, `NotAllowed`.
    """
    started = now or datetime.now(UTC)
    today = started.astimezone(OFFICE_TIME).date()
    progress("reading the register", 0, 1)
    forget_expired(today=today, now=started)
    inputs = store.read_inputs()
    division = inputs.county.ljust(DIVISION_DIGITS, "0") if inputs.county else None  # an empty register is nowhere
    authority.require_duty(by, duty=DECIDE, on=today, division=division)
    if inputs.people.is_empty():
        raise NothingToReconcile()
    lists = {kind: frame.drop_nulls("row") for kind, frame in open_deliveries().items()}
    progress("reading the register", 1, 1)
    as_of = as_of or today
    found = reconcile(
        inputs.people,
        inputs.residents,
        lists,
        county=inputs.county,
        as_of=as_of,
        key=fingerprint_key(),
        progress=progress,
        known=kept,
    )
    progress("writing findings", 0, 1)
    finished = now or datetime.now(UTC)
    with transaction.atomic(), raw_cursor() as cursor:
        manifest = _manifest(inputs, found, as_of)
        run = store.write_run(
            cursor,
            manifest=manifest,
            as_of=as_of,
            started_at=started,
            finished_at=finished,
            by=by.id,
        )
        counts = store.write_findings(
            cursor, found, run=run, by=by.id, moment=finished, unreadable=manifest["inputs"]["unreadable"]
        )
    store.settle()
    progress("writing findings", 1, 1)
    return Report(run, as_of, found.classes.to_dicts(), found.counts.to_dicts(), counts)


def _manifest(inputs: store.Inputs, found: Reconciled, as_of: date) -> dict[str, Any]:
    received = ReceivedList.objects.filter(forgotten_at__isnull=True, withdrawn_at__isnull=True).order_by("id")
    return {
        "versions": {name: version(name) for name in ("huangce", "polars", "duckdb")},
        "model": digest_of_shipped(),
        "fingerprint_key": name_of_key(),
        "as_of": as_of,
        "county": inputs.county,
        "inputs": {
            "people": {"rows": inputs.people.height, "sha256": store.frame_hash(inputs.people)},
            "residents": {"rows": inputs.residents.height, "sha256": store.frame_hash(inputs.residents)},
            "lists": [
                {
                    "received": one.id,
                    "list": one.list_kind,
                    "rows": one.usable,
                    "sha256": one.sha256,
                    "agreement": {
                        "code": one.agreement_code,
                        "version": one.agreement_version,
                        "sha256": hashlib.sha256(one.agreement.encode()).hexdigest(),
                    },
                }
                for one in received
                if is_readable(one.id)
            ],
            "unreadable": unreadable(),
        },
        "classes": found.classes.to_dicts(),
        "lists": found.counts.to_dicts(),
    }


def listing(*, finding_class: str = "", division: str = "", state: str = "") -> list[dict[str, Any]]:
    """Return findings, likeliest first in each division: id, class, division, state, deadline, probability, reason.

    Raises `UnknownFilter`, `NotADivision`.
    """
    for value, known, what in ((finding_class, CLASSES, "class"), (state, {OPEN, *STATES.values()}, "state")):
        if value and value not in known:
            raise UnknownFilter(value=value, what=what, known=", ".join(sorted(known)))
    rows = Finding.objects.filter(lies_in(division))
    if finding_class:
        rows = rows.filter(finding_class=finding_class)
    if state:
        rows = rows.filter(state=state)
    columns = ("id", "division", "probability", "reason", "state", "deadline")
    found = []
    for row in rows.order_by("division", "finding_class", "-probability", "id").values("finding_class", *columns):
        row["class"] = row.pop("finding_class")
        found.append(row)
    return found


def stored_findings(*, least: float = 0.5) -> pl.DataFrame:
    """Return class, list, row, other_list, other_row, probability of what the latest run saw.

    Leads less likely than `least` to be so are left out: they are there to be checked, not claimed.
    """
    latest = Run.objects.order_by("-id").values_list("id", flat=True).first()
    columns = ("finding_class", "list_kind", "list_row", "other_list", "other_row", "probability")
    rows = Finding.objects.filter(run=latest or 0, probability__gte=least).order_by("id").values_list(*columns)
    schema = {
        "class": pl.String,
        "list": pl.String,
        "row": pl.Int64,
        "other_list": pl.String,
        "other_row": pl.Int64,
        "probability": pl.Float64,
    }
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def prefix(division: str) -> str:
    """Return the digits by which the codes of everything in `division` begin. Raises `NotADivision`."""
    if not division:
        return ""
    if not division.isdigit() or len(division) > DIVISION_DIGITS:
        raise NotADivision(division=division)
    return scope(division)


def lies_in(division: str) -> Q:
    """Return a condition on findings: they were found in a division, or in one that went on in it; "" for any.

    Raises `NotADivision`.
    """
    asked = prefix(division)
    today = datetime.now(OFFICE_TIME).date()
    codes = codes_over_time(asked, today) if asked else [""]
    return reduce(or_, (Q(division__startswith=prefix(one)) for one in codes))


def show(finding: str) -> dict[str, Any]:
    """Return everything about a finding, with its evidence and events. Raises `NoSuchFinding`."""
    found = Finding.objects.filter(pk=finding).values().first()
    if found is None:
        raise NoSuchFinding(finding=finding)
    row: dict[str, Any] = dict(found)
    row["evidence"] = orjson.loads(row["evidence"])
    row["class"] = row.pop("finding_class")
    row["events"] = list(FindingEvent.objects.filter(finding=finding).order_by("id").values())
    return row


def look_at(finding: str, *, by: Officer) -> dict[str, Any]:
    """Show a finding to an officer: the look at its person is logged. Raises `NoSuchFinding`, `NotAllowed`."""
    row = show(finding)
    subjects = [row["record"]] if row["record"] is not None else []
    divisions = [row["division"]] if row["division"] else []
    lookups.note(
        by, purpose="verification", case=f"finding {finding}", subjects=subjects, asked=["finding"], divisions=divisions
    )
    return row


def assign(*, division: str, working_days: int, by: Officer, now: datetime | None = None) -> tuple[int, date]:
    """Assign the open findings of a division with a deadline in working days (Civil Code 201, 203).

    Returns how many and the deadline. Raises `NotADivision`, `NotAllowed`.
    """
    moment = now or datetime.now(UTC)
    today = moment.astimezone(OFFICE_TIME).date()
    code = prefix(division)
    authority.require_duty(by, duty=DECIDE, on=today, division=code.ljust(DIVISION_DIGITS, "0"))
    deadline = end_of_period(today, working_days=working_days, calendar=default_calendar())
    with transaction.atomic():
        wanted = {row["id"] for row in listing(division=division, state=OPEN)}
        rows = Finding.objects.filter(pk__in=wanted).order_by("id")
        add_events(rows, kind="assigned", by=by.id, at=moment, deadline=deadline)
    return len(wanted), deadline


def about(records: list[int]) -> Q:
    """Return a condition on facts: of one of some records, or pointing at one, as a residence does at its person."""
    return Q(record__in=records) | Q(object__in=records)


def add_events(rows: Iterable[Finding], *, kind: str, by: int, at: datetime, **given: Any) -> None:
    """Add one event of a kind to each finding."""
    FindingEvent.objects.bulk_create(
        FindingEvent(finding=row.id, kind=kind, officer=by, at=at, digest=row.digest, run=row.run, **given)
        for row in rows
    )


def close(
    finding: str,
    *,
    reason: str,
    by: Officer,
    act: int | None = None,
    words: str = "",
    now: datetime | None = None,
    duty: str = DECIDE,
) -> str:
    """Decide a finding with a reason of `REASONS` and return its new state.

    Raises `NoSuchFinding`, `UnknownReason`, `ActMissing`, `ActElsewhere`, `NotAllowed`.
    """
    moment = now or datetime.now(UTC)
    if reason not in REASONS:
        raise UnknownReason(reason=reason, known=", ".join(REASONS))
    with transaction.atomic():
        row = Finding.objects.filter(pk=finding).first()
        if row is None:
            raise NoSuchFinding(finding=finding)
        on = moment.astimezone(OFFICE_TIME).date()
        authority.require_duty(by, duty=duty, on=on, division=row.division.ljust(DIVISION_DIGITS, "0"))
        if reason == "act" and act is None:
            raise ActMissing(finding=finding)
        records = [one for one in (row.record, row.other_record) if one is not None]
        # Who was in no register gets a record by the very act that closes the finding.
        if act is not None:
            facts = Fact.objects.filter(act=act)
            if not (facts.filter(about(records)) if records else facts).exists():
                raise ActElsewhere(act=act, finding=finding)
        is_so = reason == CONFIRMED or (reason == NOBODY_KNOWS and row.finding_class in STILL_SO)
        kind = "closed_by_act" if act is not None else "confirmed" if is_so else "decided"
        add_events([row], kind=kind, by=by.id, at=moment, reason=reason, words=words, act=act)
    return STATES[kind]
