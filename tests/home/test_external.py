"""The same register on a PostgreSQL of the office's own, the oldest version that is supported."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from huangce.errors import HuangceError
from huangce.home import backup, database, external, system_user
from huangce.home.django import ensure_schema
from tests.conftest import make_home, remove_home

OLDEST = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture(scope="module")
def oldest_server() -> Iterator[str]:
    """A private PostgreSQL 15 on a local socket; returns the address of its superuser, on the database `postgres`."""
    if not (OLDEST / "initdb").exists():
        pytest.skip(f"PostgreSQL 15 is not installed in {OLDEST}")
    folder, who = make_home(), system_user.runner()
    os.chown(folder, who.uid, who.gid)
    data = folder / "data"
    options = f"-c listen_addresses='' -c fsync=off -k {folder}"
    for command in (
        [OLDEST / "initdb", "-D", data, "-U", "admin", "-E", "UTF8", "--no-locale", "--auth=trust", "--no-sync"],
        [OLDEST / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start"],
    ):
        done = who.run(command)
        assert done.returncode == 0, done.stderr
    hba = "local all admin trust\nlocal all all scram-sha-256\n"
    assert who.run(["tee", data / "pg_hba.conf"], text=hba).returncode == 0
    url = f"postgresql://admin@/postgres?host={folder}"
    _run(url, "SELECT pg_reload_conf()")
    yield url
    who.run([OLDEST / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"])
    remove_home(folder)


@pytest.fixture
def oldest(oldest_server, fresh_home, monkeypatch) -> Iterator[str]:
    """`DATABASE_URL` for a new database on it, whose owner may make roles."""
    _run(oldest_server, "CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'p@ss word'", "CREATE DATABASE 县 OWNER boss")
    url = external.with_role(oldest_server.replace("/postgres?", "/县?"), "boss", "p@ss word")
    monkeypatch.setenv("DATABASE_URL", url)
    yield url
    _run(oldest_server, "DROP DATABASE 县 WITH (FORCE)", "DROP ROLE IF EXISTS 县_app", "DROP ROLE boss")


def _run(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(sql.SQL(statement))


def _ask(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.SQL(query)).fetchone()
    return row[0] if row else None


def test_it_works(oldest):
    urls = database.ensure()
    assert _ask(urls.owner, "SELECT current_user") == "boss"
    assert _ask(urls.app, "SELECT current_user") == "县_app"
    for statement in ("CREATE TABLE t (a int)", "CREATE TEMPORARY TABLE t (a int)"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _ask(urls.app, statement)
    assert not Path(os.environ["HUANGCE_HOME"], "database").exists()


def test_the_main_path_runs_in_a_process_of_its_own(oldest):
    code = "from huangce.home import django, migrate; django.setup(); print(migrate.pending())"
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, "[]\n", "")


def test_a_second_home_on_the_same_database_takes_over_the_role(oldest, monkeypatch):
    first = database.ensure()
    other = make_home()
    monkeypatch.setenv("HUANGCE_HOME", str(other))
    try:
        second = database.ensure()
        assert second.app != first.app
        assert _ask(second.app, "SELECT 1") == 1
    finally:
        remove_home(other)


def test_the_password_of_the_role_is_not_in_the_servers_log(oldest, oldest_server):
    _run(oldest_server, "ALTER ROLE boss SET log_statement = 'all'")
    urls = database.ensure()
    folder = Path(external.parts(oldest_server)["host"])
    text = (folder / "log").read_text()
    assert "县_app" in text
    assert external.parts(urls.app)["password"] not in text


def test_an_owner_who_may_not_make_roles_is_told_what_to_do(oldest, oldest_server, monkeypatch):
    _run(oldest_server, "ALTER ROLE boss NOCREATEROLE")
    with pytest.raises(HuangceError, match="DATABASE_APP_URL") as caught:
        database.ensure()
    assert caught.value.code == "no-database-rights"
    _run(oldest_server, "CREATE ROLE 县_app LOGIN PASSWORD 'given'")
    monkeypatch.setenv("DATABASE_APP_URL", external.with_role(oldest, "县_app", "given"))
    assert _ask(database.ensure().app, "SELECT current_user") == "县_app"


def test_a_role_that_cannot_make_tables_is_refused(oldest, oldest_server):
    _run(oldest_server, "ALTER DATABASE 县 OWNER TO admin")
    with pytest.raises(HuangceError, match="may not create tables in the database 县") as caught:
        database.ensure()
    assert caught.value.code == "no-database-rights"


def test_a_database_in_another_encoding_is_refused(oldest, oldest_server, monkeypatch):
    _run(oldest_server, "CREATE DATABASE latin OWNER boss ENCODING 'LATIN1' TEMPLATE template0")
    try:
        monkeypatch.setenv("DATABASE_URL", oldest.replace("dbname=县", "dbname=latin"))
        with pytest.raises(HuangceError, match="encoding is LATIN1"):
            database.ensure()
    finally:
        _run(oldest_server, "DROP DATABASE latin")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("mysql://u:secret@localhost/x", "bad-database-url"),
        ("postgresql://u:secret@localhost", "bad-database-url"),
        ("postgresql://u:secret@/x?colour=red", "bad-database-url"),
        ("nonsense", "bad-database-url"),
        ("postgresql://u:secret@127.0.0.1:1/x", "database-unreachable"),
        ("postgresql://u:secret@/x?host=/nowhere", "database-unreachable"),
    ],
)
def test_a_wrong_address_is_one_clear_error_without_the_password(fresh_home, monkeypatch, url, code):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(HuangceError) as caught:
        database.ensure()
    assert caught.value.code == code
    assert "secret" not in caught.value.message
    assert "DATABASE_URL" in caught.value.message


def test_a_wrong_password_is_one_clear_error(oldest, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", oldest.replace("p@ss", "wrong"))
    with pytest.raises(HuangceError, match="password authentication failed") as caught:
        database.ensure()
    assert "wrong word" not in caught.value.message


def test_a_register_moves_from_the_embedded_database_to_the_offices_own_and_back(
    oldest, fresh_home, monkeypatch, tmp_path, django_elsewhere
):
    file, back = tmp_path / "b", tmp_path / "back"
    insert = (
        "INSERT INTO officer (username, display_name, password, active_from) VALUES ('lin', '林', '', '2018-01-01')"
    )
    monkeypatch.delenv("DATABASE_URL")
    ensure_schema()
    _run(database.url(owner=True), insert)
    backup.backup(file)
    monkeypatch.setenv("DATABASE_URL", oldest)
    backup.restore(file)
    urls = database.ensure()
    assert _ask(urls.app, "SELECT display_name FROM officer") == "林"
    assert _ask(urls.owner, "SELECT tableowner FROM pg_tables WHERE tablename = 'officer'") == "boss"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _ask(urls.app, "DELETE FROM look_up")
    assert backup.backup(back).postgresql == 15
    monkeypatch.delenv("DATABASE_URL")
    backup.restore(back, replace=True)
    assert _ask(database.url(), "SELECT display_name FROM officer") == "林"
