"""Take a department's list into safe keeping: under its agreement, without a right to the register.

The office loads its own lists with `loading`; a department's liaison officer delivers and sees what became of each row
of their own file as far as the agreement says (`returns`), and nothing else.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.county.answering import answers_for
from huangce.county.loading import OWN, LoadedList, Progress
from huangce.errors import NotAllowed, Refused
from huangce.exchange import liaisons, store
from huangce.exchange.answers import answer_suffix, write_all_answers
from huangce.exchange.deliveries import Delivery
from huangce.register.locks import raw_cursor
from huangce.rules import authority as rules

DUTIES = ("deliver_lists", "load_lists")
NUMBERS_HELD = "select count(*) from person where citizen_id = any(%s) and status in ('registered', 'in_transit')"


class OwnListNotDelivered(NotAllowed):
    """The file holds the office's own list ({kind}), which only an officer who loads lists may load."""

    code = "own-list-not-delivered"


class NothingToDeliver(Refused):
    """The file {file} holds no list that can be kept: see what was found in it."""

    code = "nothing-to-deliver"


class SheetNotTaken(Refused):
    """The sheet {sheet} is no list that can be taken, so nothing of the file is: {reason}."""

    code = "sheet-not-taken"


def deliver(
    deliveries: list[Delivery], *, by: Officer, on: date, now: datetime, progress: Progress, channel: str = "page"
) -> list[LoadedList]:
    """Keep the lists of one file, encrypted, until their agreement ends; all of them or none.

    Raises `NotAllowed`, `OwnListNotDelivered`, `NothingToDeliver`, `NotOfOffice`.
    """
    if not any(rules.may_do(authority.grants_of(by, on), duty, on) for duty in DUTIES):
        authority.require_duty(by, duty=DUTIES[0], on=on)
    read = [one for one in deliveries if one.checked is not None]
    if not read:
        raise NothingToDeliver(file=deliveries[0].name if deliveries else "")
    for one in read:
        if one.kind in OWN:
            raise OwnListNotDelivered(kind=one.kind)
        assert one.agreement is not None
        liaisons.require(by, one.agreement, on)
    found = []
    with transaction.atomic():
        for done, one in enumerate(read):
            progress("department lists", done, len(read))
            kept = store.keep(one, by=by.pk, now=now, channel=channel)
            received = kept or store.received_before(one)
            outcome = "kept" if kept else "already received"
            counts = one.counts
            assert one.checked is not None
            found.append(
                LoadedList(
                    one.kind,
                    one.name,
                    rows=counts["rows"],
                    usable=counts["usable"],
                    problems=one.checked.problems.height,
                    codes=_codes(one.checked.problems),
                    batch=received.id if received else None,
                    outcome=outcome,
                )
            )
    progress("department lists", len(read), len(read))
    return found


def _codes(problems: pl.DataFrame) -> dict[str, int]:
    counted = problems.group_by("code").len().sort("len", "code", descending=[True, False])
    return {str(code): int(count) for code, count in counted.iter_rows()}


def answer(deliveries: list[Delivery], folder: Path) -> Path | None:
    """Write the sender's own file with every row answered into `folder`; None where no list of it could be read."""
    answered = [
        (one.table, answers_for(one.checked, one.agreement.returns if one.agreement else ()))
        for one in deliveries
        if one.table is not None and one.checked
    ]
    if not answered:
        return None
    written = folder / f"{Path(deliveries[0].name).stem}-答复{answer_suffix(answered[0][0])}"
    write_all_answers(deliveries[0].path, answered, written)
    return written


def numbers_held(frame: pl.DataFrame) -> int:
    """Return how many citizen numbers of a checked list are held by somebody who is registered now."""
    if "citizen_id" not in frame.columns:
        return 0
    numbers: list[Any] = frame["citizen_id"].drop_nulls().unique().to_list()
    with raw_cursor() as cursor:
        row = cursor.execute(NUMBERS_HELD, (numbers,)).fetchone()
    return int(row[0]) if row else 0
