"""An office at work on a demo that may be spent: officers look up, read, decide and record, and pause as people do.

    HUANGCE_HOME=... python -m benchmarks.office [--users 20] [--seconds 300] [--pause 3] [--only death correction]

Each officer has an account and a browser of their own and goes through rounds of the day (`office_rounds`): a person
looked up and read; a finding decided, and the next; a death recorded; an education corrected. With `--pause 0` nobody
reads, and everybody records as fast as answers come. Some corrections fall on the same few persons, so that officers
meet. Meanwhile /healthz and /readyz are asked every half second, and the memory of the server is read. At the end every
receipt is looked for in the register, and rows are compared with what was recorded last; then a worker is killed, and
the server is told to stop.
"""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import browsers, processes
from benchmarks.browsers import User, all_at_once
from benchmarks.office_rounds import ROUNDS, Done, Officer, check, register_of

EVERY: float = 0.5  # seconds between two looks at the server's health
SAMPLES: int = 12  # of its memory
AFTER_A_KILL: float = 20.0
WARMING: float = 20.0  # a server that was just started has compiled nothing yet: what it is asked then does not count


def main() -> None:
    """Serve, work, look."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--users", type=int, default=20)
    given.add_argument("--seconds", type=float, default=300.0)
    given.add_argument("--pause", type=float, default=3.0, help="seconds that somebody reads, on average")
    given.add_argument("--only", nargs="+", choices=list(ROUNDS), default=list(ROUNDS), help="rounds of the day")
    options = given.parse_args()
    from huangce.home import django as house

    house.setup(keep=True)
    office = register_of(options.users, secrets.token_hex(8))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).parent / "huangce"), "serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        browsers.wait(port)
        _work(office, port, server.pid, seconds=options.seconds, pause=options.pause, rounds=options.only)
        _kill_a_worker(port, server.pid)
        _stop(server)
    finally:
        if server.poll() is None:
            server.terminate()
            server.wait()


def _work(
    office: Sequence[Officer], port: int, server: int, *, seconds: float, pause: float, rounds: Sequence[str]
) -> None:
    """Let everybody work for so long, and print what they waited for and what became of it."""
    for one in office:
        one.user = User(port)
        one.user.sign_in(one.username, one.password)
    ending, watch = threading.Event(), _Watch(port, server)
    watcher = threading.Thread(target=watch.run, args=(ending, seconds / SAMPLES))
    watcher.start()
    begun = time.perf_counter()

    def work(number: int) -> None:
        one = office[number]
        one.pause, is_warm = pause, False
        time.sleep(one.chance.uniform(0, pause))
        while (past := time.perf_counter() - begun) < seconds + WARMING:
            if past > WARMING and not is_warm:
                one.took.clear()
                is_warm = True
            ROUNDS[one.chance.choice(list(rounds))](one)

    all_at_once(work, len(office))
    took = time.perf_counter() - begun
    ending.set()
    watcher.join()
    done = Done.of(office)
    print(
        f"\n{len(office)} officers, {took:.0f} s with {WARMING:.0f} s of warming, {pause:g} s on a page; milliseconds"
    )
    print(f"{'step':<34}{'answers':>9}{'p50':>8}{'p95':>8}{'worst':>9}")
    for step, times in sorted(done.took.items()):
        print(f"{step:<34}{len(times):>9,}{statistics.median(times):>8.0f}{_p95(times):>8.0f}{max(times):>9.0f}")
    print(f"acts recorded {len(done.acts):,} ({len(done.acts) / took:.1f} a second), clashes told {done.clashes:,}")
    print("in the register: " + check(done))
    watch.tell()


class _Watch:
    """The health and the memory of a server while others work."""

    def __init__(self, port: int, server: int) -> None:
        self.port, self.server = port, server
        self.health: dict[str, list[float]] = {"/healthz": [], "/readyz": []}
        self.failed = 0
        self.held: list[dict[str, float]] = []

    def run(self, ending: threading.Event, apart: float) -> None:
        """Look until told to end."""
        last = 0.0
        while not ending.wait(EVERY):
            for path, took in self.health.items():
                begun = time.perf_counter()
                try:
                    self.failed += User(self.port).ask("GET", path)[0] != 200
                except OSError:
                    self.failed += 1
                took.append((time.perf_counter() - begun) * 1000)
            if time.perf_counter() - last > apart:
                last = time.perf_counter()
                self.held.append({_called(pid): processes.memory(pid) for pid in processes.tree(self.server)})

    def tell(self) -> None:
        """Print what was seen."""
        for path, took in self.health.items():
            print(f"{path:<34}{len(took):>9,}{statistics.median(took):>8.0f}{_p95(took):>8.0f}{max(took):>9.0f}")
        print(f"health answers that failed: {self.failed}")
        for name in sorted(self.held[-1]):
            print(f"MiB of {name}: " + ", ".join(f"{one.get(name, 0):.0f}" for one in self.held))


def _called(pid: int) -> str:
    words = processes.command(pid)
    return f"{'runner' if 'lists.runner' in words else 'server' if 'serve' in words else 'other'} {pid}"


def _kill_a_worker(port: int, server: int) -> None:
    """Kill one worker and tell how long it is missed, and how many new visitors got no answer meanwhile."""
    workers = [one for one in processes.tree(server)[1:] if _called(one).startswith("server")]
    victim = workers[-1]
    os.kill(victim, signal.SIGKILL)
    begun, failed, asked, back = time.perf_counter(), 0, 0, None
    while time.perf_counter() - begun < AFTER_A_KILL:
        asked += 1
        try:
            failed += User(port).ask("GET", "/readyz")[0] != 200
        except OSError:
            failed += 1
        now = [one for one in processes.tree(server)[1:] if _called(one).startswith("server") and one != victim]
        if back is None and len(now) >= len(workers):
            back = time.perf_counter() - begun
        time.sleep(0.1)
    told = f"another one after {back:.1f} s" if back is not None else "no other one came"
    print(f"a worker of {len(workers)} killed: {told}; {failed} of {asked} new visitors without an answer")


def _stop(server: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C and tell how the server ends."""
    below = processes.tree(server.pid)[1:]
    begun = time.perf_counter()
    server.send_signal(signal.SIGINT)
    code = server.wait(60)
    took = time.perf_counter() - begun
    left = [one for one in below if processes.command(one)]
    print(f"Ctrl-C: ended with {code} after {took:.1f} s, {len(left)} of {len(below)} processes below it left")


def _p95(took: Sequence[float]) -> float:
    return statistics.quantiles(took, n=20, method="inclusive")[-1] if len(took) > 1 else took[0]


if __name__ == "__main__":
    main()
