"""The map in a browser: clusters that open by mouse and by keys, a filter, and no question to any other host."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

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
    page.locator("tbody a[data-open]").first.click()
    page.wait_for_selector(DRAWN)
    page.locator(".map canvas").focus()
    for _ in range(12):
        if page.locator(".here a").count():
            break
        page.keyboard.press("Enter")
        page.wait_for_timeout(900)
    expect(page.locator(".here")).to_contain_text("门牌：")
    look_here(page, "map-here")
    page.locator(".here a").first.click()
    page.wait_for_url("**/addresses/*/")


def test_a_click_on_a_cluster_comes_nearer(page_as: PageAs) -> None:
    page = opened(page_as)
    box = page.locator(".map canvas").bounding_box()
    before = page.locator(".maplibregl-ctrl-scale").inner_text()
    for at in range(0, int(box["width"]) * 20, 20):
        page.mouse.move(box["x"] + at % box["width"], box["y"] + 100 + at // box["width"] * 20)
        if page.evaluate("document.querySelector('.map canvas').style.cursor") == "pointer":
            page.mouse.down()
            page.mouse.up()
            break
    page.wait_for_function("was => document.querySelector('.maplibregl-ctrl-scale').innerText !== was", arg=before)


def test_another_state_of_plates_is_asked_for_without_leaving_the_map(page_as: PageAs) -> None:
    page = opened(page_as)
    with page.expect_response(lambda answer: "state=missing" in answer.url and answer.ok):
        page.select_option("#state", "missing")


AS_SOON_AS_IT_IS_THERE = """
new MutationObserver((_changes, watch) => {
  if (!document.querySelector(".map canvas")) return;
  watch.disconnect();
  const select = document.getElementById("state");
  select.value = "missing";
  select.dispatchEvent(new Event("change"));
  document.querySelector(".map canvas").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}).observe(document, { childList: true, subtree: true });
"""


def test_a_state_chosen_before_the_map_is_drawn_is_shown_when_it_is(page_as: PageAs) -> None:
    page = page_as("deng")
    page.add_init_script(AS_SOON_AS_IT_IS_THERE)
    with page.expect_response(lambda answer: "state=missing" in answer.url and answer.ok):
        page.goto("/places/map/")


def test_without_javascript_the_parts_are_a_drawing_and_a_table(page_as: PageAs) -> None:
    page = page_as("deng", js=False)
    page.goto("/places/map/")
    expect(page.locator(".drawing svg circle").nth(3)).to_be_visible()
    expect(page.locator(".map")).to_be_hidden()
    shot(page, "map-without-javascript")
    page.locator("tbody a[data-open]").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.locator(".drawing svg")).to_be_visible()


def test_the_first_page_loads_nothing_of_the_map(page_as: PageAs) -> None:
    page = page_as("deng")
    asked = list[str]()
    page.on("request", lambda one: asked.append(one.url))
    page.goto("/my-work/")
    assert not [one for one in asked if "maplibre" in one or "/map" in one]
