"""The map in a browser: clusters that open by mouse and by keys, a filter, and no question to any other host."""

from __future__ import annotations

from typing import Any

from tests.web.e2e.conftest import PageAs, look_here, shot

DRAWN = "[data-map][data-drawn]:not([data-drawn='0'])"


def opened(page_as: PageAs, path: str = "/places/map/", **how: Any) -> Any:
    """The map, drawn."""
    page = page_as("deng", **how)
    page.goto(path)
    page.wait_for_selector(DRAWN)
    return page


def test_a_cluster_opens_until_an_address_is_named(page_as: PageAs) -> None:
    page = opened(page_as)
    look_here(page, "map")
    village = page.locator("tbody a[data-open]").first.get_attribute("href")
    page.goto(f"/places/map/{village}")
    page.goto("/places/map/" + str(page.locator("tbody a[data-open]").first.get_attribute("href")))
    page.wait_for_selector(DRAWN)
    canvas = page.locator(".map canvas")
    canvas.focus()
    for _ in range(4):
        page.keyboard.press("+")
        page.wait_for_timeout(400)
    page.wait_for_selector(DRAWN)
    shot(page, "map-near")
    for _ in range(12):
        if page.locator(".here a").count():
            break
        nearest_to_the_middle(page)
    assert "门牌：" in page.locator(".here").inner_text()
    shot(page, "map-here")
    page.locator(".here a").first.click()
    page.wait_for_url("**/addresses/*/")


def nearest_to_the_middle(page: Any) -> None:
    """Click the drawn cluster or door that is nearest to the middle of the map."""
    box = page.locator(".map canvas").bounding_box()
    before = page.evaluate("location.href")
    for dx, dy in [(0, 0), *[(x * 24, y * 24) for x in range(-8, 9) for y in range(-6, 7)]]:
        page.mouse.move(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)
        if page.evaluate("document.querySelector('.map canvas').style.cursor") == "pointer":
            page.mouse.click(box["x"] + box["width"] / 2 + dx, box["y"] + box["height"] / 2 + dy)
            page.wait_for_timeout(700)
            break
    assert page.evaluate("location.href") == before


def test_another_state_of_plates_is_asked_for_without_leaving_the_map(page_as: PageAs) -> None:
    page = opened(page_as)
    with page.expect_response(lambda answer: "state=missing" in answer.url and answer.ok):
        page.select_option("#state", "missing")


def test_without_javascript_the_parts_are_a_drawing_and_a_table(page_as: PageAs) -> None:
    page = page_as("deng", js=False)
    page.goto("/places/map/")
    assert page.locator(".drawing svg circle").count() > 3
    assert not page.locator(".map").is_visible()
    shot(page, "map-without-javascript")
    page.locator("tbody a[data-open]").first.click()
    assert page.locator("tbody tr").count() > 0
    page.emulate_media(media="print")
    assert page.locator(".drawing svg").is_visible()


def test_the_first_page_loads_nothing_of_the_map(page_as: PageAs) -> None:
    page = page_as("deng")
    asked = list[str]()
    page.on("request", lambda one: asked.append(one.url))
    page.goto("/my-work/")
    assert not [one for one in asked if "maplibre" in one or "/map" in one]
