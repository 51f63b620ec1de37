"""The desk: what an officer sees of findings, in which order, and what becomes of answers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from huangce.accounts.models import LookUp, Officer
from huangce.errors import NotAllowed
from huangce.matching import cases, desk, findings
from huangce.matching.desk import Asked
from huangce.matching.findings_store import ADD_UP
from huangce.matching.models import Finding, FindingEvent, HandOver
from huangce.register.locks import raw_cursor
from tests import people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
TODAY = date(2026, 4, 2)
HERE = ("990101001",)


def finding(name: str, **given: object) -> Finding:
    usual = {
        "finding_class": "deceased_not_cancelled",
        "list_kind": "register",
        "probability": 0.9,
        "division": people.VILLAGE,
        "reason": "",
        "evidence": "[]",
        "digest": "d",
        "run": 1,
    }
    return Finding.objects.create(id=name, **(usual | given))


ANY = Asked()


def ids(asked: Asked = ANY, scopes: tuple[str, ...] = HERE, **given: int) -> list[str]:
    return [row.id for row in desk.page(asked, scopes, today=TODAY, **given)]


def test_it_works():
    finding("a", probability=0.5)
    finding("b", probability=0.9)
    finding("c", finding_class="wrong_number", probability=0.7)
    assert ids() == ["b", "c", "a"]
    counts = {
        one.finding_class: (one.found, round(one.expected_false, 3))
        for one in desk.by_class(Asked(), HERE, today=TODAY)
    }
    assert counts["deceased_not_cancelled"] == (2, 0.6)
    assert counts["held_twice"] == (0, 0)
    assert desk.by_division(Asked(), HERE, today=TODAY, digits=9) == [("990101001", 3)]


def test_pages_hold_every_finding_once():
    for i in range(7):
        finding(f"f{i}", probability=0.5 + (i % 3) / 10)
    pages = [ids(number=number, size=3) for number in (1, 2, 3, 4)]
    assert [len(one) for one in pages] == [3, 3, 1, 0]
    assert sorted(one for ids_of in pages for one in ids_of) == sorted(row.id for row in Finding.objects.all())


def test_the_officer_of_the_next_town_sees_nothing():
    finding("a")
    assert ids(scopes=("990101002",)) == []
    assert ids(scopes=()) == []
    assert ids(scopes=("",)) == ["a"]
    assert ids(Asked(division=people.NEXT_VILLAGE), scopes=("",)) == []
    assert ids(scopes=("99",)) == ["a"]
    with pytest.raises(NotAllowed):
        cases.open_finding("a", by=people.officer("chen"), at=NOW)


def test_scopes_are_those_of_the_grants_that_give_the_view():
    from huangce.accounts import authority

    grants = authority.grants_of(people.officer("lin"), TODAY)
    assert desk.scopes_of(grants, TODAY, view="findings") == ("990101001",)
    assert desk.scopes_of(grants, TODAY, duties=("report_visits",)) == ()


def test_an_answer_moves_on_and_can_be_taken_back():
    lin = people.officer("lin")
    for name, share in (("a", 0.9), ("b", 0.8), ("c", 0.7)):
        finding(name, probability=share)
    assert desk.after("a", Asked(), HERE, today=TODAY) == "b"
    case = cases.open_finding("a", by=lin, at=NOW)
    assert case.waits
    assert cases.answer("a", reason="evidence_wrong", seen=case.seen, by=lin, at=NOW) == "decided"
    assert desk.after("a", Asked(), HERE, today=TODAY) == "b"
    assert desk.after("c", Asked(), HERE, today=TODAY) == "b"
    with pytest.raises(cases.FindingMoved):
        cases.answer("a", reason="confirmed", seen=case.seen, by=lin, at=NOW)
    seen = cases.open_finding("a", by=lin, at=NOW).seen
    assert cases.take_back("a", seen=seen, by=lin, at=NOW) == "open"
    assert Finding.objects.get(pk="a").state == "open"
    with pytest.raises(cases.NothingToTakeBack):
        cases.take_back("a", seen=cases.open_finding("a", by=lin, at=NOW).seen, by=lin, at=NOW)
    assert desk.after("c", Asked(), HERE, today=TODAY) == "a"


def test_the_queue_goes_by_deadline_and_keeps_the_deadline_of_what_was_taken_back():
    lin = people.officer("lin")
    finding("a", probability=0.5)
    finding("b", finding_class="wrong_number", probability=0.9)
    _count, deadline = findings.assign(division=people.TOWN, working_days=3, by=lin, now=NOW)
    finding("open", probability=0.99)
    queue = Asked(queue=lin.pk)
    assert ids(queue) == ["b", "a"]
    assert ids() == ["open", "b", "a"]
    waiting = desk.tally(HERE, today=TODAY)
    assert waiting.by_due(lin.pk, TODAY)[desk.due_of(deadline, TODAY)] == 2
    assert waiting.by_due(lin.pk, deadline + timedelta(days=1))["overdue"] == 2
    assert waiting.by_due(lin.pk, deadline + timedelta(days=1), "wrong_number")["overdue"] == 1
    assert dict(waiting.by_class(lin.pk))["wrong_number"] == 1
    assert sum(one.found for one in waiting.unassigned()) == 1
    assert waiting.undecided("deceased_not_cancelled") == 2
    cases.answer("a", reason="confirmed", seen=FindingEvent.objects.get(finding="a").pk, by=lin, at=NOW)
    cases.take_back("a", seen=FindingEvent.objects.filter(finding="a").latest("id").pk, by=lin, at=NOW)
    assert ids(queue) == ["b", "a"]
    assert Finding.objects.get(pk="a").deadline == deadline


def test_a_finding_is_handed_to_a_colleague_who_may_decide_it():
    lin, shi = people.officer("lin"), people.officer("shi")
    people.officer("chen")
    finding("a")
    assert cases.hand_over("a", to="shi", by=lin, words="认识当事人", at=NOW) == shi
    assert ids(Asked(queue=lin.pk)) == []
    assert ids(Asked(queue=shi.pk), scopes=("990101",)) == ["a"]
    assert desk.tally(HERE, today=TODAY).handed_on(lin.pk) == 1
    assert HandOver.objects.get().words == "认识当事人"
    for name in ("chen", "nobody", "lin"):
        with pytest.raises(cases.NotAColleague):
            cases.hand_over("a", to=name, by=lin, at=NOW)
    assert cases.answer("a", reason="confirmed", seen=0, by=shi, at=NOW) == "confirmed"
    cases.answer("a", reason="evidence_wrong", seen=FindingEvent.objects.latest("id").pk, by=shi, at=NOW)
    with pytest.raises(cases.CannotBeHandedOver):
        cases.hand_over("a", to="shi", by=lin, at=NOW)


def test_no_finding_is_handed_to_an_account_that_cannot_sign_in():
    lin, shi = people.officer("lin"), people.officer("shi")
    finding("a")
    assert cases.colleagues(lin, people.VILLAGE, at=NOW) == [shi]
    Officer.objects.filter(pk=shi.pk).update(password="")
    assert cases.colleagues(lin, people.VILLAGE, at=NOW) == []
    with pytest.raises(cases.NotAColleague):
        cases.hand_over("a", to="shi", by=lin, at=NOW)


def test_opening_a_finding_notes_the_look():
    lin = people.officer("lin")
    finding("a", record=7)
    cases.open_finding("a", by=lin, at=NOW)
    noted = LookUp.objects.get()
    assert (noted.purpose, noted.case, noted.subjects) == ("verification", "finding a", [7])


def test_a_state_or_a_deadline_that_is_none_is_refused():
    for asked in (Asked(state="maybe"), Asked(finding_class="x"), Asked(due="never")):
        with pytest.raises(findings.UnknownFilter):
            asked.checked()
    with pytest.raises(findings.NotADivision):
        Asked(division="石桥").checked()


def counted() -> set[tuple[object, ...]]:
    """The kept counts, as one counts the findings themselves."""
    kinds = "division, finding_class, state, deadline, holder"
    with raw_cursor() as cursor:
        kept = cursor.execute(
            f"select {kinds}, sum(findings)::bigint, sum(expected_false) from finding_count group by {kinds}"
            " having sum(findings) <> 0 or sum(expected_false) <> 0"
        ).fetchall()
        plain = cursor.execute(
            f"select {kinds}, count(*), sum((1 - probability)::numeric) from finding group by {kinds}"
        ).fetchall()
    assert set(kept) == set(plain)
    return set(kept)


def test_what_is_counted_once_is_what_one_would_count_now():
    lin = people.officer("lin")
    assert counted() == set()
    for i in range(30):
        finding(f"f{i}", probability=0.5 + i / 70, finding_class="held_twice" if i % 3 else "wrong_number")
    assert len(counted()) == 2
    findings.assign(division=people.TOWN, working_days=3, by=lin, now=NOW)
    counted()
    for name, reason in (("f1", "confirmed"), ("f2", "alive_seen"), ("f3", "evidence_wrong")):
        seen = FindingEvent.objects.filter(finding=name).latest("id").pk
        cases.answer(name, reason=reason, seen=seen, by=lin, at=NOW)
        counted()
    Finding.objects.filter(pk="f4").update(division=people.NEXT_VILLAGE, probability=0.111)
    HandOver.objects.create(finding="f7", officer=lin.pk, to=1, at=NOW)
    before = counted()
    with raw_cursor() as cursor:
        cursor.execute(ADD_UP)
        assert counted() == before
        assert cursor.execute("select count(*) from finding_count").fetchone() == (len(before),)
