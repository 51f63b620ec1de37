"""Start, find and stop the embedded server; heal what a crash left.

Everything here is done under the lock of the home (`leases.py`), so two processes that start at once get one server.
What a crash may leave, and who mends it:

- half-made data folder: made beside its place, thrown away by `cluster.make`
- `postmaster.pid` of a dead process: PostgreSQL; of a number that another program has now, or of a zombie that nobody
  reaps (a container without init): `_clear_pid_file`
- backends that outlive a killed postmaster: `_end_orphans`
- segments of shared memory that no process uses: `shared_memory.py`
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from huangce.errors import Unavailable
from huangce.home import cluster as files
from huangce.home import paths, processes, shared_memory, tuning
from huangce.home.cluster import Cluster

START_SECONDS = 120  # replaying the log of a crashed load takes its time
STOP_SECONDS = 120
# A shell lets go of the server, so that it is nobody's child, and tells its number.
IN_THE_BACKGROUND = 'log=$0; "$@" </dev/null >"$log" 2>&1 & echo $!'


class ServerDidNotStart(Unavailable):
    """The database in {folder} did not start: {reason}"""

    code = "database-not-started"


class ServerDidNotStop(Unavailable):
    """The database in {folder} did not stop within {seconds} seconds; its process is {pid}."""

    code = "database-not-stopped"


def running_pid(data: Path) -> int | None:
    """Return the process id of the server that serves `data` and accepts connections, or None."""
    lines = _pid_file(data)
    if len(lines) < 8 or lines[7].strip() != "ready":
        return None
    pid = int(lines[0])
    return pid if processes.serves(pid, data) else None


def start(cluster: Cluster) -> None:
    """Start the server and return when it accepts connections; making its data folder if there is none yet."""
    if not cluster.is_made:
        files.make(cluster)
    files.check_version(cluster)
    reason = ""
    for attempt in range(3):
        _clear_pid_file(cluster.data)
        _end_orphans(cluster.data)
        reason = _try_start(cluster)
        if not reason:
            return
        if "shared memory" not in reason or attempt == 2:
            break
        shared_memory.remove_unused(cluster.runner.uid)
    raise ServerDidNotStart(folder=cluster.data, reason=reason)


def stop(data: Path) -> None:
    """Stop the server of `data`: open transactions are rolled back, everything committed is on the disk."""
    lines = _pid_file(data)
    if not lines or not processes.serves(int(lines[0]), data):
        return
    pid = int(lines[0])
    os.kill(pid, signal.SIGINT)  # "fast shutdown"
    deadline = time.monotonic() + STOP_SECONDS
    while processes.serves(pid, data):
        if time.monotonic() > deadline:
            raise ServerDidNotStop(folder=data, seconds=STOP_SECONDS, pid=pid)
        time.sleep(0.01)


def _try_start(cluster: Cluster) -> str:
    """Start the server once; return "" when it is ready, else why it is not."""
    data, log = cluster.data, cluster.data / "server.log"
    values = tuning.settings() | tuning.own_lines(paths.home()) | {"unix_socket_directories": f'"{data}"'}
    options = [part for name, value in values.items() for part in ("-c", f"{name}={value}")]
    done = cluster.runner.run(
        ["/bin/sh", "-c", IN_THE_BACKGROUND, log, cluster.programs / "postgres", "-D", data, *options]
    )
    if done.returncode != 0 or not done.stdout.strip().isdigit():
        return done.stderr.strip() or "the shell failed"
    pid = int(done.stdout)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if running_pid(data) is not None:
            return ""
        if not processes.lives(pid):
            return _last_complaint(log) or f"it ended at once, see {log}"
        time.sleep(0.01)
    return f"no answer within {START_SECONDS} seconds, see {log}"


def _last_complaint(log: Path) -> str:
    try:
        lines = log.read_text(errors="replace").splitlines()
    except OSError:
        return ""
    complaints = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line.lower()]
    return complaints[-1].split("] ")[-1].strip() if complaints else ""


def _pid_file(data: Path) -> list[str]:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return []
    return lines if lines and lines[0].strip().isdigit() else []


def _clear_pid_file(data: Path) -> None:
    """Remove a pid file that PostgreSQL would take for a living server's: its number is another's or a zombie's.

    Where the number is plainly dead PostgreSQL sees that itself. The old server's shared memory it finds by the folder.
    """
    path = data / "postmaster.pid"
    lines = _pid_file(data)
    if not path.exists() or (lines and processes.serves(int(lines[0]), data)):
        return
    if not lines or processes.exists(int(lines[0])):
        for left in (path, data / files.SOCKET, data / f"{files.SOCKET}.lock"):
            left.unlink(missing_ok=True)


def _end_orphans(data: Path) -> None:
    """End backends that outlived their killed postmaster: the next server must not start beside them."""
    lines = _pid_file(data)
    if lines and processes.serves(int(lines[0]), data):
        return
    for sign in (signal.SIGQUIT, signal.SIGKILL):
        deadline = time.monotonic() + 5
        orphans = processes.of(data)
        for pid in orphans:
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                continue
        while orphans and time.monotonic() < deadline:
            time.sleep(0.02)
            orphans = processes.of(data)
        if not orphans:
            return
