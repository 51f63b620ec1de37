"""The doors of some villages are those of all doors that lie there, whatever divisions became and was known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.register.locks import raw_cursor
from huangce.statistics import plates
from huangce.statistics.as_known import known_on
from tests.places import town
from tests.places.test_rewriting import FIRST, KINDS, LAST, NEXT, TOWN, Recorded

MOVES = st.lists(st.tuples(st.sampled_from((*KINDS, "part")), st.integers(0, 9)), min_size=1, max_size=6)
LATEST = date(2026, 6, 1)


class Parted(Recorded):
    """A town of which doors may go elsewhere by themselves."""

    def part(self, which: int) -> Any:
        old, new = ((TOWN, NEXT), (NEXT, LAST), (LAST, TOWN))[which % 3]
        there = (self.ids[which % 4],)
        return self.divide(division=old, change_kind="boundary_moved", becomes=new, name="平滩镇", addresses=there)


def doors(on: date, villages: tuple[str, ...] | None, as_known: date | None) -> list[Any]:
    with raw_cursor() as cursor:
        known = known_on(cursor, as_known, territory=on)
        return list(plates.records(cursor, on, as_known, known, villages=villages))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_it_works(db: Any, moves: list[tuple[str, int]]):
    with transaction.atomic():
        done = Parted()
        town_after = f"{NEXT[:9]}001"
        town.load({"street": "南街", "plate": "2号"}, division=town_after)
        for kind, which in moves:
            done.do(kind, which)
        for on in (FIRST, done.day, LATEST):
            for as_known in (None, FIRST, datetime.now(UTC).date()):
                everything = doors(on, None, as_known)
                villages = {one.village for _id, one in everything} | {town.VILLAGE, town_after}
                for village in sorted(villages):
                    there = [row for row in everything if row[1].village == village]
                    assert doors(on, (village,), as_known) == there, (village, on, as_known)
        transaction.set_rollback(True)
