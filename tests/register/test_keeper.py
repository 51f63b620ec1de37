"""What took long to compute is kept while it holds, and computed by one thread however many ask."""

from __future__ import annotations

from threading import Event, Thread

import pytest

from huangce.register.keeper import Keeper


def test_it_works():
    keeper, done = Keeper[int](), []

    def compute() -> int:
        done.append(1)
        return len(done)

    assert [keeper.get("a", mark, compute) for mark in (1, 1, 1)] == [1, 1, 1]
    assert keeper.get("b", 1, compute) == 2
    keeper.forget()
    assert keeper.get("a", 1, compute) == 3


def test_who_asks_beside_a_computation_gets_the_former_value() -> None:
    keeper, begun, may_end = Keeper[str](), Event(), Event()
    keeper.get("a", 1, lambda: "former")

    def slow() -> str:
        begun.set()
        assert may_end.wait(30)
        return "new"

    maker = Thread(target=keeper.get, args=("a", 2, slow))
    maker.start()
    assert begun.wait(30)
    assert keeper.get("a", 2, lambda: "twice") == "former"
    may_end.set()
    maker.join()
    assert keeper.get("a", 2, lambda: "twice") == "new"


def test_who_asks_beside_the_first_computation_waits_for_it() -> None:
    keeper, begun, may_end = Keeper[str](patience=0), Event(), Event()
    found: list[str] = []

    def slow() -> str:
        begun.set()
        assert may_end.wait(30)
        return "once"

    makers = [Thread(target=lambda: found.append(keeper.get("a", 1, slow))) for _ in range(3)]
    for one in makers:
        one.start()
    assert begun.wait(30)
    may_end.set()
    for one in makers:
        one.join()
    assert found == ["once"] * 3


def test_a_failure_is_not_kept() -> None:
    keeper = Keeper[int](kept=1)
    with pytest.raises(ZeroDivisionError):
        keeper.get("a", 1, lambda: 1 // 0)
    assert keeper.get("a", 1, lambda: 7) == 7
    keeper.get("b", 1, lambda: 8)
    assert keeper.standing("a", 1) is None


def test_what_was_not_cheap_is_computed_beside_who_asks() -> None:
    keeper, waiting = Keeper[str](), list[object]()
    keeper.take_over("a", 1, "former", cost=1.0, age=3600.0)
    for _twice in range(2):
        assert keeper.get("a", 2, lambda: "new", behind=waiting.append) == "former"
    (make,) = waiting
    make()
    assert keeper.get("a", 2, lambda: "again", behind=waiting.append) == "new"


def test_what_is_older_is_not_taken_over() -> None:
    keeper = Keeper[str]()
    keeper.get("a", 1, lambda: "own")
    keeper.take_over("a", 2, "older", cost=1.0, age=3600.0)
    assert keeper.last("a") == "own"
    keeper.take_over("b", 2, "only", cost=1.0, age=3600.0)
    assert (keeper.last("b"), keeper.last("c")) == ("only", None)
