"""What bears on the parting of two linked records: acts since the link on the kept one, and acts that only name it.

An act names a person without saying anything of them where a residence is theirs, where another record is linked to
theirs, or where a child is registered as theirs.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from huangce.register.history import Histories
from huangce.register.locks import raw_cursor

NAMING: Final = """
    select f.act, f.record from fact f
    where f.object = %(kept)s and f.act > %(link)s and f.grp in ('residence', 'link')
    union
    select f.act, f.record from act a
    join fact_value v on v.act = a.id and v.ordinal = 0
    join fact f on f.act = a.id
    where a.id > %(link)s and a.kind = 'birth' and v.value is not null
        and %(kept)s::text in (v.value::jsonb ->> 'mother', v.value::jsonb ->> 'father', v.value::jsonb ->> 'carer')
"""
TOUCHED: Final = "select distinct record from fact where act = any(%s)"


def link_of(histories: Histories, kept: int, other: int) -> int | None:
    """Return the act that links `other` to `kept` now, None where none does."""
    histories.load((other,))
    links = [one for one in histories.record(other).history if one.fact.group == "link"]
    return links[-1].act if links and links[-1].fact.items.get("same_as") == kept else None


def naming_since(histories: Histories, kept: int, link: int) -> list[int]:
    """Return the effective acts since a link that name the kept record, in the order in which they were recorded."""
    rows = histories.cursor.execute(NAMING, {"kept": kept, "link": link}).fetchall()
    histories.load(record for _act, record in rows)
    return sorted({act for act, _record in rows} - histories.void)


def touched_by(histories: Histories, acts: Iterable[int]) -> list[int]:
    """Return the records of which some acts say something."""
    return [row[0] for row in histories.cursor.execute(TOUCHED, (list(acts),)).fetchall()]


def to_allocate(kept: int, other: int) -> list[int]:
    """Return the effective acts of which is asked, when `other` is parted from `kept`, whose they are."""
    with raw_cursor() as cursor:
        histories = Histories(cursor)
        link = link_of(histories, kept, other)
        if link is None:
            return []
        of_kept = {one.act for one in histories.record(kept).history if one.act > link}
        return sorted(of_kept.union(naming_since(histories, kept, link)))
