"""Ctrl-C in the middle of a load: everything that was started ends, and the next start heals and completes."""

from __future__ import annotations

import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import polars as pl
from django.db import connections

from huangce.accounts import officers
from huangce.home import database, processes
from tests.people import OPENED

TOO_LONG = 120


def until_shown(step: str, command: tuple[str, ...], number: int) -> tuple[int, str]:
    """Run a command on a terminal of its own, send it a signal when it shows `step`; return how it ended, and its text.

    The signal goes to the whole group in the foreground, as a terminal sends Ctrl-C.
    """
    child, terminal = pty.fork()
    if child == 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # ignored where the tests run in the background
        os.execv(command[0], command)
    shown, is_sent, began = b"", False, time.monotonic()
    with suppress(OSError):  # the terminal is gone when the command has ended
        while (some := os.read(terminal, 65536)) and time.monotonic() - began < TOO_LONG:
            shown += some
            if not is_sent and step.encode() in shown:
                is_sent = True
                os.killpg(child, number)
    _child, status = os.waitpid(child, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(status), shown.decode(errors="replace")


def test_it_works(county: Path, fresh_register: Path, tmp_path: Path):
    for name in ("county.toml", "户籍人口.csv", "实有人口.csv"):
        shutil.copy(county / name, tmp_path)
    officer = officers.add("fang", "方", on=OPENED)
    officers.grant(officer, "registrar", "511703000000", by=None, on=OPENED)
    connections.close_all()
    database.leave()
    load = (sys.executable, "-m", "huangce.cli", "load", str(tmp_path), "--as", "fang")
    data = (fresh_register / "database").resolve()
    code, text = until_shown("acts and facts", load, signal.SIGINT)
    assert code == 128 + signal.SIGINT
    assert "Traceback" not in text
    assert "outcome" not in text
    assert processes.of(data) == []
    again = subprocess.run((*load, "--json"), capture_output=True, check=True, timeout=TOO_LONG)
    loaded = json.loads(again.stdout)
    assert {one["outcome"] for one in loaded["lists"]} == {"loaded"}
    assert loaded["persons"] == pl.read_csv(county / "户籍人口.csv", infer_schema=False).height
    assert processes.of(data) == []
