"""The desk in a real browser: findings by keyboard alone and without JavaScript, lists out, rates and their rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.web.e2e.conftest import PageAs, look_here

LIVING = "/findings/?class=registered_here_living_elsewhere&state=open"  # no other test has sent anybody there
FIGURES = (
    "county,rate_2017,rate_2018,settled_migrants,other_settled,town_increase,relocated_settled,relocated_total\n"
    "都匀市,60.00,62.50,4000,200,6000,1900,2000"
)
POINTS = "28.50"  # 1,900 of 2,000 relocated persons, of 30 points


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the first match of `selector` has the focus."""
    for _ in range(200):
        if page.evaluate("one => document.activeElement === document.querySelector(one)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def test_it_works(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/my-work/")
    assert "三步看明白" in page.locator(".guide h2").inner_text()
    assert page.locator(".guide li[aria-current]").count() == 1
    page.click(".guide li[aria-current] .button")
    assert "死亡未注销" in page.locator("h1").inner_text()
    page.keyboard.press("y")
    page.wait_for_selector("#act")
    assert "依职权办理" in page.locator("#act").inner_text()
    assert "注销" not in " ".join(page.locator("#act .button").all_inner_texts())
    page.goto("/my-work/")
    assert page.locator(".guide .chip").count() == 1
    assert re.search("开始时[0-9]+，现在[0-9]+", page.locator(".guide").inner_text().replace("\n", ""))


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
    page.wait_for_selector(".toast .undo")
    seen.add(page.url)
    assert "线索有误" in page.locator(".toast").inner_text()
    press("s")
    page.wait_for_url(lambda url: url not in seen)
    seen.add(page.url)
    press("w")
    page.keyboard.type("ny，打工未归")
    press("Escape")
    press("y")
    page.wait_for_selector("#act")
    assert "ny，打工未归" in page.locator(".timeline").inner_text()
    assert len(seen) == 3
    press("u")
    page.wait_for_selector(".toast")
    assert "已撤回" in page.locator(".toast").inner_text()
    press("Enter")
    page.wait_for_url(lambda url: url not in seen)


def test_e_opens_the_hand_over(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/findings/")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector("#hand-over")
    page.keyboard.press("e")
    assert page.locator("#hand-over select, #hand-over [name=to]").first.is_visible()


def with_visits(page_as: PageAs, *, js: bool = True) -> Any:
    """The enumerator's page of visits, after a registrar has assigned what is open in the enumerator's village."""
    page = page_as("tang", js=js)
    page.goto("/visits/")
    sheet = page.get_by_role("link", name="打印清单").get_attribute("href")
    registrar = page_as("lin")
    registrar.goto(f"/findings/{sheet[sheet.index('?') :]}")
    registrar.get_by_role("button", name="派出待办的疑点").click()
    page.goto("/visits/")
    return page


def test_an_enumerator_answers_on_the_page_of_visits(page_as: PageAs) -> None:
    page = with_visits(page_as)
    look_here(page, "visits")
    before = page.locator("[data-row]").count()
    page.locator("[data-row] select").first.select_option("本人健在，已见到")
    page.get_by_role("button", name="记入核查结果").click()
    assert "记入1件核查结果" in page.locator(".toast").inner_text()
    assert page.locator("[data-row]").count() in (before, before - 1)  # another page may fill it up
    page.get_by_role("link", name="打印清单").click()
    assert page.locator(".worklist tbody tr").count() > 0


def test_the_enumerator_of_the_demo_has_one_village_with_something_to_visit(page_as: PageAs) -> None:
    page = with_visits(page_as)
    sheets = [one.get_attribute("href") for one in page.get_by_role("link", name="打印清单").all()]
    assert len(sheets) == 1
    assert re.search("division=[0-9]{9}(?!000)[0-9]{3}$", sheets[0])
    assert page.locator("[data-row]").count() > 0


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
    page.wait_for_selector(".toast")
    assert "记入1件核查结果" in page.locator(".toast").inner_text()


def test_an_enumerator_answers_without_javascript(page_as: PageAs) -> None:
    page = with_visits(page_as, js=False)
    page.locator("[data-row] select").first.select_option("线索有误")
    page.locator("[data-row] input").first.fill("同名的另一个人")
    page.get_by_role("button", name="记入核查结果").click()
    assert "记入1件核查结果" in page.locator(".toast").inner_text()


def test_a_finding_is_decided_and_taken_back_without_javascript(page_as: PageAs) -> None:
    page = page_as("lin", js=False)
    page.goto("/findings/?class=living_here_not_collected")
    page.locator("a[data-open]").nth(3).click()
    page.fill("#words", "见到本人")
    page.click(".no summary")
    page.get_by_role("button", name=re.compile("已在别处办理")).click()
    assert "上一件已记：已在别处办理" in page.locator(".toast").inner_text()
    page.click(".toast button")
    assert "已撤回" in page.content()
    assert "见到本人" in page.locator(".timeline").inner_text()


def test_a_division_is_assigned_and_its_list_comes_out(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/findings/?class=wrong_number")
    page.locator("#division").select_option(index=1)
    page.get_by_role("button", name="筛选疑点").click()
    page.get_by_role("button", name="派出待办的疑点").click()
    assert "已派出" in page.locator(".toast").inner_text()
    page.get_by_role("link", name="打印清单").click()
    assert page.locator(".worklist tbody tr").count() > 0
    with page.expect_download() as sent:
        page.get_by_role("link", name="导出表格").click()
    file = sent.value.path()
    page.goto("/findings/returned/")
    page.set_input_files("#file", {"name": "back.xlsx", "mimeType": "", "buffer": file.read_bytes()})
    page.get_by_role("button", name="读入结果").click()
    assert "记入0件核查结果" in page.locator(".notice").inner_text()


def test_a_rate_opens_down_to_its_rows(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/rates/")
    page.get_by_role("link", name="户籍人口城镇化率").first.click()
    assert "由高到低" in page.content()
    page.get_by_role("link", name="打开这些行").first.click()
    page.fill("#case", "核对0421")
    page.click("main button")
    assert page.locator("tbody tr").count() == 50
    page.get_by_role("link", name="下一页").click()
    assert "第2页" in page.content()


def test_a_plan_gives_points_with_the_mouse(page_as: PageAs) -> None:
    page = page_as("gao")
    page.goto("/rates/")
    page.get_by_role("link", name="按方案计分").click()
    page.fill("#text", FIGURES)
    page.click("main .button--primary")
    assert POINTS in page.locator("main table").first.inner_text()


def test_a_plan_gives_points_by_keyboard_alone(page_as: PageAs) -> None:
    page = page_as("gao")
    page.goto("/rates/assessment/")
    tab_to(page, "#text")
    page.keyboard.insert_text(FIGURES)
    tab_to(page, "main .button--primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('各单位得分')")
    assert POINTS in page.locator("main table").first.inner_text()


def test_a_plan_gives_points_without_javascript(page_as: PageAs) -> None:
    page = page_as("gao", js=False)
    page.goto("/rates/assessment/")
    page.click("main .button--primary")
    assert page.locator(".error-summary").is_visible()
    page.fill("#text", FIGURES)
    page.click("main .button--primary")
    assert POINTS in page.locator("main table").first.inner_text()


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
