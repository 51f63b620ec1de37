"""Keep delivered lists of departments as long as their agreement says, encrypted, and forget them then."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl

from huangce.exchange import sealed
from huangce.exchange.deliveries import Delivery
from huangce.exchange.models import ReceivedList
from huangce.home import paths
from huangce.register.locks import next_id, raw_cursor
from huangce.rules.periods import add_months

LONGEST_LOAD = timedelta(hours=6)


def _file(list_id: int) -> Path:
    return paths.make_home() / "deliveries" / f"{list_id}.sealed"


def _key(list_id: int) -> Path:
    return paths.make_home() / "secrets" / f"delivery-{list_id}.key"


def keep(delivery: Delivery, *, by: int, now: datetime) -> ReceivedList | None:
    """Keep a department's list; None where the same file was received before.

    Only usable rows and agreed fields are kept. Call inside a transaction.
    """
    assert delivery.checked is not None
    assert delivery.agreement is not None
    known = ReceivedList.objects.filter(sha256=delivery.sha256, sheet=delivery.sheet).exists()
    if known:
        return None
    with raw_cursor() as cursor:
        list_id = next_id(cursor, "batch")
    counts = delivery.counts
    _file(list_id).parent.mkdir(mode=0o700, exist_ok=True)
    sealed.seal(delivery.checked.frame.filter(delivery.checked.usable), _file(list_id), _key(list_id))
    return ReceivedList.objects.create(
        id=list_id,
        list_kind=delivery.kind,
        source=delivery.path.name,
        sheet=delivery.sheet,
        sha256=delivery.sha256,
        agreement=json.dumps(asdict(delivery.agreement), ensure_ascii=False, default=str),
        rows=counts["rows"],
        usable=counts["usable"],
        problems=delivery.checked.problems.height,
        received_at=now,
        received_by=by,
        keep_until=add_months(now.date(), delivery.agreement.retention_months),
    )


def open_deliveries() -> dict[str, pl.DataFrame]:
    """The kept lists by kind, each row with the id of its list (`received`); what was forgotten is not there."""
    found: dict[str, list[pl.DataFrame]] = {}
    for one in ReceivedList.objects.filter(forgotten_at__isnull=True).order_by("id"):
        if not _key(one.id).exists():  # restored from a backup, which never holds keys of deliveries
            continue
        frame = sealed.unseal(_file(one.id), _key(one.id)).with_columns(pl.lit(one.id).alias("received"))
        found.setdefault(one.list_kind, []).append(frame)
    return {kind: pl.concat(frames, how="diagonal_relaxed") for kind, frames in found.items()}


def forget_expired(*, today: date, now: datetime) -> int:
    """Destroy the keys of lists whose retention has ended; return how many.

    What a load left that was killed before it was committed goes too: no agreement would ever end it.
    """
    _forget_uncommitted(now)
    count = 0
    for one in ReceivedList.objects.filter(forgotten_at__isnull=True, keep_until__lt=today):
        sealed.forget(_key(one.id))
        one.forgotten_at = now
        one.save(update_fields=["forgotten_at"])
        count += 1
    return count


def _forget_uncommitted(now: datetime) -> None:
    """Destroy keys and files of lists that no row knows, once no load that is still writing can be theirs."""
    home = paths.make_home()
    named = [(one, one.stem) for one in (home / "deliveries").glob("*.sealed")]
    named += [(one, one.stem.removeprefix("delivery-")) for one in (home / "secrets").glob("delivery-*.key")]
    latest = (now - LONGEST_LOAD).timestamp()
    old = {int(number) for file, number in named if number.isdecimal() and file.stat().st_mtime < latest}
    for list_id in old - set(ReceivedList.objects.filter(id__in=old).values_list("id", flat=True)):
        sealed.forget(_key(list_id))
        _file(list_id).unlink(missing_ok=True)
