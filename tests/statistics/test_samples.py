"""Samples by lot: the list is fixed before anybody sees it, what is not checked is not known, nothing goes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from huangce.errors import HuangceError, NotAllowed
from huangce.register.erase import erase
from huangce.register.locks import raw_cursor
from huangce.register.models import Person, Residence
from huangce.register.record import record
from huangce.register.seal import seal
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.residences import ResidenceDeparted
from huangce.rules.indicators import Rate
from huangce.rules.sampling import MAIN, ORDINARY, bounds_of_persons
from huangce.statistics.drill import SampleForgotten, records_behind
from huangce.statistics.samples import drawing, progress
from huangce.statistics.samples.answering import CheckedThen, NoSuchLine, UnknownItem, UnknownOutcome, WrongWithoutCheck
from huangce.statistics.samples.drawing import NothingToDraw, SampleDaysInvalid, SampleSizeInvalid, UnknownFrame, repeat
from huangce.statistics.samples.models import Sample, SampleAnswer, SampleLine
from huangce.statistics.samples.retention import forget_old, forget_person
from huangce.statistics.view import view_of
from tests import lins, people
from tests.statistics.samples import (
    DUE,
    HERE,
    NOW,
    THERE,
    TODAY,
    all_right,
    answered,
    drawn,
    figure,
    lives,
    settle,
)

pytestmark = pytest.mark.usefixtures("committed_db")


def behind(code: str, day: date = DUE, division: str = "") -> dict[int, tuple[str, ...]]:
    with raw_cursor() as cursor:
        found = records_behind(cursor, view_of(cursor, as_of=day, division=division), code)
    return {one.record: one.lacks for one in found}


def records(sample: Sample) -> list[int | None]:
    return list(SampleLine.objects.filter(sample=sample.pk).order_by("ordinal").values_list("record", flat=True))


def test_it_works() -> None:
    settle()
    sample = drawn()
    assert figure("J7a").rate == Rate(0, 10, 10)
    for ordinal in range(1, 8):
        answered(sample, ordinal)
    answered(sample, 8, "checked", "birth_date", "education")
    answered(sample, 9, "not_found")
    answered(sample, 10, "not_reached")
    heads, cells = figure("J7a"), figure("J7b")
    assert (heads.rate, heads.sample) == (Rate(7, 10, 1), sample.pk)
    assert heads.bounds == bounds_of_persons(7, 9, 24)
    assert heads.beside == {
        "checked": 8,
        "not_found": 1,
        "not_reached": 1,
        **{f"wrong_{name}": int(name == "birth_date") for name in MAIN},
    }
    assert cells.rate == Rate(39, 50, 5)
    assert cells.beside["wrong_education"] == 1
    people_drawn = records(sample)
    assert behind("J7a:rest") == {people_drawn[7]: ("birth_date",), people_drawn[8]: ()}
    assert behind("J7b:rest") == {people_drawn[7]: ("education",), people_drawn[8]: ()}
    assert list(behind("J7a:unknown")) == [people_drawn[9]]
    assert len(behind("J7a")) == 7


def test_no_sample_is_not_known_and_a_frame_has_its_own() -> None:
    settle()
    assert figure("J7a").rate is None
    assert "drawn sample" in figure("J7a").why
    sample = drawn("registered")
    all_right(sample)
    assert figure("C5d").rate == Rate(10, 10, 0)
    assert figure("J7a").rate is None


def test_an_empty_item_is_no_right_one_unless_it_may_be_empty() -> None:
    settle()
    for one in Person.objects.filter(name="王秀英", counted_in=HERE):
        for group, item in (("identity", "ethnicity"), ("details", "education")):
            empty(one.pk, group, item)
    all_right(drawn("registered", size=100))
    all_right(drawn("usual", size=100))
    assert figure("C5d").rate == Rate(18, 24, 0)
    assert figure("J7b").rate == Rate(24 * 5 - 6, 24 * 5, 0)
    assert set(behind("C5d:rest").values()) == {("ethnicity",)}


def empty(person: int, group: str, item: str) -> None:
    record(
        Correction(
            happened_on=TODAY,
            record=person,
            group=group,
            items={item: None},
            reason="archive",
            approved_by=lins.CHEN.id,
            evidence=lins.shown("archive"),
        ),
        by=lins.LIN,
        now=NOW,
    )


def test_a_sample_of_everybody_has_no_width_and_one_of_a_part_has() -> None:
    settle()
    all_right(drawn(size=24))
    assert figure("J7a").bounds == (Fraction(1), Fraction(1))
    all_right(drawn(size=12, now=NOW + timedelta(hours=1)))
    low, high = figure("J7a").bounds or (0, 0)
    assert low < high == 1
    assert figure("J7a").is_undecided == (figure("J7a").target is not None)


def test_it_speaks_when_it_is_due_or_wholly_answered_and_the_newest_speaks() -> None:
    settle()
    first = drawn()
    assert figure("J7a", TODAY).rate is None
    all_right(first)
    assert figure("J7a", TODAY).rate == Rate(10, 10, 0)
    drawn(size=5, now=NOW + timedelta(days=1))
    assert figure("J7a", TODAY + timedelta(days=1)).rate == Rate(10, 10, 0)
    assert figure("J7a", DUE + timedelta(days=1)).rate == Rate(0, 5, 5)


def test_a_part_of_the_division_has_its_part_of_the_sample_and_no_other_division_has_one() -> None:
    settle()
    sample = drawn(size=24)
    for line in SampleLine.objects.filter(sample=sample.pk, village=HERE):
        answered(sample, line.ordinal, "checked", *(["name"] if line.ordinal % 2 else []))
    here, there = figure("J7a", division=people.TOWN), figure("J7a", division=people.NEXT_TOWN)
    assert here.rate is not None
    assert (here.rate.of, here.rate.unknown) == (12, 0)
    assert there.rate == Rate(0, 12, 12)
    assert there.bounds is None
    town = drawn(division=people.TOWN, size=4, by="lin", now=NOW + timedelta(hours=1))
    assert (figure("J7a", division=people.TOWN).sample, figure("J7a").sample) == (town.pk, sample.pk)


def test_what_was_answered_later_was_not_known_then_and_a_later_answer_keeps_the_former() -> None:
    settle()
    sample = drawn()
    all_right(sample)
    later = NOW + timedelta(days=40)
    assert answered(sample, 1, "checked", "sex", now=later)
    assert not answered(sample, 1, "checked", "sex", now=later)
    assert figure("J7a").rate == Rate(9, 10, 0)
    assert figure("J7a", as_known=TODAY).rate == Rate(10, 10, 0)
    assert figure("J7a", as_known=TODAY - timedelta(days=1)).rate is None
    assert SampleAnswer.objects.count() == 11


def test_whoever_is_corrected_or_leaves_after_the_day_changes_nothing() -> None:
    settle()
    sample = drawn()
    first, second = records(sample)[:2]
    assert first
    assert second
    empty(first, "identity", "ethnicity")
    record(
        ResidenceDeparted(happened_on=TODAY + timedelta(days=3), residence=Residence.objects.get(person=second).pk),
        by=lins.LIN,
        now=NOW + timedelta(days=3),
    )
    all_right(sample, now=NOW + timedelta(days=4))
    assert figure("J7a").rate == Rate(10, 10, 0)
    assert repeat(sample.pk, by=people.officer("gao")).is_same


def test_usual_residents_are_drawn_where_they_live_and_temporary_ones_are_not() -> None:
    persons = settle(2, living=False)
    lives(persons[0], THERE, "清河县西城镇1号")
    lives(persons[1], THERE, "清河县西城镇1号", kind="temporary")
    sample = drawn(size=10)
    assert list(SampleLine.objects.filter(sample=sample.pk).values_list("record", "village")) == [(persons[0], THERE)]
    assert sample.villages == {THERE: 1}


def test_the_seed_is_of_the_seal_and_every_draw_can_be_repeated() -> None:
    settle()
    sample = drawn()
    found = repeat(sample.pk, by=people.officer("gao"))
    assert (found.is_same, found.seed, found.holds, found.forgotten) == (True, "seal", True, 0)
    record(lins.family(lins.GRANDMOTHER, division=HERE), by=lins.LIN, now=NOW)
    seal(now=NOW + timedelta(hours=1))
    assert repeat(sample.pk, by=people.officer("gao")).is_same
    given = drawn(seed="六月抽查", now=NOW + timedelta(hours=2))
    assert repeat(given.pk, by=people.officer("gao")).seed == "given"
    assert given.is_seed_given


def test_a_seed_that_is_not_what_the_sample_says_is_told_from_one_that_cannot_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle()
    sample = drawn()
    sample.position += 10**6
    assert drawing.whose_seed(sample) == "headless"
    sample.position -= 10**6
    sample.seed = "0" * 64
    assert drawing.whose_seed(sample) == "altered"
    monkeypatch.setattr(drawing, "sample_of", lambda number: sample)
    assert not repeat(sample.pk, by=people.officer("gao")).holds


def test_who_draws_elsewhere_is_told_which_duty_is_lacking_here() -> None:
    settle()
    with pytest.raises(NotAllowed, match="decide_findings"):
        drawn(division=THERE, by="lin")


def test_who_was_erased_is_out_of_the_sample_and_the_figure_stays() -> None:
    settle()
    sample = drawn("registered", size=20)
    all_right(sample)
    gone = records(sample)[3]
    assert gone
    before = figure("C5d")
    erase(
        gone,
        ("identity", "details"),
        by=lins.LIN,
        approved_by=lins.CHEN.id,
        legal_ground="个人信息保护法 art. 47",
        happened_on=TODAY,
        now=NOW,
    )
    assert records(sample).count(None) == 1
    after = figure("C5d")
    assert (after.rate, after.bounds) == (before.rate, before.bounds)
    found = repeat(sample.pk, by=people.officer("gao"))
    assert (found.is_same, found.forgotten) == (True, 1)


def test_after_its_time_a_sample_forgets_whom_it_drew_and_keeps_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    settle()
    sample = drawn()
    all_right(sample)
    due = sample.due_on
    assert forget_old(today=due + timedelta(days=365)) == 0
    monkeypatch.setenv("HUANGCE_SAMPLE_KEPT_DAYS", "400")
    assert forget_old(today=due + timedelta(days=400)) == 0
    assert forget_old(today=due + timedelta(days=401)) == 10
    assert figure("J7a").rate == Rate(10, 10, 0)
    with pytest.raises(SampleForgotten):
        behind("J7a")
    assert repeat(sample.pk, by=people.officer("gao")).forgotten == 10


def test_nothing_that_was_drawn_or_answered_can_be_changed_or_removed() -> None:
    settle()
    sample = drawn()
    answered(sample, 1)
    for change in (
        lambda: Sample.objects.update(size=3),
        lambda: Sample.objects.all().delete(),
        lambda: SampleLine.objects.update(village=THERE),
        lambda: SampleLine.objects.update(record=5),
        lambda: SampleLine.objects.all().delete(),
        lambda: SampleAnswer.objects.update(wrong=[]),
        lambda: SampleAnswer.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_of_another_residence_an_erasure_finds_the_person() -> None:
    settle()
    sample = drawn()
    person = records(sample)[0]
    assert forget_person(Residence.objects.get(person=person).pk) == 1
    assert records(sample)[0] is None


@pytest.mark.parametrize(
    ("error", "given"),
    [
        (UnknownFrame, {"frame": "everybody"}),
        (SampleSizeInvalid, {"size": 0}),
        (SampleSizeInvalid, {"size": 10**6}),
        (SampleDaysInvalid, {"as_of": TODAY + timedelta(days=1)}),
        (SampleDaysInvalid, {"due_on": TODAY - timedelta(days=1)}),
        (SampleDaysInvalid, {"due_on": TODAY + timedelta(days=366)}),
        (NothingToDraw, {"as_of": date(2015, 1, 1)}),
        (NothingToDraw, {"division": "990101003000"}),
        (NotAllowed, {"by": "tang"}),
        (NotAllowed, {"by": "lin"}),
        (NotAllowed, {"by": "gao", "division": ""}),
    ],
)
def test_what_cannot_be_drawn_is_refused(error: type[HuangceError], given: dict[str, Any]) -> None:
    settle(1)
    with pytest.raises(error):
        drawn(**given)
    assert not Sample.objects.exists()


def test_an_answer_that_says_nothing_sound_is_refused() -> None:
    settle(2)
    sample = drawn()
    for error, ordinal, outcome, wrong, more in (
        (NoSuchLine, 99, "checked", (), {}),
        (UnknownOutcome, 1, "right", (), {}),
        (UnknownItem, 1, "checked", ("religion",), {}),
        (WrongWithoutCheck, 1, "not_found", ("name",), {}),
        (CheckedThen, 1, "checked", (), {"checked_on": TODAY + timedelta(days=1)}),
        (CheckedThen, 1, "checked", (), {"checked_on": TODAY - timedelta(days=1)}),
        (NotAllowed, 1, "checked", (), {"by": people.officer("gao")}),
    ):
        with pytest.raises(error):
            answered(sample, ordinal, outcome, *wrong, **more)
    assert not SampleAnswer.objects.exists()


def test_who_visits_answers_in_the_own_village_only() -> None:
    settle()
    sample = drawn(size=24)
    for line in SampleLine.objects.filter(sample=sample.pk):
        if line.village == HERE:
            assert answered(sample, line.ordinal, by=people.officer("tang"))
        else:
            with pytest.raises(NotAllowed):
                answered(sample, line.ordinal, by=people.officer("tang"))


def test_samples_are_listed_to_whom_they_concern() -> None:
    settle()
    county, town = drawn(), drawn(division=people.NEXT_TOWN, size=3, by="chen", now=NOW + timedelta(hours=1))
    assert [one.sample.pk for one in progress.listed(by=people.officer("gao"), now=NOW)] == [town.pk, county.pk]
    assert [one.sample.pk for one in progress.listed(by=people.officer("lin"), now=NOW)] == [county.pk]
    assert progress.listed(by=people.officer("deng"), now=NOW) == progress.listed(by=people.officer("lin"), now=NOW)
    assert progress.listed(by=people.officer("he"), now=NOW) == []
    assert [one.sample.pk for one in progress.listed(by=people.officer("gao"), now=NOW, limit=1)] == [town.pk]
    assert [one.sample.pk for one in progress.listed(by=people.officer("gao"), now=NOW, first=1, limit=1)] == [
        county.pk
    ]
    with pytest.raises(progress.SampleElsewhere):
        progress.shown(town.pk, by=people.officer("lin"), now=NOW)
    with pytest.raises(drawing.NoSuchSample):
        progress.shown(99, by=people.officer("lin"), now=NOW)


def test_the_commands(run: Any) -> None:
    settle()
    gao, shi = people.officer("gao").username, people.officer("shi").username
    code, out, _ = run("samples", "size", "--as", gao, "--division", people.COUNTY, "--half-width", "0.05", "--json")
    assert code == 0
    assert 1 < json.loads(out)["size"] <= json.loads(out)["persons"] == 24
    code, out, _ = run("samples", "draw", "--as", gao, "--division", people.COUNTY, "--size", "6", "--json")
    made = json.loads(out)
    assert (made["drawn"], made["answered"], made["seed_given"]) == (6, 0, False)
    number = str(made["sample"])
    for line in range(1, 6):
        assert run("samples", "answer", number, str(line), "checked", "--as", shi)[0] == 0
    assert run("samples", "answer", number, "6", "checked", "--wrong", "name", "--wrong", "sex", "--as", shi)[0] == 0
    code, out, _ = run("samples", "show", number, "--as", shi, "--json")
    told = json.loads(out)
    assert (told["results"]["J7a"]["n"], told["wrong"], told["answered"]) == (5, {"name": 1, "sex": 1}, 6)
    assert "J7a: 5 of 6" in run("samples", "show", number, "--as", shi)[1]
    assert len(json.loads(run("samples", "list", "--as", gao, "--json")[1])) == 1
    assert "6 of 6 answered" in run("samples", "list", "--as", gao)[1]
    assert json.loads(run("samples", "repeat", number, "--as", gao, "--json")[1])["same"]
    assert "same was drawn again" in run("samples", "repeat", number, "--as", gao)[1]
    out = run("rates", "--division", people.COUNTY)[1]
    assert f"J7a: by sample {number}, bounds" in out
    found = {one["code"]: one for one in json.loads(run("rates", "--json")[1])["figures"]}
    assert found["J7a"]["bounds"]["low"] < 5 / 6 < found["J7a"]["bounds"]["high"]
    assert run("samples", "answer", number, "9", "checked", "--as", shi)[0] == 2


def test_every_item_that_is_checked_has_its_count() -> None:
    settle(1)
    all_right(drawn())
    assert figure("J7b").beside.keys() >= {f"wrong_{name}" for name in ORDINARY}
