"""Choosing from what the server offers beside a field: by mouse, by keys, while composing, without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import Family, PageAs, look_here
from tests.web.e2e.test_acts import with_purpose

TOWN = "511703116000"
OPTION = "[role=option]"


def opened(page_as: PageAs, **how: Any) -> Any:
    page = page_as("deng", **how)
    page.goto("/plates/?division=511703000000")
    return page


def typed(page: Any, words: str) -> Any:
    """Write into the field as people do, and wait for what is offered."""
    page.locator("#division").fill("")
    page.locator("#division").press_sequentially(words)
    found = page.locator("#known-division").locator(OPTION)
    expect(found.first).to_be_visible()
    return found


def is_open(page: Any, wanted: bool) -> None:
    expect(page.locator("#division")).to_have_attribute("aria-expanded", str(wanted).lower())
    expect(page.locator("#known-division")).to_be_visible(visible=wanted)


def test_it_works(page_as: PageAs) -> None:
    page = opened(page_as)
    field = page.get_by_role("combobox", name="区划")
    is_open(page, False)
    found = typed(page, "sqz")
    expect(page.get_by_role("listbox", name="区划")).to_be_visible()
    expect(found.first).to_contain_text("石桥镇")
    expect(found.first).to_contain_text("四川省达州市达川区")
    found.first.click()
    is_open(page, False)
    expect(field).to_have_value(TOWN)
    expect(field).to_be_focused()
    expect(page.locator("#meant-division")).to_have_text("四川省达州市达川区石桥镇")
    page.get_by_role("button", name="列出").first.click()
    page.wait_for_url(re.compile(f"division={TOWN}"))


def test_it_can_be_seen_and_read_in_both_themes(page_as: PageAs) -> None:
    page = opened(page_as)
    typed(page, "村").nth(1).wait_for()
    page.keyboard.press("ArrowDown")
    look_here(page, "choices")
    is_open(page, True)
    page.emulate_media(media="print")
    expect(page.locator("#known-division")).to_be_hidden()


def test_keys_point_choose_and_leave(page_as: PageAs) -> None:
    page = opened(page_as)
    field, press = page.locator("#division"), page.keyboard.press
    found = typed(page, "石桥")
    count = found.evaluate_all("all => all.length")
    expect(field).not_to_have_attribute("aria-activedescendant", re.compile("."))
    for key, at in (("ArrowDown", 0), ("ArrowUp", count - 1), ("ArrowDown", 0), ("ArrowDown", 1 % count)):
        press(key)
        expect(found.nth(at)).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", f"known-division-{at}")
        expect(page.locator(f"{OPTION}[aria-selected=true]")).to_have_count(1)
    press("Escape")
    is_open(page, False)
    expect(field).to_have_value("石桥")
    expect(field).to_be_focused()
    press("Alt+ArrowDown")
    is_open(page, True)
    press("Alt+ArrowUp")
    is_open(page, False)
    press("ArrowDown")
    chosen = str(found.first.get_attribute("data-value"))
    press("Enter")
    expect(field).to_have_value(chosen)
    is_open(page, False)
    expect(page).to_have_url(re.compile("division=511703000000"))  # the first Enter chooses, the next one sends
    press("Enter")
    page.wait_for_url(re.compile(f"division={chosen}"))


def test_tab_takes_what_is_pointed_at_and_nothing_else(page_as: PageAs) -> None:
    page = opened(page_as)
    field = page.locator("#division")
    found = typed(page, "石桥镇")
    page.keyboard.press("Tab")
    expect(field).to_have_value("石桥镇")
    expect(field).not_to_be_focused()
    is_open(page, False)
    found = typed(page, "石桥镇")
    chosen = str(found.first.get_attribute("data-value"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(field).to_have_value(chosen)
    expect(field).not_to_be_focused()


def test_enter_sends_what_is_typed_where_nothing_is_pointed_at(page_as: PageAs) -> None:
    page = opened(page_as)
    typed(page, "石桥镇")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("division=%E7%9F%B3%E6%A1%A5%E9%95%87"))


def test_while_an_input_method_composes_no_key_and_no_letter_is_taken(page_as: PageAs) -> None:
    page = opened(page_as)
    field, asked = page.locator("#division"), list[str]()
    page.on("request", lambda one: asked.append(one.url) if "/which-division/" in one.url else None)
    field.fill("")
    expect(page.locator("#known-division").locator(OPTION).first).to_be_visible()
    page.keyboard.press("Escape")
    asked.clear()
    ime = page.context.new_cdp_session(page)
    for text in ("s", "sh", "shi'qiao"):
        ime.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
    for key in ("ArrowDown", "Enter", "Escape"):
        field.evaluate(
            "(one, key) => one.dispatchEvent(new KeyboardEvent('keydown', {key, isComposing: true, bubbles: true}))",
            key,
        )
    page.wait_for_timeout(400)
    assert asked == []
    is_open(page, False)
    ime.send("Input.insertText", {"text": "石桥镇"})
    expect(page.locator("#known-division").locator(OPTION).first).to_contain_text("石桥镇")
    is_open(page, True)


def test_without_javascript_it_is_a_field_to_type_in(page_as: PageAs) -> None:
    page = opened(page_as, js=False)
    expect(page.get_by_role("combobox", name="区划")).to_have_count(0)
    expect(page.locator("#known-division")).to_be_hidden()
    page.get_by_role("textbox", name="区划").fill("石桥镇")
    page.locator(".find-place button").click()
    expect(page.locator("#main")).to_contain_text("石桥镇")
    expect(page.locator(".error-summary, .notice[data-tone=doubt]")).to_have_count(0)


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_a_standard_address_is_chosen_and_read_back(page_as: PageAs, families: Iterator[Family], way: str) -> None:
    page = with_purpose(page_as("lin"))
    page.goto(f"/acts/new/residence_declared/?person={next(families).head}")
    field = page.locator("[name=address]")
    field.press_sequentially("达川区石桥镇")
    option = page.locator("#known-address").locator(OPTION).nth(1)
    expect(option).to_be_visible()
    chosen = str(option.get_attribute("data-value"))
    if way == "mouse":
        option.click()
    else:
        for key in ("ArrowDown", "ArrowDown", "Enter"):
            page.keyboard.press(key)
    expect(field).to_have_value(chosen)
    expect(page.locator("#known-address")).to_be_hidden()
    expect(page.locator("[data-draft-said]")).to_contain_text("草稿已存")


def test_a_session_that_ended_does_not_lead_away_from_a_form(page_as: PageAs, families: Iterator[Family]) -> None:
    page = with_purpose(page_as("lin"))
    page.goto(f"/acts/new/residence_declared/?person={next(families).head}")
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=declared_by]", "林建国")
    with page.expect_response(re.compile("/addresses/options/")) as answer:
        page.locator("[name=address]").press_sequentially("石桥镇")
    assert answer.value.status == 401
    expect(page.locator("[data-draft-said]")).to_contain_text("登录已过期")
    expect(page.locator("[name=declared_by]")).to_have_value("林建国")
