"""Accounts and rights from the pages: three administrators apart, nobody for themselves, an office set up once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import localdate

from huangce.accounts import first_office, officers
from huangce.accounts.models import Grant, Officer
from huangce.accounts.sign_in import WrongPassword, set_password, sign_in
from huangce.home import paths
from huangce.rules.authority import ROLES
from tests import people
from tests.web.test_routes import client_of, session_of

TOWN = "511703001000"


@pytest.fixture
def staff(db: None) -> None:
    """The cast, the security administrator last: from then on nobody else grants."""
    for username in sorted(people.CAST, key="an".__eq__):
        people.officer(username)


def test_it_works(staff):
    xi, an = client_of("xi"), client_of("an")
    assert xi.post("/officers/", {"username": "Fang", "name": "方"}).status_code == 302
    assert xi.post("/officers/fang/password/", {"new": "a long one", "again": "a long one"}).status_code == 302
    form = {"role": "registrar", "division": "511703", "begins": "2020-01-01"}
    assert an.post("/officers/fang/grant/", form).status_code == 302
    assert sign_in("fang", "a long one").grants.get().division == "511703000000"
    page = an.get("/officers/").content.decode()
    assert "方" in page
    assert "达川区" in page


def test_every_role_says_what_it_may_do(staff):
    page = client_of("zhao").get("/officers/").content.decode()
    assert all(role.zh in page for role in ROLES.values())
    assert "建立账号" not in page


def test_a_password_that_an_administrator_set_is_changed_first(staff):
    xi, lin = client_of("xi"), people.officer("lin")
    xi.post("/officers/lin/password/", {"new": "known to two", "again": "known to two"})
    client = Client()
    client.post("/sign-in/", {"username": "lin", "password": "known to two", "next": "/my-work/"})
    for path in ("/my-work/", "/findings/", "/officers/"):
        assert client.get(path).headers["Location"] == "/me/password/"
    assert client.get("/find/rows/?q=x", headers={"HX-Request": "true"}).headers["HX-Redirect"] == "/me/password/"
    assert "先换一个只有您知道的密码" in client.get("/me/password/").content.decode()
    form = {"old": "known to two", "new": "known to two", "again": "known to two"}
    assert client.post("/me/password/", form).status_code == 422
    form |= {"new": "known to one", "again": "known to one"}
    assert client.post("/me/password/", form).headers["Location"] == "/"
    assert client.get("/my-work/").status_code == 200
    lin.refresh_from_db()
    assert not lin.must_change_password


def test_who_opens_accounts_grants_nothing_and_the_other_way_round(staff):
    xi, an = client_of("xi"), client_of("an")
    people.officer("lin")
    assert an.post("/officers/", {"username": "fang", "name": "方"}).status_code == 403
    assert an.post("/officers/lin/password/", {"new": "a long one", "again": "a long one"}).status_code == 403
    assert an.post("/officers/lin/close/").status_code == 403
    assert xi.post("/officers/lin/grant/", {"role": "registrar", "division": "511703"}).status_code == 403
    assert xi.post("/officers/lin/revoke/", {"role": "registrar", "division": people.TOWN}).status_code == 403
    assert not Officer.objects.filter(username="fang").exists()


def test_nobody_grants_to_themselves_and_administrators_stay_apart(staff):
    an = client_of("an")
    people.officer("lin")
    assert an.post("/officers/an/grant/", {"role": "audit_admin"}).status_code == 403
    assert an.post("/officers/lin/grant/", {"role": "audit_admin"}).status_code == 422
    assert Grant.objects.filter(role="audit_admin").count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"role": "king"}, 422),
        ({"division": "99"}, 404),
        ({"division": "12345"}, 422),
        ({"begins": "tomorrow"}, 422),
        ({"ends": "1999-01-01"}, 422),
    ],
)
def test_a_bad_grant_is_said_with_what_was_typed(staff, change, status):
    an = client_of("an")
    people.officer("lin")
    form = {"role": "reviewer", "division": "511703", "begins": "2026-01-01"} | change
    answer = an.post("/officers/lin/grant/", form)
    assert answer.status_code == status
    assert "error-summary" in answer.content.decode()


def test_a_grant_is_revoked_from_today_on_and_stays_on_record(staff):
    an = client_of("an")
    people.officer("lin")
    form = {"role": "registrar", "division": people.TOWN}
    assert an.post("/officers/lin/revoke/", form).status_code == 302
    page = an.get("/officers/lin/").content.decode()
    assert "安收回" in page
    assert an.post("/officers/lin/revoke/", form).status_code == 404


def test_a_system_administrator_sets_no_password_of_another_administrator(staff):
    people.officer("an")
    form = {"new": "a long one", "again": "a long one"}
    assert client_of("xi").post("/officers/an/password/", form).status_code == 403
    assert client_of("xi").post("/officers/xi/close/").status_code == 403


def test_a_closed_account_signs_in_no_more(staff):
    set_password(people.officer("lin"), "a long one")
    assert client_of("xi").post("/officers/lin/close/").status_code == 302
    with pytest.raises(WrongPassword):
        sign_in("lin", "a long one")


def test_ones_own_password_wants_the_old_one_and_keeps_the_session(staff):
    lin = people.officer("lin")
    set_password(lin, "the old one")
    client = session_of(lin)
    form = {"old": "the old one", "new": "the new one", "again": "the new one"}
    assert client.post("/me/password/", form | {"old": "wrong"}).status_code == 403
    assert client.post("/me/password/", form | {"again": "other"}).status_code == 422
    assert client.post("/me/password/", form | {"new": "short", "again": "short"}).status_code == 422
    other = session_of(lin)
    assert client.post("/me/password/", form).status_code == 302
    assert client.get("/me/password/").status_code == 200
    assert other.get("/me/password/").status_code == 302
    assert sign_in("lin", "the new one").pk == lin.pk


def accounts() -> dict[str, str]:
    form = {}
    for role in first_office.FIRST:
        form |= {f"{role}_username": role[:3], f"{role}_name": "甲"}
        form |= {f"{role}_password": f"first-{role}", f"{role}_again": f"first-{role}"}
    return form


def test_a_new_office_is_set_up_once(db):
    code, client = first_office.code(), Client()
    assert "安装码" in client.get("/setup/").content.decode()
    assert client.get("/setup/?code=no").status_code == 403
    assert "511703000000" in client.get(f"/setup/?code={code}&q=达川区").content.decode()
    wrong = accounts() | {"code": code, "division": "511703000000", "registrar_again": "other"}
    assert client.post("/setup/", wrong).status_code == 422
    assert client.post("/setup/", accounts() | {"code": code, "division": ""}).status_code == 422
    assert client.post("/setup/", accounts() | {"code": "no", "division": "511703000000"}).status_code == 403
    same = accounts() | {"code": code, "division": "511703000000", "registrar_username": "sys"}
    assert client.post("/setup/", same).status_code == 422
    assert not Officer.objects.exists()
    answer = client.post("/setup/", accounts() | {"code": code, "division": "511703000000"})
    assert "huangce backup" in answer.content.decode()
    assert not (paths.secrets() / first_office.CODE).exists()
    assert client.get(f"/setup/?code={code}").status_code == 404
    assert Grant.objects.get(role="registrar").division == "511703000000"
    with pytest.raises(officers.GranterNeeded):
        officers.grant(officers.find("reg"), "reviewer", TOWN, by=None, on=localdate())


def test_an_office_that_only_used_commands_so_far_can_still_be_set_up(db):
    loader = officers.open_first("wang", on=localdate())
    assert "安装码" in Client().get("/setup/").content.decode()
    set_password(loader, "a long one")
    assert Client().get("/setup/").status_code == 404


def test_an_office_that_has_accounts_is_not_set_up_again(staff):
    people.officer("lin")
    assert Client().get("/setup/").status_code == 404
    assert Client().post("/setup/", accounts()).status_code == 404


def test_the_machine_is_shown_in_words(staff):
    page = client_of("xi").get("/system/").content.decode()
    assert "还没有备份过" in page
    assert "内存" in page
    assert "GiB" in page
    assert client_of("lin").get("/system/").status_code == 403


def test_a_backup_is_noted_where_it_was_written(fresh_register, tmp_path):
    from huangce.home import backup

    assert backup.last() is None
    backup.backup(tmp_path / "a.huangce")
    assert backup.last()["file"] == str(tmp_path / "a.huangce")
