"""One moment of the register for reading: figures beside each other must be of the same state."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from huangce.home import database


@contextmanager
def reading() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor on a read-only snapshot, on a connection of its own. Tables must be there: set the home up before."""
    with psycopg.connect(database.url()) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        with connection.cursor() as cursor:
            yield cursor
