"""The trend of a figure in a browser: pointed at, from the keyboard, beside townships, without scripts, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, look_here

BOARD = ".trend__board"
CURRENT = "#trend tr[aria-current]"  # the day that is marked


def test_it_works(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/J10/")
    expect(page.locator(f"{BOARD} canvas")).to_have_count(1)
    expect(page.locator("#trend svg.chart")).to_be_hidden()
    box = page.locator(BOARD).bounding_box()
    page.mouse.move(box["x"] + 70, box["y"] + 100)
    first = str(page.locator("#trend tr[data-day]").first.get_attribute("data-day"))
    expect(page.locator(CURRENT)).to_have_attribute("data-day", first)
    page.mouse.click(box["x"] + 70, box["y"] + 100)
    page.wait_for_url(re.compile(r"as_of="))
    expect(page.locator("#rows")).to_be_visible()


def test_the_arrow_keys_read_a_day_and_enter_opens_it(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/J10/")
    page.focus(BOARD)
    page.keyboard.press("ArrowLeft")
    day = str(page.locator("#trend tr[data-day]").nth(6).get_attribute("data-day"))
    expect(page.locator(CURRENT)).to_have_attribute("data-day", day)
    read = re.compile(rf"^{day}.*n [\d,]+，N [\d,]+，不知道[\d,]+")
    expect(page.locator(BOARD)).to_have_attribute("aria-valuetext", read)
    page.keyboard.press("Home")
    expect(page.locator(CURRENT)).not_to_have_attribute("data-day", day)
    day = str(page.locator(CURRENT).get_attribute("data-day"))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"as_of={day}"))


def test_townships_come_beside_it_and_the_keyboard_stays_where_it_was(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/J10/")
    page.click(".beside summary")
    box = page.locator("[name=beside]").first
    box.check()
    page.wait_for_selector("#trend th[data-name]")
    expect(page.locator("#trend thead th")).to_have_count(3)
    expect(page.locator(f"{BOARD} canvas")).to_have_count(1)
    expect(page.locator("[name=beside]:focus")).to_have_count(1)
    look_here(page, "trend-beside")


def test_without_scripts_the_chart_is_drawn_and_its_days_open(page_as: PageAs) -> None:
    page = page_as("lin", js=False)
    page.goto("/rates/J10/")
    expect(page.locator("#trend svg.chart")).to_be_visible()
    page.click(".beside summary")
    page.locator("[name=beside]").first.check()
    page.click(".beside button")
    expect(page.locator("#trend svg.chart path")).to_have_count(2)
    page.locator("#trend svg.chart a").first.click()
    expect(page).to_have_url(re.compile("as_of="))


def test_the_page_of_a_figure_looks_right(look: Callable[..., None], page_as: PageAs) -> None:
    look("lin", "/rates/population/", "figure")
    page = page_as("lin")
    page.goto("/rates/population/")
    page.emulate_media(media="print")
    expect(page.locator("#trend svg.chart")).to_be_visible()
    expect(page.locator(BOARD)).to_be_hidden()


def test_only_pages_with_a_trend_load_the_charts(page_as: PageAs) -> None:
    page = page_as("lin")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/my-work/", "/rates/", "/rates/J11/"):
        page.goto(path)
    assert not any("echarts" in url for url in asked)
    page.goto("/rates/J10/")
    assert any("echarts" in url for url in asked)
