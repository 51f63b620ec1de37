"""Whatever acts come in whatever order: every text that was ever an address leads to what stands where it stood."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.errors import Refused
from huangce.places.checking import differing
from huangce.places.resolving import resolve
from huangce.register.locks import raw_cursor
from huangce.register.receipts import Receipt
from huangce.rules.acts.place_addresses import NewDoor
from tests.places import town
from tests.places.town import rows
from tests.register.conftest import open_house

FIRST = date(2026, 1, 1)
LATER = date(2027, 1, 1)
KINDS = ("rename", "renumber", "split", "merge", "demolish", "new", "reverse", "divide")
MOVES = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=7)


class World:
    """The town, and what everybody who ever wrote an address down would expect: text → places of the loaded houses.

    A place is the ground that a loaded house stood on; `ground` says of every address on which grounds it stands.
    """

    def __init__(self) -> None:
        self.houses = town.load()
        self.ground = {one: {one} for one in self.houses}
        self.receipts: list[tuple[Receipt, date]] = []
        self.texts: dict[str, set[int]] = {}
        self.day = FIRST
        self.number = 100

    def standing(self) -> list[int]:
        return [
            row[0]
            for row in rows("select id from address where status = 'standing' and retired_by is null order by id")
        ]

    def note(self) -> None:
        """Write down how everything is written now."""
        for one, text in rows("select id, standard from address where retired_by is null"):
            self.texts.setdefault(text, set()).update(self.ground.get(one, {one}))

    def fresh(self) -> str:
        self.number += 2
        return f"{self.number}号"

    def do(self, kind: str, first: int, second: int) -> None:
        """One act; a refusal leaves everything as it is."""
        standing = self.standing()
        one = standing[first % len(standing)] if standing else 0
        other = standing[second % len(standing)] if standing else 0
        try:
            with transaction.atomic():
                receipt = getattr(self, kind)(one, other)
        except Refused:
            return
        self.receipts.append((receipt, self.day))

    def rename(self, one: int, _other: int) -> Receipt:
        self.number += 2
        return town.rename(
            town.rows("select thoroughfare from address where id = %s", one)[0][0], f"第{self.number}大道", self.day
        )

    def renumber(self, one: int, _other: int) -> Receipt:
        return town.renumber(one, self.day, plate=self.fresh())

    def split(self, one: int, _other: int) -> Receipt:
        receipt, parts = town.split(one, NewDoor(plate=self.fresh()), NewDoor(plate=self.fresh()), on=self.day)
        self.ground |= dict.fromkeys(parts, self.ground[one])
        return receipt

    def merge(self, one: int, other: int) -> Receipt:
        receipt, (whole,) = town.merge([one, other], NewDoor(plate=self.fresh()), on=self.day)
        self.ground[whole] = self.ground[one] | self.ground[other]
        return receipt

    def demolish(self, one: int, _other: int) -> Receipt:
        return town.demolish(one, on=self.day)

    def new(self, _one: int, _other: int) -> Receipt:
        place = rows("select id from named_place order by id")[0][0]
        receipt, (fresh,) = town.new(NewDoor(plate=self.fresh()), on=self.day, thoroughfare=place)
        self.ground[fresh] = {fresh}
        return receipt

    def divide(self, _one: int, _other: int) -> Receipt:
        from huangce.rules.acts.place_divisions import DivisionChanged
        from tests.register.conftest import do

        self.number += 2
        names = rows("select name_after from division_change where retired_by is null order by happened_on, id")
        before = names[-1][0] if names else "石桥镇"
        return do(
            DivisionChanged(
                happened_on=self.day, division="511703116000", change_kind="renamed", from_name=before,
                name=f"新{self.number}镇", **town.shown(),
            )
        )  # fmt: skip

    def reverse(self, _one: int, _other: int) -> Receipt:
        if not self.receipts:
            return town.demolish(0)
        receipt, day = self.receipts.pop()
        return town.reverse(receipt, on=day)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_every_old_rendering_leads_to_what_stands_where_it_stood(db: Any, moves: list[tuple[str, int, int]]):
    with transaction.atomic():
        world = World()
        home = open_house(address_id=world.houses[0])
        people = rows("select * from person order by id"), rows("select * from household order by id")
        facts = rows(
            "select count(*) from fact where grp not in ('named_place', 'address', 'lineage', 'division_change')"
        )
        world.note()
        for kind, first, second in moves:
            world.day += timedelta(days=7)
            world.do(kind, first, second)
            world.note()
        for text, grounds in world.texts.items():
            answers = resolve(text, on=LATER, county=town.COUNTY).answers
            assert answers, (text, moves)
            reached = set().union(*(world.ground.get(one.address, {one.address}) for one in answers))
            assert reached & grounds, (text, moves)
        with raw_cursor() as cursor:
            assert differing(cursor) == []
        assert (rows("select * from person order by id"), rows("select * from household order by id")) == people
        assert facts == rows(
            "select count(*) from fact where grp not in ('named_place', 'address', 'lineage', 'division_change')"
        )
        assert home.id
        transaction.set_rollback(True)
