"""The households around a finding, as a reviewer reads them: who belongs to each, where they live, what happened to it.

They are read from the register; of a control pair they are as invented (`county.controls`), in the same form, so that
both are shown by the same page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from huangce.accounts.masking import masked
from huangce.register.locks import raw_cursor

# Households of at most so many persons are shown whole: nobody lists a dormitory (requirements part 5).
LARGEST: Final = 12
AROUND: Final = """
    select s.id, m.id, m.name, m.relation, m.sex, m.birth_date, m.citizen_id, m.status, m.since,
        (select r.address from residence r where r.person = m.id and r.departed_on is null order by r.id desc limit 1),
        h.id, h.address, coalesce(h.division, s.counted_in, '')
    from person s left join household h on h.id = s.household
    join person m on m.id = s.id or (
        m.household = s.household and h.household_kind is distinct from 'collective'
        and m.status in ('registered', 'in_transit')
    )
    where s.id = any(%(records)s)
    order by s.id, m.relation nulls last, m.id
"""
# What happened to a household or brought somebody into it; what was taken back did not.
EVENTS: Final = """
    select distinct a.id, a.kind, a.happened_on from fact f join act a on a.id = f.act
    where (f.record = %(household)s or f.object = %(household)s)
        and not exists (select from act r where r.voids = a.id or r.voids_batch = a.batch)
    order by a.happened_on desc, a.id desc limit %(most)s
"""
MOST_EVENTS: Final = 20


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A person around a finding: who is in the household, with masked number. `is_subject`: it is about them.

    since: the day on which the registration began. lives_at: the address that was collected, "" where none was.
    """

    record: int
    name: str
    relation: str
    sex: str
    birth_date: str
    number: str
    status: str
    is_subject: bool
    since: str = ""
    lives_at: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """The household around a finding's person: id, address, division, who belongs to it, and its acts (kind, day)."""

    household: int | None
    address: str
    division: str
    members: tuple[Neighbour, ...]
    events: tuple[tuple[str, date], ...] = ()


def around(records: Sequence[int]) -> tuple[Home, ...]:
    """Return the households of some persons, one of two who share it."""
    found: dict[int, tuple[tuple[int | None, str, str], list[Neighbour]]] = {}
    with raw_cursor() as cursor:
        for row in cursor.execute(AROUND, {"records": list(records)}):
            subject, record, name, relation, sex, birth, number, status, since, lives_at, *place = row
            household, address, division = place
            neighbour = Neighbour(
                record,
                name or "",
                relation or "",
                sex or "",
                birth or "",
                masked(number),
                status,
                record in records,
                since or "",
                lives_at or "",
            )
            found.setdefault(subject, ((household, address or "", division), []))[1].append(neighbour)
    homes: dict[tuple[int | None, str, str], Home] = {}
    for key, members in found.values():
        homes.setdefault(key, Home(*key, tuple(members[:LARGEST])))
    return tuple(homes.values())


def with_events(home: Home) -> Home:
    """Return a household with what happened to it, the latest first."""
    with raw_cursor() as cursor:
        rows = cursor.execute(EVENTS, {"household": home.household, "most": MOST_EVENTS}).fetchall()
    return replace(home, events=tuple((kind, on) for _act, kind, on in rows))
