"""The trend of a figure in a browser: pointed at, from the keyboard, beside townships, without scripts, on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.web.e2e.conftest import PageAs, look_here

BOARD = ".trend__board"


def current(page: Any) -> str:
    """The day whose row is marked."""
    return str(page.locator("#trend tr[aria-current]").get_attribute("data-day"))


def test_it_works(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/J10/")
    assert page.locator(f"{BOARD} canvas").count() == 1
    assert not page.locator("#trend svg.chart").is_visible()
    box = page.locator(BOARD).bounding_box()
    page.mouse.move(box["x"] + 70, box["y"] + 100)
    page.wait_for_selector("#trend tr[aria-current]")
    first = page.locator("#trend tr[data-day]").first
    assert current(page) == first.get_attribute("data-day")
    page.mouse.click(box["x"] + 70, box["y"] + 100)
    page.wait_for_url(re.compile(r"as_of="))
    assert page.locator("#rows").is_visible()


def test_the_arrow_keys_read_a_day_and_enter_opens_it(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/J10/")
    page.focus(BOARD)
    page.keyboard.press("ArrowLeft")
    day = page.locator("#trend tr[data-day]").nth(6).get_attribute("data-day")
    assert current(page) == day
    read = page.locator(BOARD).get_attribute("aria-valuetext")
    assert read.startswith(day)
    assert re.search(r"n [\d,]+，N [\d,]+，不知道[\d,]+", read)
    page.keyboard.press("Home")
    day = current(page)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"as_of={day}"))


def test_townships_come_beside_it_and_the_keyboard_stays_where_it_was(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/J10/")
    page.click(".beside summary")
    box = page.locator("[name=beside]").first
    box.check()
    page.wait_for_selector("#trend th[data-name]")
    assert page.locator("#trend thead th").count() == 3
    assert page.locator(f"{BOARD} canvas").count() == 1
    assert page.evaluate("document.activeElement.name") == "beside"
    look_here(page, "trend-beside")


def test_without_scripts_the_chart_is_drawn_and_its_days_open(page_as: PageAs) -> None:
    page = page_as("lin", js=False)
    page.goto("/rates/J10/")
    assert page.locator("#trend svg.chart").is_visible()
    page.click(".beside summary")
    page.locator("[name=beside]").first.check()
    page.click(".beside button")
    assert page.locator("#trend svg.chart path").count() == 2
    page.locator("#trend svg.chart a").first.click()
    assert "as_of=" in page.url


def test_the_page_of_a_figure_looks_right(look: Callable[..., None], page_as: PageAs) -> None:
    look("lin", "/rates/population/", "figure")
    page = page_as("lin")
    page.goto("/rates/population/")
    page.emulate_media(media="print")
    assert page.locator("#trend svg.chart").is_visible()
    assert not page.locator(BOARD).is_visible()


def test_only_pages_with_a_trend_load_the_charts(page_as: PageAs) -> None:
    page = page_as("lin")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/my-work/", "/rates/", "/rates/J11/"):
        page.goto(path)
    assert not any("echarts" in url for url in asked)
    page.goto("/rates/J10/")
    assert any("echarts" in url for url in asked)
