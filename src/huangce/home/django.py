"""Set Django up on the database of this installation.

Importing `huangce.settings` starts nothing. Whatever needs the register calls `setup()` first: a command, a worker, a
test session, the web server's entry.
"""

from __future__ import annotations

import os
from typing import Any

from huangce.home import database, external, migrate, paths


def setup(*, keep: bool = False, migrated: bool = True) -> None:
    """Have the database running with all its tables and Django pointed at it; the second call costs nothing.

    `keep`: the embedded server runs on when this process ends. `migrated=False` leaves the tables as they are.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huangce.settings")
    import django
    from django.apps import apps
    from django.conf import settings
    from django.db import connections

    settings.SECRET_KEY = paths.secret("secret_key")
    urls = database.ensure(keep=keep)
    for alias, url in (("default", urls.app), ("owner", urls.owner)):
        values = parameters(url)
        if {name: settings.DATABASES[alias].get(name) for name in values} != values:
            settings.DATABASES[alias].update(values)
            connections[alias].close()
    if not apps.ready:
        django.setup()
    if migrated:
        ensure_schema()


def ensure_schema() -> bool:
    """Run the migrations that the database lacks, as its owner; returns whether there were any.

    Two processes at once are safe: the second waits, and then has nothing to do.
    """
    if not migrate.pending():
        return False
    from django.core.management import call_command

    setup(migrated=False)
    with external.connect(database.url(owner=True), "DATABASE_URL") as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [external.LOCK])
        if migrate.pending():
            call_command("migrate", database="owner", verbosity=0, interactive=False)
    return True


def parameters(url: str) -> dict[str, Any]:
    """Return `url` as Django names its parts; what Django has no name for goes to OPTIONS, for libpq."""
    named = external.parts(url)
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    values: dict[str, Any] = {key: str(named.pop(name, "")) for key, name in names.items()}
    return values | {"OPTIONS": named}
