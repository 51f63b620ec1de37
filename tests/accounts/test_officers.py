"""Officers hold roles in divisions for a time, given by a security administrator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from huangce.accounts import authority, officers
from huangce.accounts.models import Grant
from huangce.errors import HuangceError
from tests import people
from tests.people import COUNTY, NEXT_TOWN, NEXT_VILLAGE, OPENED, TOWN, VILLAGE

pytestmark = pytest.mark.django_db
TODAY = date(2018, 6, 1)


def _records(officer, division, on=TODAY, act_kind="birth"):
    return authority.may(officer, act_kind=act_kind, division=division, on=on)


def test_it_works():
    lin = people.officer("lin")
    assert _records(lin, TOWN)
    assert _records(lin, VILLAGE)
    assert not _records(lin, NEXT_VILLAGE)
    assert not _records(lin, COUNTY)
    lin.require("birth", VILLAGE, TODAY)
    with pytest.raises(HuangceError, match='lin may not record the act "birth" in division 990101002001') as caught:
        lin.require("birth", NEXT_VILLAGE, TODAY)
    assert (caught.value.code, caught.value.status) == ("may-not-record", 403)


def test_a_grant_holds_from_its_first_day_until_the_day_before_its_end():
    lin = people.officer("lin")
    officers.grant(lin, "registrar", NEXT_TOWN, by=None, on=TODAY, until=TODAY + timedelta(days=2))
    days = [TODAY + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert [_records(lin, NEXT_TOWN, on=day) for day in days] == [False, True, True, False]


def test_a_grant_can_be_narrowed_to_some_acts():
    tang = people.officer("tang")
    officers.grant(tang, "enumerator", NEXT_TOWN, by=None, on=TODAY, acts=["residence_declared"])
    assert _records(tang, NEXT_VILLAGE, act_kind="residence_declared")
    assert not _records(tang, NEXT_VILLAGE, act_kind="residence_departed")
    assert _records(tang, VILLAGE, act_kind="residence_departed")


def test_a_closed_account_may_nothing():
    lin = people.officer("lin")
    officers.close(lin, on=TODAY)
    assert _records(lin, TOWN, on=TODAY - timedelta(days=1))
    assert not _records(lin, TOWN)
    with pytest.raises(HuangceError) as caught:
        lin.require("birth", TOWN, TODAY)
    assert caught.value.code == "account-closed"


def test_a_revoked_grant_ends_and_stays_on_record():
    lin, security = people.officer("lin"), people.officer("an")
    assert officers.revoke(lin, "registrar", TOWN, by=security, on=TODAY) == 1
    assert not _records(lin, TOWN)
    assert _records(lin, TOWN, on=TODAY - timedelta(days=1))
    row = Grant.objects.get(officer=lin)
    assert (row.valid_from, row.valid_to, row.revoked_by) == (OPENED, TODAY, security)
    with pytest.raises(HuangceError) as caught:
        officers.revoke(lin, "registrar", TOWN, by=security, on=TODAY)
    assert caught.value.code == "no-such-grant"


def test_only_a_security_administrator_grants_once_there_is_one():
    chen, lin = people.officer("chen"), people.officer("lin")
    security = people.officer("an")
    with pytest.raises(HuangceError) as caught:
        officers.grant(lin, "registrar", NEXT_TOWN, by=None, on=TODAY)
    assert caught.value.code == "granter-needed"
    with pytest.raises(HuangceError) as caught:
        officers.grant(lin, "registrar", NEXT_TOWN, by=chen, on=TODAY)
    assert caught.value.code == "may-not-do"
    with pytest.raises(HuangceError) as caught:
        officers.grant(security, "registrar", NEXT_TOWN, by=security, on=TODAY)
    assert caught.value.code == "grants-itself"
    assert officers.grant(lin, "registrar", NEXT_TOWN, by=security, on=TODAY).granted_by == security


@pytest.mark.parametrize("role", ["registrar", "security_admin", "audit_admin", "auditor"])
def test_a_system_administrator_has_no_other_role(role):
    with pytest.raises(HuangceError) as caught:
        officers.grant(people.officer("xi"), role, COUNTY, by=None, on=TODAY)
    assert caught.value.code == "roles-kept-apart"


def test_a_grant_that_ends_before_the_other_begins_is_no_conflict():
    xi = people.officer("xi")
    before = OPENED - timedelta(days=10)
    officers.grant(xi, "registrar", COUNTY, by=None, on=before, until=OPENED)
    with pytest.raises(HuangceError) as caught:
        officers.grant(xi, "registrar", COUNTY, by=None, on=before, until=OPENED + timedelta(days=1))
    assert caught.value.code == "roles-kept-apart"


def test_the_same_grant_twice_is_one():
    lin = people.officer("lin")
    officers.grant(lin, "registrar", TOWN, by=None, on=TODAY)
    officers.grant(lin, "registrar", "990101001", by=None, on=TODAY)
    assert Grant.objects.filter(officer=lin).count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"role": "king"}, "unknown-role"),
        ({"division": "99010"}, "bad-division"),
        ({"division": "石桥镇"}, "bad-division"),
        ({"division": ""}, "bad-division"),
        ({"acts": ["erasure"]}, "acts-not-of-role"),
        ({"until": date(2000, 1, 1)}, "bad-period"),
    ],
)
def test_a_wrong_grant_is_refused_with_its_reason(change, code):
    values = {"role": "registrar", "division": TOWN, "acts": [], "until": None} | change
    role, division = values.pop("role"), values.pop("division")
    with pytest.raises(HuangceError) as caught:
        officers.grant(people.officer("shi"), role, division, by=None, on=TODAY, **values)
    assert caught.value.code == code


@pytest.mark.parametrize("username", ["", "a", "Lin Wei", "林伟", "-lin", "x" * 41, "lin;drop"])
def test_a_username_that_cannot_be_typed_everywhere_is_refused(username):
    with pytest.raises(HuangceError) as caught:
        officers.add(username, "林伟", on=TODAY)
    assert caught.value.code == "bad-username"


def test_usernames_are_given_once_and_read_whatever_their_case_or_width():
    lin = people.officer("lin")
    assert officers.find(" LIN ") == lin
    assert officers.find("ｌｉｎ") == lin
    with pytest.raises(HuangceError) as caught:
        officers.add("Lin", "another", on=TODAY)
    assert caught.value.code == "username-taken"
    with pytest.raises(HuangceError, match="There is no account wu"):
        officers.find("wu")


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM officer",
        "DELETE FROM officer_grant",
        "UPDATE officer_grant SET division = '000000000000'",
        "UPDATE officer_grant SET granted_by_id = 1",
        "UPDATE officer SET username = 'chen'",
        "TRUNCATE officer CASCADE",
    ],
)
def test_the_application_can_neither_remove_accounts_nor_widen_grants(statement):
    people.officer("lin")
    with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
        cursor.execute(statement)
