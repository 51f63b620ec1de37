"""Signing in, locking, the language and the keys, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, Town


def test_it_works(page_as: PageAs) -> None:
    page = page_as("lin")
    expect(page.locator(".officer")).to_have_text(re.compile(r"^\s*林晓"))


def test_sign_in_looks_right(look: Callable[..., None]) -> None:
    look(None, "/sign-in/", "sign-in")


def test_the_keys_look_right(look: Callable[..., None]) -> None:
    look("lin", "/keys/", "keys")


def test_a_purpose_is_asked_for_and_shown_in_the_bar(page_as: PageAs, look: Callable[..., None]) -> None:
    page = page_as("lin", js=False)
    page.goto("/purpose/?next=/keys/")
    expect(page.locator("fieldset")).to_contain_text("户口登记条例第六条至第十八条")
    page.check("input[value=verification]")
    page.fill("#case", "D-0147")
    page.click("main button")
    expect(page).to_have_url(re.compile("/keys/$"))
    expect(page.locator(".asof__purpose")).to_contain_text("核实疑点，D-0147")
    look("lin", "/purpose/", "purpose")


def test_a_citizen_number_is_no_case(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/purpose/")
    page.fill("#case", "99010119900101001X")
    page.click("main button")
    expect(page.locator(".error-summary")).to_be_visible()


def test_a_wrong_password_says_so_and_five_lock_the_name(page_as: PageAs) -> None:
    page = page_as(None)
    for _ in range(6):
        page.goto("/sign-in/")
        page.fill("#username", "nobody-here")
        page.fill("#password", "wrong password")
        with page.expect_navigation():
            page.click("main button")
        expect(page.locator(".error-summary")).to_be_visible()


def test_a_locked_screen_asks_for_the_password_and_goes_on(page_as: PageAs, town: Town) -> None:
    page = page_as("chen")
    page.goto("/keys/")
    page.click(".account summary")
    page.get_by_role("button", name="锁定屏幕").click()
    expect(page.locator("body")).to_contain_text("屏幕已锁定")
    page.fill("#password", town.password)
    page.click("main button")
    expect(page).to_have_url(re.compile("/keys/$"))


def test_the_language_is_switched_in_the_header(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/keys/")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1")).to_have_text("All keys")


def test_a_key_goes_where_it_says_but_not_while_an_input_method_composes(page_as: PageAs) -> None:
    page: Any = page_as("lin")
    page.goto("/keys/")
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '/', isComposing: true, bubbles: true}))"
    )
    expect(page.locator("#seek")).not_to_be_focused()


def test_the_first_page_is_small_and_comes_from_here_alone(page_as: PageAs) -> None:
    """Under 150 kB with everything it loads (issue 3); `page_as` fails on a request to another host."""
    page = page_as(None)
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(answer.request.sizes()["responseBodySize"]))
    page.goto("/sign-in/")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 150_000
    assert len(sizes) >= 6


def test_rare_characters_have_a_font_that_only_they_fetch(page_as: PageAs) -> None:
    page = page_as("lin")
    asked = list[str]()
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith(".woff2") else None)
    page.goto("/my-work/")
    page.wait_for_load_state("networkidle")
    assert asked == []
    loaded = page.evaluate("document.fonts.load('16px \"Rare Han\"', '\\u{2C0C2}').then(found => found.length)")
    assert loaded == 1
    assert len(asked) == 1


def test_no_page_holds_a_script_or_a_style_of_its_own(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/keys/")
    expect(page.locator("script:not([src]), style, [style], [onclick]")).to_have_count(0)
    policy = page.request.get("/keys/").headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
