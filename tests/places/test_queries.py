"""What pages ask of the address register one by one is answered from an index."""

from __future__ import annotations

import pytest

from huangce.places.queries import standing_as
from huangce.places.resolving import MET
from huangce.register.locks import raw_cursor
from tests.places import town

TEXT = "四川省达州市达川区石桥镇人民路1号"


@pytest.mark.usefixtures("db")
def test_it_works():
    first, second, *_others = town.load()
    other = town.standard(second)
    assert [one.id for one in standing_as([TEXT, other, "没有这个地址"]).order_by("id")] == [first, second]
    town.demolish(second)
    assert [one.id for one in standing_as([TEXT, other])] == [first]


@pytest.mark.usefixtures("db")
def test_texts_are_looked_for_in_an_index():
    with raw_cursor() as cursor:  # what remains needs a condition that the index answers
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"set local enable_{way} = off")
    assert "address_standard" in standing_as([TEXT]).explain()
    with raw_cursor() as cursor:
        asked = {"text": TEXT, "standard": TEXT, "key": "k"}
        plan = "\n".join(row[0] for row in cursor.execute(f"explain {MET}", asked).fetchall())
    assert "address_standard" in plan
    assert "address_name_standard" in plan
