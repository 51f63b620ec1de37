"""A plate on its page, from the application to the wall and back: each step, its rights, what is refused in words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import now

from huangce.places.plate_life import apply_for, apply_for_signs
from huangce.places.plate_models import Plate, PlateEvent, PlatePhoto
from huangce.places.plate_orders import make_order
from huangce.web.frame.models import Draft
from tests import people
from tests.places import town
from tests.rules.test_photos import WHERE, exif, jpeg
from tests.web.people.conftest import registrar, the_cast_stays_as_it_is
from tests.web.places.test_places import said, text_of

__all__ = ["the_cast_stays_as_it_is"]

COUNTY = f"{town.COUNTY}000000"


@pytest.fixture
def ding(db: None) -> Client:
    """An address clerk of a county with a street of four houses; a second one is Peng."""
    town.load()
    registrar("peng", COUNTY, "address_clerk")
    return registrar("ding", COUNTY, "address_clerk")


@pytest.fixture
def peng(ding: Client) -> Client:
    return registrar("peng-b", COUNTY, "address_clerk")


def plates(count: int = 2, *, approved: bool = True) -> list[int]:
    ids = list(town.rows("select id from address where plate in ('1号', '3号') order by id limit %s", count))
    return apply_for([one[0] for one in ids], by=people.officer("ding"), now=now(), approved=approved)


def take(client: Client, step: str, made: list[int], **said: Any) -> Any:
    query = "&".join(f"plate={one}" for one in made)
    return client.post(f"/plates/steps/{step}/?{query}", {"plate": made, **said}, follow=True)


def photo(content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile("门.jpg", content or jpeg(exif(1)), content_type="image/jpeg")


def points(made: list[int], **more: Any) -> dict[str, Any]:
    told = {f"{name}-{one}": value for one in made for name, value in (("longitude", "107.46"), ("latitude", "31.2"))}
    return {"installer": "标牌厂", "photo_without_persons": "1", **told, **more}


def states(made: list[int]) -> list[str]:
    return [one.state for one in Plate.objects.filter(pk__in=made).order_by("pk")]


def to_be_hung(client: Client, count: int = 2) -> tuple[int, list[int]]:
    made = plates(count)
    order = make_order(town.VILLAGE, maker="标牌厂", by=people.officer("ding"), now=now())
    take(client, "manufactured", made, batch="B-1", spec="200×150 mm")
    take(client, "delivered", made)
    return order, made


def test_it_works(ding: Client, peng: Client) -> None:
    made = plates(approved=False)
    page = text_of(ding.get("/plates/"))
    assert re.findall(r'formaction="/plates/steps/([\w-]+)/"', page) == ["approved", "retired"]
    assert take(ding, "approved", made).status_code == 403  # who applied does not approve
    assert "2块牌已办" in said(text_of(take(peng, "approved", made)))
    answer = take(ding, "ordered", made, maker="标牌厂", due_on="20261231", **{"price-door": "12.5"})
    order = Plate.objects.count() and PlateEvent.objects.filter(step="ordered").first().order
    assert "12.50" in text_of(ding.get(f"/plates/orders/{order}/"))
    take(ding, "manufactured", made, batch="B-1", spec="200×150 mm")
    take(ding, "delivered", made)
    asked = text_of(ding.get(f"/plates/steps/installed/?order={order}"))
    assert f'name="photo-{made[1]}"' in asked
    more = {f"photo-{one}": photo() for one in made}
    answer = ding.post(f"/plates/steps/installed/?order={order}", {"plate": made, **points(made), **more}, follow=True)
    assert "2块牌记为已安装" in said(text_of(answer))
    assert states(made) == ["installed", "installed"]
    page = text_of(ding.get(f"/plates/{made[0]}/"))
    assert "<svg" in page
    event = PlateEvent.objects.get(plate=made[0], step="installed")
    kept = ding.get(f"/plates/{made[0]}/photos/{event.pk}/")
    assert (kept["Content-Type"], kept.content[:2]) == ("image/jpeg", b"\xff\xd8")
    assert WHERE not in kept.content
    assert PlatePhoto.objects.count() == 1
    assert ding.get(f"/plates/{made[0]}/code/").content.startswith(b"<svg")


def test_a_step_taken_by_mistake_is_taken_back_and_both_are_told(ding: Client) -> None:
    _order, made = to_be_hung(ding)
    assert take(ding, "taken-back", made).status_code == 422  # without saying why
    take(ding, "taken-back", made, words="点错了")
    assert states(made) == ["manufactured", "manufactured"]
    page = said(text_of(ding.get(f"/plates/{made[0]}/")))
    assert "撤销：送达" in page
    assert "点错了" in page


def test_plates_without_photo_or_point_stay_and_say_why_while_the_others_are_taken(ding: Client) -> None:
    order, made = to_be_hung(ding)
    url = f"/plates/steps/installed/?order={order}"
    more = {f"photo-{made[0]}": photo(), f"photo-{made[1]}": photo(b"%PDF-1.7")}
    answer = ding.post(url, {"plate": made, **points(made), **more})
    assert answer.status_code == 422
    assert "它是别的文件" in text_of(answer)
    assert states(made) == ["installed", "delivered"]
    bare = ding.post(url, {"plate": made[1:], **points(made), f"latitude-{made[1]}": "北"})
    assert "经纬度读不出来" in text_of(bare)
    without = ding.post(url, {"plate": made[1:], **points(made, photo_without_persons="")})
    assert (without.status_code, PlatePhoto.objects.count()) == (422, 1)


def test_a_damaged_plate_is_replaced_and_leads_to_the_new_one(ding: Client) -> None:
    order, made = to_be_hung(ding, 1)
    ding.post(f"/plates/steps/installed/?order={order}", {"plate": made, **points(made), f"photo-{made[0]}": photo()})
    assert "“缘由”还没有填" in text_of(take(ding, "damaged", made))
    take(ding, "damaged", made, words="字迹不清")
    take(ding, "replaced", made)
    fresh = Plate.objects.get(replaces=made[0])
    assert f'href="/plates/{fresh.pk}/"' in text_of(ding.get(f"/plates/{made[0]}/"))
    assert f"换下的牌{made[0]}" in said(text_of(ding.get(f"/plates/{fresh.pk}/")))


def test_plates_that_a_change_of_addresses_brought_wait_to_be_ordered(ding: Client) -> None:
    plates()
    act = town.rename(town.street(), "解放路").act
    page = said(text_of(ding.get("/plates/orders/")))
    assert f"登记事项 {act}" in page
    listed = text_of(ding.get("/plates/", {"act": act, "state": "approved"}))
    assert "解放路 1号" in listed
    assert "人民路" not in listed
    ended = Plate.objects.filter(state="retired").first()
    assert f'href="/acts/{act}/"' in text_of(ding.get(f"/plates/{ended.pk}/"))


def test_doors_that_lack_a_plate_and_signs_of_a_street_are_applied_for(ding: Client) -> None:
    ids = [row[0] for row in town.rows("select id from address where plate = '5号'")]
    assert "没有勾选地址" in text_of(ding.post("/plates/apply/", {}))
    assert ding.get("/plates/apply/").status_code == 200
    assert "5号" in text_of(ding.get("/plates/apply/", {"address": ids}))
    assert "申请了1块" in said(text_of(ding.post("/plates/apply/", {"address": ids}, follow=True)))
    assert "已有牌" in text_of(ding.post("/plates/apply/", {"address": ids}))
    url = f"/plates/apply/?place={town.street()}"
    assert "现在有0块" in said(text_of(ding.get(url)))
    assert "申请了2块" in said(text_of(ding.post(url, {"count": "2", "seen": "0"}, follow=True)))
    again = ding.post(url, {"count": "2", "seen": "0"})  # the same submit once more
    assert "现在有2块" in text_of(again)
    assert Plate.objects.filter(plate_kind="street_sign").count() == 2
    for count in ("0", "x", "999", "²"):
        assert ding.post(url, {"count": count, "seen": "2"}).status_code == 422


def test_the_next_town_sees_no_plate_and_takes_no_step(ding: Client) -> None:
    made = plates()
    order = make_order(town.VILLAGE, maker="标牌厂", by=people.officer("ding"), now=now())
    stranger = registrar("yan-b", people.NEXT_TOWN, "address_clerk")
    for path in (f"/plates/{made[0]}/", f"/plates/{made[0]}/code/", f"/plates/orders/{order}/",
                 f"/plates/steps/manufactured/?plate={made[0]}", f"/plates/apply/?place={town.street()}"):  # fmt: skip
        assert stranger.get(path).status_code == 403, path
    assert take(stranger, "manufactured", made, batch="1", spec="1").status_code == 403
    assert states(made) == ["ordered", "ordered"]


def test_an_enumerator_hangs_and_reports_and_is_offered_nothing_else(ding: Client) -> None:
    _order, made = to_be_hung(ding)
    tang = registrar("tang-b", COUNTY, "enumerator")
    page = text_of(tang.get(f"/plates/{made[0]}/"))
    assert re.findall(r'href="/plates/steps/([\w-]+)/', page) == ["installed", "missing"]
    assert take(tang, "retired", made, reason="demolition").status_code == 403


def test_what_is_typed_badly_is_said_and_what_was_typed_stays(ding: Client) -> None:
    made = plates()
    answer = take(ding, "ordered", made, maker="标牌厂", **{"price-door": "许多"})
    assert (answer.status_code, "标牌厂" in text_of(answer)) == (422, True)
    for bad in ("-1", "NaN", "1e99"):
        assert take(ding, "ordered", made, maker="x", **{"price-door": bad}).status_code == 422
    assert take(ding, "ordered", made, maker="x", due_on="昨天").status_code == 422
    assert take(ding, "retired", made, reason="tired of it").status_code == 422
    assert ding.post(f"/plates/steps/retired/?plate={made[0]}", {"reason": "demolition"}).status_code == 422
    assert ding.get("/plates/steps/retired/").status_code == 422
    assert ding.get("/plates/steps/nothing/?plate=1").status_code == 404
    assert ding.get("/plates/steps/installed/?order=999").status_code == 404
    assert "办不了这一步" in said(text_of(ding.get(f"/plates/steps/delivered/?plate={made[0]}")))
    assert states(made) == ["approved", "approved"]


def test_a_draft_of_a_step_is_kept_and_goes_with_the_step(ding: Client) -> None:
    made = plates(1)
    url = f"/plates/steps/ordered/?plate={made[0]}"
    ding.post("/drafts/keep/", {"draft_form": url, "draft_title": "下单制作", "maker": "第一标牌厂"})
    assert "第一标牌厂" in text_of(ding.get(url))
    take(ding, "ordered", made, maker="第一标牌厂")
    assert not Draft.objects.exists()


def test_a_sign_has_no_code_and_an_order_says_who_pays(ding: Client) -> None:
    signs = apply_for_signs(
        "人民路", division=town.VILLAGE, count=2, by=people.officer("ding"), now=now(), named_place=town.street()
    )
    assert "人民路" in said(text_of(ding.get("/plates/", {"kind": "street_sign"})))
    assert "没有门牌" in said(text_of(ding.get("/plates/", {"kind": "door"})))
    page = text_of(ding.get(f"/plates/{signs[0]}/"))
    assert "下载二维码" not in page
    assert ding.get(f"/plates/{signs[0]}/code/").status_code == 404
    take(registrar("peng-c", COUNTY, "address_clerk"), "approved", signs)
    order = make_order(town.VILLAGE, maker="标牌厂", by=people.officer("ding"), now=now())
    assert "乡镇财政" in text_of(ding.get(f"/plates/orders/{order}/"))
    assert "乡镇财政" in text_of(ding.get("/plates/orders/"))


def test_the_head_of_a_page_names_the_office_and_not_what_the_page_is_about(ding: Client) -> None:
    (door,) = plates(1)
    (sign,) = apply_for_signs("人民路", division=town.VILLAGE, count=1, by=people.officer("ding"), now=now())
    for path in (f"/plates/{door}/", f"/plates/{sign}/", "/plates/apply/", f"/plates/apply/?place={town.street()}"):
        assert "达川区人口登记" in said(text_of(ding.get(path))), path


def test_the_rules_of_numbering_are_listed_and_recorded_from_a_file(ding: Client) -> None:
    rule = (
        f'[[schemes]]\ndivision = "{town.COUNTY}"\nfrom = 2018-01-01\ndocument = "门楼牌编制管理办法"\n'
        'origin = ["east", "north"]\nodd_side = "right"\n'
    )

    def send(content: bytes, client: Client = ding) -> Any:
        return client.post("/plates/schemes/", {"file": SimpleUploadedFile("规则.toml", content)}, follow=True)

    assert "没有编号规则" in said(text_of(ding.get("/plates/schemes/")))
    page = said(text_of(send(rule.encode())))
    assert "记录了1条编号规则" in page
    assert "单号在右侧" in page
    assert "门楼牌编制管理办法" in said(text_of(ding.get("/plates/schemes/", {"division": town.VILLAGE})))
    for bad in (b"[[schemes]]", b"x = ", "规则".encode("gb18030")):
        assert send(bad).status_code == 400
    assert ding.post("/plates/schemes/", {}).status_code == 400
    many = "".join(rule.replace(f'"{town.COUNTY}"', f'"5117031160{at:02}"') for at in range(1, 61))
    assert "共61个" in said(text_of(send(many.encode())))
    assert "第51–61个" in said(text_of(ding.get("/plates/schemes/", {"page": "2"})))
    stranger = registrar("yan-b", people.NEXT_TOWN, "address_clerk")
    assert send(rule.encode(), stranger).status_code == 403
    assert "门楼牌编制管理办法" not in text_of(stranger.get("/plates/schemes/"))


def test_many_rules_of_numbering_have_pages(ding: Client) -> None:
    rules = "".join(
        f'[[schemes]]\ndivision = "{town.COUNTY}"\nfrom = {1950 + i}-01-01\ndocument = "办法{i}"\norigin = ["east"]\n'
        'odd_side = "right"\n'
        for i in range(51)
    )
    ding.post("/plates/schemes/", {"file": SimpleUploadedFile("规则.toml", rules.encode())})
    first, second = (said(text_of(ding.get("/plates/schemes/", {"page": page}))) for page in (1, 2))
    assert "第1–50个，共51个" in first
    assert "办法50" not in first
    assert "办法50" in second
