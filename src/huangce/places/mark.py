"""What address rows rest on, told by one small statement: what looks through all of them is kept until it changes.

Acts on people leave addresses as they are, and there are many of those: a mark of all acts would change all day. A row
carries the act that changed it last; lists, what was taken back, and repairs show for themselves.
"""

from __future__ import annotations

from typing import Final

from huangce.register.counts import REPAIRED

# `count` where `max` would walk through acts from the newest on until it finds the first that takes something back.
MARK: Final = f"""
    select (select max(version) from address where version > 0), (select count(*) from batch),
        (select count(*) from act where voids is not null), (select count(*) from act where voids_batch is not null),
        {REPAIRED}
"""
