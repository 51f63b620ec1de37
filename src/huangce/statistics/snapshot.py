"""One moment of the register for reading: figures beside each other must be of the same state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from huangce.home import database


@contextmanager
def reading(*, streams: bool = False) -> Iterator[psycopg.Cursor[Any]]:
    """A cursor on a read-only snapshot, on a connection of its own. Tables must be there: set the home up before.

    `streams`: rows stay on the server until they are asked for, so that a first page need not wait for a million.
    """
    with psycopg.connect(database.url()) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.cursor("rows") if streams else connection.cursor() as cursor:
            yield cursor
