"""The read log: every look at persons states its purpose and leaves a row that the person can see.

The row is written before anything is shown, in a form that tells who was looked at but not what was typed: the names of
the items asked by, never their values. A look that is refused leaves a row too, which says why and of nobody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from huangce.accounts.authority import AccountClosed, grants_of, require_duty
from huangce.accounts.models import LookUp, Officer, RefusedLook
from huangce.accounts.purposes import CRITERIA, PURPOSES
from huangce.accounts.statements import ask
from huangce.errors import HuangceError, NotAllowed, Refused
from huangce.rules import authority as rules

OFFICE_TIME = ZoneInfo("Asia/Shanghai")
LONGEST_CASE = 64
SAME_LOOK = timedelta(minutes=1)
NOTE = """
    insert into look_up (at, officer_id, purpose, "case", asked, subjects, revealed)
    values (%s, %s, %s, %s, %s::text[], %s::bigint[], %s) returning id
"""
LOOKS = f"""
    select count(*) over (), o.username, o.display_name,
           {", ".join(f'l."{field.column}"' for field in LookUp._meta.concrete_fields)}
    from look_up l join officer o on o.id = l.officer_id
    where l.subjects && %s::bigint[] order by l.at desc, l.id desc limit %s
"""
SHOWN = """
    select 1 from look_up
    where officer_id = %s and at > %s and at <= %s and "case" = %s and asked = %s::text[] and subjects @> %s::bigint[]
    limit 1
"""


class MayNotLookUp(NotAllowed):
    """{officer} may not look up persons of division {division} on {on}."""

    code = "may-not-look-up"


class MayNotReveal(NotAllowed):
    """{officer} may not see citizen numbers of division {division} in full on {on}."""

    code = "may-not-reveal"


class UnknownPurpose(Refused):
    """{purpose} is no purpose of a look-up: choose one of {purposes}."""

    code = "unknown-purpose"


class CaseMissing(Refused):
    """A look-up names the case or finding that it serves, in at most 64 characters and without a citizen number."""

    code = "case-missing"


class UnknownCriterion(Refused):
    """The read log keeps the names of the items asked by, and one of those given is not of its list: {criteria}."""

    code = "unknown-criterion"


def note(
    officer: Officer,
    *,
    purpose: str,
    case: str,
    subjects: Iterable[int],
    asked: Iterable[str],
    divisions: Collection[str] = (),
    at: datetime | None = None,
) -> LookUp:
    """Log that `officer` is shown the records `subjects`, or raise `NotAllowed` or `Refused`.

    `asked` are names of `CRITERIA`; `divisions` those of the subjects, in each of which the officer must be allowed to
    look up (none: anywhere at all). Call it before showing anything, outside a transaction that may be rolled back.
    """
    moment = at or datetime.now(UTC)
    with refusals_noted(officer, moment, purpose=purpose, divisions=divisions):
        _require(officer, divisions, moment, revealed=False)
        return _write(officer, purpose=purpose, case=case, subjects=subjects, asked=asked, at=moment)


def note_visits(
    officer: Officer, *, case: str, subjects: Iterable[int], divisions: Collection[str], at: datetime | None = None
) -> LookUp:
    """Log that `officer` is shown who is to be visited in `divisions`, or raise `NotAllowed` or `Refused`.

    Who visits looks nobody up: they are shown the findings that were assigned in the own divisions.
    """
    moment = at or datetime.now(UTC)
    on = moment.astimezone(OFFICE_TIME).date()
    purpose = "verification"
    with refusals_noted(officer, moment, purpose=purpose, divisions=divisions):
        for division in divisions or (None,):
            require_duty(officer, duty="report_visits", on=on, division=division)
        return _write(officer, purpose=purpose, case=case, subjects=subjects, asked=["finding", "division"], at=moment)


def reveal(
    officer: Officer,
    *,
    purpose: str,
    case: str,
    subjects: Iterable[int],
    divisions: Collection[str] = (),
    at: datetime | None = None,
) -> LookUp:
    """Log that `officer` is shown the full citizen numbers of `subjects`, or raise `NotAllowed` or `Refused`."""
    moment = at or datetime.now(UTC)
    with refusals_noted(officer, moment, purpose=purpose, divisions=divisions):
        _require(officer, divisions, moment, revealed=True)
        return _write(
            officer, purpose=purpose, case=case, subjects=subjects, asked=["record"], at=moment, revealed=True
        )


def require_look(
    officer: Officer, *, divisions: Collection[str] = (), at: datetime | None = None, revealed: bool = False
) -> None:
    """Raise `NotAllowed` unless the officer may look up persons, or see their numbers in full, in each division."""
    moment = at or datetime.now(UTC)
    with refusals_noted(officer, moment, divisions=divisions):
        _require(officer, divisions, moment, revealed=revealed)


@contextmanager
def refusals_noted(
    officer: Officer, at: datetime, *, purpose: str = "", divisions: Collection[str] = ()
) -> Iterator[None]:
    """Note a look that is refused: who, when, the code of the refusal, and where; nobody was shown, nothing is kept
    of what was typed."""
    try:
        yield
    except HuangceError as refusal:
        refuse(officer, refusal, at=at, purpose=purpose, division=next(iter(divisions), "") or "")
        raise


def refuse(officer: Officer, refusal: HuangceError, *, at: datetime, purpose: str = "", division: str = "") -> None:
    """Note a look that was refused already, before it was known at whom."""
    known = purpose if purpose in PURPOSES else ""
    RefusedLook.objects.create(at=at, officer=officer, code=refusal.code, purpose=known, division=division)


def shown_lately(officer: Officer, *, case: str, subjects: Collection[int], asked: str, at: datetime) -> bool:
    """Whether one look of the last minute, in the same case and by the same item, already showed all these records.

    So a name that is typed one character after another leaves a note for each new set of persons, not for each key.
    """
    known = sorted(set(subjects))
    return bool(ask(SHOWN, (officer.pk, at - SAME_LOOK, at, case.strip(), [asked], known)))


def _require(officer: Officer, divisions: Collection[str], at: datetime, *, revealed: bool) -> None:
    on = at.astimezone(OFFICE_TIME).date()
    if not officer.is_active(on):
        raise AccountClosed(officer=officer.username, on=on)
    grants = grants_of(officer, on)
    for division in divisions or (None,):
        if not rules.may_look_up(grants, on, division):
            raise MayNotLookUp(officer=officer.username, division=division or "-", on=on)
        if revealed and not rules.may_reveal(grants, on, division):
            raise MayNotReveal(officer=officer.username, division=division or "-", on=on)


def _write(
    officer: Officer,
    *,
    purpose: str,
    case: str,
    subjects: Iterable[int],
    asked: Iterable[str],
    at: datetime,
    revealed: bool = False,
) -> LookUp:
    case = check_purpose(purpose, case)
    items = list(dict.fromkeys(asked))
    if not items or set(items) - set(CRITERIA):
        raise UnknownCriterion(criteria=", ".join(CRITERIA))
    shown = sorted(set(subjects))
    ((id_,),) = ask(NOTE, (at, officer.pk, purpose, case, items, shown, revealed))
    return LookUp(
        id=id_, at=at, officer=officer, purpose=purpose, case=case, asked=items, subjects=shown, revealed=revealed
    )


def check_purpose(purpose: str, case: str) -> str:
    """Return the name of the case as it is noted, or raise `UnknownPurpose`, `CaseMissing`."""
    if purpose not in PURPOSES:
        raise UnknownPurpose(purpose=purpose, purposes=", ".join(PURPOSES))
    case = case.strip()
    if not case or len(case) > LONGEST_CASE or re.search(r"\d{17}[\dXx]|(?<![\da-f])\d{15}(?![\da-f])", case):
        raise CaseMissing()
    return case


def of_person(records: Collection[int], *, newest: int | None = None) -> tuple[list[LookUp], int]:
    """Return who looked at these records of one person, newest first, and how many looks there are in all.

    `newest`: only so many of them. A person may have them all (个人信息保护法 art. 45).
    """
    rows = ask(LOOKS, (list(records), newest))
    return [_look(*row) for row in rows], rows[0][0] if rows else 0


def _look(_total: int, username: str, display_name: str, *row: Any) -> LookUp:
    look = LookUp.from_db(connection.alias, [field.attname for field in LookUp._meta.concrete_fields], row)
    look.officer = Officer(id=look.officer_id, username=username, display_name=display_name)
    return look
