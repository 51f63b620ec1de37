"""Statements that are asked for every page: prepared once a connection, without the detour of building them anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


def ask(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a statement inside Django's transaction, prepared by the server, and return its rows."""
    connection.ensure_connection()
    with broken_told(), psycopg.Cursor(connection.connection) as cursor:
        return cursor.execute(statement, values, prepare=True).fetchall()


@contextmanager
def broken_told() -> Iterator[None]:
    """Let Django look at its connection after the request if psycopg found it broken, and make another one."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError):
        connection.errors_occurred = True
        raise
