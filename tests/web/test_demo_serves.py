"""The demo ends in its pages, served by a process that began anew: a forked copy of one that used polars hangs."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from huangce.home import leases
from tests.conftest import make_home, remove_home

HUANGCE = str(Path(sys.executable).parent / "huangce")


@pytest.mark.slow
def test_the_demo_ends_in_a_server_of_its_own_that_ctrl_c_ends() -> None:
    home = make_home()
    (home / "postgresql.conf").write_text("fsync = off\nshared_buffers = 16MB\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (home / "demo.log").open("wb")
    environment = {**os.environ, "HUANGCE_HOME": str(home)}
    process = subprocess.Popen(
        [HUANGCE, "demo", "--persons", "300", "--port", str(port)], env=environment, stdout=log, stderr=log
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/readyz", process), (home / "demo.log").read_text()
        assert b"serve" in Path(f"/proc/{process.pid}/cmdline").read_bytes().split(b"\0")
        assert "with the password" in (home / "demo.log").read_text()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        log.close()
        remove_home(home)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was answered may linger; nobody listens
        probe.bind(("127.0.0.1", port))


def answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    while process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except OSError:
            time.sleep(0.2)
    return False


def test_a_demo_is_made_by_one_process_at_a_time_and_a_taken_port_is_said_at_once(tmp_path: Path) -> None:
    environment = {**os.environ, "HUANGCE_HOME": str(tmp_path)}
    with leases.sole(tmp_path, "demo"):
        second = subprocess.run([HUANGCE, "demo", "--no-serve"], env=environment, capture_output=True, check=False)
    assert second.returncode == 2
    assert b"[demo-under-way]" in second.stderr
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        begun = subprocess.run([HUANGCE, "demo", "--port", port], env=environment, capture_output=True, check=False)
    assert begun.returncode == 2
    assert b"[port-taken]" in begun.stderr
    assert not (tmp_path / "demo").exists()
