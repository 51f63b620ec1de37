"""What address rows rest on, told by one small statement: what looks through all of them is kept until it changes.

Acts on people leave addresses as they are, and there are many of those: a mark of all acts would change all day. A row
carries the act that changed it last; lists, what was taken back, and repairs show for themselves.
"""

from __future__ import annotations

from typing import Any, Final

from huangce.register.counts import REPAIRED
from huangce.register.locks import raw_cursor

# `count` where `max` would walk through acts from the newest on until it finds the first that takes something back.
MARK: Final = f"""
    select (select max(version) from address where version > 0), (select max(id) from batch),
        (select count(*) from batch), (select count(*) from act where voids is not null),
        (select count(*) from act where voids_batch is not null), {REPAIRED}
"""


def changed_since(state: tuple[Any, ...]) -> frozenset[int]:
    """Return the addresses that acts changed since a row of `MARK` was read."""
    with raw_cursor() as cursor:
        rows = cursor.execute("select id from address where version > greatest(%s, 0)", (state[0],)).fetchall()
    return frozenset(row[0] for row in rows)
