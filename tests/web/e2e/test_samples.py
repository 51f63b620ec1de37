"""A sample in a browser: how exact it would be, drawn, checked one by one, read back, also without scripts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, look_here


@pytest.mark.parametrize("js", [True, False])
def test_it_works(page_as: PageAs, js: bool, tmp_path: Path) -> None:
    page = page_as("lin", js=js)
    page.goto("/samples/")
    page.fill("#size", "2000000")
    page.select_option("#frame", "registered")
    page.click("button[value=draw]")
    expect(page.locator(".error-summary")).to_be_visible()
    page.fill("#size", "12")
    page.click("button[value=expect]")
    expect(page.locator("#draw .notice")).to_contain_text("±")
    if js:
        look_here(page, "samples")
    page.focus("#size")
    page.click("button[value=draw]")
    page.wait_for_url(re.compile(r"/samples/\d+/$"))
    page.click("main .title a.button--primary")
    page.wait_for_url(re.compile(r"/lines/"))
    page.select_option("[name=outcome-1]", "checked")
    page.check("[name=wrong-2][value=birth_date]")
    page.click("main form button.button--primary")
    expect(page.locator(".error-summary")).to_be_visible()  # an item is wrong, and no result is chosen
    expect(page.locator("[name=wrong-2][value=birth_date]")).to_be_checked()
    page.select_option("[name=outcome-2]", "checked")
    page.focus("main form button.button--primary")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_have_count(0)
    expect(page.locator("[name=outcome-2]")).to_have_value("checked")
    if js:
        look_here(page, "sample-lines")
    page.click("main .title a.button--plain")
    page.wait_for_url(re.compile(r"/samples/\d+/$"))
    expect(page.locator("#result tbody tr")).to_have_count(1)
    with page.expect_download() as sheet:
        page.click("a[href$='sheet.xlsx']")
    file = tmp_path / "sheet.xlsx"
    sheet.value.save_as(file)
    page.set_input_files("#file", str(file))
    page.click("form[action$='/returned/'] button")
    expect(page.locator("main .notice[data-tone=done]")).to_be_visible()
    if js:
        look_here(page, "sample")
        page.goto("/samples/")
        look_here(page, "samples-list")
        page.click(".language button")
        page.wait_for_selector("html[lang=en]")
        look_here(page, "samples-en")
        page.click("tbody a[data-open]")
        page.wait_for_selector("#result")
        look_here(page, "sample-en")
        page.click("main .title a.button--primary")
        page.wait_for_selector("fieldset")
        look_here(page, "sample-lines-en")
