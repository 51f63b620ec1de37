"""The process that works jobs off, one after another: `python -m huangce.web.lists.runner`, begun by `huangce serve`.

It is no worker of the web server: a page that is closed, or a worker that is replaced, ends no load. When it ends
itself in the middle, the database takes back what was not finished, and the job says that it was interrupted. It ends
with the process that began it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import psycopg
import structlog

from huangce.home import database, paths
from huangce.home import django as house

if TYPE_CHECKING:
    from huangce.county.watching import Watch

log = structlog.get_logger()
IDLE_SECONDS = 10.0


def main() -> None:
    """Work until told to stop, or until the process that began this one has ended."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the server, which ends us
    sys.excepthook = _without_values
    _end_with(os.getppid())
    house.setup()
    with psycopg.connect(database.url(), autocommit=True) as connection:
        work_off(connection)


def work_off(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Become the one process that works, and do every job that is asked for."""
    from huangce.web.lists import held, jobs, work

    while connection.execute("select pg_try_advisory_lock(%s)", [jobs.LOCK]).fetchone() != (True,):
        time.sleep(1)
    jobs.interrupt_running()
    held.clear()
    connection.execute(f"listen {jobs.CHANNEL}")
    watched: Watch | None = None
    compared: tuple[int, ...] = ()
    while True:
        work.ask_to_seal()
        while (job := jobs.take()) is not None:
            work.do(job, tell=work.Teller(connection, job.pk))
        work.forget_old()
        watched = _watch(watched)
        compared = compare_loaded(compared)
        for _told in connection.notifies(timeout=IDLE_SECONDS, stop_after=1):
            pass


def compare_loaded(since: tuple[int, ...]) -> tuple[int, ...]:
    """Hold lists that commands loaded beside the server against everybody, before somebody asks for their rows.

    Returns what was kept then, to be given the next time: nothing is done while it holds. Of a list that cannot be read
    its page says why.
    """
    from huangce.county import answering
    from huangce.errors import HuangceError

    now = answering.waiting_since()
    if now != since:
        try:
            answering.compare()
        except HuangceError as error:
            log.warning("comparing", code=error.code)
    return now


def _watch(watched: Watch | None) -> Watch | None:
    """Take what came into the folder that the settings name, if they name one; say what became of each file."""
    from huangce.accounts import officers
    from huangce.county import agreed
    from huangce.county.watching import Watch as Watched
    from huangce.errors import HuangceError
    from huangce.exchange import agreement_store

    folder, username = os.environ.get("HUANGCE_WATCH", ""), os.environ.get("HUANGCE_WATCH_AS", "")
    under = os.environ.get("HUANGCE_WATCH_AGREEMENT", "")
    if not folder:
        return None
    try:
        standing = agreement_store.under(agreed.standing(), under) if under else agreed.standing()
        if watched is None:
            watched = Watched(Path(folder), officers.find(username), standing, paths.make_home() / "mappings")
        watched.agreements = standing
        for one in watched.look():
            log.info("watched", outcome=one.outcome, code=one.code, lists=one.lists)
    except HuangceError as error:
        log.warning("watching", code=error.code)
    return watched


def _end_with(parent: int) -> None:
    """End this process when the one that began it is gone, however that went."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()


def _without_values(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """Say where an unexpected error happened, and not what it says: a database's message may quote a row."""
    sys.stderr.write("".join(traceback.format_tb(where)) + f"{kind.__module__}.{kind.__name__}\n")


if __name__ == "__main__":
    main()
