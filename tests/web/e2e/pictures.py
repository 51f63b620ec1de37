"""Retake the pictures of pages in docs/pictures: `python -m tests.web.e2e.pictures --url … --password …`.

The server is a demo that nobody has worked in yet (`huangce demo --persons 5000 --anew`); nothing is recorded.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tests.web.e2e.conftest import CHROMIUM, FLAGS

PICTURES = Path(__file__).parents[3] / "docs" / "pictures"
DAY = "20261118"


def work(page: Any) -> None:
    """My work, with the guide at its first step."""
    page.goto("/my-work/")


def finding(page: Any) -> None:
    """Two records that may be one person, something of whose names or numbers differs."""
    page.goto("/findings/?class=held_twice&state=open")
    page.locator("a[data-open]").first.click()
    page.wait_for_selector(".pair")


def death(page: Any) -> None:
    """A death on report, read back and ready to be recorded."""
    page.goto("/acts/death/?q=luo")
    for link in page.locator("#hits a[data-open]").evaluate_all("all => all.map(one => one.href)"):
        page.goto(link)
        if page.locator("[name=new_reference_person]").count() > 1:
            break
    page.fill("#in-happened_on", DAY)
    page.fill("#in-declared_by", page.locator("#field-new_reference_person label").first.inner_text().split()[0])
    page.locator("[name=new_reference_person]").first.check()
    page.check("#paper-medical_death_certificate")
    page.fill("[name=number-medical_death_certificate]", "510117261118")
    page.wait_for_selector("#readback button[value=record]:enabled")


def rate(page: Any) -> None:
    """The trend of a rate, a county beside two of its townships, with a day read out."""
    page.goto("/rates/J10/")
    beside = page.locator("[name=beside]").evaluate_all("all => [all[0], all[17]].map(one => `beside=${one.value}`)")
    page.goto(f"/rates/J10/?{'&'.join(beside)}")
    page.wait_for_selector(".trend[data-drawn]")
    page.locator(".trend__board").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.evaluate("document.querySelector('#trend').scrollIntoView()")
    page.wait_for_timeout(600)  # the chart draws its line for the day


# Name of the picture: what it shows, in which language, how high.
SHOWN = {
    "page-work": (work, "en", 860),
    "page-finding": (finding, "en", 960),
    "page-death": (death, "zh", 960),
    "page-death.en": (death, "en", 960),
    "page-rate": (rate, "en", 1000),
}


def main() -> None:
    """Take all pictures."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="lin")
    parser.add_argument("--password", required=True)
    given = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(base_url=given.url, locale="zh-CN").new_page()
        page.goto("/sign-in/")
        page.fill("#username", given.user)
        page.fill("#password", given.password)
        with page.expect_navigation():
            page.click("main button")
        page.goto("/purpose/?next=/keys/")
        page.check("input[value=verification]")
        page.fill("#case", "D-0147")
        with page.expect_navigation():
            page.click("main button")
        for name, (show, language, height) in SHOWN.items():
            page.set_viewport_size({"width": 1280, "height": height})
            page.goto("/keys/")
            if page.locator("html").get_attribute("lang") != {"zh": "zh-Hans"}.get(language, language):
                with page.expect_navigation():
                    page.click(".language button")
            show(page)
            page.screenshot(path=PICTURES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
