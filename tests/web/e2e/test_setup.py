"""The first set-up of a real office, walked in a real browser: code, division, three accounts, backup, sign-in."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.web.e2e.conftest import CHROMIUM, PageAs, look_here, overflow
from tests.web.e2e.serving import Town, new_home, served
from tests.web.e2e.walking import SEND, WAYS, WRONG, Step, Walker, press, write

PASSWORD = "horse battery staple"
ACCOUNTS = (("system_admin", "席明"), ("security_admin", "安静"), ("registrar", "阿不都热合曼·阿不都克里木"))


@pytest.fixture
def town() -> Iterator[Town]:
    """A home that is new: nothing is loaded, nobody has an account. `page_as(None)` opens it."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install Debian's package chromium")
    yield from served(new_home(), PASSWORD)


def code_of(town: Town) -> str:
    """The code that stands on the server's terminal."""
    found = re.search(r"/setup/\?code=(\S+)", (town.home / "serve.log").read_text())
    assert found is not None, (town.home / "serve.log").read_text()
    return found[1]


def filled(again: str = PASSWORD) -> tuple[Step, ...]:
    """Write the three accounts."""
    return tuple(
        write(f"#{role}_{field}", value)
        for role, name in ACCOUNTS
        for field, value in (
            ("username", role.replace("_", "-")),
            ("name", name),
            ("password", PASSWORD),
            ("again", again),
        )
    )


def path_of(code: str) -> dict[str, tuple[Step, ...]]:
    """What is done on the pages of the set-up, by what they then look like."""
    return {
        "wrong-code": (write("#code", "0" * 16), press(SEND, WRONG)),
        "division": (
            write("#code", code),
            press(SEND, "#q"),
            write("#q", "没有这个地方"),
            press(SEND, ".empty"),
            write("#q", "石桥镇"),
            press(SEND, ".places"),
        ),
        "accounts": (press(".places a:has-text('达川区')", "#accounts"),),
        "wrong": (*filled(again="another password"), press(SEND, WRONG)),
        "done": (*filled(), press(SEND, "text=从今天起备份")),
    }


@pytest.mark.parametrize("way", WAYS)
def test_a_new_office_is_set_up_once_and_its_officers_sign_in(town: Town, page_as: PageAs, way: str) -> None:
    page = page_as(None, js=way != "plain", width=360 if way == "plain" else 1280)
    walker = Walker(page, way)
    page.goto("/setup/")
    for name, steps in path_of(code_of(town)).items():
        for step in steps:
            walker.take(step)
        if name == "wrong":  # what was typed stays
            expect(page.locator("#registrar_name")).to_have_value(ACCOUNTS[-1][1])
        if way == "mouse":
            look_here(page, f"setup-{name}")
        assert overflow(page) <= 0
    walker.take(press("main .actions a", "/sign-in/"))
    assert page.goto("/setup/").status == 404
    for role, name in ACCOUNTS if way == "mouse" else ACCOUNTS[-1:]:
        officer = Walker(page_as(None, js=way != "plain"), way)
        officer.page.goto("/sign-in/")
        for step in (
            write("#username", role.replace("_", "-")),
            write("#password", PASSWORD),
            press(SEND, "/my-work/"),
        ):
            officer.take(step)
        expect(officer.page.locator("body")).to_contain_text(name)
        if way == "mouse":
            look_here(officer.page, f"setup-first-day-{role}")
        officer.page.context.close()
