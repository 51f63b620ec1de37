"""The one database of the register: embedded by default, or the one that `DATABASE_URL` names.

`ensure` is the way in: it starts or finds the server and returns two addresses. `app` is what the platform works
with; it may do what the migrations grant it, and so can neither change nor remove acts, facts and logs. `owner` is
for migrations, erasure and bulk loads.

A command that found the server running leaves it running; the last command that uses a server which nobody asked to
keep stops it when it ends.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import quote

from huangce.home import cluster as files
from huangce.home import external, leases, paths, server


@dataclass(frozen=True, slots=True)
class Urls:
    """Two addresses of one database, as libpq reads them; they hold passwords."""

    owner: str
    app: str


@dataclass(slots=True)
class _Use:
    """What this process uses: found once, then remembered."""

    urls: Urls
    pid: int
    home: Path
    source: tuple[str, ...]
    data: Path | None
    lease: leases.Lease | None


_use: _Use | None = None


def is_external() -> bool:
    """Whether `DATABASE_URL` names the database."""
    return bool(os.environ.get("DATABASE_URL", "").strip())


def ensure(*, keep: bool = False) -> Urls:
    """Return the addresses of the database, after starting the embedded server if it does not run.

    `keep`: the server runs on when this process and all others have ended. Raises kinds of `Unavailable`.
    """
    global _use  # noqa: PLW0603 - a process has one database
    if _use is not None and _use.pid == os.getpid() and _is_alive(_use):
        return _use.urls
    if _use is not None and _use.source != _source():
        leave()
    if is_external():
        _use = _Use(Urls(*external.prepare()), os.getpid(), paths.home(), _source(), None, None)
        return _use.urls
    cluster = files.locate()
    if cluster.notice:
        print(f"huangce: {cluster.notice}", file=sys.stderr)  # noqa: T201 - said once, when the folder is made
    home = paths.home()
    with leases.alone(home):
        lease = _use.lease if _use is not None and _use.pid == os.getpid() else None
        lease = lease or leases.Lease(home)
        if server.running_pid(cluster.data) is None:
            try:
                server.start(cluster)
            except BaseException:  # Ctrl-C too: what was begun here ends here
                server.stop(cluster.data)
                raise
            lease.keep(keep)
        elif keep:
            lease.keep(True)
        if not all((paths.secrets() / name).exists() for name in files.PASSWORDS.values()):
            files.set_passwords(cluster)
    urls = Urls(_url(cluster.data, files.OWNER), _url(cluster.data, files.APP))
    _use = _Use(urls, os.getpid(), home, _source(), cluster.data, lease)
    atexit.register(leave)
    _mind_signals()
    return urls


def url(*, owner: bool = False) -> str:
    """Return the address of the database for the application, or for its owner."""
    urls = ensure()
    return urls.owner if owner else urls.app


def is_running() -> bool:
    """Whether the embedded server of this home runs."""
    data = paths.home() / "database"
    return not is_external() and os.path.exists(data) and server.running_pid(data.resolve()) is not None


def leave() -> None:
    """End this process's use of the server, and stop it if it was the last and nobody asked to keep it."""
    global _use
    use, _use = _use, None
    if use is None or use.pid != os.getpid() or use.lease is None or use.data is None:
        return
    atexit.unregister(leave)
    if not use.home.is_dir():
        return
    with leases.alone(use.home):
        is_kept = use.lease.is_kept()
        if use.lease.give_up() and not is_kept:
            server.stop(use.data)


def stop() -> None:
    """Stop the embedded server, whoever uses it; a database named by `DATABASE_URL` is left alone."""
    global _use  # noqa: PLW0603
    if is_external():
        _use = None
        return
    home = paths.home()
    data = home / "database"
    if os.path.exists(data):  # False also where this user may not look
        with leases.alone(home):
            server.stop(data.resolve())
            if _use is not None and _use.lease is not None and _use.pid == os.getpid():
                _use.lease.give_up()
    _use = None
    atexit.unregister(leave)


@contextmanager
def running(*, keep: bool = False) -> Iterator[Urls]:
    """Have the database for a while; afterwards it is as it was, unless `keep`."""
    # A use of another home, or of the parent before a fork, is none of this one.
    was_used = _use is not None and _use.pid == os.getpid() and _use.source == _source()
    try:
        yield ensure(keep=keep)
    finally:
        if not was_used:
            leave()


def _mind_signals() -> None:
    """Let a polite request to end run the functions that stop the server, as Ctrl-C does."""
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, _exit)


def _exit(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)


def _is_alive(use: _Use) -> bool:
    return use.source == _source() and (use.data is None or server.running_pid(use.data) is not None)


def _source() -> tuple[str, ...]:
    """What the environment names: another answer is another database."""
    return (str(paths.home()), os.environ.get("DATABASE_URL", ""), os.environ.get("DATABASE_APP_URL", ""))


def _url(data: Path, role: str) -> str:
    key, folder = (quote(part, safe="") for part in (paths.secret(files.PASSWORDS[role]), str(data)))
    return f"postgresql://{role}:{key}@/{files.DATABASE}?host={folder}"
