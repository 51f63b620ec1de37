"""Acts recorded in a real browser: with a mouse, with keys alone, without scripts; and when things go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import Family, PageAs, Town, look_here

DAY = "20260214"


def with_purpose(page: Any) -> Any:
    page.goto("/purpose/?next=/keys/")
    page.fill("#case", "window 1")
    with page.expect_navigation():
        page.click("main button")
    return page


def receipt(page: Any, words: str) -> None:
    """Wait for the receipt of an act whose title has these words."""
    page.wait_for_url(re.compile(r"/acts/\d+/$"))
    expect(page.locator(".title")).to_contain_text(words)


def record_beside(page: Any) -> None:
    """Wait until the act is read back beside the form, and press its button."""
    page.locator("#readback button[value=record]:enabled").click()


def test_it_works(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/death/?person={family.others[0]}")
    page.fill("#in-happened_on", DAY)
    page.check("#paper-medical_death_certificate")
    page.wait_for_selector("#readback ol")
    expect(page.locator("#readback")).to_contain_text("注销")
    record_beside(page)
    receipt(page, "死亡登记")


def test_a_child_of_the_same_name_and_day_is_looked_at_before_it_is_entered_again(
    page_as: PageAs, families: Iterator[Family]
) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    for name in ("欧阳晨曦", "欧阳辰曦"):
        page.goto(f"/acts/birth/?household={family.household}")
        page.fill("#in-name", name)
        page.check("input[name=sex][value='2']")
        page.fill("#in-happened_on", DAY)
        page.locator("#in-relation").select_option("30")
        page.locator("input[name=carer]:not([value=''])").first.check()
        page.check("#paper-birth_certificate")
        if name == "欧阳辰曦":
            page.wait_for_selector("#readback .notice")
            expect(page.locator("#readback button[value=record]")).to_have_count(0)
            page.keyboard.press("Control+Enter")
            page.wait_for_selector("#field-not_same_as")
            look_here(page, "act-birth-alike")
            page.check("#field-not_same_as input")
        record_beside(page)
        receipt(page, "出生登记")
    expect(page.locator("body")).to_contain_text("看过、不是同一人的记录")


def test_a_birth_with_the_mouse(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/birth/?household={family.household}")
    page.fill("#in-name", "欧阳·小雨")
    page.check("input[name=sex][value='2']")
    page.fill("#in-happened_on", "2026-02-14")
    page.select_option("#in-relation", "30")
    page.locator("input[name=carer]:not([value=''])").first.check()
    page.check("#paper-birth_certificate")
    record_beside(page)
    receipt(page, "出生登记")


def test_a_move_within_into_a_new_household(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/moves/?person={family.others[0]}")
    page.click("a[data-key='1']")
    page.click(".act-answers a")
    page.select_option(f"select[name=relation-{family.others[0]}]", "02")
    page.select_option("#in-division", index=1)
    page.fill("#in-address", "测试路1号")
    page.fill("#in-happened_on", DAY)
    page.select_option("#in-reason", "housing")
    record_beside(page)
    receipt(page, "县内迁移")


def test_an_address_is_offered_while_it_is_typed(page_as: PageAs, families: Iterator[Family]) -> None:
    page = with_purpose(page_as("lin"))
    asked = list[str]()
    page.on("request", lambda one: asked.append(one.url) if "/addresses/options/" in one.url else None)
    page.goto(f"/acts/moves/?person={next(families).others[0]}")
    page.click("a[data-key='1']")
    page.click(".act-answers a")
    page.fill("[name=declared_by]", "林建国")
    page.locator("[name=address]").press_sequentially("达川区石桥镇")
    expect(page.locator("#known-address [role=option]").first).to_have_attribute("data-value", re.compile("石桥镇"))
    # What else stands in the form is nobody's business here.
    assert all("declared_by" not in one and "csrf" not in one for one in asked), asked


def test_without_scripts_a_button_finds_standard_addresses(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = page_as("lin", js=False), next(families)
    with_purpose(page)
    page.goto(f"/acts/new/residence_declared/?person={family.head}")
    page.fill("[name=address]", "达川区石桥镇")
    page.click("button[value=addresses]")
    expect(page.locator("[name=address]")).to_have_value("达川区石桥镇")
    expect(page.locator(".error-summary")).to_have_count(0)
    found = page.locator("button.found").first.get_attribute("value")
    page.locator("button.found").first.click()
    expect(page.locator("[name=address]")).to_have_value(found)
    page.fill("[name=address]", "没有这样的地方")
    page.click("button[value=addresses]")
    expect(page.locator("button.found")).to_have_count(0)
    expect(page.locator("body")).to_contain_text("没有查到")


def test_a_split(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/new/household_split/?household={family.household}")
    page.check(f"input[name=persons][value='{family.others[0]}']")
    page.select_option(f"select[name=relation-{family.others[0]}]", "02")
    page.fill("#in-happened_on", DAY)
    record_beside(page)
    receipt(page, "分户登记")


def test_a_correction_is_taken_back_from_its_receipt(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/new/correction/?person={family.head}")
    page.get_by_role("link", name="出生地").click()
    page.fill("input[name=item-birthplace]", "凯里")
    page.check("input[name=as_change][value='']")
    page.fill("#in-happened_on", DAY)
    page.select_option("#in-reason", "clerical")
    page.check("#paper-declaration")
    record_beside(page)
    receipt(page, "变更更正")
    page.get_by_role("link", name="办错了").click()
    page.fill("#in-reason", "看错了档案")
    page.locator("input[name=approved_by]").first.check()
    record_beside(page)
    receipt(page, "撤销登记事项")


def test_a_death_with_keys_alone(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto("/acts/death/")
    page.wait_for_selector("#q:focus")
    page.keyboard.type(str(family.others[0]))
    page.keyboard.press("Enter")
    page.wait_for_selector("#in-happened_on:focus")
    page.keyboard.type(DAY)
    page.keyboard.press("Alt+3")
    page.wait_for_selector("#readback button:enabled")
    page.keyboard.press("Control+Enter")
    receipt(page, "死亡登记")


def test_a_death_without_scripts(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin", js=False)), next(families)
    page.goto("/acts/death/")
    page.fill("#q", str(family.head))
    page.click("main button")
    page.fill("#in-happened_on", DAY)
    page.click("main button[value=check]")
    expect(page.locator(".error-summary")).to_contain_text("新户主")
    page.check(f"input[name=new_reference_person][value='{family.others[0]}']")
    page.check("#paper-cremation_certificate")
    page.click("main button[value=check]")
    expect(page.locator("body")).to_contain_text("请读给申报人听")
    page.click("main button[value=record]")
    receipt(page, "死亡登记")


def test_two_officers_in_one_household(page_as: PageAs, families: Iterator[Family]) -> None:
    lin, chen, family = with_purpose(page_as("lin")), with_purpose(page_as("chen")), next(families)
    for page in (lin, chen):
        page.goto(f"/acts/death/?person={family.others[0 if page is lin else 1]}")
        page.fill("#in-happened_on", DAY)
        page.check("#paper-medical_death_certificate")
        page.wait_for_selector("#readback button:enabled")
    record_beside(chen)
    receipt(chen, "死亡登记")
    record_beside(lin)
    lin.wait_for_selector("h1:has-text('有人改过')")
    expect(lin.locator("body")).to_contain_text("陈国强办理了死亡登记")
    look_here(lin, "act-clash")
    lin.click("main button[value=check]")
    look_here(lin, "act-confirm")
    lin.click("main button[value=record]")
    receipt(lin, "死亡登记")
    lin.goto(f"/households/{family.household}/")
    expect(lin.locator("h1")).to_be_visible()
    for gone in family.others[:2]:
        expect(lin.locator(f"tbody[data-rows] a[href^='/persons/{gone}/']")).to_have_count(0)


def test_the_back_button_and_a_double_click_give_one_act(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/death/?person={family.others[0]}")
    page.fill("#in-happened_on", DAY)
    page.check("#paper-medical_death_certificate")
    page.locator("#readback button[value=record]:enabled").dblclick()
    receipt(page, "死亡登记")
    first = page.url
    page.go_back()
    page.wait_for_selector("#act")
    page.get_by_role("link", name="看回执").click()
    receipt(page, "死亡登记")
    expect(page).to_have_url(first)
    page.goto(f"/persons/{family.others[0]}/")
    expect(page.locator(".timeline li").filter(has_text="死亡登记")).to_have_count(1)


def test_a_lost_network_keeps_the_draft(page_as: PageAs, families: Iterator[Family]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/death/?person={family.others[0]}")
    page.context.set_offline(True)
    page.fill("#in-declared_by", "王五")
    page.wait_for_selector("[data-draft-said][data-lost]")
    page.context.set_offline(False)
    page.wait_for_selector("[data-draft-said]:not([data-lost]):has-text('草稿已存')")
    page.reload()
    expect(page.locator("#in-declared_by")).to_have_value("王五")
    page.get_by_role("button", name="丢掉草稿").click()
    expect(page.locator("#in-declared_by")).to_have_value("")


def locked(page: Any) -> None:
    """Lock the screen in another window."""
    other = page.context.new_page()
    other.goto("/keys/")
    other.click(".account summary")
    other.get_by_role("button", name="锁定屏幕").click()
    other.wait_for_selector("#password")


@pytest.mark.parametrize(
    ("is_over", "leads"),
    [(False, "[data-check-button]"), (True, "[data-check-button]"), (True, "[data-draft-said][data-lost] button")],
)
def test_a_session_that_ends_while_typing(
    page_as: PageAs, town: Town, families: Iterator[Family], is_over: bool, leads: str
) -> None:
    page, family = with_purpose(page_as("chen")), next(families)
    page.goto(f"/acts/death/?person={family.others[0]}")
    if is_over:
        page.context.clear_cookies(name="sessionid")
    else:
        locked(page)
    page.fill("#in-happened_on", DAY)
    page.fill("#in-declared_by", "赵六")
    page.check("#paper-medical_death_certificate")
    page.wait_for_selector("#readback .notice:has-text('登录已过期')")
    page.click(leads)
    expect(page.locator("body")).to_contain_text("填写的内容没有丢")
    if is_over:
        page.fill("#username", "chen")
    page.fill("#password", town.password)
    page.click("main button")
    if is_over:
        page.fill("#case", "window 1")
        page.click("main button")
    page.wait_for_selector("#act")
    expect(page.locator("#in-declared_by")).to_have_value("赵六")
    record_beside(page)
    receipt(page, "死亡登记")


def test_a_search_waits_for_the_input_method(page_as: PageAs, families: Iterator[Family]) -> None:
    page = with_purpose(page_as("lin"))
    page.goto("/acts/death/")
    asked = []
    page.on("request", lambda one: asked.append(one.url) if "q=" in one.url else None)
    session = page.context.new_cdp_session(page)
    page.focus("#q")
    session.send("Input.imeSetComposition", {"text": "wang", "selectionStart": 4, "selectionEnd": 4})
    page.wait_for_timeout(500)
    assert asked == []
    session.send("Input.insertText", {"text": "王"})
    page.wait_for_selector("#hits table, #hits .empty")
    assert len(asked) == 1


def test_the_pages_look_right(page_as: PageAs, look: Callable[..., None], families: Iterator[Family]) -> None:
    family = next(families)

    def typed(page: Any) -> None:
        with_purpose(page)
        page.goto(f"/acts/death/?person={family.head}")
        page.fill("#in-happened_on", DAY)
        page.locator("input[name=new_reference_person]").first.check()
        page.check("#paper-medical_death_certificate")
        page.wait_for_selector("#readback ol")

    look("lin", "/keys/", "act-death", before=typed)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("act-search", "/acts/death/?q=王"),
        ("act-moves", "/acts/moves/"),
        ("act-birth", "/acts/birth/?household={household}"),
        ("act-correction", "/acts/new/correction/?person={head}&group=identity"),
        ("act-split", "/acts/new/household_split/?household={household}"),
    ],
)
def test_each_form_looks_right(
    page_as: PageAs, families: Iterator[Family], look: Callable[..., None], name: str, path: str
) -> None:
    family = next(families)
    address = path.format(household=family.household, head=family.head)
    look("lin", "/keys/", name, before=lambda page: with_purpose(page).goto(address))


def test_the_receipt_looks_right(page_as: PageAs, families: Iterator[Family], look: Callable[..., None]) -> None:
    page, family = with_purpose(page_as("lin")), next(families)
    page.goto(f"/acts/death/?person={family.others[0]}")
    page.fill("#in-happened_on", DAY)
    page.check("#paper-medical_death_certificate")
    record_beside(page)
    receipt(page, "死亡登记")
    address = page.url
    look("lin", "/keys/", "act-receipt", before=lambda page: with_purpose(page).goto(address))
