"""What a feed says of deaths: once, in order, taken back, corrected, minimal, signed, and proved by who follows it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.errors import NotAllowed
from huangce.exchange import agreement_store
from huangce.exchange.agreements import AgreementInvalid
from huangce.exchange.feeds import answers, pages
from huangce.exchange.feeds.check import FeedGap, check
from huangce.exchange.feeds.pages import BadCursor, NoFeedAgreement
from huangce.exchange.models import FeedEntry, FeedRead, FeedReceipt
from huangce.register.erase import erase
from huangce.register.signed import SignatureBroken
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.reversals import Reversal
from tests import lins, people
from tests.exchange.feeds.conftest import DEATHS, death, read, renamed, restoration, reversal
from tests.register.conftest import House, do

Agree = Callable[..., None]


def events(page: dict[str, Any]) -> list[tuple[int, str, int | None]]:
    return [(one["sequence"], one["event"], one["follows"]) for one in page["entries"]]


def test_it_works(house: House, agree: Agree, tmp_path: Path) -> None:
    agree()
    do(death(house.grandmother))
    page = read()
    assert events(page) == [(1, "registered", None)]
    assert page["entries"][0] == {
        "sequence": 1,
        "position": 2,
        "event": "registered",
        "follows": None,
        "citizen_id": None,
        "name": "曾淑珍",
        "died_on": "2026-05-01",
    }
    (tmp_path / "page.json").write_text(json.dumps(page))
    found = check([tmp_path / "page.json"], key=page["key"])
    assert (found.after, found.through, found.entries, found.more) == (0, 1, 1, False)
    assert FeedRead.objects.get().through == 1


def test_what_is_taken_back_is_retracted_and_said_again_when_that_is_taken_back(house: House, agree: Agree) -> None:
    agree()
    first = do(death(house.grandmother)).act
    read()
    back = do(reversal(first)).act
    assert events(read(after=1)) == [(2, "retracted", 1)]
    do(reversal(back))
    assert events(read()) == [(1, "registered", None), (2, "retracted", 1), (3, "registered", 2)]
    assert {one["died_on"] for one in read()["entries"]} == {"2026-05-01", None}


def test_a_restoration_retracts_the_death(house: House, agree: Agree) -> None:
    agree()
    do(death(house.grandmother))
    do(restoration(house, house.grandmother))
    assert [event for _n, event, _f in events(read())] == ["registered", "retracted"]


def test_a_correction_of_what_was_said_is_told_and_of_what_was_not_is_none(house: House, agree: Agree) -> None:
    agree()
    do(death(house.grandmother))
    do(renamed(house.grandmother, "曾淑真"))
    do(renamed(house.son, "林皓"))
    page = read()
    assert [(one["event"], one["name"]) for one in page["entries"]] == [
        ("registered", "曾淑珍"),
        ("corrected", "曾淑真"),
    ]


def test_what_was_published_does_not_change_afterwards(house: House, agree: Agree) -> None:
    agree()
    do(death(house.grandmother))
    first = read()["entries"]
    do(renamed(house.grandmother, "曾淑真"))
    do(death(house.mother, day=2))
    assert read()["entries"][:1] == first
    assert [one.sequence for one in FeedEntry.objects.order_by("position", "sequence")] == [1, 2, 3]


def test_an_entry_says_only_what_the_agreement_names(house: House, agree: Agree) -> None:
    agree(fields=("died_on",))
    do(death(house.mother))
    entry = read()["entries"][0]
    assert set(entry) == {"sequence", "position", "event", "follows", "died_on"}
    assert "王秀英" not in json.dumps(read(), ensure_ascii=False)


def test_the_place_of_a_cancelled_registration_is_where_it_counted_last(house: House, agree: Agree) -> None:
    agree(fields=("counted_in",))
    do(death(house.mother))
    assert read()["entries"][0]["counted_in"] == lins.VILLAGE


def test_a_delayed_birth_and_a_restoration_are_registrations_of_unregistered_persons(
    house: House, agree: Agree
) -> None:
    agree(code="settled", feed="unregistered_registered", fields=("name", "since"))

    def birth(year: int, name: str) -> Birth:
        return Birth(
            happened_on=lins.NOW.date().replace(year=year, month=5, day=1),
            household=house.id,
            name=name,
            sex="2",
            ethnicity="01",
            relation="32",
            mother=house.mother,
            evidence=lins.shown("birth_certificate"),
        )

    do(birth(2026, "林小雨"))
    late = do(birth(2020, "林小雪")).act
    assert [one["name"] for one in read("settled")["entries"]] == ["林小雪"]
    do(reversal_of_birth(late))
    assert events(read("settled", after=1)) == [(2, "retracted", 1)]


def reversal_of_birth(act: int) -> Any:
    return Reversal(happened_on=date(2020, 5, 1), act=act, reason="录错了", approved_by=lins.CHEN.id)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=8))
def test_a_mirror_that_follows_in_pages_of_any_size_equals_one_that_reads_at_once(
    followed: dict[str, Any], sizes: list[int]
) -> None:
    mirror: list[dict[str, Any]] = []
    turn = 0
    while True:
        page = read(after=len(mirror), limit=sizes[turn % len(sizes)])
        mirror += page["entries"]
        turn += 1
        if not page["more"]:
            break
    assert mirror == followed["entries"]


@pytest.fixture
def followed(house: House, agree: Agree) -> dict[str, Any]:
    agree()
    for person in (house.grandmother, house.mother):
        act = do(death(person)).act
        back = do(reversal(act)).act
        do(reversal(back))
    do(renamed(house.grandmother, "曾淑真"))
    page = read()
    assert [one["sequence"] for one in page["entries"]] == list(range(1, 8))
    return page


def test_pages_that_do_not_fit_are_found_offline(followed: dict[str, Any], tmp_path: Path) -> None:
    parts = [read(after=0, limit=3), read(after=3, limit=2), read(after=5)]
    lines = tmp_path / "mirror.jsonl"
    lines.write_text("\n".join(json.dumps(one) for one in reversed(parts)))
    assert check([lines]).through == 7
    lines.write_text("\n".join(json.dumps(one) for one in (parts[0], parts[2])))
    with pytest.raises(FeedGap, match="begins behind 5"):
        check([lines])
    altered = parts[0] | {"entries": parts[0]["entries"][:2], "through": 2}
    lines.write_text(json.dumps(altered))
    with pytest.raises(SignatureBroken):
        check([lines])


def test_a_look_that_found_nothing_new_fits_before_what_came_later_and_says_when_it_was(
    house: House, agree: Agree, tmp_path: Path
) -> None:
    agree()
    do(death(house.grandmother))
    first, nothing = read(), read(after=1)
    do(death(house.mother, day=2))
    later = read(after=1)
    files = [tmp_path / f"{number}.json" for number in range(3)]
    for file, page in zip(files, (later, nothing, first), strict=True):
        file.write_text(json.dumps(page))
    found = check(files)
    assert (found.through, found.entries, found.told_at) == (2, 2, later["told_at"])
    assert check([files[2]]).told_at == first["told_at"] <= later["told_at"]
    files[0].write_text(json.dumps(later | {"told_at": "2027-01-01T00:00:00+00:00"}))
    with pytest.raises(SignatureBroken):
        check(files)


def test_without_an_agreement_nothing_is_handed_out(house: House, agree: Agree) -> None:
    with pytest.raises(NoFeedAgreement):
        read()
    agree()
    do(death(house.mother))
    agreement_store.end("deaths-hr", reason="项目结束", by=people.officer("lin"), now=lins.NOW)
    with pytest.raises(NoFeedAgreement):
        read()


@pytest.mark.parametrize(
    "values", [{"fields": ("phone",)}, {"fields": ()}, {"feed": "moves"}, {"code": "X"}, {"code": "cremations"}]
)
def test_an_agreement_that_cannot_be_kept_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(AgreementInvalid):
        agreement_store.changed(DEATHS, **values)


@pytest.mark.parametrize("options", [{"after": -1}, {"limit": 0}, {"limit": 1001}])
def test_a_cursor_out_of_bounds_is_refused(house: House, agree: Agree, options: dict[str, int]) -> None:
    agree()
    with pytest.raises(BadCursor):
        read(**options)


def test_business_receipts_say_what_became_of_each_number_and_who_has_not_answered(house: House, agree: Agree) -> None:
    agree()
    agree(code="deaths-health", recipient="卫生健康局", answer_days=30)
    for person in (house.grandmother, house.mother):
        do(death(person))
    read()
    later = lins.NOW + timedelta(days=11)
    one, other = answers.followers(on=later)[::-1]
    assert (one.code, one.open, one.overdue, one.through) == ("deaths-hr", 2, 2, 2)
    assert (other.code, other.open, other.overdue, other.through) == ("deaths-health", 2, 0, 0)
    given_ = [{"sequence": 1, "outcome": "refused", "why": "查无此人"}, {"sequence": 2, "outcome": "applied"}]
    assert answers.answer("deaths-hr", given_, by=people.officer("he"), now=later) == 2
    answers.answer("deaths-hr", [{"sequence": 1, "outcome": "applied"}], by=people.officer("he"), now=later)
    one = answers.followers(on=later)[1]
    assert (one.applied, one.refused, one.open, one.overdue, one.answer_by) == (2, 0, 0, 0, None)


def test_who_begins_behind_some_numbers_is_shown_and_cannot_answer_for_them(house: House, agree: Agree) -> None:
    agree()
    for person in (house.grandmother, house.mother):
        do(death(person))
    he = people.officer("he")
    pages.page("deaths-hr", after=1, by=he, now=lins.NOW)
    (one,) = answers.followers(on=lins.NOW)
    assert (one.through, one.skipped) == (2, 1)
    with pytest.raises(answers.BadAnswers):
        answers.answer("deaths-hr", [{"sequence": number, "outcome": "applied"} for number in (2, 1)], by=he)
    pages.page("deaths-hr", after=0, limit=1, by=he, now=lins.NOW)
    (one,) = answers.followers(on=lins.NOW)
    assert (one.through, one.skipped, one.open) == (2, 0, 2)


def test_an_answer_that_comes_again_is_kept_once_and_another_beside_it(house: House, agree: Agree) -> None:
    agree()
    do(death(house.mother))
    read()
    he = people.officer("he")
    for outcome, kept in (("applied", 1), ("applied", 1), ("not_ours", 2), ("applied", 3)):
        assert answers.answer("deaths-hr", [{"sequence": 1, "outcome": outcome}], by=he) == 1
        assert FeedReceipt.objects.count() == kept


@pytest.mark.parametrize(
    "given_",
    [
        "applied",
        [1],
        [{"sequence": 3, "outcome": "applied"}],
        [{"sequence": True, "outcome": "applied"}],
        [{"sequence": 1, "outcome": "done"}],
        [{"sequence": 1, "outcome": "refused"}],
        [{"sequence": 1, "outcome": "applied", "name": "王秀英"}],
        [{"sequence": 1, "outcome": "applied", "why": "x" * 201}],
        [{"sequence": 1, "outcome": "applied"}] * 1001,
    ],
)
def test_answers_that_are_none_are_refused_as_a_whole(house: House, agree: Agree, given_: Any) -> None:
    agree()
    do(death(house.mother))
    read()
    with pytest.raises(answers.BadAnswers):
        answers.answer("deaths-hr", given_, by=people.officer("he"), now=lins.NOW)


def test_only_who_keeps_agreements_may_enter_one(committed_db: None) -> None:
    with pytest.raises(NotAllowed):
        agreement_store.enter(DEATHS, by=people.officer("he"), now=lins.NOW)


def test_an_erasure_reaches_what_was_published_and_its_numbers_stay(house: House, agree: Agree) -> None:
    agree()
    do(death(house.mother))
    assert read()["entries"][0]["name"] == "王秀英"
    ground = {"legal_ground": "个人信息保护法 art. 47", "happened_on": date(2026, 5, 2)}
    erase(house.mother, ("identity",), by=lins.LIN, approved_by=lins.CHEN.id, now=lins.NOW, **ground)
    entry = read()["entries"][0]
    assert (entry["sequence"], entry["name"], entry["citizen_id"]) == (1, None, None)
    assert entry["died_on"] == "2026-05-01"
