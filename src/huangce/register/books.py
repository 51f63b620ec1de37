"""Books: the families of records, each with its own way of locking, reading, deciding and writing.

`record` is the same for every act: one transaction, one act with its facts, one receipt. What differs between persons
and places is what an act touches and which current rows follow from it. A book says that. The population is kept here
in the register; a room above registers its own from its `AppConfig.ready`, so that the register never imports it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import psycopg

from huangce.register.authorise import Recorder
from huangce.register.bulk import Progress, quiet
from huangce.register.locks import FirstLook, Held
from huangce.rules.acts import KINDS
from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import Reversal
from huangce.rules.facts import Fact
from huangce.rules.periods import Calendar


def nothing() -> None:
    """What is left to do after most acts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An act on its way: who enters it, what was asked before and what is locked for it; who is told how far it is."""

    act: Act
    cursor: psycopg.Cursor[Any]
    look: FirstLook
    held: Held
    seen: Mapping[int, int]
    by: Recorder
    today: date
    calendar: Calendar
    progress: Progress = quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What an act comes to: the office, its facts, and how the current rows follow.

    `write` is called after the act was appended, within the same pipeline; `after` when that has ended.
    """

    office: str
    facts: list[Fact]
    write: Callable[[], None]
    after: Callable[[], None] = nothing


class Book(Protocol):
    """One family of records."""

    def lock(self, act: Act, cursor: psycopg.Cursor[Any], look: FirstLook, also: Iterable[int]) -> Held:
        """Lock what the act touches, and the records `also`; draw its id."""

    def decide(self, entry: Entry) -> Decided:
        """Decide the act, or raise `Refused`, `NotAllowed`, `Stale`, or `NotLocked` to begin anew."""


class CheckedBook(Book, Protocol):
    """A book of a room above, which proves its own current rows."""

    def differing(self, cursor: psycopg.Cursor[Any]) -> list[tuple[str, int]]:
        """The (table, record) of every current row that is not what the facts say."""

    def repair(self, cursor: psycopg.Cursor[Any], differing: list[tuple[str, int]]) -> None:
        """Write those of the given rows anew that are of this book."""


_REGISTERED: dict[str, Callable[[], CheckedBook]] = {}


def register(family: str, book: Callable[[], CheckedBook]) -> None:
    """Keep the acts of a family in this book from now on; it is asked for when it is needed first."""
    _REGISTERED[family] = book


def registered() -> list[CheckedBook]:
    """The books of the rooms above."""
    return [book() for book in _REGISTERED.values()]


# The kind of what an act takes back, through every reversal between.
ROOT = """
    with recursive chain as (
        select id, kind, voids from act where id = %s
        union select a.id, a.kind, a.voids from act a join chain c on a.id = c.voids
    )
    select kind from chain where voids is null
"""


def book_of(act: Act, cursor: psycopg.Cursor[Any], *, otherwise: Book) -> Book:
    """The book in which an act is kept: that of its kind; of a reversal, that of what it takes back in the end."""
    kind = act.kind
    if isinstance(act, Reversal):
        row = cursor.execute(ROOT, (act.act,)).fetchone()
        kind = row[0] if row is not None else kind
    family = KINDS[kind].family
    return _REGISTERED[family]() if family in _REGISTERED else otherwise
