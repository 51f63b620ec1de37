"""Settings of the embedded server for a machine of 2 cores: careful with memory, never with durability.

What is written is on the disk before it is answered (`fsync`, `synchronous_commit`). An office that knows better puts
its own lines into `HOME/postgresql.conf`; they win.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

GIB = 1024**3

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "password_encryption": "scram-sha-256",
    # A county is loaded in one go: few checkpoints, and room for the log of one load.
    "max_wal_size": "4GB",
    "min_wal_size": "256MB",
    "checkpoint_timeout": "15min",
    "wal_buffers": "16MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "pglz",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "max_parallel_maintenance_workers": "2",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_statement": "none",
    # No value of a person reaches the log: statements that failed quote them, so the client alone gets the error.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
}


def settings(memory: int | None = None, shared: int | None = None) -> dict[str, str]:
    """Return the server's settings for `memory` bytes and `shared` bytes free in /dev/shm (default: this machine)."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if memory is None else memory
    large = memory >= 8 * GIB
    sized = {
        "shared_buffers": "512MB" if large else "128MB",
        "effective_cache_size": f"{max(memory // 2 // 2**20, 256)}MB",
        "work_mem": "64MB" if large else "16MB",
        "maintenance_work_mem": "512MB" if large else "128MB",
    }
    if (_free_shared_memory() if shared is None else shared) < GIB:
        # A container's /dev/shm is often 64 MB, which a parallel hash join overflows.
        sized["dynamic_shared_memory_type"] = "mmap"
    return SETTINGS | sized


def own_lines(home: Path) -> dict[str, str]:
    """Return the office's own settings from `HOME/postgresql.conf`: `name = value` lines, `#` begins a comment."""
    path = home / "postgresql.conf"
    if not path.is_file():
        return {}
    pairs = (line.split("#")[0].partition("=") for line in path.read_text().splitlines())
    return {name.strip(): value.strip().strip("'") for name, _, value in pairs if name.strip()}


def _free_shared_memory() -> int:
    try:
        return shutil.disk_usage("/dev/shm").free
    except OSError:
        return 0
