"""Backup, destroy, restore: the same rows and keys, or nothing is changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import psycopg
import pytest

from huangce.errors import HuangceError
from huangce.exchange import envelopes
from huangce.home import backup as backups
from huangce.home import database, migrate, paths
from tests.conftest import make_home, remove_home


@pytest.fixture
def register(fresh_register) -> str:
    """A small register with an officer and a look-up; returns the owner's address."""
    url = database.url(owner=True)
    _spoil(url)
    paths.secret("seal-key")
    return url


def _spoil(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO officer (username, display_name, password, active_from)"
            " VALUES ('o' || (SELECT count(*) + 10 FROM officer), '石''桥\\n\t镇', '', '2018-01-01')"
        )
        connection.execute(
            'INSERT INTO look_up (at, officer_id, purpose, "case", asked, subjects, revealed)'
            " SELECT '2018-06-01T08:00Z', max(id), 'audit', 'F-1', '{name}', '{7,8}', true FROM officer"
        )


def _rows(url: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        officers = connection.execute("SELECT * FROM officer ORDER BY id").fetchall()
        return officers + connection.execute("SELECT * FROM look_up ORDER BY id").fetchall()


def _into_another_home(monkeypatch: pytest.MonkeyPatch) -> Path:
    database.leave()
    other = make_home()
    (other / "postgresql.conf").write_text("fsync = off\nshared_buffers = 16MB\n")
    monkeypatch.setenv("HUANGCE_HOME", str(other))
    return other


def test_it_works(register, fresh_home, tmp_path, monkeypatch):
    before, key, papers = _rows(register), paths.secret("seal-key"), envelopes.own_key()
    file = tmp_path / "county.huangce"
    manifest = backups.backup(file)
    assert (manifest.rows["officer"], manifest.rows["look_up"]) == (1, 1)
    assert file.stat().st_mode & 0o077 == 0
    database.stop()
    remove_home(fresh_home)
    other = _into_another_home(monkeypatch)
    try:
        backups.restore(file)
        urls = database.ensure()
        assert _rows(urls.owner) == before
        assert paths.secret("seal-key") == key
        assert envelopes.own_key() == papers
        assert migrate.pending() == []
        # The application has its rights, and only those.
        with psycopg.connect(urls.app, autocommit=True) as application:
            application.execute(
                "INSERT INTO officer (username, display_name, password, active_from)"
                " VALUES ('new', 'x', '', '2018-01-01')"
            )
            for statement in ("DELETE FROM look_up", "UPDATE officer SET username = 'x'", "CREATE TABLE t (a int)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    application.execute(statement)
        with psycopg.connect(urls.owner) as owner, pytest.raises(psycopg.errors.RestrictViolation):
            owner.execute("DELETE FROM look_up")
    finally:
        database.stop()
        remove_home(other)


def test_a_register_that_holds_anything_is_only_replaced_on_request(register, tmp_path):
    file = tmp_path / "b"
    backups.backup(file)
    kept = _rows(register)
    _spoil(register)
    spoilt = _rows(register)
    with pytest.raises(HuangceError) as caught:
        backups.restore(file)
    assert caught.value.code == "register-not-empty"
    assert _rows(register) == spoilt
    (paths.secrets() / "seal-key").write_text("another")
    backups.restore(file, replace=True)
    assert _rows(register) == kept
    beside = [path for path in paths.secrets().iterdir() if path.name.startswith("seal-key.before-")]
    assert [path.read_text() for path in beside] == ["another"]


def test_what_only_newer_servers_know_is_left_out_before_the_data_and_nothing_in_it():
    newer = [
        b"SET transaction_timeout = 0;\n",
        b"ALTER TABLE ONLY public.person ALTER COLUMN name SET (pg_attver='2');\n",
    ]
    kept = [
        b"CREATE TABLE public.person (name text);\n",
        b"ALTER TABLE ONLY public.person ALTER COLUMN name SET (n_distinct=5);\n",
        b"COPY public.person (name) FROM stdin;\n",
    ]
    dump = BytesIO(b"".join([newer[0], kept[0], newer[1], *kept[1:], *newer]))
    assert b"".join(backups.without_newer_settings(dump)) == b"".join([*kept, *newer])


def test_a_damaged_backup_changes_nothing(register, tmp_path):
    file = tmp_path / "b"
    backups.backup(file)
    rows, whole = _rows(register), file.read_bytes()
    for at in range(5, 100, 10):
        place = len(whole) * at // 100
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        with pytest.raises(HuangceError) as caught:
            backups.restore(file, replace=True)
        assert caught.value.code in {"damaged-backup", "not-a-backup"}, at
    for kept in (len(whole) - 1, len(whole) - 200, len(whole) // 2, 10):
        file.write_bytes(whole[:kept])
        with pytest.raises(HuangceError) as caught:
            backups.restore(file, replace=True)
        assert caught.value.code == "not-a-backup", kept
    assert _rows(register) == rows


def _rewritten(file: Path, **change: object) -> Path:
    """Return a copy of a backup with another manifest."""
    copy = file.with_name("changed")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, json.dumps(json.loads(data) | change) if name == "manifest.json" else data)
    return copy


MISFITS: dict[str, list[dict[str, object]]] = {
    "unknown-backup-format": [{"format": 99}],
    "backup-too-new": [{"migrations": ["accounts.9999_from_the_future"]}],
    "database-tool-failed": [{"rows": {"officer": 5}}, {"rows": {"nowhere": 5}}],
    "not-a-backup": [{"parts": {}}, {"surprise": 1}, {"parts": {"database.dump": 1}}],
}


def test_a_backup_that_does_not_fit_changes_nothing(register, tmp_path):
    backups.backup(tmp_path / "b")
    rows = _rows(register)
    for code, changes in MISFITS.items():
        for change in changes:
            with pytest.raises(HuangceError) as caught:
                backups.restore(_rewritten(tmp_path / "b", **change), replace=True)
            assert caught.value.code == code, change
    assert _rows(register) == rows


def test_what_is_no_backup_is_one_clear_error(fresh_home, tmp_path):
    for text in (None, "", "not a zip"):
        file = tmp_path / "b"
        if text is not None:
            file.write_text(text)
        with pytest.raises(HuangceError) as caught:
            backups.restore(file)
        assert caught.value.code == "not-a-backup"
    with pytest.raises(HuangceError, match="folder"):
        backups.restore(tmp_path)


def test_a_backup_never_overwrites_another_unasked_and_leaves_no_half_file(register, tmp_path):
    file = tmp_path / "b"
    backups.backup(file)
    with pytest.raises(HuangceError) as caught:
        backups.backup(file)
    assert caught.value.code == "file-exists"
    backups.backup(file, overwrite=True)
    with pytest.raises(HuangceError) as caught:
        backups.backup(tmp_path / "nowhere" / "b")
    assert caught.value.code == "backup-not-written"
    with pytest.raises(HuangceError) as caught:
        backups.backup(tmp_path, overwrite=True)
    assert caught.value.code == "file-is-a-folder"
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_passwords_of_the_database_stay_at_home(register, tmp_path):
    file = tmp_path / "b"
    backups.backup(file)
    with zipfile.ZipFile(file) as parts:
        assert sorted(parts.namelist()) == ["database.dump", "manifest.json", "secrets/seal-key", "secrets/secret_key"]


def test_the_commands_do_the_same(register, fresh_home, tmp_path):
    huangce = [str(Path(sys.executable).with_name("huangce"))]
    if not shutil.which(huangce[0]):
        huangce = [sys.executable, "-m", "huangce.cli"]
    file = tmp_path / "b"
    for command, code in (
        (["backup", str(file), "--json"], 0),
        (["restore", str(file)], 2),
        (["restore", str(file), "--replace", "--json"], 0),
    ):
        done = subprocess.run([*huangce, *command], capture_output=True, text=True, check=False, env=os.environ)
        assert done.returncode == code, done.stderr
        if code:
            assert done.stderr.strip().endswith("[register-not-empty]")
            assert done.stdout == ""
        else:
            assert json.loads(done.stdout)["rows"]["officer"] == 1
