"""How long the pages take and how much they send, on whatever county stands in HUANGCE_HOME (a demo's).

    HUANGCE_HOME=... python -m benchmarks.pages [--users 20] [--rounds 25] [--only find person] [--seconds 20]

Starts the server as an office would (two workers), signs the cast in, and asks for every page of the routes
(`pages_asked`) and for what follows forms (`pages_posted`). Three tables, which say different things:

1. Each page alone: by one user who asks again at once, and by so many who all do, so that the server is never idle. The
   latter tells what the machine can do a second; no office works like that. As the limit of this machine the same for
   /healthz, which does nothing. Processor time is that of the server and of PostgreSQL, to the request; the first
   answer is that of a worker that has kept nothing yet.
2. An office: so many users typing names into the search at five keys a second, once asking at the page's own pauses and
   once at every key, and so many going about their work with pauses to read.
3. What a browser that was never here loads before the first page stands.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import browsers, pages_asked, pages_posted
from benchmarks.browsers import Office
from benchmarks.pages_asked import Page

# Asked for more often than the others, for a bar stands on them or everybody opens them all day.
DAILY = (
    "work",
    "find-rows",
    "find",
    "person",
    "household",
    "act-death",
    "findings",
    "findings-next",
    "finding",
    "rates",
)
LONGEST = 1000.0  # milliseconds by one user: such a page is a file, and many asking at once would wait for minutes


def main() -> None:
    """Serve, ask, print."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--users", type=int, default=20)
    given.add_argument("--rounds", type=int, default=25)
    given.add_argument("--seconds", type=float, default=20.0, help="of each office")
    given.add_argument("--only", nargs="+", default=[], help="names of routes; all without it")
    given.add_argument("--server", nargs="+", default=["serve"], help="the command that serves, to compare others")
    options = given.parse_args()
    from huangce.home import django as house
    from huangce.home import paths

    house.setup(keep=True)
    password = json.loads((paths.home() / "demo" / "demo.json").read_text())["password"]
    every = [*pages_asked.pages(), *pages_posted.posted()]
    asked = [one for one in every if not options.only or one.name in options.only]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "huangce"), *options.server, "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        browsers.wait(port)
        office = Office(port, password, server.pid)
        office.warm([one for one in asked if one.paths])
        _each(office, asked, users=options.users, rounds=options.rounds)
        if not options.only:
            _offices(office, asked, users=options.users, seconds=options.seconds)
            _first_load(office)
    finally:
        server.terminate()
        server.wait()


def _each(office: Office, asked: Sequence[Page], *, users: int, rounds: int) -> None:
    """Print the table of pages."""
    print(f"{'page':<24}{'reader':<7}{'bytes':>8}{'first ms':>9}{'processor ms':>14}" + _heads(1) + _heads(users))
    asked = sorted(asked, key=lambda one: (one.name != "healthz", DAILY.index(one.name) if one.name in DAILY else 99))
    for page in asked:
        if not page.paths:
            print(f"{page.name:<24}{page.username:<7}{page.why_not}")
            continue
        times = rounds if page.name in DAILY or page.name == "healthz" else max(4, rounds // 4)
        alone = office.measure(page, users=1, rounds=times)
        if statistics.median(alone.took) > LONGEST:
            told = "  so long that it was not asked for by many"
        else:
            told = _times(office.measure(page, users=users, rounds=times).took)
        print(
            f"{page.name:<24}{page.username:<7}{alone.size:>8,}{page.first:>9.0f}{alone.processor:>14.1f}"
            f"{_times(alone.took)}{told}",
            flush=True,
        )


def _heads(users: int) -> str:
    return f"{f'{users} p50':>9}{'p95':>8}"


def _times(took: Sequence[float]) -> str:
    return f"{statistics.median(took):>9.1f}{_p95(took):>8.1f}"


def _p95(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else took[0]


def _offices(office: Office, asked: Sequence[Page], *, users: int, seconds: float) -> None:
    """Print how long an answer takes where people type and read."""
    known = {one.name: one for one in asked}
    people = [urllib_name(path) for path in known["find-rows"].paths]
    names = sorted({one for one in people if len(one) > 1})
    pause = office.pause("/find/")
    print(f"\n{users} users with hands and eyes, {seconds:.0f} s each")
    print(f"{'what they do':<58}{'answers/s':>10}{'p50':>8}{'p95':>8}{'worst':>8}")
    for words, waits in (
        (f"type, 5 keys/s; the page asks {pause * 1000:.0f} ms after a key", pause),
        ("type, 5 keys/s; every key asks", 0.0),
    ):
        took = office.typing(names, users=users, seconds=seconds, pause=waits)
        _told(words, took, seconds)
    for name, took in office.working({one: known[one].paths for one in DAILY}, users=users, seconds=seconds).items():
        _told(f"go from page to page, 3 s on each: {name}", took, seconds)


def urllib_name(path: str) -> str:
    """The name that is asked for in an address of the search."""
    import urllib.parse

    return urllib.parse.unquote(path.partition("?q=")[2])


def _told(words: str, took: Sequence[float], seconds: float) -> None:
    if took:
        print(f"{words:<58}{len(took) / seconds:>10.1f}{_times(took)[1:]}{max(took):>8.1f}", flush=True)


def _first_load(office: Office) -> None:
    """Print what the first page weighs."""
    print("\nfirst page of a browser that was never here, bytes as sent")
    for path in ("/sign-in/", "/my-work/", "/find/"):
        parts = office.weight(path)
        total = sum(parts.values())
        largest = max(parts, key=lambda one: parts[one])
        print(
            f"{path:<14}{total:>9,}  in {len(parts)} answers; largest: {largest.partition('?')[0]} {parts[largest]:,}"
        )


if __name__ == "__main__":
    random.seed(1)
    main()
