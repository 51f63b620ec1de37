"""Tables are made by their owner alone; everything else goes to the application's role unless it asks otherwise."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Django's database router of this platform: `owner` and `default` are two roles on one database."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Only the owner may make or change tables."""
        return db == "owner"

    def allow_relation(self, one: object, other: object, **hints: Any) -> bool:
        """Rows read by either role are rows of the same database."""
        return True
