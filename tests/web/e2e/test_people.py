"""Find a person and see their life; addresses; the audit: with mouse, with keys only, and without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.web.e2e.conftest import PageAs

Look = Callable[..., None]
HEAP = (
    "四川省达州市达川区石桥镇石桥村3组12号\n石桥镇列宁街１２号三单元二楼 张三\n老供销社对面\n达川区石桥镇\n"
    "达川区荷塘北街2号新城公寓1-1-103"
)


def stating(page: Any, case: str = "窗口0421") -> Any:
    """State a purpose if the page asks for one."""
    if page.locator("#case").count():
        page.fill("#case", case)
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
    assert page.locator(".timeline li").count() >= 1
    page.click("text=看这一户")
    assert page.locator("[data-rows] tr").count() >= 1
    page.click("text=看户口簿")
    assert page.locator(".booklet__page").count() >= 2


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
    second = page.locator("#rows tr[aria-current] a[data-open]").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{second}")
    assert second == page.url.split("//")[1][page.url.split("//")[1].index("/") :]


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
    assert re.search(r"[0-9]{17}[0-9X]", page.locator("#number").inner_text())
    page.goto(path)
    assert "**********" in page.locator("#number").inner_text()
    page.fill("#as_of", "2025-01-01")
    page.click("text=查看这一天")
    assert "登记册从" in page.locator("main").inner_text()
    page.goto("/addresses/")
    page.fill("#text", HEAP)
    page.click("text=规范这些地址")
    assert "读了5行" in page.locator(".heap__said").inner_text()


def test_people_look_right(look: Look, page_as: PageAs) -> None:
    page = page_as("lin")
    path = someone(page)
    page.goto(path)
    household = str(page.locator("text=看这一户").get_attribute("href"))

    def ready(at: str) -> Callable[[Any], None]:
        def before(here: Any) -> None:
            stating(here)
            here.goto(at)

        return before

    look("lin", "/purpose/?next=/find/", "find", before=ready("/find/?q=lj"))
    look("lin", "/purpose/?next=/find/", "person", before=ready(path))
    look("lin", "/purpose/?next=/find/", "household", before=ready(household))
    look("lin", "/purpose/?next=/find/", "booklet", before=ready(f"{household}booklet/"))


def test_divisions_look_right(look: Look) -> None:
    look("lin", "/divisions/", "division")


def test_addresses_look_right(look: Look) -> None:
    def pasted(page: Any) -> None:
        page.fill("#text", HEAP)
        page.click("text=规范这些地址")
        page.wait_for_selector(".heap__said")

    look("deng", "/addresses/", "addresses", before=pasted)
    look("deng", "/addresses/search/?q=四川省", "address-search")


def test_an_address_clerk_downloads_and_opens_an_address(page_as: PageAs) -> None:
    page = page_as("deng")
    page.goto("/addresses/")
    page.fill("#text", HEAP)
    page.press("#text", "Control+Enter")
    page.wait_for_selector(".heap__said")
    page.press("main h1", "j")
    assert page.locator(".doubts li[aria-current]").count() == 1
    with page.expect_download() as given:
        page.click("text=下载结果（csv）")
    assert given.value.suggested_filename == "addresses.csv"
    page.goto("/addresses/search/?q=四川省")
    page.click("#rows a")
    assert page.locator(".leaf").count() == 1
    assert "登记在此的户" not in page.locator("main").inner_text()


def test_the_audit_looks_right(look: Look, page_as: PageAs) -> None:
    page = page_as("zhao")
    page.goto("/audit/acts/")
    act = str(page.locator("[data-rows] a").first.get_attribute("href"))
    look("zhao", "/audit/acts/", "audit-acts")
    look("zhao", act, "audit-act")
    look("zhao", "/audit/looks/", "audit-looks")
    look("zhao", "/audit/sign-ins/", "audit-sign-ins")
    look("zhao", "/audit/seal/", "audit-seal")
