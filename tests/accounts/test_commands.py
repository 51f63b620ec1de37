"""`huangce officers` on the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from huangce.accounts import first_office
from huangce.accounts.models import Grant
from huangce.cli import app
from huangce.commands import acting
from huangce.errors import HuangceError


def _run(*words: str) -> str:
    done = CliRunner().invoke(app, ["officers", *words])
    if isinstance(done.exception, HuangceError):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.stdout


def test_it_works(committed_db):
    _run("add", "lin", "林伟")
    _run("grant", "lin", "registrar", "990101001", "--from", "2018-06-01", "--act", "birth")
    assert "registrar  990101001000" in _run("list")
    (row,) = json.loads(_run("list", "--json"))
    assert (row["officer"], row["name"], row["open"]) == ("lin", "林伟", True)
    assert row["grants"] == [
        {"role": "registrar", "division": "990101001000", "acts": ["birth"], "from": "2018-06-01", "until": None}
    ]
    assert json.loads(_run("revoke", "lin", "registrar", "990101001", "--json"))["revoked"] == 1
    assert json.loads(_run("list", "--json"))[0]["grants"] == []
    _run("close", "lin")
    assert "(closed)" in _run("list")


def test_a_second_administrator_is_named_by_the_first(committed_db):
    _run("add", "an", "安")
    _run("grant", "an", "security_admin", "000000000000")
    _run("add", "lin", "林")
    with pytest.raises(HuangceError, match="--by"):
        _run("grant", "lin", "registrar", "990101")
    _run("grant", "lin", "registrar", "990101", "--by", "an")
    assert Grant.objects.get(officer__username="lin").granted_by.username == "an"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("add", "林", "林伟"), "bad-username"),
        (("add", "lin", " "), "name-missing"),
        (("grant", "nobody", "registrar", "990101"), "no-such-officer"),
        (("add", "lin", "林", "--from", "2018-06-02", "--until", "2018-06-01"), "bad-period"),
    ],
)
def test_bad_input_is_one_clear_error(committed_db, words, code):
    with pytest.raises(HuangceError) as caught:
        _run(*words)
    assert caught.value.code == code


def test_a_date_that_is_none_is_a_usage_error(committed_db):
    done = CliRunner().invoke(app, ["officers", "add", "lin", "林", "--from", "2018-13-01"])
    assert done.exit_code == 2
    assert "2018-06-01" in done.output


def test_the_first_to_load_gets_an_account_and_nobody_after(committed_db, monkeypatch):
    monkeypatch.setenv("LOGNAME", "Wang")
    assert acting.machine_user() == "wang"
    monkeypatch.setenv("LOGNAME", "王")
    assert acting.machine_user() == "operator"
    assert first_office.is_new()
    acting.officer_or_first("wang")
    (row,) = json.loads(_run("list", "--json"))
    assert (row["officer"], row["grants"][0]["role"]) == ("wang", "registrar")
    assert acting.officer_or_first("wang").username == "wang"
    assert first_office.is_new()  # nobody can sign in yet, so the pages' set-up is still to be done
    with pytest.raises(HuangceError, match="no account li"):
        acting.officer_or_first("li")


def test_the_environment_says_who_acts_and_the_option_says_it_louder(committed_db, monkeypatch):
    monkeypatch.setenv("HUANGCE_OFFICER", "lin")
    for words, named in ((["reverse", "1"], "lin"), (["reverse", "1", "--as", "chen"], "chen")):
        done = CliRunner().invoke(app, [*words, "--approved-by", "x", "--reason", "wrong"])
        assert done.exception.details["username"] == named
