"""What the database keeps for the map is proved by `rebuild --check`, and counted again where it is wrong."""

from __future__ import annotations

import psycopg
from django.db import transaction

from huangce.home import database
from huangce.places import map_checking
from huangce.register.locks import raw_cursor
from huangce.register.rebuild import check, repair
from tests.places.doors import door, load


def test_what_the_map_has_wrong_is_found_and_counted_again(committed_db: None) -> None:
    ids = load(door("1号", longitude=107.4, latitude=31.2), door("2号", longitude=107.5, latitude=31.3))
    with psycopg.connect(database.url(owner=True)) as owner:
        first = "(select min(cell) from address_square)"
        owner.execute(f"update address_square set points = points + 1 where cell = {first}")
        owner.execute("update address set plate_seen = 'ordered' where id = %s", (ids[0],))
    wrong = check(database.url(), processes=1)
    assert {table for table, _one in wrong.differing} >= {map_checking.ADDRESS, map_checking.SQUARE}
    with transaction.atomic(), raw_cursor() as cursor:
        repair(cursor, wrong.differing)
    assert check(database.url(), processes=1).holds
