"""Several clerks at once: no number is given twice, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from huangce.errors import HuangceError
from huangce.home import database
from huangce.register.rebuild import check
from huangce.rules.acts.place_addresses import NewDoor
from tests.places import town
from tests.places.town import rows

CLERKS = 4


def test_a_number_that_four_clerks_give_at_once_is_given_once(committed_db):
    town.load()
    place = town.street()

    def clerk(at: int) -> list[str]:
        refused = []
        for plate in ("21", f"3{at}"):
            try:
                town.new(NewDoor(plate=plate), thoroughfare=place)
            except HuangceError as error:
                refused.append(error.code)
        connection.close()
        return refused

    with ThreadPoolExecutor(CLERKS) as pool:
        refused = sorted(code for codes in pool.map(clerk, range(CLERKS)) for code in codes)
    assert refused == ["number-in-use"] * (CLERKS - 1)
    assert rows("select count(*) from address where batch is null") == [(CLERKS + 1,)]
    assert check(database.url()).differing == []
