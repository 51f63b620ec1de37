"""Streets and addresses in a browser: rename, record, find by the old name, take back; by keys; without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, look_here

DAY = "20260501"


def open_street(page: Any, at: int) -> tuple[str, str]:
    """Open one of the streets of the county that have addresses; return its name and its path."""
    page.goto("/places/?kind=thoroughfare")
    rows = page.locator("tbody tr").filter(has=page.locator("td.num", has_not_text=re.compile(r"^\s*0\s*$")))
    link = rows.nth(at).locator("a[data-open]")
    name = link.inner_text()
    with page.expect_navigation():
        link.click()
    return name, page.url


def has_two(page: Any, at: int) -> bool:
    """Open a street and go down its first branches; return whether two addresses came to stand side by side."""
    open_street(page, at)
    while page.locator("tbody input[name=address]").count() < 2:
        deeper = page.locator("tbody .do a")
        if not deeper.count():
            return False
        with page.expect_navigation():
            deeper.first.click()
    return True


def filled(page: Any, name: str) -> None:
    """Type a new name with its paper, and choose the second officer."""
    page.fill("#in-name", name)
    page.fill("#in-happened_on", DAY)
    page.check("#paper-archive")
    page.locator("input[name=approved_by]").first.check()


def first_address(page: Any) -> str:
    """The first address of the street whose page is open, in full."""
    while not page.locator("tbody a[href^='/addresses/']").count():
        with page.expect_navigation():
            page.locator("tbody .do a").first.click()
    with page.expect_navigation():
        page.locator("tbody a[href^='/addresses/']").first.click()
    return str(page.locator("h1").inner_text())


def test_a_street_is_renamed_found_by_its_old_name_and_taken_back(page_as: PageAs) -> None:
    page = page_as("deng")
    name, path = open_street(page, 0)
    look_here(page, "place")
    old = first_address(page)
    look_here(page, "address-life")
    page.goto(path)
    page.get_by_role("link", name="地名更名").click()
    filled(page, "凤鸣大道")
    page.wait_for_selector("#readback .chip[data-tone=done]")
    page.get_by_role("button", name="核对").click()
    expect(page.locator("main")).to_contain_text("变化的地址")
    look_here(page, "place-foreseen")
    page.get_by_role("button", name="登记更名").click()
    page.wait_for_url(re.compile(r"/acts/\d+/$"))
    receipt = page.url
    look_here(page, "place-receipt")
    page.goto("/old-addresses/")
    page.fill("#q", old)
    page.get_by_role("button", name="对照旧地址").click()
    expect(page.locator(".answer h2").first).to_contain_text("凤鸣大道")
    look_here(page, "place-resolved")
    page.goto(receipt)
    page.get_by_role("link", name="撤销这一项").click()
    page.fill("#in-reason", "文号写错")
    page.locator("input[name=approved_by]").first.check()
    page.wait_for_selector("#readback .chip[data-tone=done]")
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="撤销这一项登记").click()
    page.wait_for_url(re.compile(r"/acts/\d+/$"))
    page.goto(path)
    expect(page.locator("h1")).to_have_text(name)


def test_a_street_is_renamed_by_keys_alone(page_as: PageAs) -> None:
    page = page_as("deng")
    _name, path = open_street(page, 1)
    page.goto(f"/acts/new/place_renamed/?place={path.rstrip('/').rsplit('/', 1)[1]}")
    page.keyboard.press("Alt+2")
    page.keyboard.press("Control+a")
    page.keyboard.type("龙腾路")
    page.keyboard.press("Tab")
    page.keyboard.type(DAY)
    page.keyboard.press("Alt+3")
    page.keyboard.press("Alt+4")
    page.wait_for_selector("#readback .chip[data-tone=done]")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".before-after")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/acts/\d+/$"))
    expect(page.locator("main")).to_contain_text("龙腾路")


@pytest.mark.parametrize("width", [1280, 360])
def test_a_street_is_renamed_without_javascript(page_as: PageAs, width: int) -> None:
    page = page_as("deng", js=False, width=width)
    name = {1280: "云台路", 360: "双溪路"}[width]
    open_street(page, {1280: 2, 360: 3}[width])
    page.get_by_role("link", name="地名更名").click()
    page.fill("#in-name", name)
    page.get_by_role("button", name="核对").click()
    expect(page.locator(".error-summary")).to_contain_text("还差")
    filled(page, name)
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="登记更名").click()
    expect(page).to_have_url(re.compile(r"/acts/\d+/$"))


def test_ticked_addresses_go_to_one_form(page_as: PageAs) -> None:
    page = page_as("deng")
    assert any(has_two(page, at) for at in range(4, 40))
    for box in page.locator("tbody input[name=address]").all()[:2]:
        box.check()
    page.get_by_role("button", name="合并地址").click()
    expect(page.locator(".act-answers li")).to_have_count(2)
    look_here(page, "place-merge")


def test_lists_and_tables_can_be_read(page_as: PageAs) -> None:
    page = page_as("deng")
    for path, name in (
        ("/places/", "places"),
        ("/addresses-gone/", "places-gone"),
        ("/acts/places/", "places-acts"),
        ("/places/?q=xyz", "places-none"),
    ):
        page.goto(path)
        look_here(page, name)
    page.goto("/places/?kind=compound&q=")
    for _level in range(4):
        if page.locator(".plan svg").count() or not page.locator("tbody a[data-open]").count():
            break
        with page.expect_navigation():
            page.locator("tbody a[data-open]").first.click()
    look_here(page, "place-building")
    _name, path = open_street(page, 5)
    record = path.rstrip("/").rsplit("/", 1)[1]
    for form in ("addresses_new", "addresses_renumbered"):
        page.goto(f"/acts/new/{form}/?place={record}")
        look_here(page, f"places-{form}")
