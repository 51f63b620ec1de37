"""Find a person and see their life; addresses; the audit: with mouse, with keys only, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, overflow, shot, violations

HTMX = "**/htmx.min.js*"
HEAP = (
    "四川省达州市达川区石桥镇石桥村3组12号\n石桥镇列宁街１２号三单元二楼 张三\n老供销社对面\n达川区石桥镇\n"
    "达川区荷塘北街2号新城公寓1-1-103"
)


def stating(page: Any, case: str = "窗口0421") -> Any:
    """State a purpose if the page asks for one."""
    if page.locator("#case").count():
        page.fill("#case", case)
        with page.expect_navigation():
            page.click("main button.button--primary")
    return page


def someone(page: Any) -> str:
    """The address of the first person who is found by initials of a common name."""
    page.goto("/find/?q=lj")
    stating(page)
    return str(page.locator("#rows a[data-open]").first.get_attribute("href"))


def test_it_works(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/find/")
    stating(page)
    page.fill("#q", "lj")
    page.wait_for_selector("#rows tr[data-row]")
    page.click("#rows a[data-open]")
    expect(page.locator(".timeline li").first).to_be_visible()
    page.click("text=看这一户")
    expect(page.locator("[data-rows] tr").first).to_be_visible()
    page.click("text=看户口簿")
    expect(page.locator(".booklet__page").nth(1)).to_be_visible()


def test_keys_alone_find_and_open_a_person(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/find/")
    stating(page)
    page.wait_for_selector("#q")
    page.keyboard.type("lj")
    page.wait_for_selector("#rows tr[data-row]")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = str(page.locator("#rows tr[aria-current] a[data-open]").get_attribute("href"))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{re.escape(second)}$"))


def test_what_is_typed_before_the_scripts_are_there_is_searched(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/find/")
    stating(page)
    held: list[Any] = []

    def hold(script: Any) -> None:
        held.append(script)

    page.route(HTMX, hold)
    with page.expect_request(HTMX):
        page.goto("/find/", wait_until="commit")
    page.fill("#q", "lj")
    expect(page.locator("#q")).to_have_value("lj")
    for script in held:
        script.continue_()
    page.wait_for_selector("#rows tr[data-row]")


def test_half_composed_characters_are_not_searched(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/find/")
    stating(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/find/rows/" in request.url else None)
    page.evaluate("""() => {
        const field = document.querySelector("#q");
        field.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
        field.value = "lin jian";
        field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
    }""")
    page.wait_for_timeout(600)
    assert asked == []
    page.evaluate("""() => {
        const field = document.querySelector("#q");
        field.value = "查无此人";
        field.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    }""")
    page.wait_for_selector("text=没有找到")
    assert len(asked) == 1


def test_without_javascript_everything_is_a_form(page_as: PageAs) -> None:
    page = page_as("lin", js=False)
    path = someone(page)
    page.goto(path)
    page.click("text=显示号码")
    expect(page.locator("#number")).to_contain_text(re.compile(r"[0-9]{17}[0-9X]"))
    page.goto(path)
    expect(page.locator("#number")).to_contain_text("**********")
    page.fill("#as_of", "2025-01-01")
    page.click("text=查看这一天")
    expect(page.locator("main")).to_contain_text("登记册从")
    page.goto("/addresses/")
    page.fill("#text", HEAP)
    page.click("text=规范这些地址")
    expect(page.locator(".heap__said")).to_contain_text("读了5行")


def looks_right(page: Any, path: str, name: str, *, before: Callable[[Any], None] | None = None) -> None:
    """As `look` of conftest, in a page that is signed in already: both themes, two widths, WCAG 2.2 AA."""
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(path)
            if before is not None:
                before(page)
            shot(page, f"{name}-{width}{'-dark' if dark else ''}")
            assert overflow(page) <= 0, f"{path} is wider than {width} px by {overflow(page)}"
            if width == 1280:
                assert violations(page) == [], path


def test_people_look_right(page_as: PageAs) -> None:
    page = page_as("lin")
    path = someone(page)
    page.goto(path)
    household = str(page.locator("text=看这一户").get_attribute("href"))
    looks_right(page, "/find/?q=hf", "find")
    looks_right(page, path, "person")
    looks_right(page, household, "household")
    looks_right(page, f"{household}booklet/", "booklet")
    looks_right(page, "/divisions/", "division")


def test_addresses_look_right(page_as: PageAs) -> None:
    def pasted(page: Any) -> None:
        page.fill("#text", HEAP)
        page.click("text=规范这些地址")
        page.wait_for_selector(".heap__said")

    page = page_as("deng")
    looks_right(page, "/addresses/", "addresses", before=pasted)
    looks_right(page, "/addresses/search/?q=四川省达州市达川区三里坪", "address-search")
    page.goto("/addresses/search/?q=四川省")
    looks_right(page, str(page.locator("#rows a").first.get_attribute("href")), "address")


def test_an_address_clerk_downloads_and_opens_an_address(page_as: PageAs) -> None:
    page = page_as("deng")
    page.goto("/addresses/")
    page.fill("#text", HEAP)
    page.press("#text", "Control+Enter")
    page.wait_for_selector(".heap__said")
    page.press("main h1", "j")
    expect(page.locator(".doubts li[aria-current]")).to_have_count(1)
    with page.expect_download() as given:
        page.click("text=下载结果（csv）")
    assert given.value.suggested_filename == "addresses.csv"
    page.goto("/addresses/search/?q=四川省")
    page.click("#rows a")
    expect(page.locator(".leaf")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text("登记在此的户")


def test_the_audit_looks_right(page_as: PageAs) -> None:
    page = page_as("zhao")
    page.goto("/audit/acts/")
    act = str(page.locator("[data-rows] a").first.get_attribute("href"))
    looks_right(page, "/audit/acts/?office=511703001001", "audit-acts")
    looks_right(page, act, "audit-act")
    looks_right(page, "/audit/looks/", "audit-looks")
    looks_right(page, "/audit/sign-ins/", "audit-sign-ins")
    looks_right(page, "/audit/seal/", "audit-seal")
