"""Who uses the embedded server: the last one out stops it, if whoever started it did not ask to keep it running.

Files in the home, all locked with flock(2), which the kernel releases when a process dies in whatever way:

- `database.lock`   held alone while the server is started or stopped
- `database.users`  held together by every process that uses the server; who gets it alone is the last one.
  Its text is `keep` when the server shall run on.
- `NAME.lock`       held alone by work of which there may be one in a home, such as that of the demo
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huangce.home.paths import HomeNotWritable


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Hold the lock under which the server is started and stopped."""
    handle = _open(home / "database.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def sole(home: Path, name: str) -> Iterator[None]:
    """Hold the lock of work that one process does at a time. Raises `BlockingIOError` while another holds it."""
    handle = _open(home / f"{name}.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


class Lease:
    """The claim of this process on the running server."""

    def __init__(self, home: Path) -> None:
        self.path = home / "database.users"
        self._handle = _open(self.path)
        fcntl.flock(self._handle, fcntl.LOCK_SH)

    def keep(self, running: bool) -> None:
        """Note whether the server shall run on when nobody uses it."""
        os.ftruncate(self._handle, 0)
        if running:
            os.pwrite(self._handle, b"keep", 0)

    def is_kept(self) -> bool:
        """Whether the server shall run on when nobody uses it."""
        return os.pread(self._handle, 4, 0) == b"keep"

    def give_up(self) -> bool:
        """End the claim; returns whether this was the last one. The caller holds `alone`."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        finally:
            os.close(self._handle)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise HomeNotWritable(home=path.parent, reason=error.strerror or error) from None
