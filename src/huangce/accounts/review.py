"""Accounts to look at: those that wait for something, and those that nobody uses (GB/T 22239-2019, 8.1.4.1 and 8.1.4.2:
idle accounts are closed, rights are the least that a task needs)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from huangce.accounts.models import Grant, Officer, SignIn

IDLE: Final = timedelta(days=90)
SOON: Final = timedelta(days=30)

Accounts = QuerySet[Officer]


def _open(on: date) -> Accounts:
    """Accounts that are open on a day."""
    return Officer.objects.filter(Q(active_to__isnull=True) | Q(active_to__gt=on), active_from__lte=on)


def _grants(on: date) -> QuerySet[Grant]:
    """The grants of an account that hold on a day or begin later."""
    return Grant.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on), officer=OuterRef("pk"))


def _without_grant(on: date) -> Accounts:
    return _open(on).exclude(Exists(_grants(on)))


def _without_password(on: date) -> Accounts:
    return _open(on).filter(password="")


def _ending(on: date) -> Accounts:
    return _open(on).filter(Exists(_grants(on).filter(valid_to__lte=on + SOON)))


def _idle(on: date) -> Accounts:
    since = datetime.combine(on - IDLE, time.min, UTC)
    came = SignIn.objects.filter(officer=OuterRef("pk"), outcome="in", at__gte=since)
    return _open(on).filter(active_from__lte=on - IDLE).exclude(password="").exclude(Exists(came))


# What may be the matter with accounts → those of which it is true on a day.
REVIEWS: Final[dict[str, Callable[[date], Accounts]]] = {
    "no-password": _without_password,
    "no-grant": _without_grant,
    "grant-ending": _ending,
    "idle": _idle,
}
