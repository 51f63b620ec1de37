"""A death on report, from the empty screen to the receipt, typed by a script at the speed of a person.

    HUANGCE_HOME=... python -m benchmarks.keyboard_death --url http://127.0.0.1:8000 --password … [--by number]

The server is a demo that runs (`huangce demo`), the keys are real ones in Debian's chromium: five a second, a chord
counting as two, and a pause where somebody would look. The purpose was stated before, as once a case. Each round
records the death of another simulated person, so give it a demo that may be spent. In a small county the last four
digits find somebody; among a million a hundred persons share them, and the whole number is typed from the card.
"""

from __future__ import annotations

import argparse
import shutil
import time
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import sync_playwright

SURNAMES = "王李张刘陈杨黄赵吴周"
DAY = "20260214"
NUMBERED = """
    select p.id, p.citizen_id from person p join household h on h.id = p.household
    where p.status = 'registered' and not p.number_contested and p.citizen_id is not null
        and h.household_kind = 'family' and p.id %% 97 = 0 order by p.id desc limit %s
"""
INFORMANT = "chen dong"  # as many keys as a name takes by pinyin


@dataclass(slots=True)
class Typist:
    """Somebody who types `speed` keys a second and looks for `look` seconds before deciding."""

    page: Any
    speed: float
    look: float
    keys: int = field(default=0)

    def text(self, text: str) -> None:
        for one in text:
            self.page.keyboard.type(one)
            self._after(1)

    def press(self, chord: str) -> None:
        self.page.keyboard.press(chord)
        self._after(chord.count("+") + 1)

    def think(self) -> None:
        time.sleep(self.look)

    def _after(self, keys: int) -> None:
        self.keys += keys
        time.sleep(keys / self.speed)


def one_death(page: Any, *, asked: str, person: str, speed: float, look: float) -> tuple[float, int]:
    """Record one death; returns seconds from the empty screen to the receipt, and keys pressed."""
    page.goto("/acts/death/")
    page.wait_for_selector("#q:focus")
    typist, began = Typist(page, speed, look), time.perf_counter()
    typist.text(asked)
    typist.press("Enter")
    page.wait_for_load_state()
    typist.think()
    if page.locator("#act").count() == 0:  # several persons have these digits: go down to the right one
        page.wait_for_selector("#hits a:focus")
        urls = page.locator("#hits a[data-open]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        for _ in range(next(place for place, url in enumerate(urls) if url.endswith(f"person={person}"))):
            typist.press("Tab")
        typist.press("Enter")
    page.wait_for_selector("#in-happened_on:focus")
    typist.text(DAY)
    typist.press("Tab")
    typist.text(INFORMANT)
    if page.locator("#field-new_reference_person").count():
        typist.press("Tab")
        typist.press("Space")
    typist.press("Alt+3")
    page.wait_for_selector("#readback button[value=record]:enabled")
    typist.think()
    typist.press("Control+Enter")
    page.wait_for_selector(".digest")
    return time.perf_counter() - began, typist.keys


def living(page: Any, surname: str) -> list[tuple[str, str]]:
    """Persons of a surname who are registered: the last four of their number and their record."""
    page.goto(f"/acts/death/?q={surname}")
    rows = page.locator("#hits tbody tr").evaluate_all(
        "all => all.map(row => [row.cells[1].innerText.slice(-4), row.querySelector('a').href.split('person=')[1],"
        " row.cells[4].innerText])"
    )
    return [(tail, person) for tail, person, status in rows if status == "在册" and tail.isalnum()]


def by_number(count: int) -> list[tuple[str, str]]:
    """Numbers and records of as many registered persons of the county in HUANGCE_HOME."""
    from huangce.home import django as house

    house.setup(keep=True)
    from huangce.register.locks import raw_cursor

    with raw_cursor() as cursor:
        rows = cursor.execute(NUMBERED, (count,)).fetchall()
    return [(str(number), str(person)) for person, number in rows]


def main() -> None:
    """Record some deaths and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--user", default="lin")
    parser.add_argument("--password", required=True)
    parser.add_argument("--speed", type=float, default=5, help="keys a second")
    parser.add_argument("--look", type=float, default=1, help="seconds before choosing and before recording")
    parser.add_argument("--by", choices=["tail", "number"], default="tail", help="what is typed to find somebody")
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    numbered = by_number(given.rounds) if given.by == "number" else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(base_url=given.url, locale="zh-CN").new_page()
        page.goto("/sign-in/")
        page.fill("#username", given.user)
        page.fill("#password", given.password)
        page.click("main button")
        page.goto("/purpose/?next=/keys/")
        page.fill("#case", "window 1")
        page.click("main button")
        page.wait_for_url("**/keys/")
        print("| round | seconds | keys |\n|---|---|---|")
        for round_, surname in zip(range(given.rounds), SURNAMES, strict=False):
            asked, person = numbered[round_] if numbered else living(page, surname)[round_]
            seconds, keys = one_death(page, asked=asked, person=person, speed=given.speed, look=given.look)
            print(f"| {round_ + 1} | {seconds:.1f} | {keys} |")
        browser.close()


if __name__ == "__main__":
    main()
