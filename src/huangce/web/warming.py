"""What a worker does before anybody asks it, so that nobody waits for it to get ready.

`load` reads what every page needs and no request changes: addresses of pages with all their code, templates in each
language, the tables of divisions, the address engine. A worker that has not loaded accepts nothing: others answer
meanwhile, and `/readyz` is answered by workers that are ready. `look_ahead` then computes, beside the first requests,
what looks through a whole county: the figures of the day, doubtful addresses, completeness. It does so again when
a day begins, for all of these are of a day.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import psycopg
import structlog
from django.conf import settings
from django.db import DatabaseError, connections
from django.template import engines
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from huangce.errors import HuangceError
from huangce.register.locks import raw_cursor
from huangce.register.record import OFFICE_TIME
from huangce.rules.authority import around

log = structlog.get_logger()
BETWEEN_LOOKS: Final = 60.0  # seconds after which it is asked again whether a day has begun
ANY_PROVINCE: Final = "110000000000"  # asked for what lies in it, the tables of divisions are read
# The smallest division around all addresses of the register: what its officers see first.
AROUND: Final = "select min(division), max(division) from address where retired_by is null"


def load() -> None:
    """Read what every page needs: two seconds of processor time that somebody would wait for otherwise."""
    import polars as pl

    from huangce.addressing import parse_columns
    from huangce.rules import divisions

    _import(get_resolver().url_patterns)
    _compile()
    divisions.children(ANY_PROVINCE)
    parse_columns(pl.Series([""]))


def _import(routes: Iterable[URLPattern | URLResolver]) -> None:
    for one in routes:
        if isinstance(one, URLResolver):
            _import(one.url_patterns)


def _compile() -> None:
    folders = [Path(one) for one in get_app_template_dirs("templates")]
    names = sorted({str(path.relative_to(one)) for one in folders for path in one.rglob("*") if path.is_file()})
    for language, _words in settings.LANGUAGES:
        with translation.override(language):
            for name in names:
                engines["django"].get_template(name)


def look_ahead() -> None:
    """Begin a thread that computes what is of the day, now and when another day begins."""
    threading.Thread(target=_each_day, name="looking ahead", daemon=True).start()


def _each_day() -> None:
    looked: date | None = None
    while True:
        today = datetime.now(UTC).astimezone(OFFICE_TIME).date()
        if today != looked:
            looked = today
            look(today)
        time.sleep(BETWEEN_LOOKS)


def look(today: date) -> None:
    """Compute what pages of the day show, as far as it can be: what cannot is said to who asks for it."""
    for compute in (_figures, _addresses):
        try:
            compute(today)
        except (HuangceError, DatabaseError, psycopg.Error) as error:
            log.info("not computed ahead", what=compute.__name__, kind=type(error).__name__)
    connections.close_all()


def _figures(today: date) -> None:
    from huangce.statistics.board import board
    from huangce.statistics.trend import trend

    board(as_of=today)
    trend(as_of=today, today=today)


def _addresses(today: date) -> None:
    from huangce.web.places.complete import counted
    from huangce.web.places.doubts import every_doubt

    with raw_cursor() as cursor:
        ends = cursor.execute(AROUND).fetchone()
    if ends is not None and ends[0] and (division := around(ends)):
        every_doubt(division, on=today)
        counted(division, on=today)
