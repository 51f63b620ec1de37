"""Put the database back to how its migrations left it, append-only tables too: only its owner can, triggers off."""

from __future__ import annotations

import psycopg
from psycopg import sql

TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"


class Spotless:
    """Remembers the rows that migrations wrote, and restores exactly those."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        with psycopg.connect(owner) as connection:
            self.kept = {name: self._rows(connection, name) for name in self._filled(connection)}

    def restore(self) -> None:
        """Empty what was written since; sequences run on."""
        with psycopg.connect(self.owner) as connection:
            spoiled = [name for name in self._filled(connection) if name not in self.kept]
            spoiled += [name for name, rows in self.kept.items() if self._rows(connection, name) != rows]
            if not spoiled:
                return
            every = [name for (name,) in connection.execute(TABLES)]
            for name in every:
                connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(name)))
            names = sql.SQL(", ").join(map(sql.Identifier, spoiled))
            connection.execute(sql.SQL("TRUNCATE {} CASCADE").format(names))
            for name, rows in self.kept.items():  # what CASCADE emptied too
                if rows and not self._rows(connection, name):
                    with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(name))) as copy:
                        copy.write(rows)
            for name in every:
                connection.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(name)))

    def _filled(self, connection: psycopg.Connection) -> list[str]:
        names = [name for (name,) in connection.execute(TABLES)]
        has_rows = sql.SQL("SELECT EXISTS (SELECT 1 FROM {})")
        return [n for n in names if connection.execute(has_rows.format(sql.Identifier(n))).fetchone() == (True,)]

    def _rows(self, connection: psycopg.Connection, name: str) -> bytes:
        with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(name))) as copy:
            return b"".join(bytes(part) for part in copy)
