"""A street is renamed and everybody is told; a division changes; doubtful addresses are decided by keyboard alone."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, Town, asked, look_here
from tests.web.e2e.test_places import filled, open_street


@pytest.fixture(scope="module")
def town(own_town: Town) -> Town:
    return own_town


def an_office(page: Any) -> None:
    """Enter a department unless it is there already."""
    page.goto("/notices/receivers/")
    if page.get_by_role("link", name="市场监督管理局").count():
        return
    page.fill("#office", "市场监督管理局")
    page.fill("#changes", "企业登记的住所")
    page.fill("#contact", "登记注册股 0818-1234567")
    page.get_by_role("button", name="登记这个部门").click()
    page.wait_for_load_state()


def renamed(page: Any, at: int, name: str) -> None:
    """Rename a street; end on its receipt."""
    open_street(page, at)
    page.get_by_role("link", name="地名更名").click()
    filled(page, name)
    page.wait_for_selector("#readback .chip[data-tone=done]")
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="登记更名").click()
    page.wait_for_url(re.compile(r"/acts/\d+/$"))


def place_of_a_village(town: Town) -> int:
    """A street with addresses that runs through one village only."""
    on = "select max(n.id) from named_place n join address a on a.thoroughfare = n.id where n.division not like '%000'"
    return int(asked(town, on)[0][0])


def test_a_renaming_is_told_received_and_completed(page_as: PageAs) -> None:
    page = page_as("deng")
    an_office(page)
    look_here(page, "notice-receivers")
    renamed(page, 3, "凤栖大道")
    page.get_by_role("link", name="告知部门和住户").click()
    page.get_by_role("button", name="整理通知").click()
    section = page.locator("section.party").first  # the page is read anew when the work beside the server is done
    expect(section).to_contain_text("市场监督管理局")
    for step, words in (("told", "已告知，等签收"), ("acknowledged", "已签收"), ("completed", "已办结")):
        section.locator(f"input[value={step}]").check()
        section.locator("input[name=how]").fill("送达回证")
        section.get_by_role("button", name="记下这一步").click()
        page.wait_for_load_state()
        expect(section.locator(".chip")).to_contain_text(words)
    look_here(page, "notice-act")
    page.get_by_role("link", name="打印告知书").click()
    expect(page.locator(".letter")).to_contain_text("地名管理条例第十八条")
    look_here(page, "notice-letter-deng")
    page.go_back()
    households = page.get_by_role("link", name="打印逐户告知单")
    if households.count():
        households.click()
        expect(page.locator("main")).to_contain_text("不用办迁移")
        look_here(page, "notice-households")
    page.goto("/notices/receivers/")
    page.get_by_role("link", name="市场监督管理局").click()
    expect(page.locator("tbody tr").first).to_contain_text("已办结")
    look_here(page, "notice-receiver")
    page.goto("/notices/")
    expect(page.locator("tbody tr").first).to_contain_text("已办结")
    look_here(page, "notices-list")


@pytest.mark.parametrize("js", [True, False])
def test_a_street_goes_to_another_town_with_its_preview(page_as: PageAs, town: Town, js: bool) -> None:
    page = page_as("deng", js=js)
    page.goto(f"/acts/new/division_part_of_place/?place={place_of_a_village(town)}")
    page.check("input[name=change_kind][value=boundary_moved]")
    page.fill("#in-becomes", "511703999001")
    page.fill("#in-name", "新界村")
    page.fill("#in-happened_on", "20260501")
    page.check("#paper-archive")
    page.locator("input[name=approved_by]").first.check()
    page.get_by_role("button", name="核对").click()
    page.wait_for_selector(".before-after, .empty")
    expect(page.locator("main")).to_contain_text("涉及多少")
    if js:
        look_here(page, "division-part-foreseen")


@pytest.mark.parametrize("js", [True, False])
def test_doubtful_addresses_are_decided_by_keys_and_without_scripts(page_as: PageAs, js: bool) -> None:
    page = page_as("deng", js=js)
    page.goto("/addresses/")
    page.fill("#text", "\n".join(["石桥镇一个小地方5号 张三", "老供销社对面", "石桥镇", "不知道哪里12号"]))
    page.get_by_role("button", name="规范这些地址").click()
    page.wait_for_load_state()
    page.get_by_role("button", name="逐条核定存疑的").click()
    page.wait_for_load_state()
    if js:
        look_here(page, "review")
    said = page.locator("[role=status]").first
    before = said.inner_text()
    if js:
        began = time.monotonic()
        page.keyboard.press("n")
        page.wait_for_function("(before) => document.querySelector('[role=status]').innerText !== before", arg=before)
        print(f"next after {time.monotonic() - began:.3f} s")
        page.keyboard.press("u")
        page.wait_for_function("(before) => document.querySelector('[role=status]').innerText === before", arg=before)
        page.keyboard.press("s")
        page.wait_for_function("(before) => document.querySelector('[role=status]').innerText !== before", arg=before)
    else:
        page.get_by_role("button", name="册里没有").click()
        page.wait_for_load_state()
    expect(said).not_to_have_text(before)
