"""Counts of divisions and of acts: of this moment always, though nothing is counted twice in between."""

from __future__ import annotations

from datetime import date

import psycopg

from huangce.home import database
from huangce.register import audit, counts
from huangce.register.counts import Counted, counted_below
from huangce.register.locks import raw_cursor
from huangce.register.rebuild import check, repair
from huangce.rules.acts.death import Death
from tests import lins
from tests.lins import shown
from tests.register.conftest import House, do, open_house

VILLAGE = lins.VILLAGE
ON = date(2026, 6, 1)
EVER = audit.Asked(date(2000, 1, 1), date(2100, 1, 1))


def here() -> Counted:
    return counted_below(VILLAGE[:9], 12, on=ON)[VILLAGE]


def dies(house: House) -> None:
    do(Death(happened_on=date(2026, 5, 1), person=house.grandmother, evidence=shown("cremation_certificate")))


def test_it_works(db: None) -> None:
    open_house()
    assert here() == Counted(4, 1, 0)
    assert audit.kinds_of(EVER) == [("opening_entry", 1)]


def test_an_act_is_counted_with_the_next_question(db: None) -> None:
    house = open_house()
    assert here().persons == 4
    dies(house)
    assert here().persons == 3
    assert dict(audit.kinds_of(EVER)) == {"opening_entry": 1, "death": 1}


def test_rows_that_were_mended_without_an_act_are_counted_again(committed_db: None) -> None:
    house = open_house()
    with psycopg.connect(database.url()) as direct:
        direct.execute("delete from person where id = %s", (house.grandmother,))
    assert here().persons == 3
    with raw_cursor() as cursor:
        repair(cursor, check(database.url()).differing)
        assert cursor.execute("select records from row_repair").fetchall() == [(1,)]
    assert here().persons == 4


def test_what_nothing_changed_is_counted_once(db: None) -> None:
    open_house()
    assert counted_below(VILLAGE[:9], 12, on=ON) == counted_below(VILLAGE[:9], 12, on=ON)
    before = counts._counted.cache_info()
    here()
    after = counts._counted.cache_info()
    assert (after.hits, after.misses) == (before.hits + 2, before.misses)


def test_divisions_are_counted_by_as_many_digits_as_are_asked_and_none_of_others(db: None) -> None:
    open_house()
    assert counted_below(VILLAGE[:6], 9, on=ON) == {VILLAGE[:9]: Counted(4, 1, 0)}
    assert counted_below("", 6, on=ON) == {VILLAGE[:6]: Counted(4, 1, 0)}
    assert counted_below(str(int(VILLAGE[:9]) + 1), 12, on=ON) == {}
