"""Keep delivered lists of departments as long as their agreement says, encrypted, and forget them then."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

import polars as pl
from django.db.models import Q

from huangce.exchange import receipts, sealed
from huangce.exchange.agreement_store import OFFICE_TIME, version_of
from huangce.exchange.check import Checked
from huangce.exchange.deliveries import Delivery
from huangce.exchange.models import ReceivedList
from huangce.exchange.overlap import compared_parts
from huangce.home import paths
from huangce.register.locks import next_id, raw_cursor
from huangce.rules.periods import add_months

LONGEST_LOAD = timedelta(hours=6)
LOCK = 0x4C697374  # lists are received one at a time, so that none comes twice at once: "List"


# What is kept of a list, each under a key of its own: its usable rows, the result of every row, and whom the rows are.
ROWS, LINKS = "-rows", "-links"
PARTS: Final = ("", ROWS, LINKS)


def _file(list_id: int, part: str = "") -> Path:
    return paths.make_home() / "deliveries" / f"{list_id}{part}.sealed"


def _key(list_id: int, part: str = "") -> Path:
    return paths.make_home() / "secrets" / f"delivery-{list_id}{part}.key"


def keep(delivery: Delivery, *, by: int, now: datetime, channel: str = "load") -> ReceivedList | None:
    """Keep a department's list and sign its receipt; None where the same file was received before.

    A list whose key is lost, as that of every list is in a register that was restored from a backup, can be read again
    when the same file comes again. Only usable rows and agreed fields are kept; of the others their number and what is
    wrong with them. Call inside a transaction.
    """
    assert delivery.checked is not None
    assert delivery.agreement is not None
    with raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (LOCK,))
    before, today = received_before(delivery), now.astimezone(OFFICE_TIME).date()
    if before is not None:
        if before.forgotten_at is None and before.keep_until >= today and not is_readable(before.id):
            _seal(delivery.checked, before.id)
        return None
    with raw_cursor() as cursor:
        list_id = next_id(cursor, "batch")
    counts = delivery.counts
    _seal(delivery.checked, list_id)
    received = ReceivedList(
        id=list_id,
        list_kind=delivery.kind,
        source=delivery.name,
        sheet=delivery.sheet,
        sha256=delivery.sha256,
        agreement=json.dumps(asdict(delivery.agreement), ensure_ascii=False, default=str),
        agreement_code=delivery.agreement.code,
        agreement_version=version_of(delivery.agreement),
        channel=channel,
        overlap=_overlap(delivery.checked, code=delivery.agreement.code, by=by),
        rows=counts["rows"],
        usable=counts["usable"],
        problems=delivery.checked.problems.height,
        received_at=now,
        received_by=by,
        keep_until=add_months(today, delivery.agreement.retention_months),
    )
    received.receipt = receipts.of_delivery(received)
    received.save(force_insert=True)
    return received


def _seal(checked: Checked, list_id: int) -> None:
    _file(list_id).parent.mkdir(mode=0o700, exist_ok=True)
    for part in PARTS:  # a register that a backup replaced may have given the number to another list
        sealed.forget(_key(list_id, part))
    sealed.seal_parts(checked.rows.usable_parts(), _file(list_id), _key(list_id))
    sealed.seal(_row_results(checked), _file(list_id, ROWS), _key(list_id, ROWS))


def received_before(delivery: Delivery) -> ReceivedList | None:
    """Return the kept list of the same file and sheet under the same agreement, whatever the name of the file was then;
    a withdrawn one does not count.
    """
    assert delivery.agreement is not None
    known = ReceivedList.objects.filter(sha256=delivery.sha256, sheet=delivery.sheet, withdrawn_at__isnull=True)
    return known.filter(agreement_code=delivery.agreement.code).first()


def _row_results(checked: Checked) -> pl.DataFrame:
    """Return `row, usable, codes` of every row: numbers and codes, no value of the row."""
    codes = checked.problems.filter(pl.col("row").is_not_null()).group_by("row", maintain_order=True)
    written = codes.agg(codes=pl.col("code").cast(pl.String).unique(maintain_order=True).str.join(";"))
    rows = pl.DataFrame({"row": checked.rows.numbers.cast(pl.UInt32), "usable": checked.usable})
    return rows.join(written, on="row", how="left", maintain_order="left")


def _overlap(checked: Checked, *, code: str, by: int) -> dict[str, int] | None:
    """Compare with the delivery before under the agreement by the same officer; None where none can be read.

    Counts against the list of somebody else would tell who stands in it.
    """
    before = ReceivedList.objects.filter(
        agreement_code=code, received_by=by, forgotten_at__isnull=True, withdrawn_at__isnull=True
    ).order_by("-id")
    last = next((one for one in before if is_readable(one.id)), None)
    if last is None:
        return None
    former = sealed.unseal_parts(_file(last.id), _key(last.id))
    return {"list": last.id, **compared_parts(former, checked.rows.usable_parts(), checked.format.key)}


def is_readable(list_id: int) -> bool:
    """Whether the key of a kept list is there: a list restored from a backup has none."""
    return _key(list_id).exists()


def frame_of(list_id: int) -> pl.DataFrame:
    """Return the usable rows of a kept list. Raises `KeyForgotten`, `SealBroken`."""
    return sealed.unseal(_file(list_id), _key(list_id))


def rows_of(list_id: int) -> pl.DataFrame:
    """Return `row, usable, codes` of every row of a kept list. Raises `KeyForgotten`, `SealBroken`."""
    return sealed.unseal(_file(list_id, ROWS), _key(list_id, ROWS))


def keep_links(list_id: int, links: pl.DataFrame) -> None:
    """Keep whom the rows of a list were found to be, in the place of what was found before."""
    sealed.forget(_key(list_id, LINKS))
    sealed.seal(links, _file(list_id, LINKS), _key(list_id, LINKS))


def links_of(list_id: int) -> pl.DataFrame | None:
    """Return what `keep_links` kept, None where nothing is. Raises `SealBroken`."""
    try:
        return sealed.unseal(_file(list_id, LINKS), _key(list_id, LINKS))
    except sealed.KeyForgotten:
        return None


def destroy(received: ReceivedList, moment: datetime) -> None:
    """Destroy the keys of a list: it, and every copy of it in any backup, is then noise."""
    for part in PARTS:
        sealed.forget(_key(received.id, part))
    received.forgotten_at = moment
    received.save(update_fields=["forgotten_at"])


def open_deliveries() -> dict[str, pl.DataFrame]:
    """The kept lists by kind, each row with the id of its list (`received`); what was forgotten is not there."""
    found: dict[str, list[pl.DataFrame]] = {}
    for one in ReceivedList.objects.filter(forgotten_at__isnull=True, withdrawn_at__isnull=True).order_by("id"):
        if not is_readable(one.id):
            continue
        frame = frame_of(one.id).with_columns(pl.lit(one.id).alias("received"))
        found.setdefault(one.list_kind, []).append(frame)
    return {kind: pl.concat(frames, how="diagonal_relaxed") for kind, frames in found.items()}


def unreadable() -> list[int]:
    """The lists that should be readable and are not, for their keys are lost: until their files come again."""
    standing = ReceivedList.objects.filter(forgotten_at__isnull=True, withdrawn_at__isnull=True).order_by("id")
    return [one for one in standing.values_list("id", flat=True) if not is_readable(one)]


def forget_expired(*, today: date, now: datetime) -> int:
    """Destroy the keys of lists whose retention has ended or which were withdrawn; return how many.

    What a load left that was killed before it was committed goes too: no agreement would ever end it. So does a key
    that was destroyed and is there again, for somebody copied it back.
    """
    _forget_uncommitted(now)
    _forget_returned()
    over = Q(keep_until__lt=today) | Q(withdrawn_at__isnull=False)
    found = list(ReceivedList.objects.filter(over, forgotten_at__isnull=True))
    for one in found:
        destroy(one, now)
    return len(found)


def _forget_uncommitted(now: datetime) -> None:
    """Destroy keys and files of lists that no row knows, once no load that is still writing can be theirs."""
    latest = (now - LONGEST_LOAD).timestamp()
    old = {number for number, file in _on_disk() if file.stat().st_mtime < latest}
    for list_id in old - set(ReceivedList.objects.filter(id__in=old).values_list("id", flat=True)):
        for part in PARTS:
            sealed.forget(_key(list_id, part))
            _file(list_id, part).unlink(missing_ok=True)


def _forget_returned() -> None:
    """Destroy keys of lists that were forgotten, wherever they came from."""
    keys = {number for number, file in _on_disk() if file.suffix == ".key"}
    gone = ReceivedList.objects.filter(id__in=keys, forgotten_at__isnull=False)
    for list_id in gone.values_list("id", flat=True):
        for part in PARTS:
            sealed.forget(_key(list_id, part))


def _on_disk() -> Iterator[tuple[int, Path]]:
    """Yield keys and files of lists with the number of the list."""
    home = paths.make_home()
    for file in [*(home / "deliveries").glob("*.sealed"), *(home / "secrets").glob("delivery-*.key")]:
        number = file.stem.removeprefix("delivery-").removesuffix(ROWS).removesuffix(LINKS)
        if number.isdecimal():
            yield int(number), file
