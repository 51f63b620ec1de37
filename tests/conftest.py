"""Tests run on an embedded PostgreSQL of their own, as the application's role, so that what it may not do is refused.

- `db`            a transaction of the application that is rolled back (pytest-django's, on our schema)
- `committed_db`  real commits of several connections; the database's owner puts every table back afterwards

DATABASE_URL is never used here, for a test run empties tables. `HUANGCE_TEST_DATABASE_URL` names a database to spoil.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests.spotless import Spotless

# The gate tries the same examples every time; HUANGCE_EXPLORE=1 draws new ones, to look for what nobody thought of.
settings.register_profile("gate", derandomize=True)
settings.load_profile("default" if os.environ.get("HUANGCE_EXPLORE") else "gate")

NOTHING_MAY_SKIP = bool(os.environ.get("HUANGCE_NOTHING_MAY_SKIP"))


def pytest_configure(config: pytest.Config) -> None:
    folder = make_home()
    config.stash[HOME] = folder
    os.environ["HUANGCE_HOME"] = str(folder)
    for name in ("DATABASE_URL", "DATABASE_APP_URL"):
        os.environ.pop(name, None)
    if given := os.environ.get("HUANGCE_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = given
    (folder / "postgresql.conf").write_text("fsync = off  # tests kill processes, never the machine\n")


def pytest_unconfigure(config: pytest.Config) -> None:
    from huangce.home import database

    folder = config.stash[HOME]
    os.environ["HUANGCE_HOME"] = str(folder)
    database.stop()
    remove_home(folder)


HOME = pytest.StashKey[Path]()


def make_home() -> Path:
    """Make a home for tests, in memory where there is room.

    Not in pytest's own temporary folder: only its owner can enter that one, and the server runs as a user of its own.
    """
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3
    folder = Path(tempfile.mkdtemp(prefix="huangce-", dir=memory if roomy else None))
    folder.chmod(0o711)
    return folder


def remove_home(folder: Path) -> None:
    """Remove a home of a test with its data folder, wherever that stands."""
    link = folder / "database"
    if link.is_symlink():
        shutil.rmtree(link.readlink(), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty home of this test alone; its server, if one was started, is stopped at the end."""
    from huangce.home import database

    folder = make_home()
    monkeypatch.setenv("HUANGCE_HOME", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    (folder / "postgresql.conf").write_text("fsync = off\nshared_buffers = 16MB\n")
    yield folder
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("HUANGCE_HOME", str(folder))
    database.stop()
    remove_home(folder)


@pytest.fixture
def django_elsewhere(fresh_home: Path, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Let Django be set up on another database during the test."""
    from django.conf import settings
    from django.db import connections

    before = {alias: dict(values) for alias, values in settings.DATABASES.items()}
    connections.close_all()
    with django_db_blocker.unblock():
        yield
        connections.close_all()
    for alias, values in before.items():
        settings.DATABASES[alias].update(values)


@pytest.fixture
def fresh_register(fresh_home: Path, django_elsewhere: None) -> Path:
    """An empty home whose register has its tables; Django works on it during the test."""
    from huangce.home import django as house

    house.setup()
    return fresh_home


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Make the schema once, as its owner, in place of Django's test database."""
    from django.db import connections

    from huangce.home import django as house

    with django_db_blocker.unblock():
        house.setup(keep=True)  # a test with a home of its own must not take this server away
    for alias in ("default", "owner"):
        # Django would find out by making a table, which the application may not.
        connections[alias].features.supports_transactions = True
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(scope="session")
def spotless(django_db_setup: None) -> Spotless:
    """What the tables held when the schema was new."""
    from huangce.home import database

    return Spotless(database.url(owner=True))


@pytest.fixture
def committed_db(spotless: Spotless, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Commit for real; afterwards every table holds again what it held when the schema was new."""
    from django.db import connections

    with django_db_blocker.unblock():
        yield
        connections.close_all()
    spotless.restore()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs data that the project may not carry, where nothing may skip and the data is not there.

    Files with a slow test are run first, the others by their number of tests, so that no core waits at the end.
    """
    if NOTHING_MAY_SKIP and not os.environ.get("HUANGCE_ADDRESS_DATA"):
        without = [one for one in items if one.get_closest_marker("unlicensed_data")]
        config.hook.pytest_deselected(items=without)
        items[:] = [one for one in items if one not in without]
    tests, slow = Counter(one.path for one in items), {one.path for one in items if one.get_closest_marker("slow")}
    items.sort(key=lambda one: (one.path not in slow, -tests[one.path]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """Turn a skip into a failure where everything that a test needs must be there."""
    report = yield
    if NOTHING_MAY_SKIP and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"skipped where nothing may skip: {call.excinfo}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """Do the same for modules that skip themselves while they are collected."""
    report = yield
    if NOTHING_MAY_SKIP and report.skipped:
        report.outcome, report.longrepr = "failed", f"skipped where nothing may skip: {report.longrepr}"
    return report
