"""Pages of missing plates, plates and orders: who sees them, which steps are taken, what is refused in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from huangce.places.numbering_survey import survey_addresses, take_survey
from huangce.places.plate_models import Entrance, Plate, PlateProposal
from huangce.places.plate_orders import make_order
from huangce.web.places.missing import REASONS
from tests import people
from tests.places import town
from tests.places.doors import NOW, clerk, door, load, schemes
from tests.places.test_numbering import point, seen
from tests.places.test_plate_changes import approved
from tests.places.test_plate_changes import door as entrance
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is
from tests.web.places.test_places import said, text_of
from tests.web.test_routes import client_of

__all__ = ["the_cast_stays_as_it_is"]

MISSING = "/plates/missing/"


@pytest.fixture
def deng(db: None) -> Client:
    """The address clerk, on a street with 1, 3, 7 and 9 and a door without a number between 3 and 7."""
    schemes()
    load(*(door(f"{n}号", **point(10.0 * n)) for n in (1, 3, 7, 9)), door("2号", **point(20, north=False)))
    survey_addresses(people.TOWN, by=clerk(), now=NOW)
    take_survey([seen(2, **point(50))], source="现场.xlsx", by=clerk(), now=NOW)
    return client_of("deng")


def do(client: Client, step: str, **more: Any) -> Any:
    ids = list(PlateProposal.objects.values_list("id", flat=True))
    return client.post(MISSING, {"do": step, "proposal": ids, **more}, follow=True)


def test_it_works(deng: Client) -> None:
    assert "没有补号建议" in said(text_of(deng.get(MISSING)))
    found = said(text_of(deng.post(MISSING, {"do": "search"}, follow=True)))
    assert "新建议1条" in found
    assert "老街" in found
    assert "3号 – 7号" in found
    assert REASONS["missing"] in found
    assert "1条建议已办" in said(text_of(do(deng, "field_checked", words="门在")))
    assert "须由另一名经办人办理" in said(text_of(do(deng, "approved")))
    assert "1条建议已办" in said(text_of(do(registrar("pan-b", people.COUNTY, "address_clerk"), "approved")))
    one = PlateProposal.objects.get()
    assert (one.state, Entrance.objects.get(pk=one.entrance).main) == ("approved", 5)


def test_an_approved_number_becomes_an_address_with_a_plate_on_its_way(db: None) -> None:
    town.load()
    ding, _ = (registrar(name, f"{town.COUNTY}000000", "address_clerk") for name in ("ding", "peng"))
    approved((people.officer("ding"), people.officer("peng")), entrance(2, 120.0))
    assert "编制了1个地址，申请了1块门牌" in said(text_of(do(ding, "addressed")))
    assert PlateProposal.objects.get().state == "ordered"
    assert Plate.objects.get().state == "approved"


def test_the_next_town_sees_nothing_and_takes_no_step(deng: Client) -> None:
    deng.post(MISSING, {"do": "search"})
    stranger = registrar("yan-b", people.NEXT_TOWN, "address_clerk")
    assert "老街" not in text_of(stranger.get(MISSING))
    assert stranger.get(MISSING, {"division": people.TOWN}).status_code == 403
    assert do(stranger, "field_checked").status_code == 403
    assert PlateProposal.objects.get().state == "proposed"


def test_an_enumerator_checks_in_the_field_and_is_offered_nothing_else(deng: Client) -> None:
    deng.post(MISSING, {"do": "search"})
    tang = registrar("tang-b", people.TOWN, "enumerator")
    assert re.findall(r'name="do" value="(\w+)"', text_of(tang.get(MISSING))) == ["field_checked"]
    assert tang.post(MISSING, {"do": "search"}).status_code == 403


def test_what_is_typed_badly_is_said_and_what_was_typed_stays(deng: Client) -> None:
    deng.post(MISSING, {"do": "search"})
    answer = do(deng, "refused")
    assert answer.status_code == 422
    assert "没有写不采纳的缘由" in text_of(answer)
    assert " checked" in text_of(answer)
    for bad in ({"do": "field_checked"}, {"do": "x", "proposal": "1"}, {"do": "approved", "proposal": ["²", "9" * 30]}):
        assert "没有勾选补号建议" in text_of(deng.post(MISSING, bad))
    assert deng.post(MISSING, {"do": "addressed", "proposal": "999"}).status_code == 404
    assert "不采纳" in said(text_of(do(deng, "refused", words="一扇边门")))
    assert PlateProposal.objects.get().state == "refused"
    assert deng.get(MISSING, {"state": "nonsense", "page": "x"}).status_code == 200
    assert deng.get(MISSING, {"division": "²"}).status_code == 422
    assert "老街" not in text_of(deng.get(MISSING, {"state": "proposed"}))


def test_plates_and_orders_are_listed_with_what_was_done_and_the_file_is_given(db: None) -> None:
    town.load()
    ding, _ = (registrar(name, f"{town.COUNTY}000000", "address_clerk") for name in ("ding", "peng"))
    assert "没有门牌" in said(text_of(ding.get("/plates/")))
    assert "没有制作单" in said(text_of(ding.get("/plates/orders/")))
    approved((people.officer("ding"), people.officer("peng")), entrance(2, 120.0))
    do(ding, "addressed")
    plate = Plate.objects.get()
    page = said(text_of(ding.get("/plates/", {"state": "approved", "plate": plate.pk})))
    assert f"牌{plate.pk}的经过" in page
    assert "11" in page
    assert "没有门牌" in said(text_of(ding.get("/plates/", {"state": "in_use"})))
    order = make_order(town.VILLAGE, maker="达州制牌厂", by=people.officer("ding"), now=now())
    assert "达州制牌厂" in text_of(ding.get("/plates/orders/"))
    file = ding.get(f"/plates/orders/{order}/file/")
    assert file.content.startswith(b"PK")
    stranger = registrar("yan-b", people.NEXT_TOWN, "address_clerk")
    assert "达州制牌厂" not in text_of(stranger.get("/plates/orders/"))
    assert stranger.get("/plates/", {"plate": plate.pk}).status_code == 403
    assert stranger.get(f"/plates/orders/{order}/file/").status_code == 403
    assert ding.get("/plates/", {"plate": "999", "page": "x", "state": "?"}).status_code == 404
