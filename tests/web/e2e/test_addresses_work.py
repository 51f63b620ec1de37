"""The address clerk at work in a browser: plates, proposals, a building and its dwellings, doubts, figures, names."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, look_here
from tests.web.e2e.test_acts import with_purpose

DAY = "20260601"


def building_with_rooms(page: Any) -> str:
    """Open the first building with ten doors and more; return its address."""
    page.goto("/buildings/")
    rows = page.locator("tbody tr").filter(
        has=page.locator("td[data-label=住房]", has_text=re.compile(r"^\s*[1-9]\d\s*$"))
    )
    with page.expect_navigation():
        rows.first.locator("a[data-open]").click()
    return str(page.url)


def test_the_demo_has_plates_orders_proposals_and_names_to_work_on(page_as: PageAs) -> None:
    page = page_as("deng")
    for path, rows in (
        ("/plates/", 10),
        ("/plates/orders/", 2),
        ("/plates/missing/", 10),
        ("/address-doubts/?list=omitted", 10),
    ):
        page.goto(path)
        expect(page.locator("tbody tr").nth(rows - 1), path).to_be_attached()
    page.goto("/naming/")
    for name in ("桃源路", "学苑路", "云台巷"):
        expect(page.locator("#names h2").get_by_text(name, exact=True)).to_be_visible()
    look_here(page, "naming")


def test_a_clerk_states_what_was_found_in_a_building(page_as: PageAs) -> None:
    page = page_as("deng")
    url = building_with_rooms(page)
    look_here(page, "building")
    page.locator("tbody input[name=address]").nth(0).check()
    page.locator("tbody input[name=address]").nth(1).check()
    page.get_by_role("button", name="登记住房状况").click()
    look_here(page, "building-stated")
    for at in range(2):
        page.locator("select[name^=occupancy]").nth(at).select_option("vacant")
    page.fill("#in-happened_on", DAY)
    page.wait_for_selector("#readback .chip[data-tone=done]")
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="登记住房状况").click()
    page.wait_for_url(re.compile(r"/acts/\d+/$"))
    look_here(page, "building-stated-receipt")
    page.goto(url)
    expect(page.locator("tbody tr").nth(0)).to_contain_text(re.compile(r"空置，\s*上门看过"))


@pytest.mark.parametrize(("width", "where"), [(1280, ".plan svg a"), (360, ".storeys a")])
def test_a_cell_of_the_drawing_or_of_its_floor_opens_its_address(page_as: PageAs, width: int, where: str) -> None:
    page = page_as("deng", width=width)
    building_with_rooms(page)
    expect(page.locator(".plan")).to_be_visible(visible=width > 360)
    expect(page.locator(".storeys")).to_be_visible(visible=width == 360)
    cell = page.locator(where).first
    words = str(cell.get_attribute("aria-label"))
    cell.click()
    page.wait_for_url(re.compile(r"/addresses/\d+/$"))
    expect(page.locator("h1")).to_contain_text(words.split(maxsplit=1)[0])


@pytest.mark.parametrize("width", [1280, 360])
def test_a_visitor_states_it_without_javascript(page_as: PageAs, width: int) -> None:
    page = page_as("tang", js=False, width=width)
    page.goto("/buildings/")
    page.locator("tbody a[data-open]").nth(1 if width == 360 else 0).click()
    page.locator("tbody input[name=address]").last.check()
    page.get_by_role("button", name="登记住房状况").click()
    expect(page.locator("select[name^=title_status]")).to_have_count(0)
    page.locator("select[name^=occupancy]").first.select_option("occupied")
    page.get_by_role("button", name="核对").click()
    expect(page.locator(".error-summary")).to_contain_text("还差1处")
    page.fill("#in-happened_on", DAY)
    page.get_by_role("button", name="核对").click()
    page.get_by_role("button", name="登记住房状况").click()
    expect(page).to_have_url(re.compile(r"/acts/\d+/$"))


def test_doubts_are_walked_by_keys_and_decided(page_as: PageAs) -> None:
    page = page_as("deng")
    page.goto("/address-doubts/?list=omitted")
    look_here(page, "address-doubts")
    before = int(page.locator(".tabs a[aria-current] span").inner_text().replace(",", ""))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/plates/missing/"))
    page.goto("/address-doubts/?list=omitted")
    page.get_by_role("button", name=re.compile("没有漏")).first.click()
    expect(page.locator("body")).to_contain_text("记下了")
    expect(page.locator(".tabs a[aria-current] span")).to_have_text(f"{before - 1:,}")
    with page.expect_download() as given:
        page.get_by_role("link", name="导出Excel").click()
    assert given.value.suggested_filename == "address-doubts-omitted.xlsx"


def test_a_figure_of_completeness_opens_to_its_rows(page_as: PageAs) -> None:
    page = page_as("deng")
    page.goto("/completeness/")
    look_here(page, "completeness")
    page.get_by_role("link", name="知道有没有人住的户", exact=True).click()
    page.wait_for_url(re.compile("measure=dwellings-with-occupancy"))
    expect(page.locator("#rows tbody tr").nth(5)).to_be_visible()
    look_here(page, "completeness-rows")


def test_an_old_address_is_made_a_standard_one_beside_another_act(page_as: PageAs) -> None:
    page = page_as("lin")
    with_purpose(page)
    page.goto("/address-backlog/")
    look_here(page, "address-backlog")
    opened = str(page.locator("tbody a[data-open]").first.get_attribute("href"))
    household = opened.split("household=")[1].split("&", maxsplit=1)[0]
    page.goto(f"/acts/new/change_of_reference_person/?household={household}")
    if page.locator("#normal").count():
        look_here(page, "normalise")
    page.goto(f"/acts/new/address_normalised/?household={household}")
    look_here(page, "address-normalised")
    page.fill("#in-happened_on", DAY)
    page.check("#paper-declaration")
    page.wait_for_selector("#readback .chip[data-tone=done]")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(r"/acts/\d+/$"))
    page.goto("/address-backlog/")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(f"a[href*='household={household}']")).to_have_count(0)
