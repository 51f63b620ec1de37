"""Lists and accounts in a real browser: with mouse, with keyboard only, without JavaScript, page closed meanwhile."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import PageAs, Town, shot

HEAD = "逝者姓名,性别,身份证号,死亡日期,火化日期,住址\n"
ROWS = "".join(f"林{i},男,,2025-03-{i % 28 + 1:02},三月,石桥镇{i}号\n" for i in range(130))


@pytest.fixture
def cremated(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A list of a department, another one for each test."""
    file = tmp_path / "火化名单.csv"
    file.write_text(HEAD + ROWS + f"{request.node.name},女,,2025-01-01,2025-01-02,1\n", encoding="utf-8")
    return file


@pytest.fixture
def residents(town: Town, tmp_path: Path) -> Path:
    """The county's own list of residents, which stands in the register already."""
    file = tmp_path / "实有人口.csv"
    shutil.copy(town.home / "demo" / "county" / "实有人口.csv", file)
    return file


def checked(page: Any) -> None:
    page.get_by_text("问题，按种类").wait_for(timeout=40_000)


def test_it_works(page_as: PageAs, cremated: Path) -> None:
    page = page_as("he")
    page.goto("/lists/")
    expect(page.locator(".file")).to_have_text(re.compile(r"^\s*选一个文件\s*还没有选文件\s*$"))
    page.set_input_files("#file", cremated)
    expect(page.locator(".file__said")).to_have_text(cremated.name)
    page.get_by_role("button", name="交文件，先核对").click()
    page.wait_for_url("**/lists/*/")
    address = page.url
    page.goto("about:blank")  # the page is closed: the work goes on
    page.goto(address)
    checked(page)
    shot(page, "list-checked-1280")
    page.locator("a.drill").first.click()
    expect(page.locator("#problems tbody tr")).to_have_count(50)
    page.get_by_role("button", name="交存这份清单").click()
    page.get_by_text("下载逐行答复").wait_for(timeout=40_000)
    shot(page, "list-loaded-1280")
    with page.expect_download() as fetched:
        page.get_by_text("下载逐行答复").click()
    assert "处理结果" in Path(fetched.value.path()).read_text(encoding="utf-8")


def test_without_javascript_all_of_it_works(page_as: PageAs, cremated: Path) -> None:
    page = page_as("he", js=False)
    page.goto("/lists/")
    page.set_input_files("#file", cremated)
    page.click("main form button")
    checked(page)  # the page asks again by itself
    page.get_by_role("button", name="交存这份清单").click()
    page.get_by_text("下载逐行答复").wait_for(timeout=40_000)


def test_with_the_keyboard_only(page_as: PageAs, cremated: Path) -> None:
    page = page_as("he")
    page.on("filechooser", lambda _chooser: None)  # the browser is told to hand choosers over before the page is open
    page.goto("/lists/")
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("f")
    chosen.value.set_files(cremated)
    page.locator("#file").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    checked(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**code=**")


def test_columns_are_assigned_by_hand(page_as: PageAs, tmp_path: Path) -> None:
    file = tmp_path / "怪表.csv"
    file.write_text("甲,乙,丙,性别,身份证号\n林一,2025-01-01,2025-01-03,男,\n", encoding="utf-8")
    page = page_as("he")
    page.goto("/lists/")
    page.set_input_files("#file", file)
    page.click("main form button")
    page.get_by_role("link", name="手工对应各列").click(timeout=40_000)
    page.select_option("#kind", "cremations")
    page.click("main form button")
    for field, column in (("name", "甲"), ("died_on", "乙"), ("cremated_on", "丙")):
        page.select_option(f"#field-{field}", column)
    shot(page, "list-columns-1280")
    page.get_by_role("button", name="照此读，重新核对").click()
    page.get_by_role("button", name="交存这份清单").wait_for(timeout=40_000)


def test_a_file_that_stands_in_the_register_is_not_loaded_twice(page_as: PageAs, residents: Path) -> None:
    page = page_as("lin")
    page.goto("/lists/")
    page.set_input_files("#file", residents)
    page.click("main form button")
    page.get_by_text("同样的内容以前收过").wait_for(timeout=40_000)


def test_a_reconciliation_goes_on_when_the_page_is_closed(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/lists/reconcile/")
    page.get_by_role("button", name="开始全面核对").click()
    page.locator(".job").wait_for()
    page.goto("/keys/")
    page.goto("/lists/reconcile/")
    page.get_by_text("用了哪些清单").wait_for(timeout=60_000)
    shot(page, "reconciled-1280")


def test_what_builds_on_a_load_stops_its_undoing(page_as: PageAs) -> None:
    page = page_as("lin")
    page.goto("/lists/")
    page.locator("tr", has_text="户籍人口.csv").get_by_role("link", name="看这批").click()
    page.fill("#reason", "文件拿错了")
    page.get_by_role("button", name="整批撤销这次装载").click()
    page.get_by_role("alert").wait_for(timeout=40_000)
    shot(page, "batch-refused-1280")
    expect(page.locator("body")).to_contain_text("没有办成")


@pytest.mark.parametrize(
    ("username", "path", "name"),
    [("lin", "/lists/", "lists"), ("lin", "/lists/reconcile/", "reconcile"), ("an", "/officers/", "officers")],
)
def test_the_pages_look_right(look: Callable[..., None], username: str, path: str, name: str) -> None:
    look(username, path, name)


def test_the_pages_of_the_administrators_look_right(look: Callable[..., None]) -> None:
    look("an", "/officers/chen/?place=达川区", "officer")
    look("xi", "/system/", "system")
    look("chen", "/me/password/", "my-password")
