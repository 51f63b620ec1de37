"""Measure a whole county: its files into the register, then proving and rebuilding what stands there.

    python -m benchmarks.county [--persons 100000] [--keep DIR]

Unlike `benchmarks.register` the lists are read from the simulated files, the addresses are read, residents are opened
and departments' lists are kept. Seconds a step, processor seconds of the whole, and the most memory the load took.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.register import home, query, table, timed

SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="a home to make, or to go on with")
    given = parser.parse_args()
    with home(given.keep):
        if not query("select 1 from person limit 1"):
            process = multiprocessing.get_context("spawn").Process(target=_load, args=(given.persons,))
            process.start()
            process.join()
        prove(given.persons)


def _load(persons: int) -> None:
    from huangce.home import django

    django.setup()
    from huangce.county import demo

    which = demo.Demo(persons, SEED)
    demo.prepare(which, lambda _step, _done, _of: None)
    watch = Watch()
    demo.load(which, watch.progress)
    rows: list[tuple[object, ...]] = [
        (step, f"{watch.seconds[step]:.1f}", f"{watch.memory[step]:.2f}") for step in watch.seconds
    ]
    used = resource.getrusage(resource.RUSAGE_SELF)
    whole = (f"{sum(watch.seconds.values()):.1f}", f"{used.ru_maxrss / 2**20:.2f}")
    rows.append(("whole load", *whole))
    rows.append(("… processor seconds of the loading process", f"{used.ru_utime + used.ru_stime:.1f}", ""))
    table(f"Load a county of {persons:,} persons", ("step", "seconds", "most memory raised by, GiB"), rows)


class Watch:
    """Progress that keeps the time between steps: a step lasts until the next one reports."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.memory: dict[str, float] = {}
        self._since, self._most = time.perf_counter(), 0.0

    def progress(self, step: str, done: int, of: int) -> None:
        """Book the time since the last report under its step. A report of the beginning closes what came before."""
        now = time.perf_counter()
        booked = f"until {step}" if done == 0 else step
        self.seconds[booked] = self.seconds.get(booked, 0) + now - self._since
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        self.memory[booked] = self.memory.get(booked, 0) + most - self._most
        self._since, self._most = now, most


def prove(persons: int) -> None:
    """Rebuild and verify the county."""
    from huangce.home import database
    from huangce.register.evidence import Database
    from huangce.register.rebuild import check
    from huangce.register.verify import verify

    spent, found = _with_cpu(lambda: check(database.url()))
    assert found.holds, found.differing[:3]
    proving, report = _with_cpu(lambda: verify(Database(database.url())))
    assert report.holds, report.found[:3]
    table(
        f"Prove a county of {persons:,} persons ({report.acts:,} acts, {report.values:,} values)",
        ("what", "seconds", "processor seconds", "a second"),
        [
            (
                "rebuild --check",
                f"{spent[0]:.1f}",
                f"{spent[1]:.1f}",
                f"{persons / spent[0]:,.0f} persons, {found.records / spent[0]:,.0f} records",
            ),
            (
                "verify",
                f"{proving[0]:.1f}",
                f"{proving[1]:.1f}",
                f"{report.acts / proving[0]:,.0f} acts, {report.values / proving[0]:,.0f} values",
            ),
        ],
    )


def _with_cpu(work: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    begun = os.times()
    seconds, result = timed(work)
    ended = os.times()
    mine = ended.user - begun.user + ended.system - begun.system
    theirs = ended.children_user - begun.children_user + ended.children_system - begun.children_system
    return (seconds, mine + theirs), result


if __name__ == "__main__":
    main()
