"""A look at persons needs a right, a purpose and a case, and leaves a row that nobody can change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from huangce.accounts import lookups
from huangce.accounts.masking import masked
from huangce.accounts.models import LookUp
from huangce.errors import HuangceError
from huangce.home import database
from tests import people
from tests.people import COUNTY, NEXT_VILLAGE, VILLAGE

NOW = datetime(2018, 6, 1, 9, 30, tzinfo=UTC)


def _note(username="lin", **change):
    given = {"purpose": "verification", "case": "F-17", "subjects": [12, 11, 12], "asked": ["name"], "at": NOW}
    return lookups.note(people.officer(username), **given | {"divisions": [VILLAGE]} | change)


@pytest.mark.django_db
def test_it_works():
    row = _note()
    assert (row.purpose, row.case, row.subjects, row.asked, row.revealed) == (
        "verification",
        "F-17",
        [11, 12],
        ["name"],
        False,
    )
    ((look,), count) = lookups.of_person([11])
    assert (look.officer.username, look.officer.display_name, look, count) == ("lin", "林", row, 1)
    assert lookups.of_person([13]) == ([], 0)


@pytest.mark.django_db
def test_the_newest_looks_at_a_person_come_first_and_all_are_counted():
    for minute in range(5):
        _note(at=NOW + timedelta(minutes=minute), case=f"F-{minute}")
    looks, count = lookups.of_person([11, 99], newest=2)
    assert ([look.case for look in looks], count) == (["F-4", "F-3"], 5)
    assert [look.case for look in lookups.of_person([12])[0]] == ["F-4", "F-3", "F-2", "F-1", "F-0"]


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["tang", "deng", "he", "gao", "xi", "an", "shen", "zhao"])
def test_who_has_no_business_with_persons_looks_up_none(username):
    with pytest.raises(HuangceError) as caught:
        _note(username)
    assert caught.value.code == "may-not-look-up"
    assert LookUp.objects.count() == 0


@pytest.mark.django_db
def test_a_look_into_the_next_town_is_refused():
    with pytest.raises(HuangceError) as caught:
        _note(divisions=[VILLAGE, NEXT_VILLAGE])
    assert caught.value.code == "may-not-look-up"
    assert _note("shi", divisions=[VILLAGE, NEXT_VILLAGE, COUNTY]).subjects == [11, 12]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"purpose": "curiosity"}, "unknown-purpose"),
        ({"case": " "}, "case-missing"),
        ({"case": "x" * 65}, "case-missing"),
        ({"case": "99010119900101001X"}, "case-missing"),
        ({"asked": ["张三"]}, "unknown-criterion"),
        ({"asked": []}, "unknown-criterion"),
    ],
)
def test_a_look_up_that_does_not_say_why_is_refused(change, code):
    with pytest.raises(HuangceError) as caught:
        _note(**change)
    assert caught.value.code == code
    assert "99010119900101001X" not in caught.value.message
    assert "张三" not in caught.value.message


@pytest.mark.django_db
def test_numbers_are_masked_until_they_are_revealed_which_is_logged():
    assert masked("99010119900101001X") == "9901**********001X"
    assert masked("990101900101001") == "9901*******1001"
    assert masked(None) == masked("") == ""
    assert masked("9901") == "****"
    row = lookups.reveal(
        people.officer("lin"), purpose="registration", case="A-3", subjects=[11], divisions=[VILLAGE], at=NOW
    )
    assert row.revealed
    assert lookups.of_person([11])[0][0].revealed


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE look_up SET purpose = 'audit'", "DELETE FROM look_up", "TRUNCATE look_up"]
)
def test_the_application_cannot_change_the_read_log(statement):
    _note()
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE look_up SET purpose = 'audit'", "DELETE FROM look_up", "TRUNCATE look_up"]
)
def test_not_even_the_owner_changes_the_read_log_by_accident(committed_db, statement):
    _note()
    with (
        pytest.raises(psycopg.errors.RestrictViolation, match="never changed"),
        psycopg.connect(database.url(owner=True)) as owner,
    ):
        owner.execute(statement)
    assert LookUp.objects.count() == 1


def test_the_tables_are_as_the_migrations_left_them_after_a_test_that_commits(committed_db):
    assert LookUp.objects.count() == 0
    _note()
