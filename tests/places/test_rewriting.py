"""What is written in columns is what folding one address after the other gives, whatever was recorded before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.errors import Refused
from huangce.places.checking import differing
from huangce.places.folding import ADDRESS, ADDRESS_NAME, AS_RECORDED, World, fold_places
from huangce.places.history import PlaceHistories
from huangce.places.rendering import composed
from huangce.places.rewriting import SEGMENTS, Pen
from huangce.places.rewriting import composed as composed_columns
from huangce.register.locks import raw_cursor
from huangce.rules.acts.place_divisions import DivisionChanged
from huangce.rules.segments import level_of
from tests.places import town
from tests.places.town import rows
from tests.register.conftest import do

FIRST = date(2026, 1, 1)
TOWN, NEXT, LAST = "511703116000", "511703117000", "511703118000"
ODD = """
    insert into address
        (id, division, standard, key, street, place, plate, building, unit, room, thoroughfare, level, batch)
    select nextval('record_id'), %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, max(id) from batch returning id
"""
# Rows as a list may bring them: text that is not what its segments come to, without a key, with digits that meet.
ODDITIES = (
    ("四川省达州市达川区石桥镇人民路11号(老邮局)", "k1", "人民路", None, "11号", None, None, None),
    ("人民路13号", "", "人民路", "", "13号", "", None, None),
    ("达川区石桥镇石桥镇和平里1-2-3", "k3", None, "和平里", "1", "2", "3", "4"),
    ("四川省达州市达川区石桥镇滨河路A1 2栋", "k4", "滨河路", None, "A1", "2栋", None, None),
    ("石桥镇", "", None, None, None, None, None, None),
)
GIVEN = ("plate", "building", "unit", "room")
KINDS = ("rename_town", "rename_village", "recode", "merge", "rename_street", "renumber", "reverse")
MOVES = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), min_size=1, max_size=6)


def loaded() -> list[int]:
    """The houses and flats of the town, and rows that are odd."""
    ids = town.load()
    place = town.street()
    for at, (text, key, street, named, *numbers) in enumerate(ODDITIES):
        known = place if street == "人民路" and at else None
        (made,) = rows(
            ODD,
            town.VILLAGE,
            text,
            key,
            street,
            named,
            *numbers,
            known,
            level_of(dict(zip(GIVEN, numbers, strict=True))),
        )
        ids.append(made[0])
    return ids


def assert_alike(ids: list[int], world: World = AS_RECORDED) -> int:
    """Compare both ways; return how many were written in columns."""
    with raw_cursor() as cursor:
        found, others = Pen(cursor, world).rewritten(ids)
        folded = fold_places(PlaceHistories(cursor), ids, world=world)
    at = [ADDRESS.index(name) for name in ("id", "division", "standard", "key")]
    slow = {one: tuple(row[place] for place in at) for one, row in folded.address.items() if one not in others}
    assert {row[0]: row for row in found.rows.select("id", "division", "standard", "key").rows()} == slow
    names = {tuple(row) for of in folded.address_name.values() for row in of if row[0] not in others}
    assert set(found.names.select(ADDRESS_NAME).rows()) == names
    assert len(names) == found.names.height
    return found.rows.height


class Recorded:
    """What was recorded of the town, one act a week."""

    def __init__(self) -> None:
        self.ids, self.day, self.number, self.receipts = loaded(), FIRST, 100, list[Any]()
        self.village, self.called = TOWN, "石桥镇"

    def do(self, kind: str, which: int) -> None:
        """One act; a refusal leaves everything as it is."""
        self.day += timedelta(days=7)
        self.number += 2
        try:
            with transaction.atomic():
                receipt = getattr(self, kind)(which)
        except Refused:
            return
        self.receipts.append((receipt, self.day))

    def divide(self, **said: Any) -> Any:
        given = {"from_name": self.called, **said}
        return do(DivisionChanged(happened_on=self.day, **given, **town.shown()))

    def rename_town(self, which: int) -> Any:
        name = ("石桥镇", "新桥镇", "南外镇")[which % 3]
        done = self.divide(division=(TOWN, NEXT, LAST)[which % 3], change_kind="renamed", name=name)
        self.called = name
        return done

    def rename_village(self, which: int) -> Any:
        where = f"{(TOWN, NEXT)[which % 2][:9]}001"
        return self.divide(division=where, change_kind="renamed", name=f"{self.called}东村")

    def recode(self, which: int) -> Any:
        old, new = ((TOWN, NEXT), (NEXT, LAST), (TOWN, LAST))[which % 3]
        return self.divide(division=old, change_kind="recoded", becomes=new, name=f"第{self.number}镇")

    def merge(self, which: int) -> Any:
        old, new = ((TOWN, NEXT), (NEXT, LAST), (LAST, TOWN))[which % 3]
        return self.divide(division=old, change_kind="merged", becomes=new, name="平滩镇")

    def rename_street(self, _which: int) -> Any:
        return town.rename(rows("select min(id) from named_place")[0][0], f"第{self.number}大道", self.day)

    def renumber(self, which: int) -> Any:
        return town.renumber(self.ids[which % len(self.ids)], self.day, plate=f"{self.number}号")

    def reverse(self, _which: int) -> Any:
        receipt, day = self.receipts.pop() if self.receipts else (town.demolish(0), self.day)
        return town.reverse(receipt, on=day)


@pytest.mark.usefixtures("db")
def test_it_works():
    with transaction.atomic():
        done = Recorded()
        assert assert_alike(done.ids) == len(done.ids)
        done.divide(division=TOWN, change_kind="renamed", name="新桥镇")
        assert assert_alike(done.ids) == len(done.ids)
        assert town.standard(done.ids[0]) == "四川省达州市达川区新桥镇人民路1号"
        transaction.set_rollback(True)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_both_ways_give_the_same_rows(db: Any, moves: list[tuple[str, int]]):
    with transaction.atomic():
        done = Recorded()
        for kind, which in moves:
            done.do(kind, which)
            assert_alike(done.ids)
        with raw_cursor() as cursor:
            assert differing(cursor) == []
        transaction.set_rollback(True)


PART = st.one_of(st.none(), st.text("1A号 三\x1f", max_size=3))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(("names", *SEGMENTS), PART)), min_size=1, max_size=5))
def test_texts_are_put_together_alike(doors: list[dict[str, str | None]]):
    frame = pl.DataFrame(doors, schema=dict.fromkeys(("names", *SEGMENTS), pl.String)).with_columns(
        pl.all().replace("", None)
    )
    columns = frame.select(composed_columns(pl.col("names"), "street", "place"))[:, 0].to_list()
    assert columns == [composed(str(one["names"] or ""), one["street"], one["place"], one) for one in doors]
