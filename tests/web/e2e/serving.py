"""A county served to a browser: made once, copied for whoever changes it, each copy on a port of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import make_home, remove_home

HUANGCE = str(Path(sys.executable).parent / "huangce")
PERSONS = 2000


@dataclass(frozen=True, slots=True)
class Town:
    """A served county; `given`: the households that tests were given."""

    url: str
    password: str
    home: Path
    given: set[int] = field(default_factory=set)


def new_home() -> Path:
    """Make a home in which nothing is."""
    home = make_home()
    (home / "postgresql.conf").write_text("fsync = off\nshared_buffers = 64MB\n")
    return home


def county_at_rest() -> Path:
    """Make a home with the demo's county, and stop its database."""
    home = new_home()
    for words in (("demo", "--persons", str(PERSONS), "--no-serve"), ("stop",)):
        subprocess.run([HUANGCE, *words], env=_environment(home), check=True, capture_output=True)
    return home


def served_copy(county: Path) -> Iterator[Town]:
    """Serve a copy of a county at rest, which goes at the end."""
    home = make_home()
    home.rmdir()
    subprocess.run(["cp", "-RpL", str(county), str(home)], check=True)  # with its owners: the database has one
    yield from served(home, json.loads((home / "demo" / "demo.json").read_text())["password"])


def served(home: Path, password: str) -> Iterator[Town]:
    """Serve a home, which goes at the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url, log = f"http://127.0.0.1:{port}", (home / "serve.log").open("wb")
    asked = [HUANGCE, "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(asked, env=_environment(home), stdout=log, stderr=log)
    try:
        _wait(url, server, home)
        yield Town(url, password, home)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
        log.close()
        subprocess.run([HUANGCE, "stop"], env=_environment(home), check=False, capture_output=True)
        remove_home(home)


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "HUANGCE_HOME": str(home), "PYTHONUNBUFFERED": "1"}


def _wait(url: str, server: subprocess.Popen[bytes], home: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError((home / "serve.log").read_text())
