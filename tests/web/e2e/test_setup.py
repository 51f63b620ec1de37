"""The first set-up of a real office, walked in a real browser: code, division, three accounts, backup, sign-in."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import make_home, remove_home
from tests.web.e2e.conftest import CHROMIUM, Town, _wait, look_here, overflow

PASSWORD = "horse battery staple"
ACCOUNTS = (("system_admin", "席明"), ("security_admin", "安静"), ("registrar", "阿不都热合曼·阿不都克里木"))


@pytest.fixture
def town() -> Iterator[Town]:
    """A home that is new: nothing is loaded, nobody has an account. `page_as(None)` opens it."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install Debian's package chromium")
    home = make_home()
    environment = {**os.environ, "HUANGCE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    (home / "postgresql.conf").write_text("fsync = off\nshared_buffers = 64MB\n")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    huangce = str(Path(sys.executable).parent / "huangce")
    url, log = f"http://127.0.0.1:{port}", (home / "serve.log").open("wb")
    server = subprocess.Popen(
        [huangce, "serve", "--port", str(port), "--workers", "1"], env=environment, stdout=log, stderr=log
    )
    try:
        _wait(url, server, home)
        yield Town(url, PASSWORD, home)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
        log.close()
        subprocess.run([huangce, "stop"], env=environment, check=False, capture_output=True)
        remove_home(home)


def code_of(town: Town) -> str:
    """The code that stands on the server's terminal."""
    found = re.search(r"/setup/\?code=(\S+)", (town.home / "serve.log").read_text())
    assert found is not None, (town.home / "serve.log").read_text()
    return found[1]


def to_the_accounts(page: Any, code: str) -> None:
    page.goto("/setup/")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.fill("#q", "石桥镇")
    page.keyboard.press("Enter")
    page.click(".places a:has-text('达川区')")


def fill(page: Any, again: str = PASSWORD) -> None:
    for role, name in ACCOUNTS:
        page.fill(f"#{role}_username", role.replace("_", "-"))
        page.fill(f"#{role}_name", name)
        page.fill(f"#{role}_password", PASSWORD)
        page.fill(f"#{role}_again", again)


def test_a_new_office_is_set_up_once_and_its_officers_sign_in(town, page_as):
    code = code_of(town)
    page = page_as(None)
    page.goto("/setup/")
    look_here(page, "setup-code")
    page.fill("#code", "0" * 16)
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    look_here(page, "setup-wrong-code")

    # Without scripts, on a phone: what was typed stays when something is wrong.
    plain = page_as(None, js=False, width=360)
    to_the_accounts(plain, code)
    assert overflow(plain) <= 0
    fill(plain, again="another password")
    plain.click("text=建立本单位和账号")
    plain.wait_for_selector(".error-summary")
    expect(plain.locator("#registrar_name")).to_have_value("阿不都热合曼·阿不都克里木")

    to_the_accounts(page, code)
    look_here(page, "setup-accounts")
    fill(page)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=从今天起备份")
    look_here(page, "setup-done")
    assert page.goto("/setup/").status == 404

    for role, name in ACCOUNTS:
        officer = page_as(None)
        officer.goto("/sign-in/")
        officer.fill("#username", role.replace("_", "-"))
        officer.fill("#password", PASSWORD)
        officer.keyboard.press("Enter")
        officer.wait_for_url(lambda url: "/sign-in/" not in url)
        expect(officer.locator("body")).to_contain_text(name)
        assert officer.goto("/my-work/").status == 200
        look_here(officer, f"setup-first-day-{role}")
        officer.context.close()


def test_an_office_is_set_up_without_javascript(town, page_as):
    page = page_as(None, js=False)
    to_the_accounts(page, code_of(town))
    fill(page)
    page.click("text=建立本单位和账号")
    page.wait_for_selector("text=从今天起备份")
    page.click("text=去登录")
    page.fill("#username", "registrar")
    page.fill("#password", PASSWORD)
    page.click("main button")
    expect(page.locator("body")).to_contain_text(ACCOUNTS[-1][1])
