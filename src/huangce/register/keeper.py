"""What took long to compute from the register, kept in the process as long as it holds.

A value holds while its mark is the same. Where the register goes on all day, what cost a second to compute may be
shown for up to twenty seconds more (`patience`), by pages that say as of which moment; what is cheap is always of this
moment. One thread computes a value: others who ask meanwhile get the former one, or wait where there is none. Where
seconds are at stake nobody need wait at all (`behind`): who asks gets the former value, and it is computed beside.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Generic, TypeVar

KEPT: Final = 64
# How many times its cost a value may be shown after the register went on.
PATIENCE: Final = 20.0
CHEAP: Final = 0.5  # seconds
Value = TypeVar("Value")


@dataclass(slots=True)
class _Held(Generic[Value]):
    """The last value of a key with its mark, when it was done and what it cost in seconds."""

    making: Lock = field(default_factory=Lock)
    last: tuple[Hashable, float, float, Value] | None = None


class Keeper(Generic[Value]):
    """The last values by key, each with the mark of what it was computed from."""

    def __init__(self, *, kept: int = KEPT, patience: float = PATIENCE) -> None:
        self._kept: OrderedDict[Hashable, _Held[Value]] = OrderedDict()
        self._lock = Lock()
        self._most, self._patience = kept, patience

    def standing(self, key: Hashable, mark: Hashable) -> Value | None:
        """Return the kept value if its mark is the same, or if it was not cheap and is younger than `patience` times
        its cost."""
        with self._lock:
            held = self._kept.get(key)
        return self._standing(held, mark) if held is not None else None

    def last(self, key: Hashable) -> Value | None:
        """Return the last value of a key, whether it stands or not."""
        with self._lock:
            held = self._kept.get(key)
        return held.last[3] if held is not None and held.last is not None else None

    def take_over(self, key: Hashable, mark: Hashable, value: Value, *, cost: float, age: float) -> None:
        """Keep what another process computed `age` seconds ago in `cost` seconds, unless a newer one is kept."""
        held, done = self._of(key), time.monotonic() - age
        if held.last is None or held.last[1] < done:
            held.last = (mark, done, cost, value)

    def get(
        self,
        key: Hashable,
        mark: Hashable,
        compute: Callable[[], Value],
        *,
        behind: Callable[[Callable[[], Value]], None] | None = None,
    ) -> Value:
        """Return the standing value, else what `compute` returns, which is kept.

        `behind` begins what it is given and returns at once: a value that was not cheap is then computed beside
        who asks, who gets the former one.
        """
        held = self._of(key)
        if (found := self._standing(held, mark)) is not None:
            return found
        former = held.last
        if behind is not None and former is not None and former[2] > CHEAP:
            if held.making.acquire(blocking=False):
                behind(lambda: self._make_and_release(held, mark, compute))
            return former[3]
        if not held.making.acquire(blocking=former is None or not self._patience):
            assert former is not None
            return former[3]
        return self._make_and_release(held, mark, compute)

    def _of(self, key: Hashable) -> _Held[Value]:
        with self._lock:
            held = self._kept.setdefault(key, _Held())
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
            return held

    def _make_and_release(self, held: _Held[Value], mark: Hashable, compute: Callable[[], Value]) -> Value:
        try:
            if (found := self._standing(held, mark)) is not None:
                return found
            begun = time.monotonic()
            value = compute()
            done = time.monotonic()
            if held.last is None or held.last[3] is not value:  # else it was taken over, with what it cost
                held.last = (mark, done, done - begun, value)
            return value
        finally:
            held.making.release()

    def forget(self) -> None:
        """Begin anew."""
        with self._lock:
            self._kept.clear()

    def _standing(self, held: _Held[Value], mark: Hashable) -> Value | None:
        if held.last is None:
            return None
        of, done, cost, value = held.last
        may_wait = cost > CHEAP and time.monotonic() - done < self._patience * cost
        return value if of == mark or may_wait else None
