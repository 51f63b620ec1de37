"""Pages and forms of buildings: the grid opens addresses, states are words, counts need a purpose, visitors state."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from huangce.accounts.models import LookUp
from huangce.places.building_models import Building, Dwelling
from huangce.places.models import Address
from huangce.register.recorded import recorded
from tests import people
from tests.places import town
from tests.places.test_buildings import SQUARE
from tests.register.conftest import open_house
from tests.web.acts.conftest import act_of, fill
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is
from tests.web.places.test_places import COUNTY, DAY, PAPER, PREFIX, clerk, houses, said, second, text_of

__all__ = ["clerk", "houses", "second", "the_cast_stays_as_it_is"]

VILLAGE = "511703116001"


def stating(*addresses: int) -> str:
    return "/acts/new/dwellings_stated/?" + "&".join(f"address={one}" for one in addresses)


def test_it_works(clerk: Client, houses: list[int], second: str) -> None:
    flat = houses[4]
    page = text_of(clerk.get(f"/buildings/{flat}/"))
    assert "没有登记过，只从地址知道有这一栋" in said(page)
    assert re.search(rf'<svg[^>]*role="group".*<a href="/addresses/{flat}/" aria-label="101室 不知道">', page)
    url = f"/acts/new/building_registered/?address={flat}"
    typed = {
        "building_use": "residential",
        "structure": "concrete",
        "floors_above": "6",
        "title_reference": "川2011第7号",
    }
    receipt = act_of(fill(clerk, url, happened_on=DAY, approved_by=second, **typed, **PAPER))
    assert "房屋用途：住宅" in said(text_of(clerk.get(f"/acts/{receipt}/")))
    building = Building.objects.get()
    page = said(text_of(clerk.get(f"/buildings/{building.id}/")))
    assert "钢筋混凝土" in page
    assert "川2011第7号" in page
    assert "变更房屋登记" in page


def test_the_ground_of_a_building_is_drawn_on_its_page(clerk: Client, houses: list[int]) -> None:
    town.building(houses[0], footprint=SQUARE)
    page = text_of(clerk.get(f"/buildings/{houses[0]}/"))
    assert "占地图" in page
    assert "平方米</text>" in page
    assert "占地图" not in text_of(clerk.get(f"/buildings/{houses[1]}/"))


def test_a_building_is_changed_and_what_was_not_changed_stays(clerk: Client, houses: list[int], second: str) -> None:
    town.building(houses[4])
    building = Building.objects.get()
    url = f"/acts/new/building_changed/?building={building.id}"
    unchanged = fill(clerk, url, happened_on="20260601", approved_by=second, **PAPER)
    assert unchanged.status_code == 422
    act_of(fill(clerk, url, happened_on="20260601", approved_by=second, floors_above="7", **PAPER))
    building.refresh_from_db()
    assert (building.floors_above, building.building_use) == (7, "not_known")
    wrong = fill(clerk, url, happened_on="20260601", approved_by=second, floors_above="七", **PAPER)
    assert wrong.status_code == 422
    assert "写整数" in text_of(wrong)
    assert clerk.get("/acts/new/building_changed/?building=999").status_code == 404
    found = text_of(clerk.get("/acts/new/building_changed/", {"q": f"{PREFIX}人民路9号阳光花园1栋1单元1层102室"}))
    assert f"building={building.id}" in found


def test_what_was_found_is_stated_door_by_door_and_shown_in_words(clerk: Client, houses: list[int]) -> None:
    one, other = houses[4:6]
    found = {f"occupancy-{one}": "vacant", f"found_how-{one}": "told_by_owner", f"occupancy-{other}": "not_known"}
    receipt = act_of(fill(clerk, stating(one, other), happened_on=DAY, **found))
    assert recorded(receipt).kind == "dwellings_stated"
    page = said(text_of(clerk.get(f"/buildings/{one}/")))
    assert "空置，房主说的" in page
    assert "没查明" in page
    kept = Dwelling.objects.get(pk=one)
    assert (kept.occupancy, kept.found_how, kept.found_on.isoformat()) == ("vacant", "told_by_owner", "2026-05-01")
    nothing = fill(clerk, stating(one), happened_on=DAY)
    assert nothing.status_code == 422
    bad = fill(clerk, stating(one), happened_on=DAY, **{f"occupancy-{one}": "haunted"})
    assert bad.status_code == 422


def test_a_building_without_an_address_is_entered_listed_and_given_its_address(
    clerk: Client, houses: list[int], second: str
) -> None:
    url = f"/acts/new/building_waiting/?division={VILLAGE}"
    assert fill(clerk, url, happened_on=DAY, approved_by=second, **PAPER).status_code == 422
    typed = {"whereabouts": "村口三层楼", "building_use": "residential", "completed_on": "20260401"}
    receipt = act_of(fill(clerk, url, happened_on=DAY, approved_by=second, **typed, **PAPER))
    assert "位置说明：村口三层楼" in said(text_of(clerk.get(f"/acts/{receipt}/")))
    building = Building.objects.get()
    listed = said(text_of(clerk.get(f"/buildings/waiting/?division={COUNTY}")))
    assert "村口三层楼" in listed
    assert "2026-04-01" in listed
    assert "等待编址（1）" in said(text_of(clerk.get(f"/buildings/?division={COUNTY}")))
    page = said(text_of(clerk.get(f"/buildings/{building.id}/")))
    assert "还没有地址" in page
    assert "给房屋编上地址" in page
    missing = text_of(clerk.get(f"/completeness/?division={COUNTY}&measure=buildings-with-address"))
    assert f'href="/buildings/{building.id}/"' in missing
    slot = text_of(clerk.get("/acts/new/building_addressed/", {"q": "村口"}))
    assert f"building={building.id}" in slot
    put = f"/acts/new/building_addressed/?building={building.id}&address={houses[0]}"
    receipt = act_of(fill(clerk, put, happened_on="20260601", approved_by=second, **PAPER))
    assert f"房屋编上地址：{PREFIX}人民路1号" in said(text_of(clerk.get(f"/acts/{receipt}/")))
    assert "没有等待编址的房屋" in text_of(clerk.get(f"/buildings/waiting/?division={COUNTY}"))
    page = said(text_of(clerk.get(f"/buildings/{building.id}/")))
    assert "位置说明村口三层楼" in page.replace(" ", "")


def test_only_who_keeps_the_addresses_of_a_place_sees_what_waits_there(clerk: Client, houses: list[int]) -> None:
    town.waits()
    building = Building.objects.get()
    elsewhere = registrar("tang-e", "511703116002", "address_clerk")
    assert elsewhere.get(f"/buildings/{building.id}/").status_code == 403
    assert elsewhere.get(f"/buildings/waiting/?division={COUNTY}").status_code == 403
    assert f"building={building.id}" not in text_of(elsewhere.get("/acts/new/building_addressed/", {"q": "村口"}))
    assert elsewhere.get(f"/acts/new/building_addressed/?building={building.id}").status_code == 403
    visitor = registrar("tang-f", VILLAGE, "enumerator")
    assert "building_waiting" not in text_of(visitor.get(f"/buildings/waiting/?division={VILLAGE}"))


def test_a_visitor_states_in_the_own_block_who_lives_there_and_nothing_of_titles(houses: list[int]) -> None:
    tang = registrar("tang-c", VILLAGE, "enumerator")
    assert re.findall(r'formaction="/acts/new/(\w+)/"', text_of(tang.get(f"/buildings/{houses[4]}/"))) == [
        "dwellings_stated"
    ]
    typed = {f"occupancy-{houses[4]}": "vacant", f"title_status-{houses[4]}": "titled"}
    assert "title_status" not in text_of(tang.get(stating(houses[4])))
    act_of(fill(tang, stating(houses[4]), happened_on=DAY, **typed))
    kept = Dwelling.objects.get(pk=houses[4])
    assert (kept.occupancy, kept.title_status) == ("vacant", None)
    elsewhere = registrar("tang-d", "511703116002", "enumerator")
    assert elsewhere.get(f"/buildings/{houses[4]}/").status_code == 403
    assert elsewhere.get(stating(houses[4])).status_code == 403
    assert tang.get(f"/acts/new/building_registered/?address={houses[4]}").status_code == 403
    menu = said(text_of(tang.get("/acts/places/")))
    assert "登记住房状况" in menu
    assert "地名命名" not in menu


def test_a_dwelling_that_is_said_to_be_empty_while_somebody_is_registered_is_looked_at_again(
    clerk: Client, houses: list[int]
) -> None:
    open_house(address_id=houses[4])
    act_of(fill(clerk, stating(houses[4]), happened_on=DAY, **{f"occupancy-{houses[4]}": "vacant"}))
    assert "记为空置，再去看一次" in text_of(clerk.get(f"/buildings/{houses[4]}/"))
    page = text_of(clerk.get(f"/completeness/?division={COUNTY}&measure=vacancies-not-contradicted"))
    assert "记为空置，却有人登记或居住" in page


def test_households_behind_a_door_are_counted_for_a_purpose_and_the_look_is_noted(
    clerk: Client, houses: list[int]
) -> None:
    open_house(address_id=houses[4])
    asked = f"/buildings/{houses[4]}/?households=1"
    before = LookUp.objects.count()
    assert "登记的户" not in text_of(clerk.get(asked))
    assert LookUp.objects.count() == before
    fang = registrar("fang-c", COUNTY)
    assert "登记的户" not in text_of(fang.get(f"/buildings/{houses[4]}/"))
    page = text_of(fang.get(asked))
    assert re.search(r'<td class="num" data-label="登记的户">1</td>', page)
    assert "林" not in said(page).replace("林语", "")
    look = LookUp.objects.latest("id")
    assert (look.subjects, look.asked) == ([], ["address"])
    assert LookUp.objects.count() == before + 1


def test_the_dwellings_of_a_planned_building_are_laid_out_at_once(
    clerk: Client, houses: list[int], second: str
) -> None:
    url = f"/acts/new/building_rooms/?address={houses[4]}"
    plan = {"entries-0-unit": "2", "entries-0-highest": "3", "entries-0-doors": "2", "entries-0-other": "1=1"}
    seen = said(text_of(fill(clerk, url, step="check", happened_on=DAY, approved_by=second, **plan, **PAPER)))
    assert "编5户" in seen
    act_of(fill(clerk, url, happened_on=DAY, approved_by=second, **plan, **PAPER))
    rooms = Address.objects.filter(unit="2单元").order_by("id")
    assert [one.room for one in rooms] == ["101室", "201室", "202室", "301室", "302室"]
    assert {one.place for one in rooms} == {"阳光花园"}
    again = fill(clerk, url, happened_on=DAY, approved_by=second, **plan, **PAPER)
    assert "这些户都已经有地址了" in text_of(again)
    for wrong, words in (
        ({"entries-0-highest": "3"}, "最高层和每层户数"),
        ({**plan, "entries-0-other": "1"}, "层=户数"),
        ({**plan, "entries-0-other": "x=1"}, "写整数"),
        ({**plan, "entries-0-other": "9=1"}, "没有9层"),
        ({}, "还没有填"),
    ):
        refused = fill(clerk, url, happened_on=DAY, approved_by=second, **wrong, **PAPER)
        assert refused.status_code == 422
        assert words in text_of(refused)


def test_buildings_are_listed_by_division_and_paged(clerk: Client, houses: list[int]) -> None:
    open_house(address_id=houses[0])
    page = said(text_of(clerk.get("/buildings/", {"division": VILLAGE})))
    assert "人民路9号阳光花园1栋" in page
    assert "共5个" in page
    assert "没有房屋" in said(text_of(clerk.get("/buildings/", {"division": VILLAGE, "page": "9"})))
    stranger = registrar("yan-c", people.NEXT_TOWN, "address_clerk")
    assert stranger.get("/buildings/", {"division": VILLAGE}).status_code == 403
    assert "人民路" not in text_of(stranger.get("/buildings/"))
    assert stranger.get(f"/buildings/{houses[0]}/").status_code == 403
    assert clerk.get("/buildings/999/").status_code == 404


def test_a_house_without_rooms_is_its_own_dwelling(clerk: Client, houses: list[int]) -> None:
    page = text_of(clerk.get(f"/buildings/{houses[0]}/"))
    assert f'value="{houses[0]}"' in page
    assert "<svg" not in page.split("<main", 1)[1]
    act_of(fill(clerk, stating(houses[0]), happened_on=DAY, **{f"occupancy-{houses[0]}": "occupied"}))
    assert "有人居住，上门看过" in said(text_of(clerk.get(f"/buildings/{houses[0]}/")))


@pytest.mark.parametrize("path", ["/buildings/", "/completeness/", "/address-doubts/", "/naming/", "/address-backlog/"])
def test_who_keeps_no_addresses_does_not_see_them(db: None, path: str) -> None:
    assert registrar("he-c", COUNTY, "department_officer").get(path).status_code == 403


def test_completeness_counts_n_of_all_and_opens_to_its_rows(clerk: Client, houses: list[int]) -> None:
    open_house(address_id=houses[0])
    page = said(text_of(clerk.get("/completeness/", {"division": VILLAGE})))
    assert re.search(r"知道有没有人住的户.*?1 6 16\.66", page)
    rows = text_of(clerk.get("/completeness/", {"division": VILLAGE, "measure": "dwellings-with-occupancy"}))
    assert f'href="/addresses/{houses[1]}/"' in rows
    assert f'value="{houses[1]}"' in rows
    assert "没有人登记，也没有人去看过" in rows
    act_of(fill(clerk, stating(houses[1]), happened_on=DAY, **{f"occupancy-{houses[1]}": "vacant"}))
    after: Any = said(text_of(clerk.get("/completeness/", {"division": VILLAGE})))
    assert re.search(r"知道有没有人住的户.*?2 6 33\.33", after)
    assert clerk.get("/completeness/", {"measure": "nonsense", "page": "x"}).status_code == 200
