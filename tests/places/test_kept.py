"""What was found in a county is read by another process, and nobody waits while it is looked for anew."""

from __future__ import annotations

from datetime import date
from threading import Event
from typing import Any

import pytest

from huangce.places import address_doubts, completeness, kept
from huangce.places.address_doubts import Doubt
from huangce.places.completeness import Gap, Measure
from huangce.places.models import LookThrough
from huangce.register.keeper import CHEAP, Keeper

TODAY = date(2026, 11, 22)
DIVISION = "511703000000"
COUNTED: kept.Look[dict[str, int]] = kept.Look("counted", dict, dict)


@pytest.fixture(autouse=True)
def _a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    another_process(monkeypatch)


def another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on nothing is kept in this process."""
    monkeypatch.setattr(kept, "_keeper", Keeper(kept=24))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is looked for from here on was not cheap."""
    monkeypatch.setattr(kept, "CHEAP", -1.0)


def looked(state: tuple[Any, ...], number: int) -> kept.Kept[dict[str, int]]:
    return kept.kept(COUNTED, DIVISION, state, lambda: {"n": number})


@pytest.mark.usefixtures("committed_db", "slow")
def test_it_works(monkeypatch):
    assert looked((TODAY, 1), 7).found == {"n": 7}
    another_process(monkeypatch)
    found = looked((TODAY, 1), 8)
    assert found.found == {"n": 7}
    assert found.is_of((TODAY, 1))


@pytest.mark.usefixtures("committed_db")
def test_what_is_cheap_is_looked_for_by_each_process(monkeypatch):
    looked((TODAY, 1), 7)
    another_process(monkeypatch)
    assert looked((TODAY, 1), 8).found == {"n": 8}
    assert not LookThrough.objects.exists()


@pytest.mark.usefixtures("committed_db", "slow")
def test_a_server_just_started_shows_what_was_found_before_and_looks_anew_beside(monkeypatch):
    looked((date(2026, 1, 1), 1), 7)
    LookThrough.objects.update(cost=CHEAP * 2, at="2026-01-01T08:00:00+08:00")
    another_process(monkeypatch)
    may_end, ended = Event(), Event()

    def make() -> dict[str, int]:
        assert may_end.wait(30)
        return {"n": 8}

    def beside(work: Any) -> None:
        def run() -> None:
            work()
            ended.set()

        begin(run)

    begin = kept._in_a_thread
    monkeypatch.setattr(kept, "_in_a_thread", beside)
    state = (date(2026, 1, 2), 1)
    former = kept.kept(COUNTED, DIVISION, state, make)
    assert former.found == {"n": 7}
    assert not former.is_of(state)
    assert former.at.isoformat() == "2026-01-01T00:00:00+00:00"
    may_end.set()
    assert ended.wait(30)
    assert looked(state, 9).found == {"n": 8}
    another_process(monkeypatch)
    assert looked(state, 9).found == {"n": 8}


@pytest.mark.usefixtures("committed_db", "slow")
def test_another_release_does_not_read_what_this_one_found(monkeypatch):
    looked((TODAY, 1), 7)
    another_process(monkeypatch)
    monkeypatch.setattr(kept, "__version__", "another")
    assert looked((TODAY, 1), 8).found == {"n": 8}


def test_doubts_and_measures_are_read_as_they_were_written():
    import json

    doubts = {"wrong": [Doubt("order", (1, 2), "511703116001", "why", ("3号",), at="unit 1/floor 2")], "omitted": []}
    gaps = {"n": Measure("n", 1, 3, 1, [Gap("511703116001", None, "石桥社区", "no-building")])}
    for look, found in ((address_doubts.LOOK, doubts), (completeness.LOOK, gaps)):
        assert look.unpack(json.loads(json.dumps(look.pack(found)))) == found
