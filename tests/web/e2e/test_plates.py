"""Plates in a browser: approved, ordered, made, hung with their photos, taken back; by keys; without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.rules.test_photos import png
from tests.web.e2e.conftest import PageAs, look_here


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo of a plate."""
    file = tmp_path_factory.mktemp("photos") / "plate.png"
    file.write_bytes(png())
    return file


def begin(page: Any, state: str, button: str, count: int) -> list[str]:
    """Tick the first plates of a state and open the form of a step; return their numbers."""
    page.goto(f"/plates/?state={state}")
    boxes = page.locator("#ticked input[name=plate]")
    expect(boxes.nth(count - 1)).to_be_visible()
    chosen = [str(boxes.nth(at).get_attribute("value")) for at in range(count)]
    for at in range(count):
        boxes.nth(at).check()
    page.get_by_role("button", name=button).click()
    page.wait_for_url(re.compile(r"/plates/steps/"))
    return chosen


def done(page: Any, button: str, count: int) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()
    expect(page.locator("main, body").get_by_text(f"{count}块牌").first).to_be_visible()


def test_plates_go_from_the_approval_to_the_wall_and_one_step_back(page_as: PageAs, photo: Path) -> None:
    approver = page_as("shi")
    chosen = begin(approver, "numbered", "批准门牌", 2)
    look_here(approver, "plate-step-approved")
    done(approver, "批准门牌", 2)
    approver.context.close()
    page = page_as("deng")
    page.goto("/plates/")
    look_here(page, "plates")
    page.goto("/plates/steps/ordered/?" + "&".join(f"plate={one}" for one in chosen))
    page.fill("#in-maker", "石桥标牌厂")
    page.fill("#in-due_on", "20991231")
    page.fill("#in-price-door", "12.50")
    look_here(page, "plate-step-ordered")
    done(page, "下单制作", 2)
    page.goto(f"/plates/{chosen[0]}/")
    page.locator(".leaf a[href*='/plates/orders/']").click()
    page.wait_for_url(re.compile(r"/plates/orders/\d+/$"))
    order = page.url
    look_here(page, "plate-order")
    page.get_by_role("link", name="记为制成").click()
    page.fill("#in-batch", "B-7")
    page.fill("#in-spec", "200×150 mm")
    done(page, "记为制成", 2)
    page.goto(order)
    page.get_by_role("link", name="记为送达").click()
    done(page, "记为送达", 2)
    page.goto(order)
    page.get_by_role("link", name="记为安装").click()
    page.fill("#in-installer", "石桥标牌厂")
    page.check("[name=photo_without_persons]")
    for one in chosen:
        page.fill(f"[name=longitude-{one}]", "107.4680")
        page.fill(f"[name=latitude-{one}]", "31.2095")
    page.set_input_files(f"[name=photo-{chosen[0]}]", photo)
    look_here(page, "plate-step-installed")
    page.get_by_role("button", name="记为安装").click()
    expect(page.locator(".error-summary")).to_contain_text("有的牌没有办成")
    expect(page.locator(".wrong")).to_contain_text("照片和经纬度都要有")
    page.set_input_files(f"[name=photo-{chosen[1]}]", photo)
    done(page, "记为安装", 1)
    page.goto(f"/plates/{chosen[1]}/")
    page.locator(".plate-photo img").scroll_into_view_if_needed()
    expect(page.locator(".plate-photo img")).to_have_js_property("naturalWidth", 320)
    look_here(page, "plate")
    page.get_by_role("link", name="撤销上一步").click()
    page.fill("#in-words", "照片贴错了门")
    page.get_by_role("button", name="撤销上一步").click()
    page.wait_for_url(re.compile(r"/plates/\d+/$"))
    expect(page.locator(".timeline")).to_contain_text("撤销：安装")
    page.goto("/plates/orders/")
    look_here(page, "plate-orders")


def test_plates_are_approved_by_keys_alone(page_as: PageAs) -> None:
    page = page_as("shi")
    page.goto("/plates/?state=numbered")
    page.locator("#ticked input[name=plate]").first.focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="批准门牌").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/plates/steps/approved/"))
    page.keyboard.press("Alt+1")
    page.keyboard.type("合规")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/plates/\d+/$"))
    expect(page.locator(".timeline")).to_contain_text("合规")


def test_what_was_typed_for_a_step_is_there_again(page_as: PageAs) -> None:
    page = page_as("deng")
    begin(page, "approved", "下单制作", 1)
    form = page.url
    page.fill("#in-maker", "第二标牌厂")
    expect(page.locator("[data-draft-said]")).to_contain_text("草稿已存")
    page.goto(form)
    expect(page.locator("#in-maker")).to_have_value("第二标牌厂")
    page.get_by_role("button", name="丢掉草稿").click()
    expect(page.locator("#in-maker")).to_have_value("")


def test_plates_are_applied_for_and_damaged_ones_replaced_without_javascript(page_as: PageAs) -> None:
    page = page_as("deng", js=False)
    page.goto("/plates/apply/")
    lacking = page.locator("input[name=address]").first.get_attribute("value")
    page.goto(f"/plates/apply/?address={lacking}")
    page.get_by_role("button", name="为勾选的申请门牌").click()
    expect(page.locator("body")).to_contain_text("申请了1块")
    (plate,) = begin(page, "in_use", "记为损坏", 1)
    page.fill("#in-words", "字迹不清")
    page.get_by_role("button", name="记为损坏").click()
    page.wait_for_url(f"**/plates/{plate}/")
    page.get_by_role("link", name="更换门牌").click()
    page.get_by_role("button", name="更换门牌").click()
    page.wait_for_url(f"**/plates/{plate}/")
    page.locator(".leaf a", has_text="牌").last.click()
    expect(page.locator(".timeline")).to_contain_text(f"换下的牌{plate}")
