"""`huangce officers` on the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from huangce.accounts.models import Grant
from huangce.cli import app
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
