"""Where an address lies is typed, pasted or chosen on the map, in the datum it was read in; grounds as well."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from huangce.places.building_models import Building
from huangce.places.models import Address
from huangce.rules.datum import bd09, gcj02
from tests.places import town
from tests.web.acts.conftest import act_of, fill
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is
from tests.web.places.test_places import DAY, clerk, houses, said, second, text_of

__all__ = ["clerk", "houses", "second", "the_cast_stays_as_it_is"]

HERE = (107.4012345, 31.2054321)
PAPER = {"evidence": "site_check"}


def locating(address: int) -> str:
    return f"/acts/new/address_located/?address={address}"


def where(address: int) -> tuple[float, float]:
    one = Address.objects.get(pk=address)
    assert one.longitude is not None
    assert one.latitude is not None
    return one.longitude, one.latitude


def typed(longitude: float | str, latitude: float | str, datum: str) -> dict[str, str]:
    text = [one if isinstance(one, str) else f"{one:.7f}" for one in (longitude, latitude)]
    return {"points-longitude": text[0], "points-latitude": text[1], "points-datum": datum}


@pytest.mark.parametrize(("datum", "shown"), [("cgcs2000", HERE), ("gcj02", gcj02(*HERE)), ("bd09", bd09(*HERE))])
def test_it_works(clerk: Client, houses: list[int], datum: str, shown: tuple[float, float]) -> None:
    page = fill(clerk, locating(houses[0]), happened_on=DAY, **typed(*shown, datum), **PAPER)
    receipt = act_of(page)
    assert where(houses[0]) == pytest.approx(HERE, abs=2e-7)
    assert Address.objects.get(pk=houses[0]).source_datum == datum
    assert "经度：107.4012" in said(text_of(clerk.get(f"/acts/{receipt}/")))
    assert "地址定位" in text_of(clerk.get(f"/addresses/{houses[0]}/"))


def test_two_numbers_pasted_into_one_field_are_longitude_and_latitude(clerk: Client, houses: list[int]) -> None:
    both = f"{HERE[0]}, {HERE[1]}"
    act_of(fill(clerk, locating(houses[0]), happened_on=DAY, **typed(both, "", "cgcs2000"), **PAPER))
    assert where(houses[0]) == pytest.approx(HERE, abs=1e-7)


@pytest.mark.parametrize("wrong", [("", ""), ("107.4", ""), ("东", "北"), ("31.2", "107.4"), ("107.4", "91")])
def test_what_is_no_point_of_china_is_said_and_nothing_is_kept(
    clerk: Client, houses: list[int], wrong: tuple[str, str]
) -> None:
    before = Address.objects.get(pk=houses[0]).longitude
    answer = fill(clerk, locating(houses[0]), happened_on=DAY, **typed(*wrong, "cgcs2000"), **PAPER)
    assert answer.status_code in (200, 422)
    assert Address.objects.get(pk=houses[0]).longitude == before


def test_a_point_chosen_on_the_map_stands_in_the_form_with_the_datum_of_the_map(
    clerk: Client, houses: list[int]
) -> None:
    chosen = "longitude=107.5&latitude=31.5&datum=gcj02&geometry_kind=interpolated"  # nobody has measured it there
    page = text_of(clerk.get(f"{locating(houses[0])}&{chosen}"))
    assert 'value="107.5"' in page
    assert '<option value="gcj02" selected>' in page
    assert '<option value="interpolated" selected>' in page


def test_the_map_offers_to_choose_a_point_for_an_address_of_the_own_divisions(clerk: Client, houses: list[int]) -> None:
    page = text_of(clerk.get(f"/addresses/{houses[0]}/"))
    assert f"/places/map/?locate={houses[0]}" in page
    chosen = text_of(clerk.get(f"/places/map/?locate={houses[0]}"))
    assert f'data-locate="{locating(houses[0])}"' in chosen
    assert f'href="{locating(houses[0])}"' in chosen  # without JavaScript
    assert "data-locate" not in text_of(clerk.get("/places/map/?locate=x"))
    stranger = registrar("ning-located", "522701", "address_clerk")
    assert stranger.get(f"/places/map/?locate={houses[0]}").status_code == 403


def test_many_addresses_of_a_street_are_located_by_a_pasted_table(clerk: Client, houses: list[int]) -> None:
    street = Address.objects.get(pk=houses[0]).thoroughfare
    url = f"/acts/new/addresses_located/?place={street}"
    page = text_of(clerk.get(url))
    assert "地址编号\t门牌\t经度\t纬度\t坐标系\t坐标来源" in page
    shown = gcj02(*HERE)
    lines = ["地址编号,经度,纬度,坐标系,坐标来源", f"{houses[0]},{HERE[0]},{HERE[1]},,"]
    rows = "\n".join([*lines, f"{houses[1]},{shown[0]:.7f},{shown[1]:.7f},GCJ-02,内插"])
    act_of(fill(clerk, url, happened_on=DAY, points=rows, **PAPER))
    assert where(houses[0]) == pytest.approx(HERE, abs=1e-7)
    assert where(houses[1]) == pytest.approx(HERE, abs=2e-7)
    assert Address.objects.get(pk=houses[1]).geometry_kind == "interpolated"
    assert fill(clerk, url, happened_on=DAY, points=rows.replace("内插", "猜的"), **PAPER).status_code == 422
    assert fill(clerk, url, happened_on=DAY, points="999999,107.4,31.2", **PAPER).status_code == 422


def test_the_ground_of_a_building_is_typed_corner_by_corner(clerk: Client, houses: list[int], second: str) -> None:
    town.building(houses[4])
    building = Building.objects.get()
    url = f"/acts/new/building_changed/?building={building.id}"
    corners = [
        (HERE[0] + east, HERE[1] + north) for east, north in ((0, 0), (0.0002, 0), (0.0002, 0.0001), (0, 0.0001))
    ]
    text = "\n".join("{:.7f} {:.7f}".format(*gcj02(*one)) for one in corners)
    asked = {"happened_on": "20260601", "approved_by": second, **PAPER}
    act_of(fill(clerk, url, **asked, footprint=text, **{"footprint-datum": "gcj02"}))
    building.refresh_from_db()
    assert building.footprint is not None
    kept = json.loads(building.footprint)[:-1]
    assert [pytest.approx(one, abs=2e-7) for one in corners] == [tuple(one) for one in kept]
    assert f"{corners[0][0]:.5f}" in text_of(clerk.get(url))
    crossed = "\n".join(text.splitlines()[one] for one in (0, 2, 1, 3))
    answer = fill(clerk, url, **asked, footprint=crossed, **{"footprint-datum": "gcj02"})
    assert "登记变更" not in said(text_of(answer)) or answer.status_code == 422
    assert fill(clerk, url, **asked, footprint="107.4", **{"footprint-datum": "gcj02"}).status_code == 422
