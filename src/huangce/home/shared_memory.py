"""Free System V shared memory that killed servers left, when the system has no more of it (`kernel.shmmni`).

PostgreSQL takes one small segment a server, to notice a second server on the same data; a server that was killed leaves
it until the next start on the same folder. Only segments of the user who runs the server, that no process is attached
to and whose maker is dead, are removed.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

from huangce.home import processes

TABLE = Path("/proc/sysvipc/shm")
LARGEST = 4096  # bytes: PostgreSQL's segment holds one short header
IPC_RMID = 0


def unused(uid: int) -> list[int]:
    """Return the ids of segments of user `uid` that nobody uses."""
    try:
        header, *rows = TABLE.read_text().splitlines()
    except (OSError, ValueError):
        return []
    names = header.split()
    found = []
    for row in rows:
        segment = dict(zip(names, row.split(), strict=False))
        is_free = segment["nattch"] == "0" and not processes.lives(int(segment["cpid"]))
        if is_free and int(segment["uid"]) == uid and int(segment["size"]) <= LARGEST:
            found.append(int(segment["shmid"]))
    return found


def remove_unused(uid: int) -> int:
    """Remove the segments of `unused` and return how many there were."""
    ids = unused(uid)
    library = ctypes.CDLL(None, use_errno=True)
    for number in ids:
        library.shmctl(number, IPC_RMID, None)
    return len(ids)
