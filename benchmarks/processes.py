"""Processes as Linux tells of them: whose children they are, what they took of the processor, what memory they hold."""

from __future__ import annotations

import os
from pathlib import Path


def processor_seconds(*roots: int) -> float:
    """Return the processor time of processes and of all below them, those that ended included."""
    spent = 0
    for one in (pid for root in roots for pid in tree(root)):
        try:
            spent += sum(map(int, _stat(one)[11:15]))
        except OSError:
            continue
    return spent / os.sysconf("SC_CLK_TCK")


def tree(root: int) -> list[int]:
    """Return a process and all below it, parents first."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                below.setdefault(int(_stat(int(folder.name))[1]), []).append(int(folder.name))
            except OSError:
                continue
    found = [root]
    for one in found:
        found += below.get(one, [])
    return found


def command(pid: int) -> str:
    """Return the command line of a process, "" of one that is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def memory(pid: int) -> float:
    """Return the MiB that a process holds, what it shares with others counted in parts; 0 of one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _stat(pid: int) -> list[str]:
    """The fields of a process from its state on; the second is its parent."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
