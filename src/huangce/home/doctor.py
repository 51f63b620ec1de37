"""What this machine has and what it lacks: one check a line, each with what is missing and how to mend it.

Nothing is made or changed: a home that does not exist yet is fine, and a server that was not running is stopped again.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import psycopg

from huangce.errors import HuangceError
from huangce.home import cluster, database, migrate, office_days, paths, tuning

OLDEST_PYTHON = (3, 11)
FEW = 3  # steps that are named one by one
LEAST_MEMORY, LEAST_DISK = 2 * tuning.GIB, 5 * tuning.GIB


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is as it should be, what was found, and how to mend it if it is not."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def examine() -> Iterator[Check]:
    """Yield every check in turn; those that stand on a failed one are left out."""
    for check in (_python, _packages, _memory, _disk):
        yield check()
    yield _guarded("settings", _settings)
    yield (home := _home())
    if not home.ok and not os.access(_existing(paths.home()), os.W_OK | os.X_OK):
        return
    yield _secrets()
    if not database.is_external():
        yield (socket := _guarded("socket", _socket))
        yield (programs := _guarded("postgresql", _programs))
        if not (socket.ok and programs.ok):
            return
        if not os.path.lexists(paths.home() / "database"):
            yield Check("database", True, "not made yet; the first command that needs it makes it")
            return
    try:
        with database.running() as urls:
            yield _database(urls)
            yield _rights(urls)
            yield _guarded("tables", _tables)
    except HuangceError as error:
        yield Check("database", False, error.message, "see the message")


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except HuangceError as error:
        return Check(name, False, error.message, "see the message")


def _python() -> Check:
    found = sys.version.split()[0]
    return Check("python", sys.version_info[:2] >= OLDEST_PYTHON, found, "install Python 3.11 or newer")


def _packages() -> Check:
    try:
        wanted = [line for line in metadata.requires("huangce") or () if "extra ==" not in line]
    except metadata.PackageNotFoundError:
        return Check("packages", False, "huangce itself is not installed", "run `make setup`")
    names = [re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in wanted]
    missing = [name for name in names if not _is_installed(name)]
    found = f"missing: {', '.join(missing)}" if missing else f"{len(names)} installed"
    return Check("packages", not missing, found, "run `make setup`, or install the packages named")


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _settings() -> Check:
    office_days.check()
    return Check("settings", True, f"{len(office_days.PERIODS)} periods in days can be used")


def _memory() -> Check:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Check("memory", total >= LEAST_MEMORY, _gib(total), "2 GiB are the least; a county of a million wants 8 GiB")


def _disk() -> Check:
    place = _existing(paths.home())
    free = shutil.disk_usage(place).free
    mend = "free 5 GiB, or choose another disk with HUANGCE_HOME"
    return Check("disk", free >= LEAST_DISK, f"{_gib(free)} free at {place}", mend)


def _home() -> Check:
    home = paths.home()
    place = _existing(home)
    if not place.is_dir() or not os.access(place, os.W_OK | os.X_OK):
        return Check("home", False, f"{place} cannot be written", "choose another folder with HUANGCE_HOME")
    if place != home:
        return Check("home", True, f"{home} is not made yet; the first command that needs it makes it")
    loose = home.stat().st_mode & 0o066
    return Check("home", not loose, f"{home} ({home.stat().st_mode & 0o777:o})", f"run `chmod go-rw {home}`")


def _secrets() -> Check:
    folder = paths.home() / "secrets"
    if not os.path.isdir(folder):
        return Check("secrets", True, "not made yet")
    try:
        loose = [path for path in (folder, *folder.iterdir()) if path.stat().st_mode & 0o077]
    except PermissionError:
        return Check("secrets", False, f"{folder} belongs to somebody else", "run this as the user who made it")
    found = f"readable by others: {', '.join(path.name for path in loose)}" if loose else "readable by you alone"
    return Check("secrets", not loose, found, f"run `chmod -R go= {folder}`")


def _socket() -> Check:
    data = paths.home() / "database"
    data = data.readlink() if data.is_symlink() else data
    cluster.check_socket_path(data)
    return Check("socket", True, f"{len(os.fsencode(data / cluster.SOCKET))} of {cluster.LONGEST_SOCKET} bytes")


def _programs() -> Check:
    return Check("postgresql", True, f"{cluster.VERSION} in {cluster.find_programs()}")


def _database(urls: database.Urls) -> Check:
    with psycopg.connect(urls.app) as connection:
        version = connection.info.server_version
        kind = f"at {connection.info.host}" if database.is_external() else "embedded"
    return Check("database", True, f"PostgreSQL {version // 10000}.{version % 10000}, {kind}")


def _rights(urls: database.Urls) -> Check:
    with psycopg.connect(urls.app) as connection:
        row = connection.execute(
            "SELECT rolsuper OR rolbypassrls OR has_schema_privilege('public', 'CREATE') FROM pg_roles"
            " WHERE rolname = current_user"
        ).fetchone()
        user = connection.info.user
    ok = row == (False,)
    mend = f"let {user} be no superuser, and run: REVOKE CREATE ON SCHEMA public FROM PUBLIC, {user};"
    return Check("rights", ok, f"the application is {user}" + ("" if ok else ", which may do too much"), mend)


def _tables() -> Check:
    waiting = migrate.pending()
    named = ", ".join(waiting) if len(waiting) <= FEW else f"{len(waiting)} steps, which the next command takes"
    return Check("tables", True, f"to be migrated: {named}" if waiting else "up to date")


def _existing(path: Path) -> Path:
    return next(place for place in (path, *path.parents) if os.path.exists(place))


def _gib(size: int) -> str:
    return f"{size / tuning.GIB:.1f} GiB"
