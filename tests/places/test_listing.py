"""Lists of named places: in the order of their sounds, as a dictionary has them."""

from __future__ import annotations

from huangce.home import database
from huangce.places.listing import Wanted, list_places
from huangce.places.queries import find_places
from huangce.register.rebuild import check
from tests.places import town
from tests.places.town import rows

NAMES = ("中山路", "解放路", "安居巷", "解放大道", "长江街")


def names(text: str = "") -> list[str]:
    return [one.place.name for one in list_places(Wanted(text), scopes=(town.COUNTY,))[0]]


def test_names_stand_in_the_order_of_their_sounds(committed_db: None) -> None:
    town.load(*({"street": name, "plate": "1号"} for name in NAMES))
    assert names() == ["安居巷", "长江街", "解放大道", "解放路", "中山路"]
    assert [one.name for one in find_places("解放", scopes=(town.COUNTY,))] == ["解放大道", "解放路"]


def test_a_place_that_is_renamed_stands_where_its_new_name_does(committed_db: None) -> None:
    town.load(*({"street": name, "plate": "1号"} for name in NAMES))
    town.rename(town.street("中山路"), "北京路")
    town.name("白云路")
    assert names()[:3] == ["安居巷", "白云路", "北京路"]
    assert rows("select pinyin_key from named_place where name = '北京路'") == [("bei jing lu",)]
    assert check(database.url()).differing == []
