"""All cores of one machine: numpy and Polars let go of Python's lock while they work, so that threads are enough."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

WORKERS = min(os.cpu_count() or 1, 8)

Piece = TypeVar("Piece")
Answer = TypeVar("Answer")


def spread(work: Callable[[Piece], Answer], pieces: Iterable[Piece]) -> list[Answer]:
    """Return what `work` makes of each piece, in their order; as many are in hand at a time as there are cores."""
    with ThreadPoolExecutor(WORKERS) as workers:
        return list(workers.map(work, pieces))


@contextmanager
def aside(work: Callable[[], Answer]) -> Iterator[Future[Answer]]:
    """Do `work` beside what is done within, which seldom keeps all cores busy; it has ended when that is left."""
    with ThreadPoolExecutor(1) as worker:
        yield worker.submit(work)
