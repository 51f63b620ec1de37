"""Current rows equal the facts, after any sequence of acts; and a row that was changed by hand is found and mended."""

from __future__ import annotations

from datetime import date

import psycopg
from django.db import connection

from huangce.home import database
from huangce.register.locks import raw_cursor
from huangce.register.rebuild import check, repair
from huangce.rules.acts.death import Death
from huangce.rules.acts.reversals import BatchUndone, Reversal
from tests import lins
from tests.register.conftest import do, open_house


def test_it_works(committed_db):
    house = open_house()
    act = do(
        Death(
            happened_on=date(2026, 5, 1),
            person=house.father,
            new_reference_person=house.mother,
            evidence=lins.shown("cremation_certificate"),
        )
    ).act
    back = do(Reversal(happened_on=date(2026, 5, 1), act=act, reason="mistake", approved_by=lins.CHEN.id)).act
    do(Reversal(happened_on=date(2026, 5, 1), act=back, reason="no mistake", approved_by=lins.CHEN.id))
    found = check(database.url())
    assert found.holds, found.differing
    assert found.records == 5


def test_a_row_changed_by_hand_is_found_and_mended(committed_db):
    house = open_house()
    with psycopg.connect(database.url()) as direct:
        direct.execute("update person set name = 'x' where id = %s", (house.son,))
        direct.execute("delete from person where id = %s", (house.grandmother,))
    found = check(database.url())
    assert found.differing == [("person", house.son), ("person", house.grandmother)]
    with raw_cursor() as cursor:
        repair(cursor, found.differing)
    assert check(database.url()).holds


def test_undoing_a_batch_that_does_not_exist_is_refused(committed_db):
    import pytest

    from huangce.register.batches import NoSuchBatch

    with pytest.raises(NoSuchBatch):
        do(BatchUndone(happened_on=date(2026, 5, 1), batch=1, reason="test"))
    assert connection.vendor == "postgresql"
