"""The embedded server starts, is shared, stops, and heals what a crash leaves."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from huangce.errors import HuangceError
from huangce.home import database, paths, processes, server
from tests.conftest import remove_home


def _ask(url: str, query: str = "SELECT 1") -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return row[0] if row else None


def _wait_until_gone(data: Path, pid: int) -> None:
    deadline = time.monotonic() + 10
    while server.running_pid(data) == pid and time.monotonic() < deadline:
        time.sleep(0.01)


def _python(code: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def test_it_works(fresh_home):
    urls = database.ensure()
    assert _ask(urls.app, "SELECT current_user") == "huangce_app"
    assert _ask(urls.owner, "SELECT current_user") == "huangce_owner"
    assert database.ensure() is urls
    data = fresh_home.joinpath("database").resolve()
    database.leave()
    assert server.running_pid(data) is None


def test_the_application_can_make_nothing_and_is_no_superuser(fresh_home):
    urls = database.ensure()
    for statement in ("CREATE TABLE t (a int)", "CREATE TEMPORARY TABLE t (a int)", "CREATE SCHEMA s"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            _ask(urls.app, statement)
    for url in (urls.app, urls.owner):
        assert _ask(url, "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user") is False


def test_a_connection_needs_the_password_and_the_superuser_is_out_of_reach(fresh_home):
    data = database.ensure().app.partition("host=")[2]
    for user in ("huangce_app", "huangce_owner", "huangce_superuser", "postgres"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(f"postgresql://{user}:wrong@/huangce?host={data}")


def test_nobody_else_can_read_the_secrets_or_reach_the_socket(fresh_home):
    database.ensure()
    for name in ("owner_password", "app_password"):
        assert (fresh_home / "secrets" / name).stat().st_mode & 0o077 == 0
    assert (fresh_home / "secrets").stat().st_mode & 0o077 == 0
    assert fresh_home.joinpath("database").resolve().stat().st_mode & 0o077 == 0


def test_permissions_of_parent_folders_are_left_alone(fresh_home, monkeypatch):
    private = fresh_home / "private"
    private.mkdir(mode=0o700)
    monkeypatch.setenv("HUANGCE_HOME", str(private / "home"))
    try:
        database.ensure()
        assert private.stat().st_mode & 0o777 == 0o700
        assert fresh_home.stat().st_mode & 0o777 == 0o711
    finally:
        database.stop()
        link = private / "home" / "database"
        if link.is_symlink():  # root's system user cannot pass through the private folder
            assert str(link.readlink()).startswith("/var/lib/huangce/")
            subprocess.run(["rm", "-rf", str(link.readlink())], check=True)


def test_a_killed_server_heals_and_keeps_what_was_committed(fresh_home):
    urls = database.ensure()
    data = fresh_home.joinpath("database").resolve()
    with psycopg.connect(urls.owner) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    busy = psycopg.connect(urls.owner)
    busy.execute("INSERT INTO kept SELECT generate_series(1, 100)")  # never committed
    pid = server.running_pid(data)
    os.kill(pid, signal.SIGKILL)
    _wait_until_gone(data, pid)
    assert _ask(database.ensure().owner, "SELECT count(*) FROM kept") == 1000
    assert server.running_pid(data) != pid
    busy.close()


def test_a_backend_that_outlives_the_killed_server_is_ended(fresh_home):
    urls = database.ensure()
    data = fresh_home.joinpath("database").resolve()
    loop = "DO $$ BEGIN LOOP END LOOP; END $$"  # never looks up
    with _python(f"import psycopg; psycopg.connect({urls.owner!r}).execute({loop!r})") as asking:
        try:
            while _ask(urls.owner, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO%'") == 0:
                time.sleep(0.02)
            pid = server.running_pid(data)
            os.kill(pid, signal.SIGKILL)
            _wait_until_gone(data, pid)
            assert processes.of(data), "the backend ended with its server, so this test shows nothing"
            assert _ask(database.ensure().app) == 1
        finally:
            asking.kill()
            for left in set(processes.of(data)) if server.running_pid(data) is None else ():
                os.kill(left, signal.SIGKILL)


def test_a_stale_or_torn_pid_file_does_not_stop_the_start(fresh_home):
    database.ensure()
    data = fresh_home.joinpath("database").resolve()
    stale = [f"{pid}\n{data}\n1700000000\n5432\n{data}\n\n  1 1\nready\n" for pid in (1, os.getpid(), 2**22 - 1)]
    for text in [*stale, "", "rubbish\n", "12"]:
        database.stop()
        (data / "postmaster.pid").write_text(text)
        assert _ask(database.ensure().app) == 1, text


def test_a_half_made_data_folder_is_made_again(fresh_home):
    half = fresh_home / "database.new" / "base"
    half.mkdir(parents=True)
    (half / "1").write_text("half")
    assert _ask(database.ensure().app) == 1
    assert not half.exists()


def test_two_processes_that_start_at_once_get_one_server(fresh_home):
    code = "from huangce.home import database as d; u = d.ensure(); print(u.app, flush=True); input()"
    with _python(code) as one, _python(code) as other:
        first, second = one.stdout.readline().strip(), other.stdout.readline().strip()
        assert first == second
        assert _ask(first) == 1
        one.communicate("\n", timeout=20)
        assert _ask(second) == 1, "the first to leave took the server away from the second"
        other.communicate("\n", timeout=20)
    assert server.running_pid(fresh_home.joinpath("database").resolve()) is None
    assert (one.returncode, other.returncode) == (0, 0)


def test_a_server_that_was_asked_to_stay_stays_for_later_commands(fresh_home):
    with database.running(keep=True):
        pass
    data = fresh_home.joinpath("database").resolve()
    pid = server.running_pid(data)
    assert pid is not None
    with database.running() as urls:
        assert _ask(urls.app) == 1
    assert server.running_pid(data) == pid
    database.stop()
    assert server.running_pid(data) is None


def test_a_command_that_is_killed_does_not_keep_the_server_for_ever(fresh_home):
    with _python("from huangce.home import database as d; d.ensure(); print('up', flush=True); input()") as process:
        process.stdout.readline()
        process.kill()
    data = fresh_home.joinpath("database").resolve()
    assert server.running_pid(data) is not None
    with database.running():
        pass
    assert server.running_pid(data) is None


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_asked_to_end_stops_its_server(fresh_home, sign):
    with _python("from huangce.home import database as d; d.ensure(); print('up', flush=True); input()") as process:
        process.stdout.readline()
        process.send_signal(sign)
    assert process.returncode != 0
    assert server.running_pid(fresh_home.joinpath("database").resolve()) is None


def test_a_path_with_spaces_and_chinese_letters_works(fresh_home, monkeypatch):
    monkeypatch.setenv("HUANGCE_HOME", str(fresh_home / "石桥镇,户籍"))
    with pytest.raises(HuangceError, match="without commas and quotation marks"):
        database.ensure()
    monkeypatch.setenv("HUANGCE_HOME", str(fresh_home / "石桥镇 户籍's $HOME"))
    try:
        assert _ask(database.ensure().app) == 1
    finally:
        database.stop()


def test_an_over_long_path_is_refused_before_anything_is_made(fresh_home, monkeypatch):
    monkeypatch.setenv("HUANGCE_HOME", str(fresh_home / ("long" * 25)))
    with pytest.raises(HuangceError, match="Set HUANGCE_HOME to a shorter path") as caught:
        database.ensure()
    assert caught.value.code == "socket-path-too-long"


@pytest.mark.parametrize("place", ["/proc/huangce", "/dev/null/huangce"])
def test_a_folder_that_cannot_be_written_is_one_clear_error(fresh_home, monkeypatch, place):
    monkeypatch.setenv("HUANGCE_HOME", place)
    with pytest.raises(HuangceError, match="cannot be written") as caught:
        database.ensure()
    assert caught.value.code == "home-not-writable"


def test_data_of_another_version_is_refused(fresh_home):
    database.ensure()
    database.stop()
    (fresh_home.joinpath("database").resolve() / "PG_VERSION").write_text("14\n")
    with pytest.raises(HuangceError, match="PostgreSQL 14"):
        database.ensure()


def test_a_setting_that_the_server_refuses_is_named(fresh_home):
    (fresh_home / "postgresql.conf").write_text("shared_buffers = plenty\n")
    with pytest.raises(HuangceError, match="shared_buffers"):
        database.ensure()


def test_lost_passwords_are_set_anew(fresh_home):
    database.ensure()
    database.stop()
    (fresh_home / "secrets" / "owner_password").unlink()
    (fresh_home / "secrets" / "app_password").unlink()
    urls = database.ensure()
    assert (_ask(urls.app), _ask(urls.owner)) == (1, 1)


def test_a_home_made_again_does_not_meet_the_data_of_the_former(fresh_home):
    with psycopg.connect(database.ensure().owner) as connection:
        connection.execute("CREATE TABLE former (a int)")
    database.stop()
    remove_home(fresh_home)
    assert _ask(database.ensure().owner, "SELECT to_regclass('former')") is None


def test_a_secret_is_made_once_and_an_empty_one_is_not_replaced(fresh_home):
    assert paths.secret("secret_key") == paths.secret("secret_key")
    (fresh_home / "secrets" / "secret_key").write_text("")
    with pytest.raises(HuangceError, match="backup"):
        paths.secret("secret_key")
