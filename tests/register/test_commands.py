"""The commands on acts, persons and the seal: what other programs call, and what they answer to bad input."""

from __future__ import annotations

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest
from typer.testing import CliRunner

from huangce.accounts.models import LookUp
from huangce.cli import app
from huangce.errors import HuangceError
from huangce.home import database
from huangce.register.evidence import NotAnExport
from tests import lins, people
from tests.people import officer
from tests.register.conftest import House, one, open_house, person
from tests.register.test_opening import lists, load

LOOKING = ("--as", "lin", "--purpose", "registration", "--case", "2026-17")


@pytest.fixture
def home(committed_db: None) -> House:
    """The Lins in the town of Lin, and the officers who act."""
    for username in ("lin", "shi", "shen", "an"):
        officer(username)
    return open_house(division=people.VILLAGE)


def run(*words: str, code: int = 0, stdin: str = "") -> str:
    """Run a command as a program and return what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "huangce.cli", *words], input=stdin, capture_output=True, text=True, check=False
    )
    assert done.returncode == code, done.stderr
    return done.stdout if code != 2 else done.stderr


def told(*words: str) -> Any:
    """Run a command in this process and return its JSON."""
    done = CliRunner().invoke(app, [*words, "--json"])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return json.loads(done.stdout)


def birth(home: House, folder: Path, **changes: Any) -> str:
    file = folder / "birth.json"
    act = {
        "happened_on": "2026-05-01",
        "household": home.id,
        "name": "林小雨",
        "sex": "2",
        "ethnicity": "01",
        "relation": "32",
        "mother": home.mother,
        "evidence": [{"kind": "birth_certificate"}],
    }
    file.write_text(json.dumps(act | changes, ensure_ascii=False))
    return str(file)


def test_it_works(home, tmp_path):
    file, key = birth(home, tmp_path), str(uuid.uuid4())
    assert "nothing was recorded" in run("record", "birth", file, "--as", "lin", "--dry-run")
    first = json.loads(run("record", "birth", file, "--as", "lin", "--transaction", key, "--json"))
    again = told("record", "birth", file, "--as", "lin", "--transaction", key)
    assert (again["act"], again["repeated"], again["created"]) == (first["act"], True, first["created"])
    assert person(first["created"]["child"])["name"] == "林小雨"
    assert "Recorded act" in run("reverse", str(first["act"]), "--as", "lin", "--approved-by", "shi", "--reason", "x")
    assert one("select count(*) from person") == 4


def test_the_seal_from_the_command_line(home, tmp_path):
    assert "1 acts are sealed" in run("seal", "--out", str(tmp_path / "head.json"))
    assert "agrees with the head" in run("verify", "--head", str(tmp_path / "head.json"))
    assert told("verify")["verdict"] == "self-consistent only"
    assert "Exported 1 acts" in run("export", str(tmp_path / "export"))
    with psycopg.connect(database.url(owner=True)) as connection:
        connection.execute("alter table act disable trigger user")
        connection.execute("update act set office = '1'")
        connection.execute("alter table act enable trigger user")
    report = json.loads(run("verify", "--json", code=1))
    assert (report["holds"], report["found"][0]["what"], report["found"][0]["position"]) == (False, "altered", 1)
    key = json.loads((tmp_path / "head.json").read_text())["key"]
    report = told("verify", "--export", str(tmp_path / "export"), "--key", key)
    assert (report["holds"], report["acts"]) == (True, 1)


def test_rows_that_differ_from_the_facts_are_found_and_mended(home):
    assert "all rows are what the facts say" in run("rebuild", "--check")
    with psycopg.connect(database.url()) as connection:
        connection.execute("update person set name = '林浩然' where id = %s", (home.son,))
    assert told("rebuild", "--check")["differing"] == [{"table": "person", "record": home.son}]
    assert told("rebuild", "--repair")["mended"] == 1
    assert person(home.son)["name"] == "林浩"


def test_a_look_is_masked_unless_revealed_and_always_noted(home):
    number = lins.SON.citizen_id
    assert number is not None
    found = json.loads(run("person", "--search", "林浩", *LOOKING, "--json"))
    assert [hit["record"] for hit in found["hits"]] == [home.son]
    shown = run("person", str(home.son), *LOOKING)
    assert number not in shown
    assert "林浩" in shown
    assert "建册登记" in shown
    assert number in json.dumps(told("person", str(home.son), *LOOKING, "--reveal"))
    assert told("person", str(home.son), *LOOKING, "--as-of", "2021-01-01")["identity"]["name"] == "林浩"
    assert list(LookUp.objects.order_by("id").values_list("revealed", flat=True)) == [False, False, True, False]


def test_values_are_erased_and_a_load_is_undone(home):
    words = ("erase", str(home.son), "--groups", "details", "--as", "an", "--approved-by", "shen")
    assert "erasure" in run(*words, "--ground", "个人信息保护法 art. 47")
    opened = load(lists(3)[1].with_columns(division=pl.lit(people.VILLAGE)))
    assert "batch_undone" in run("undo-batch", str(opened.batch), "--as", "lin", "--reason", "wrong file")
    assert one("select count(*) from household") == 1


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("record", "birth", "/nowhere.json", "--as", "lin"), "not-an-act"),
        (("record", "birth", "LIST", "--as", "lin"), "not-an-act"),
        (("record", "birth", "TEXT", "--as", "lin"), "not-an-act"),
        (("record", "wedding", "ACT", "--as", "lin"), "unknown-act"),
        (("record", "death", "ACT", "--as", "lin"), "malformed-act"),
        (("record", "birth", "ACT", "--as", "nobody"), "no-such-officer"),
        (("record", "birth", "ACT", "--as", "an"), "may-not-record"),
        (("record", "birth", "ACT", "--as", "lin", "--seen", "5"), "bad-option"),
        (("record", "birth", "ACT", "--as", "lin", "--transaction", "5"), "bad-option"),
        (("reverse", "5", "--as", "lin", "--approved-by", "shi", "--reason", "x"), "no-such-act"),
        (("undo-batch", "5", "--as", "lin", "--reason", "x"), "no-such-batch"),
        (("erase", "5", "--groups", "x", "--as", "an", "--approved-by", "shen", "--ground", "x"), "unknown-group"),
        (
            ("erase", "5", "--groups", "details", "--as", "an", "--approved-by", "shen", "--ground", "x"),
            "nothing-to-erase",
        ),
        (("person", *LOOKING), "whom-to-show"),
        (("person", "5", *LOOKING), "unknown-record"),
        (("person", "--search", " ", *LOOKING), "nothing-to-search"),
        (("verify", "--key", "xy"), "not-a-key"),
        (("verify", "--head", "LIST"), "unreadable-head"),
        (("verify", "--export", "FOLDER"), "not-an-export"),
        (("export", "FOLDER"), "folder-exists"),
        (("rebuild",), "check-or-repair"),
    ],
)
def test_bad_input_is_one_clear_error(home, tmp_path, words, code):
    files = {"LIST": "[]", "TEXT": "林", "ACT": Path(birth(home, tmp_path)).read_text()}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    given = [str(tmp_path / word) if word in files else str(tmp_path) if word == "FOLDER" else word for word in words]
    with pytest.raises(HuangceError) as caught:
        told(*given)
    assert caught.value.code == code


def test_an_export_that_was_damaged_is_said_to_be(home, tmp_path):
    told("export", str(tmp_path / "export"))
    (tmp_path / "export" / "facts" / "000000.parquet").write_bytes(b"PAR1")
    with pytest.raises(NotAnExport):
        told("verify", "--export", str(tmp_path / "export"))


def test_a_stale_version_is_refused_on_the_command_line(home, tmp_path):
    message = run("record", "birth", birth(home, tmp_path), "--as", "lin", "--seen", f"{home.mother}=1", code=2)
    assert message.startswith(f"huangce: Record {home.mother} changed since you read it")
    assert message.count("\n") == 1
