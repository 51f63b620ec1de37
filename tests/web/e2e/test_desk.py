"""The desk in a real browser: findings by keyboard alone and without JavaScript, lists out, rates and their rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, look_here
from tests.web.e2e.hands import tab_to

LIVING = "/findings/?class=registered_here_living_elsewhere&state=open"  # no other test has sent anybody there
FIGURES = (
    "county,rate_2017,rate_2018,settled_migrants,other_settled,town_increase,relocated_settled,relocated_total\n"
    "都匀市,60.00,62.50,4000,200,6000,1900,2000"
)
POINTS = "28.50"  # 1,900 of 2,000 relocated persons, of 30 points


def test_it_works(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/my-work/")
    expect(page.locator(".guide h2")).to_contain_text("三步看明白")
    expect(page.locator(".guide li[aria-current]")).to_have_count(1)
    page.click(".guide li[aria-current] .button")
    expect(page.locator("h1")).to_contain_text("死亡未注销")
    page.keyboard.press("y")
    page.wait_for_selector("#act")
    expect(page.locator("#act")).to_contain_text("依职权办理")
    expect(page.locator("#act .button").filter(has_text="注销")).to_have_count(0)
    page.goto("/my-work/")
    expect(page.locator(".guide .chip")).to_have_count(1)
    expect(page.locator(".guide")).to_contain_text(re.compile(r"开始时\s*[0-9]+，\s*现在\s*[0-9]+"))


def test_three_findings_are_reviewed_by_keyboard_alone(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto(LIVING)
    press = page.keyboard.press
    press("j")
    press("j")
    press("Enter")
    page.wait_for_selector(".answers")
    seen = {page.url}
    press("n")
    press("3")
    page.wait_for_url(lambda url: url not in seen)
    page.wait_for_selector(".toast .undo")
    seen.add(page.url)
    expect(page.locator(".toast")).to_contain_text("线索有误")
    press("s")
    page.wait_for_url(lambda url: url not in seen)
    seen.add(page.url)
    press("w")
    page.keyboard.type("ny，打工未归")
    press("Escape")
    press("y")
    page.wait_for_selector("#act")
    expect(page.locator(".timeline")).to_contain_text("ny，打工未归")
    press("u")
    expect(page.locator(".toast")).to_contain_text("已撤回")
    press("Enter")
    page.wait_for_url(lambda url: url not in seen)


def test_e_opens_the_hand_over(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/findings/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#hand-over")
    page.keyboard.press("e")
    expect(page.locator("#hand-over select, #hand-over [name=to]").first).to_be_visible()


def with_visits(page_as: PageAs, *, js: bool = True) -> Any:
    """The enumerator's page of visits, after a registrar has assigned what is open in the enumerator's village."""
    page = page_as("tang", js=js)
    page.goto("/visits/")
    sheet = page.get_by_role("link", name="打印清单").get_attribute("href")
    registrar = page_as("lin")
    registrar.goto(f"/findings/{sheet[sheet.index('?') :]}")
    with registrar.expect_navigation():
        registrar.get_by_role("button", name="派出待办的疑点").click()
    page.goto("/visits/")
    return page


def test_an_enumerator_answers_on_the_page_of_visits(page_as: PageAs) -> None:
    page = with_visits(page_as)
    look_here(page, "visits")
    others = page.locator("[data-row]").count() - 1
    answered = page.locator("[data-row] select").first
    name = answered.get_attribute("name")
    answered.select_option("本人健在，已见到")
    page.get_by_role("button", name="记入核查结果").click()
    expect(page.locator(".toast")).to_contain_text("记入1件核查结果")
    expect(page.locator(f"[name='{name}']")).to_have_count(0)
    expect(page.locator("[data-row]")).to_have_count(others)
    page.get_by_role("link", name="打印清单").click()
    expect(page.locator("h1")).to_contain_text("核查清单")
    expect(page.locator(".worklist tbody tr")).to_have_count(others)


def test_the_enumerator_of_the_demo_has_one_village_with_something_to_visit(page_as: PageAs) -> None:
    page = with_visits(page_as)
    sheet = page.get_by_role("link", name="打印清单")
    expect(sheet).to_have_attribute("href", re.compile("division=[0-9]{9}(?!000)[0-9]{3}$"))
    expect(page.locator("[data-row]").first).to_be_visible()


def test_an_enumerator_answers_by_keyboard_alone(page_as: PageAs) -> None:
    page = with_visits(page_as)
    page.goto("/my-work/")
    page.keyboard.press("Enter")
    page.wait_for_url("**/visits/")
    tab_to(page, "[data-row] select")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("在家，见到本人")
    tab_to(page, "#lines .button--primary")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("记入1件核查结果")


def test_an_enumerator_answers_without_javascript(page_as: PageAs) -> None:
    page = with_visits(page_as, js=False)
    page.locator("[data-row] select").first.select_option("线索有误")
    page.locator("[data-row] input").first.fill("同名的另一个人")
    page.get_by_role("button", name="记入核查结果").click()
    expect(page.locator(".toast")).to_contain_text("记入1件核查结果")


def test_a_finding_is_decided_and_taken_back_without_javascript(page_as: PageAs) -> None:
    page = page_as("lin", js=False)
    page.goto("/findings/?class=living_here_not_collected")
    page.locator("a[data-open]").nth(3).click()
    page.fill("#words", "见到本人")
    page.click(".no summary")
    page.get_by_role("button", name=re.compile("已在别处办理")).click()
    expect(page.locator(".toast")).to_contain_text("上一件已记：已在别处办理")
    page.click(".toast button")
    expect(page.locator("body")).to_contain_text("已撤回")
    expect(page.locator(".timeline")).to_contain_text("见到本人")


def test_a_division_is_assigned_and_its_list_comes_out(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/findings/?class=wrong_number")
    page.locator("#division").select_option(index=1)
    page.get_by_role("button", name="筛选疑点").click()
    page.get_by_role("button", name="派出待办的疑点").click()
    expect(page.locator(".toast")).to_contain_text("已派出")
    page.get_by_role("link", name="打印清单").click()
    expect(page.locator(".worklist tbody tr").first).to_be_visible()
    with page.expect_download() as sent:
        page.get_by_role("link", name="导出表格").click()
    file = sent.value.path()
    page.goto("/findings/returned/")
    page.set_input_files("#file", {"name": "back.xlsx", "mimeType": "", "buffer": file.read_bytes()})
    page.get_by_role("button", name="读入结果").click()
    expect(page.locator(".notice")).to_contain_text("记入0件核查结果")


def test_a_rate_opens_down_to_its_rows(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/")
    page.get_by_role("link", name="户籍人口城镇化率").first.click()
    expect(page.locator("body")).to_contain_text("由高到低")
    page.get_by_role("link", name="打开这些行").first.click()
    page.fill("#case", "核对0421")
    page.click("main button")
    expect(page.locator("tbody tr")).to_have_count(50)
    page.get_by_role("link", name="下一页").click()
    expect(page.locator("body")).to_contain_text("第2页")


def test_a_plan_gives_points_with_the_mouse(page_as: PageAs) -> None:
    page = page_as("gao")
    page.goto("/rates/")
    page.get_by_role("link", name="按方案计分").click()
    page.fill("#text", FIGURES)
    page.click("main .button--primary")
    expect(page.locator("main table").first).to_contain_text(POINTS)


def test_a_plan_gives_points_by_keyboard_alone(page_as: PageAs) -> None:
    page = page_as("gao")
    page.goto("/rates/assessment/")
    tab_to(page, "#text")
    page.keyboard.insert_text(FIGURES)
    tab_to(page, "main .button--primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('各单位得分')")
    expect(page.locator("main table").first).to_contain_text(POINTS)


def test_a_plan_gives_points_without_javascript(page_as: PageAs) -> None:
    page = page_as("gao", js=False)
    page.goto("/rates/assessment/")
    page.click("main .button--primary")
    expect(page.locator(".error-summary")).to_be_visible()
    page.fill("#text", FIGURES)
    page.click("main .button--primary")
    expect(page.locator("main table").first).to_contain_text(POINTS)


@pytest.mark.parametrize(
    ("username", "path", "name"),
    [
        ("lin", "/my-work/", "work"),
        ("lin", "/findings/", "findings"),
        ("lin", "/rates/", "rates"),
        ("lin", "/rates/J10/", "rate"),
    ],
)
def test_the_pages_look_right(look: Callable[..., None], username: str, path: str, name: str) -> None:
    look(username, path, name)


def test_a_case_looks_right(page_as: PageAs, look: Callable[..., None]) -> None:
    page: Any = page_as("shi")
    page.goto("/findings/?class=held_twice")
    look("shi", page.locator("a[data-open]").first.get_attribute("href"), "finding", before=_open)


def _open(page: Any) -> None:
    page.locator(".no summary").click()
