"""Agreements, a delivered list and the feeds in a real browser: entered with the keyboard, and looked at all round."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, look_here


def test_it_works(page_as: PageAs) -> None:
    page = page_as("lin", js=False)
    page.goto("/sharing/agreements/")
    page.get_by_role("link", name="登记新协议").click()
    page.get_by_role("link", name="死亡登记及撤回").click()
    for name, value in (
        ("code", "deaths-hr"),
        ("recipient", "人力资源和社会保障局"),
        ("purpose", "停发养老金"),
        ("legal_ground", "资府办发〔2017〕14号 三(三)4"),
        ("frequency", "每日"),
        ("retention_months", "6"),
        ("answer_days", "10"),
        ("contact", "养老待遇科"),
    ):
        page.fill(f"#{name}", value)
    page.get_by_role("button", name="登记协议").click()
    expect(page.locator(".error-summary")).to_contain_text("没有选告知的项目")
    page.get_by_label("公民身份号码").check()
    page.get_by_label("死亡日期").check()
    page.get_by_role("button", name="登记协议").click()
    page.wait_for_url("**/sharing/agreements/deaths-hr/")
    expect(page.locator("main")).to_contain_text("第1版")


def test_the_pages_look_as_they_should(look: Callable[..., None], page_as: PageAs) -> None:
    look("lin", "/sharing/agreements/", "agreements")
    look("lin", "/sharing/new/cremations/", "agreement-form")
    look("lin", "/sharing/feeds/", "feeds")
    look("lin", "/sharing/agreements/cremations/", "agreement")
    page = page_as("lin")
    page.goto("/lists/")
    page.locator('a[href^="/sharing/lists/"]').first.click()
    look_here(page, "delivery")


def test_a_delivered_list_gives_its_receipt(page_as: PageAs, tmp_path: Path) -> None:
    page = page_as("lin")
    page.goto("/lists/")
    page.locator('a[href^="/sharing/lists/"]').first.click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载回执").click()
    waiting.value.save_as(tmp_path / "receipt.json")
    assert '"about": "delivery"' in (tmp_path / "receipt.json").read_text(encoding="utf-8")
