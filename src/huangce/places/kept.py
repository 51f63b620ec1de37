"""What is found by looking through all addresses of a division, with the moment it was found.

A look takes seconds for a county. A process keeps its last ones; what was not cheap the database keeps as well, so that
another process, or a server just started, reads what was found instead of looking again. What no longer rests on what
stands is shown with its moment while a thread looks anew.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from django.db import connections

from huangce import __version__
from huangce.register.keeper import CHEAP, Keeper
from huangce.register.locks import raw_cursor

Made = TypeVar("Made")
LOCK_LOOKS: Final = 0x4C6F6F6B  # of two numbers the first: "Look"


@dataclass(frozen=True, slots=True)
class Look(Generic[Made]):
    """A kind of look: its name, and how what it finds is written as JSON and read again."""

    name: str
    pack: Callable[[Made], Any]
    unpack: Callable[[Any], Made]


@dataclass(frozen=True, slots=True)
class Kept(Generic[Made]):
    """What was found, what it rested on then (`state`, its days as text), and when."""

    found: Made
    state: tuple[Any, ...]
    at: datetime

    def is_of(self, state: tuple[Any, ...]) -> bool:
        """Whether it rests on what stands now; if not, the page says when it was found."""
        return self.state == _plain(state)


_keeper: Final[Keeper[Kept[Any]]] = Keeper(kept=24)
NEWER: Final = """
    select state, cost, at, found from look_through where what = %s and (%s::timestamptz is null or at > %s)
"""
KEEP: Final = """
    insert into look_through (what, state, cost, at, found) values (%s, %s, %s, %s, %s)
    on conflict (what) do update
    set state = excluded.state, cost = excluded.cost, at = excluded.at, found = excluded.found
    where look_through.at < excluded.at
"""


def kept(look: Look[Made], division: str, state: tuple[Any, ...], make: Callable[[], Made]) -> Kept[Made]:
    """Return what `make` returned the last time for a division, or returns now; `state` is what it rests on."""
    what, plain = f"{look.name} {division} {__version__}", _plain(state)
    with raw_cursor() as cursor:
        info = cursor.connection.info
    key = (info.host, info.port, info.dbname, what)
    if (held := _keeper.standing(key, plain)) is None:
        _take_over(key, what, look)
        held = _keeper.get(key, plain, lambda: _looked(key, what, plain, look, make), behind=_in_a_thread)
    return held


def _looked(
    key: tuple[Any, ...], what: str, state: tuple[Any, ...], look: Look[Made], make: Callable[[], Made]
) -> Kept[Made]:
    """Look, unless another process does: then return what that one found."""
    with _alone(what):
        _take_over(key, what, look)
        other = _keeper.standing(key, state)
        if other is not None and other.state == state:
            return other
        begun, at = time.monotonic(), datetime.now(UTC)
        found = Kept(make(), state, at)
        cost = time.monotonic() - begun
        if cost > CHEAP:
            with raw_cursor() as cursor:
                told = json.dumps(look.pack(found.found), ensure_ascii=False)
                cursor.execute(KEEP, (what, json.dumps(state), cost, at, told))
        return found


def _take_over(key: tuple[Any, ...], what: str, look: Look[Any]) -> None:
    """Keep here what another process found, if that is newer."""
    own = _keeper.last(key)
    own_at = own.at if own is not None else None
    with raw_cursor() as cursor:
        row = cursor.execute(NEWER, (what, own_at, own_at)).fetchone()
    if row is not None:
        state, cost, at, found = json.loads(row[0]), row[1], row[2], look.unpack(json.loads(row[3]))
        age = (datetime.now(UTC) - at).total_seconds()
        _keeper.take_over(key, tuple(state), Kept(found, tuple(state), at), cost=cost, age=age)


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """Let one process look for a thing at a time."""
    with raw_cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s, hashtext(%s))", (LOCK_LOOKS, what))
        try:
            yield
        finally:
            cursor.execute("select pg_advisory_unlock(%s, hashtext(%s))", (LOCK_LOOKS, what))


def _in_a_thread(make: Callable[[], Any]) -> None:
    def run() -> None:
        try:
            make()
        finally:
            connections.close_all()

    threading.Thread(target=run, name="looking anew", daemon=True).start()


def _plain(state: tuple[Any, ...]) -> tuple[Any, ...]:
    """The state as it is read back from JSON."""
    return tuple(json.loads(json.dumps(state, default=str)))
