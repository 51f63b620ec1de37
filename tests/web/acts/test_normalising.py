"""An old address is made a standard one when the person comes: proposed, confirmed, recorded by an act, counted."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from huangce.accounts.models import Officer
from huangce.places.models import Address
from huangce.places.queries import unlinked
from huangce.register.models import Act, Household
from huangce.register.queries import household_at
from huangce.rules.acts.corrections import Correction
from tests import lins
from tests.places import town
from tests.register.conftest import House, do, open_house
from tests.web.acts.conftest import act_of, fill
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is
from tests.web.places.test_places import COUNTY, said, text_of

__all__ = ["the_cast_stays_as_it_is"]

OLD = "达川区石桥镇人民路3号"
STANDARD = "四川省达州市达川区石桥镇人民路3号"
DAY = "20260510"


@pytest.fixture
def houses(db: None) -> list[int]:
    return town.load()


@pytest.fixture
def house(houses: list[int]) -> House:
    """The Lins, registered at an address that is written the old way."""
    return open_house(address=OLD)


@pytest.fixture
def desk(house: House) -> Client:
    """The registrar of the county."""
    return registrar("fang-d", COUNTY)


def death(house: House) -> str:
    return f"/acts/death/?person={house.father}"


def test_it_works(desk: Client, house: House, houses: list[int]) -> None:
    page = text_of(desk.get(death(house)))
    assert "这一户的地址还不是标准地址" in page
    assert STANDARD in said(page).replace(" ", "")
    typed = {"happened_on": DAY, "evidence": ["medical_death_certificate"], "new_reference_person": house.mother}
    confirm = text_of(fill(desk, death(house), step="check", normalise=houses[1], **typed))
    assert "另记一项更正" in confirm
    answer = fill(desk, death(house), normalise=houses[1], **typed)
    act = act_of(answer)
    assert "同时把这一户挂到标准地址" in text_of(desk.get(f"/acts/{act}/"))
    assert Household.objects.get(pk=house.id).address_id == houses[1]
    last = Act.objects.latest("id")
    assert (last.kind, last.entered_by) == ("correction", Act.objects.get(pk=act).entered_by)
    assert "这一户的地址还不是标准地址" not in text_of(desk.get(f"/acts/new/move_out/?person={house.mother}"))


def test_without_the_officers_tick_nothing_is_linked(desk: Client, house: House) -> None:
    typed = {"happened_on": DAY, "evidence": ["medical_death_certificate"], "new_reference_person": house.mother}
    act_of(fill(desk, death(house), **typed))
    assert Household.objects.get(pk=house.id).address_id is None
    act_of(
        fill(
            desk, f"/acts/death/?person={house.mother}", normalise="999", **{**typed, "new_reference_person": house.son}
        )
    )
    assert Household.objects.get(pk=house.id).address_id is None


def test_a_household_with_a_standard_address_is_asked_nothing(houses: list[int]) -> None:
    house = open_house(address=STANDARD, address_id=houses[1])
    desk = registrar("fang-e", COUNTY)
    assert 'name="normalise"' not in text_of(desk.get(death(house)))


def test_an_address_that_nothing_fits_is_left_alone_and_can_be_written(houses: list[int]) -> None:
    house = open_house(address="一个没有人认得的地方")
    desk = registrar("fang-f", COUNTY)
    assert 'name="normalise"' not in text_of(desk.get(death(house)))
    url = f"/acts/new/address_normalised/?household={house.id}"
    assert "地址库里没有相配的" in text_of(desk.get(url))
    paper = {"happened_on": DAY, "evidence": ["declaration"]}
    assert fill(desk, url, **paper).status_code == 422
    refused = fill(desk, url, **paper, **{"matched-other": "不是地址"})
    assert "这不是标准地址" in text_of(refused)
    act_of(fill(desk, url, **paper, **{"matched-other": STANDARD}))
    assert Household.objects.get(pk=house.id).address_id == houses[1]


def test_the_form_reads_the_standard_address_back_and_keeps_the_registered_words(
    desk: Client, house: House, houses: list[int]
) -> None:
    url = f"/acts/new/address_normalised/?household={house.id}"
    seen = said(text_of(fill(desk, url, step="check", happened_on=DAY, evidence=["declaration"])))
    assert STANDARD in seen.replace(" ", "")
    act_of(fill(desk, url, happened_on=DAY, evidence=["declaration"]))
    kept = household_at(house.id)
    assert kept is not None
    assert kept.text("household", "address") == OLD
    assert kept.number("household", "address_id") == houses[1]


def test_a_corrected_address_does_not_keep_the_standard_address_of_the_former_one(
    desk: Client, house: House, houses: list[int]
) -> None:
    registrar("fang-e", COUNTY)
    second = Officer.objects.get(username="fang-e").pk
    typed = {"happened_on": DAY, "reason": "clerical", "evidence": ["archive"], "approved_by": second}
    for address, standard in ((STANDARD, houses[1]), ("石桥村3组21号", None)):
        url = f"/acts/new/correction_household/?household={house.id}"
        act_of(fill(desk, url, **{**typed, "item-address": address}))
        assert Household.objects.get(pk=house.id).address_id == standard


def test_an_act_that_says_the_words_alone_lets_the_former_standard_address_go(house: House, houses: list[int]) -> None:
    for said_now, standard in (
        ({"address": STANDARD, "address_id": houses[1]}, houses[1]),
        ({"address": "石桥村3组21号"}, None),
    ):
        do(
            Correction(
                happened_on=date(2026, 5, 1),
                record=house.id,
                group="household",
                items=said_now,
                approved_by=lins.CHEN.id,
                evidence=lins.shown("archive"),
            )
        )
        assert Household.objects.get(pk=house.id).address_id == standard


def test_what_remains_is_counted_in_the_own_divisions_and_grows_less(desk: Client, house: House) -> None:
    assert unlinked(scopes=(lins.VILLAGE[:6],))[1:] == (1, 1)
    assert "还没有挂上标准地址的户：1户，共1户" in said(text_of(desk.get("/my-work/")))
    page = text_of(desk.get("/address-backlog/"))
    assert OLD in said(page).replace(" ", "")
    assert f"household={house.id}" in page
    stranger = registrar("mei-d", "522701000000")
    assert OLD not in said(text_of(stranger.get("/address-backlog/"))).replace(" ", "")
    url = f"/acts/new/address_normalised/?household={house.id}"
    act_of(fill(desk, url, happened_on=DAY, evidence=["declaration"]))
    assert OLD not in said(text_of(desk.get("/address-backlog/"))).replace(" ", "")
    assert "没有这样的户" in said(text_of(desk.get("/address-backlog/")))
    assert "还没有挂上标准地址的户" not in said(text_of(desk.get("/my-work/")))


def test_an_address_that_ended_is_not_proposed(desk: Client, house: House, houses: list[int]) -> None:
    town.demolish(houses[1])
    assert 'name="normalise"' not in text_of(desk.get(death(house)))
    assert Address.objects.get(pk=houses[1]).status == "demolished"
