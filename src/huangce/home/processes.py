"""Which processes live, and which of them serve a data folder: all of PostgreSQL's stand in it.

A number in a pid file proves nothing: another program may have it now, or a zombie that nobody reaps (a container
without init). Without /proc (not Linux) it is all there is.
"""

from __future__ import annotations

import os
from pathlib import Path

PROC = Path("/proc")


def exists(pid: int) -> bool:
    """Whether the system knows `pid`, be it a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def lives(pid: int) -> bool:
    """Whether `pid` is a process that is not a zombie."""
    if (PROC / "self").exists():
        try:
            (PROC / str(pid) / "cwd").readlink()  # a zombie stands nowhere
        except PermissionError:
            return True
        except OSError:
            return False
        return True
    return exists(pid)


def serves(pid: int, data: Path) -> bool:
    """Whether `pid` is a living process of the server of `data`."""
    if not (PROC / "self").exists():
        return lives(pid)
    try:
        return (PROC / str(pid) / "cwd").samefile(data)
    except OSError:
        return False


def of(data: Path) -> list[int]:
    """Return the living PostgreSQL processes of `data`, whether or not their postmaster lives."""
    return [
        int(entry.name) for entry in PROC.glob("[0-9]*") if serves(int(entry.name), data) and _name(entry) == "postgres"
    ]


def _name(entry: Path) -> str:
    try:
        return (entry / "comm").read_text().strip()
    except OSError:
        return ""
