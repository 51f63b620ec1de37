"""In which division a record is looked after: whose officers may act on it and look it up.

That is where a person counts; of those who count nowhere here, where their household is or was, else where they live.
Where an address went to another division with a part of its own, whoever is registered or lives there is looked after
where the address lies since.
"""

from __future__ import annotations

from typing import Any

import psycopg

# To be joined to `person p`; DIVISION then names the division, "" where none is known. Most persons count somewhere:
# of them no household and no residence is looked up, which matters where thousands share a former name.
NOWHERE = "case when p.counted_in is null then {} end"
JOINS = f"""
    left join household h on h.id = {NOWHERE.format("p.household")}
    left join lateral (
        select s.division from residence s where s.person = {NOWHERE.format("p.id")}
        order by s.departed_on is null desc, s.arrived_on desc nulls last limit 1
    ) r on h.division is null
"""
DIVISION = "coalesce(p.counted_in, h.division, r.division, '')"

# Where an address went by today, in the time of the office; null where it did not.
WENT = """(
    select w.division from address_went w
    where w.address = {address} and not w.taken_back and w.happened_on <= (now() at time zone 'Asia/Shanghai')::date
    order by w.happened_on desc, w.act desc limit 1
)"""
HOME = "(select home.address_id from household home where home.id = p.household)"
PLACE = f"""
    select {DIVISION} from person p {JOINS} where p.id = %(record)s
    union all select division from household where id = %(record)s
    union all select division from residence where id = %(record)s
"""
OF_RECORD = """
    select h.address_id from household h where h.id = %(record)s
    union all select h.address_id from person p join household h on h.id = p.household where p.id = %(record)s
    union all select r.address_id from residence r where r.id = %(record)s
"""
WENT_TO = f"select {WENT.format(address='o.address_id')} from ({OF_RECORD}) o where o.address_id is not null"
# Whether any address ever went so: it is rare, and whoever asks for many records asks this first.
ANY_WENT = "select exists (select 1 from address_went where not taken_back)"


def any_went(cursor: psycopg.Cursor[Any]) -> bool:
    """Whether any address went to another division with a part of its own."""
    row = cursor.execute(ANY_WENT).fetchone()
    return bool(row and row[0])


def place_of(cursor: psycopg.Cursor[Any], record: int) -> str:
    """The code of the division in which a person, household or residence is looked after now, "" if none is known."""
    went = went_to(cursor, record)
    row = None if went else cursor.execute(PLACE, {"record": record}).fetchone()
    return str(row[0]) if row else went


def went_to(cursor: psycopg.Cursor[Any], record: int) -> str:
    """The division to which the address of a person, household or residence went with a part of its own, else ""."""
    rows = cursor.execute(WENT_TO, {"record": record}).fetchall()
    return next((division for (division,) in rows if division), "")


def lies(division: str, address: str, *, went: bool) -> str:
    """An expression for where records lie that are told by `division`, and stand at `address`, if any address went."""
    return f"coalesce({WENT.format(address=address)}, {division})" if went else division
