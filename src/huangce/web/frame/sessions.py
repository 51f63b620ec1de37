"""Sessions as Django keeps them in the database, read by one statement that is prepared: every request asks for one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.sessions.backends import db

from huangce.register.locks import raw_cursor

SESSION = "select session_data from django_session where session_key = %s and expire_date > %s"


class SessionStore(db.SessionStore):
    """A session in the table `django_session`."""

    def load(self) -> dict[str, Any]:
        """Return what the session holds; one that is unknown or has expired is empty and loses its key."""
        with raw_cursor() as cursor:
            row = cursor.execute(SESSION, (self.session_key, datetime.now(UTC)), prepare=True).fetchone()
        if row is None:
            self._session_key = None
            return {}
        return self.decode(row[0])
