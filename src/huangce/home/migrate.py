"""Which tables this version needs and the database lacks; on a warm start one query says "none"."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path

from huangce.errors import Unavailable
from huangce.home import database, external


class NewerSchema(Unavailable):
    """The database was written by a newer version of huangce (it knows {names}): use that version."""

    code = "newer-schema"


def pending() -> list[str]:
    """Return the migrations on disk that the database has not seen, as `app.name`; raises `NewerSchema`."""
    known = set(on_disk())
    with external.connect(database.url(owner=True), "DATABASE_URL") as connection:
        applied = set()
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone() != (None,):
            applied = {f"{app}.{name}" for app, name in connection.execute("SELECT app, name FROM django_migrations")}
    newest = {name.split(".")[0]: name for name in sorted(known)}
    unknown = sorted(name for name in applied - known if name > newest.get(name.split(".")[0], "~"))
    if unknown:
        raise NewerSchema(names=", ".join(unknown))
    return sorted(known - applied)


def on_disk() -> list[str]:
    """Return the migrations of this version, as `app.name`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huangce.settings")
    from django.conf import settings

    found = []
    for app in settings.INSTALLED_APPS:
        spec = find_spec(f"{app}.migrations")
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            names = (path.stem for path in Path(folder).glob("[0-9]*.py"))
            found += [f"{app.rpartition('.')[2]}.{name}" for name in names]
    return found
