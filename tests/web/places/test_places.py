"""Pages of the address register: find a place, see what an act on it touches, record it, find it by its old name."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localdate

from huangce.places.models import Address, NamedPlace
from huangce.places.queries import rendering_of
from huangce.register.recorded import recorded
from huangce.rules.authority import PLACES
from huangce.web.acts.parts import WrongField
from huangce.web.acts.pasted import rows_of
from huangce.web.acts.table import FORMS
from tests import people
from tests.places import town
from tests.register.conftest import open_house
from tests.web.acts.conftest import act_of, fields_in, fill
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is

__all__ = ["the_cast_stays_as_it_is"]

COUNTY = "511703000000"
PREFIX = "四川省达州市达川区石桥镇"
PAPER = {"evidence": ["archive"], "number-archive": "达府函〔2026〕17号"}
DAY = "20260501"


@pytest.fixture
def houses(db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


@pytest.fixture
def second(db: None) -> str:
    """Who decides with: the reviewer of the county."""
    registrar("rui", COUNTY, "reviewer")
    return str(people.officer("rui").pk)


@pytest.fixture
def clerk(second: str) -> Client:
    """The address clerk of the county."""
    return registrar("yan", COUNTY, "address_clerk")


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def said(page: str) -> str:
    """The words of a page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page))


def test_it_works(clerk: Client, houses: list[int], second: str) -> None:
    open_house(address_id=houses[0])
    place = town.street()
    url = f"/acts/new/place_renamed/?place={place}"
    seen = fill(clerk, url, step="check", name="解放大道", happened_on=DAY, approved_by=second, **PAPER)
    page = said(text_of(seen))
    assert "变化的地址，共6个" in page
    assert f"{PREFIX}解放大道1号" in page
    assert "登记更名" in page
    assert "林建国" not in page
    act = act_of(fill(clerk, url, name="解放大道", happened_on=DAY, approved_by=second, **PAPER))
    assert recorded(act).kind == "place_renamed"
    assert town.standard(houses[0]) == f"{PREFIX}解放大道1号"
    receipt = said(text_of(clerk.get(f"/acts/{act}/")))
    assert f"{PREFIX}解放大道1号" in receipt
    found = said(text_of(clerk.get("/old-addresses/", {"q": f"{PREFIX}人民路1号"})))
    assert f"{PREFIX}解放大道1号" in found
    act_of(fill(clerk, f"/acts/new/reversal/?act={act}", reason="文号写错", approved_by=second))
    assert town.standard(houses[0]) == f"{PREFIX}人民路1号"
    again = said(text_of(clerk.get("/old-addresses/", {"q": f"{PREFIX}解放大道1号"})))
    assert f"{PREFIX}人民路1号" in again


def test_what_is_missing_is_said_beside_what_is_touched_and_nothing_can_be_recorded(
    clerk: Client, houses: list[int]
) -> None:
    seen = fill(
        clerk, f"/acts/new/place_renamed/?place={town.street()}", step="check", name="解放大道", happened_on=DAY
    )
    page = text_of(seen)
    assert "还没有凭证" in page
    assert "还没有第二经办人" in page
    assert "变化的地址，共6个" in page
    assert 'value="record"' not in page
    refused = fill(clerk, f"/acts/new/place_renamed/?place={town.street()}", name="解放大道", happened_on=DAY)
    assert refused.status_code == 422


def test_a_day_to_come_is_said_plainly_and_changes_nothing_today(clerk: Client, houses: list[int], second: str) -> None:
    day = localdate() + timedelta(days=40)
    url = f"/acts/new/place_renamed/?place={town.street()}"
    typed = {"name": "解放大道", "happened_on": day.isoformat(), "approved_by": second, **PAPER}
    assert f"{day.year}年{day.month}月{day.day}日起生效" in text_of(fill(clerk, url, step="check", **typed))
    act_of(fill(clerk, url, **typed))
    page = said(text_of(clerk.get(f"/addresses/{houses[0]}/")))
    assert f"{day.year}年{day.month}月{day.day}日起改写" in page
    assert "还没生效" in page
    assert rendering_of([houses[0]], on=localdate()) == {houses[0]: f"{PREFIX}人民路1号"}


def test_names_that_are_alike_stand_side_by_side(clerk: Client, houses: list[int], second: str) -> None:
    url = f"/acts/new/place_named/?division={town.VILLAGE}"
    typed = {"place_kind": "thoroughfare", "name": "仁民路", "happened_on": DAY, "approved_by": second, **PAPER}
    page = said(text_of(fill(clerk, url, step="check", **typed)))
    assert "读音相近" in page
    assert "人民路" in page
    assert re.search(r"石桥镇\w*，仁民路，", page)
    act_of(fill(clerk, url, **typed, likeness_accepted="两地相隔甚远"))
    assert NamedPlace.objects.filter(name="仁民路").exists()


def test_addresses_are_entered_singly_and_as_a_pasted_table(clerk: Client, houses: list[int], second: str) -> None:
    url = f"/acts/new/addresses_new/?place={town.street()}"
    typed = {"happened_on": DAY, "approved_by": second, **PAPER}
    pasted = "门牌\t楼栋\t经度\t纬度\t坐标系\n13\t\t\t\t\n15\t2\t107.4\t31.2\tGCJ-02\n"
    act = act_of(fill(clerk, url, **{"entries-plate": "11", "entries": pasted}, **typed))
    made = Address.objects.filter(begun_on=date(2026, 5, 1)).order_by("id")
    assert [one.standard.partition("人民路")[2] for one in made] == ["11号", "13号", "15号2栋"]
    assert made[2].source_datum == "gcj02"
    assert made[2].longitude != 107.4
    assert "编入新地址" in text_of(clerk.get(f"/acts/{act}/"))


def test_a_table_that_cannot_be_read_says_where(clerk: Client, houses: list[int], second: str) -> None:
    url = f"/acts/new/addresses_new/?place={town.street()}"
    for pasted, words in (
        ("颜色\t门牌\n红\t1", "颜色"),
        ("\t".join("x" * 30), "格子多了"),
        ("11,,,,,,飞机场", "飞机场"),
    ):
        answer = fill(clerk, url, entries=pasted, happened_on=DAY, approved_by=second, **PAPER)
        assert answer.status_code == 422, pasted
        assert words in text_of(answer)
        assert pasted.splitlines()[0] in text_of(answer).replace("&#x27;", "'")


def test_numbers_that_are_taken_are_shown_with_who_has_them(clerk: Client, houses: list[int], second: str) -> None:
    url = f"/acts/new/address_renumbered/?address={houses[0]}"
    typed = {"lines-plate": "3", "happened_on": DAY, "approved_by": second, **PAPER}
    page = text_of(fill(clerk, url, step="check", **typed))
    assert "号码已经有了" in page
    assert f"/addresses/{houses[1]}/" in page
    assert fill(clerk, url, **typed).status_code == 422
    act_of(fill(clerk, url, **{**typed, "lines-plate": "11"}))
    assert town.standard(houses[0]) == f"{PREFIX}人民路11号"


def test_a_street_is_renumbered_by_its_own_table(clerk: Client, houses: list[int], second: str) -> None:
    url = f"/acts/new/addresses_renumbered/?place={town.street()}"
    page = text_of(clerk.get(url))
    table = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert table is not None
    assert f"{houses[0]}\t1号" in table[1]
    changed = table[1].replace("\t7号", "\t17号")
    act_of(fill(clerk, url, lines=changed, happened_on=DAY, approved_by=second, **PAPER))
    assert [town.standard(one) for one in houses[:4]] == [f"{PREFIX}人民路{n}号" for n in (1, 3, 5, 17)]
    nothing = fill(clerk, url, lines="", happened_on=DAY, approved_by=second, **PAPER)
    assert nothing.status_code == 422
    foreign = fill(clerk, url, lines="99\t1", happened_on=DAY, approved_by=second, **PAPER)
    assert "不在这里" in text_of(foreign)


def test_addresses_split_merge_and_end_and_the_old_ones_lead_to_the_new(
    clerk: Client, houses: list[int], second: str
) -> None:
    typed = {"happened_on": DAY, "approved_by": second, **PAPER}
    act_of(
        fill(clerk, f"/acts/new/address_split/?address={houses[0]}", **{"into-plate": "1-1", "into": "1-2"}, **typed)
    )
    page = said(text_of(clerk.get(f"/addresses/{houses[0]}/")))
    assert "拆分成" in page
    assert f"{PREFIX}人民路1-1号" in page
    url = f"/acts/new/addresses_merged/?address={houses[1]}&address={houses[2]}"
    act_of(fill(clerk, url, **{"into-plate": "3"}, **typed))
    assert town.statuses(*houses[:3]) == ["split", "merged", "merged"]
    kept = {"kept": str(houses[3]), **typed}
    duplicate = Address.objects.get(standard=f"{PREFIX}人民路1-2号").id
    act_of(fill(clerk, f"/acts/new/duplicates_retired/?address={houses[3]}&address={duplicate}", **kept))
    assert town.statuses(duplicate) == ["duplicate"]


def test_who_lived_in_a_demolished_house_stays_and_stands_in_the_list(
    clerk: Client, houses: list[int], second: str
) -> None:
    house = open_house(address_id=houses[0])
    assert "没有这样的户" in text_of(clerk.get("/addresses-gone/"))
    paper = {"evidence": ["demolition_record"]}
    url = f"/acts/new/addresses_demolished/?address={houses[0]}"
    page = text_of(fill(clerk, url, step="check", reason="修路", happened_on=DAY, approved_by=second, **paper))
    assert "登记在此的户" in page
    act_of(fill(clerk, url, reason="修路", happened_on=DAY, approved_by=second, **paper))
    page = text_of(clerk.get("/addresses-gone/"))
    assert str(house.id) in page
    assert "由户籍民警办" in page
    assert "注销" not in page.replace("这里不注销任何人", "")
    mover = registrar("bai", COUNTY)
    assert f"/acts/new/move_within/?household={house.id}" in text_of(mover.get("/addresses-gone/"))


def test_a_certificate_needs_nobody_else_and_bears_a_name(clerk: Client, houses: list[int]) -> None:
    url = f"/acts/new/addresses_certified/?address={houses[0]}&address={houses[1]}"
    act_of(fill(clerk, url, reliability="surveyed", happened_on=DAY))
    page = said(text_of(clerk.get(f"/addresses/{houses[0]}/")))
    assert "测量过，yan，2026年5月1日" in page


def test_places_are_found_by_name_old_name_and_sound(clerk: Client, houses: list[int], second: str) -> None:
    place = town.street()
    url = f"/acts/new/place_renamed/?place={place}"
    act_of(fill(clerk, url, name="解放大道", happened_on=DAY, approved_by=second, **PAPER))
    for text in ("解放", "人民路", "jiefang", "jf", "jiefangdadao"):
        assert f"/places/{place}/" in text_of(clerk.get("/places/", {"q": text})), text
    assert "没有这样的地名" in text_of(clerk.get("/places/", {"q": "%"}))
    assert "没有这样的地名" in text_of(clerk.get("/places/", {"q": "长安街"}))


def test_the_tree_opens_from_street_to_room(clerk: Client, houses: list[int]) -> None:
    place = town.street()
    page = text_of(clerk.get(f"/places/{place}/"))
    assert "在用地址6个" in said(page)
    assert f"/addresses/{houses[0]}/" in page
    assert "strip__plot" in page
    open_house(address_id=houses[4])
    below = text_of(clerk.get(f"/places/{place}/", {"plate": "9号"}))
    assert "1栋" in below
    building = text_of(clerk.get(f"/places/{place}/", {"plate": "9号", "building": "1栋"}))
    assert "楼盘图" in building
    assert "有人居住" in building
    assert "林建国" not in building
    rooms = text_of(
        clerk.get(f"/places/{place}/", {"plate": "9号", "building": "1栋", "unit": "1单元", "floor": "1层"})
    )
    assert f"/addresses/{houses[4]}/" in rooms


@pytest.mark.parametrize("path", ["/places/?division=511703", "/places/{place}/", "/addresses/{address}/"])
def test_an_officer_of_another_county_sees_no_place(houses: list[int], path: str) -> None:
    other = registrar("fei", "511702000000", "address_clerk")
    asked = path.format(place=town.street(), address=houses[0])
    assert other.get(asked).status_code == 403
    assert "人民路" not in text_of(other.get("/places/"))
    assert f"/addresses/{houses[0]}/" not in text_of(other.get("/old-addresses/", {"q": f"{PREFIX}人民路1号"}))
    assert other.get(f"/acts/new/place_renamed/?place={town.street()}").status_code == 403


def test_a_registrar_reads_places_and_records_no_act_on_them(houses: list[int]) -> None:
    reader = registrar("bai", COUNTY)
    page = text_of(reader.get(f"/places/{town.street()}/"))
    assert "人民路" in page
    assert "/acts/new/" not in page
    assert reader.get(f"/acts/new/place_renamed/?place={town.street()}").status_code == 403


def test_a_registrar_cannot_take_back_an_act_on_places(clerk: Client, houses: list[int], second: str) -> None:
    url = f"/acts/new/place_renamed/?place={town.street()}"
    act = act_of(fill(clerk, url, name="解放大道", happened_on=DAY, approved_by=second, **PAPER))
    reader = registrar("bai", COUNTY)
    assert reader.get(f"/acts/new/reversal/?act={act}").status_code == 403
    assert "撤销这一项" not in text_of(reader.get(f"/acts/{act}/"))


def test_every_form_of_places_begins_with_its_search(clerk: Client, houses: list[int]) -> None:
    for form in FORMS.values():
        if form.act in PLACES:
            page = clerk.get(f"/acts/new/{form.name}/")
            assert page.status_code == 200, form.name
            assert 'id="q"' in text_of(page), form.name
    one = text_of(clerk.get("/acts/new/addresses_merged/", {"address": houses[0], "q": f"{PREFIX}人民路3号"}))
    assert f"address={houses[0]}%2C{houses[1]}" in one
    assert f"place={town.street()}" in text_of(clerk.get("/acts/new/place_renamed/", {"q": "renmin"}))


def test_who_changed_the_street_meanwhile_is_said_and_nothing_is_overwritten(
    clerk: Client, houses: list[int], second: str
) -> None:
    place = town.street()
    url = f"/acts/new/place_renamed/?place={place}"
    typed = {**fields_in(text_of(clerk.get(url))), "happened_on": DAY, "approved_by": second, **PAPER}
    act_of(fill(clerk, url, name="解放大道", happened_on=DAY, approved_by=second, **PAPER))
    answer = clerk.post(url, {**typed, "step": "record", "name": "和平路"})
    assert answer.status_code == 409
    assert "解放大道" in text_of(answer)


def test_what_is_pasted_twice_or_strange_is_refused_with_its_row() -> None:
    assert rows_of("", ("plate",)) == []
    assert rows_of("12，3\n\n13", ("plate", "building")) == [{"plate": "12", "building": "3"}, {"plate": "13"}]
    for text in ("plate,plate\n1,2", '"12\n', "1,2,3"):
        with pytest.raises(WrongField):
            rows_of(text, ("plate", "building"))
