"""What becomes of findings: runs, assignments, decisions, and what is asked again."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.commands.findings import REASON
from huangce.county.loading import load_folder
from huangce.errors import NotAllowed
from huangce.matching import findings
from huangce.matching.models import REASONS, STATES, Finding, FindingEvent, Run
from huangce.register.bulk import quiet
from huangce.register.models import Fact
from huangce.simulate.county import simulate

NOW = datetime(2025, 7, 1, 8, tzinfo=UTC)
TODAY, COUNTY = date(2025, 7, 1), "511703"


@pytest.fixture
def loaded(fresh_register: Path, tmp_path: Path) -> Officer:
    """A loaded county of 600 persons and its registrar."""
    simulate(tmp_path / "county", persons=600, seed=5)
    lin = officers.add("lin", "林", on=date(2025, 1, 1))
    officers.grant(lin, "registrar", COUNTY, by=None, on=date(2025, 1, 1))
    load_folder(tmp_path / "county", by=lin, answers=tmp_path / "answers", now=NOW, progress=quiet)
    return lin


def some(name: str = "registered_here_living_elsewhere") -> Finding:
    return Finding.objects.filter(finding_class=name).order_by("id")[0]


def state_of(finding: Finding) -> str:
    return findings.show(finding.id)["state"]


def run(by: Officer, *, later: int = 0) -> findings.Report:
    return findings.reconcile_register(by=by, as_of=TODAY, now=NOW + timedelta(days=later))


def test_it_works(loaded: Officer):
    report = run(loaded)
    assert report.findings["new"] == Finding.objects.count() > 0
    assert sum(one["found"] for one in report.classes) == Finding.objects.count()
    assert "sha256" in Run.objects.get().manifest
    assert findings.stored_findings()["probability"].min() >= 0.5

    # A rerun on the same register says nothing new.
    before = list(Finding.objects.order_by("id").values())
    again = run(loaded, later=1)
    assert again.findings == {"new": 0, "reopened": 0, "no_longer_found": 0}
    assert FindingEvent.objects.count() == 0
    after = list(Finding.objects.order_by("id").values())
    assert [row | {"run": 0} for row in before] == [row | {"run": 0} for row in after]

    # What was decided stays decided, until the evidence says something else.
    one, other = Finding.objects.order_by("id")[:2]
    findings.close(one.id, reason="evidence_wrong", by=loaded, words="另有其人", now=NOW)
    findings.close(other.id, reason="alive_seen", by=loaded, now=NOW)
    Finding.objects.filter(pk=other.id).update(digest="something else")
    FindingEvent.objects.create(
        finding=other.id, kind="decided", officer=loaded.id, at=NOW, reason="alive_seen", digest="something else"
    )
    third = run(loaded, later=2)
    assert third.findings["reopened"] == 1
    assert (state_of(one), state_of(other)) == ("decided", "open")

    # What a run no longer sees stays, and says so.
    Finding.objects.create(
        id="0" * 16,
        finding_class="wrong_number",
        list_kind="register",
        probability=1,
        division="511703001001",
        reason="",
        evidence="[]",
        digest="",
        run=1,
    )
    assert run(loaded, later=3).findings["no_longer_found"] == 1
    assert run(loaded, later=4).findings["no_longer_found"] == 0
    assert findings.show("0" * 16)["state"] == "gone"

    # Assigned with a deadline in working days: 1 July 2025 is a Tuesday.
    count, deadline = findings.assign(division=COUNTY, working_days=5, by=loaded, now=NOW)
    assert count == len(findings.listing(state="assigned"))
    assert deadline == date(2025, 7, 8)
    assert findings.listing(state="assigned")[0]["deadline"] == deadline

    # An act closes a finding only if it touches the person.
    mine = Finding.objects.filter(record__isnull=False).order_by("id")[0]
    act = Fact.objects.filter(record=mine.record).order_by("act")[0].act
    elsewhere = Fact.objects.exclude(act__in=Fact.objects.filter(record=mine.record).values("act")).order_by("act")[0]
    with pytest.raises(findings.ActMissing):
        findings.close(mine.id, reason="act", by=loaded, now=NOW)
    with pytest.raises(findings.ActElsewhere):
        findings.close(mine.id, reason="act", by=loaded, act=elsewhere.act, now=NOW)
    assert findings.close(mine.id, reason="act", by=loaded, act=act, now=NOW) == "closed"

    # Nobody without the duty decides, assigns or runs.
    guest = officers.add("guest", "客", on=date(2025, 1, 1))
    with pytest.raises(NotAllowed):
        findings.close(one.id, reason="alive_seen", by=guest, now=NOW)
    with pytest.raises(NotAllowed):
        findings.assign(division=COUNTY, working_days=5, by=guest, now=NOW)
    with pytest.raises(NotAllowed):
        run(guest)
    with pytest.raises(findings.UnknownReason):
        findings.close(one.id, reason="because", by=loaded, now=NOW)
    with pytest.raises(findings.NoSuchFinding):
        findings.show("nothing")


def test_every_reason_is_in_the_help():
    codes = set(re.findall(r"\b[a-z]+(?:_[a-z]+)*\b", REASON))
    assert set(REASONS) <= codes


def test_every_kind_of_event_has_a_state():
    assert set(STATES) == {"assigned", "confirmed", "decided", "closed_by_act", "reopened", "no_longer_found"}


@pytest.mark.parametrize(
    ("division", "prefix"),
    [
        ("", ""),
        ("511703", "511703"),
        ("511703000000", "511703"),
        ("511703001000", "511703001"),
        ("511703001004", "511703001004"),
        ("510000000000", "51"),
    ],
)
def test_a_division_means_all_that_lies_below_it(division: str, prefix: str):
    assert findings.prefix(division) == prefix


@pytest.mark.parametrize("division", ["5117030010041", "达川区", "51 703"])
def test_what_is_no_division_code_is_refused(division: str):
    with pytest.raises(findings.NotADivision):
        findings.prefix(division)


def test_the_commands_say_what_is_wrong_in_one_line(fresh_register: Path):
    from huangce.cli import app

    officers.add("lin", "林", on=date(2025, 1, 1))
    runner = CliRunner()
    for arguments, error in (
        (["findings", "show", "nothing", "--as", "lin"], findings.NoSuchFinding),
        (["findings", "list", "--class", "nonsense"], findings.UnknownFilter),
        (["findings", "export", "--division", COUNTY, "--out", "list.pdf", "--as", "lin"], None),
        (["reconcile", "--as", "lin"], NotAllowed),
    ):
        result = runner.invoke(app, arguments)
        assert result.exception is not None
        assert error is None or isinstance(result.exception, error), result.exception
