"""`huangce doctor` says what is missing and how to mend it, and makes nothing itself."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from huangce.cli import app
from huangce.errors import HuangceError
from huangce.home import database, doctor, installation, tuning


def _examine() -> dict[str, doctor.Check]:
    return {check.name: check for check in doctor.examine()}


def test_it_works(fresh_register):
    checks = _examine()
    assert list(checks) == [
        "python",
        "packages",
        "memory",
        "disk",
        "settings",
        "home",
        "secrets",
        "socket",
        "postgresql",
        "database",
        "rights",
        "tables",
    ]
    assert [check for check in checks.values() if not check.ok and check.name not in {"memory", "disk"}] == []
    assert checks["tables"].found == "up to date"


def test_it_makes_nothing(fresh_home, monkeypatch):
    new = fresh_home / "new"
    monkeypatch.setenv("HUANGCE_HOME", str(new))
    assert "not made yet" in _examine()["home"].found
    assert not new.exists()


def test_it_leaves_the_server_as_it_was(fresh_register):
    database.leave()
    assert not database.is_running()
    _examine()
    assert not database.is_running()


def test_secrets_that_others_can_read_are_named_with_the_cure(fresh_register):
    (fresh_register / "secrets" / "owner_password").chmod(0o644)
    check = _examine()["secrets"]
    assert not check.ok
    assert "owner_password" in check.found
    assert check.mend.startswith("run `chmod")


def test_an_over_long_path_is_named(fresh_home, monkeypatch):
    monkeypatch.setenv("HUANGCE_HOME", str(fresh_home / ("long" * 25)))
    checks = _examine()
    assert not checks["socket"].ok
    assert "Set HUANGCE_HOME to a shorter path" in checks["socket"].found
    assert "database" not in checks


def test_a_database_that_does_not_answer_is_named_without_its_password(fresh_home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/x")
    check = _examine()["database"]
    assert not check.ok
    assert "127.0.0.1" in check.found
    assert "secret" not in check.found


def test_the_command_ends_with_one_when_something_is_missing(fresh_home, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    done = CliRunner().invoke(app, ["doctor", "--json"])
    assert done.exit_code == 1
    rows = {row["name"]: row for row in json.loads(done.stdout)}
    assert rows["python"]["ok"]
    assert not rows["database"]["ok"]
    assert "MISSING database" in CliRunner().invoke(app, ["doctor"]).stdout


@pytest.mark.parametrize("found", ["0", "8192", "one", "", "-1", "１"])
def test_an_installation_number_that_is_none_is_one_clear_error(monkeypatch, found):
    monkeypatch.setenv("HUANGCE_INSTALLATION", found)
    with pytest.raises(HuangceError, match="from 1 to 8191"):
        installation.number()


@pytest.mark.parametrize(("memory", "buffers"), [(4, "128MB"), (8, "512MB"), (64, "512MB")])
def test_memory_is_used_modestly(memory, buffers):
    settings = tuning.settings(memory * tuning.GIB, 10 * tuning.GIB)
    assert settings["shared_buffers"] == buffers
    assert (settings["fsync"], settings["synchronous_commit"]) == ("on", "on")
    assert "dynamic_shared_memory_type" not in settings
    assert tuning.settings(memory * tuning.GIB, 2**26)["dynamic_shared_memory_type"] == "mmap"
