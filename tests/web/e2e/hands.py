"""Three ways to the same act: with the mouse, with keys alone, and without scripts. A step is told once for all three.

A hand finds a record by its number, chooses an answer by its words, fills a field by its name whatever its form, and
records what the form says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from playwright.sync_api import expect

from tests.web.e2e.walking import IS_TICKED

FIRST: Final = "first"  # the first answer of a name, whatever its value
ASKED: Final = "main form input:not([type=hidden])"  # the field of a page that asks one thing
TABS: Final = 400  # a form has fewer stops
FORM_OF = "one => one.tagName === 'SELECT' ? 'select' : one.type"
HAS_FOCUS = "one => document.activeElement === document.querySelector(one)"
ROWS_BELOW = "(one, to) => [...one.options].findIndex(each => each.value === to) - one.selectedIndex"


def box_of(name: str, value: str) -> str:
    """The selector of a box or of a choice of that name."""
    return f"#act [name='{name}']" + ("" if value == FIRST else f"[value='{value}']")


def tab_to(page: Any, selector: str) -> None:
    """Press Tab until the first match of `selector` has the focus."""
    page.wait_for_selector(selector)
    for _ in range(TABS):
        if page.evaluate(HAS_FOCUS, selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


class Mouse:
    """What a hand on a mouse does."""

    js = True

    def __init__(self, page: Any) -> None:
        self.page = page

    def find(self, number: str) -> None:
        """Look a record up by its number, and take the hit that is shown while it is typed."""
        self.page.fill("#q", number)
        with self.page.expect_navigation():
            self.page.locator("#hits a").first.click()

    def ask(self, words: str) -> None:
        """Type into the one field of a page and send it."""
        self.page.locator(ASKED).first.fill(words)
        with self.page.expect_navigation():
            self.page.locator("main form button").first.click()

    def answer(self, words: str) -> None:
        """Take an answer by its words."""
        with self.page.expect_navigation():
            self.page.locator(".act-answers a").filter(has_text=words).first.click()

    def fill(self, name: str, value: str) -> None:
        """Fill a field of that name: type, choose or tick."""
        field = self.page.locator(f"#act [name='{name}']").first
        form = field.evaluate(FORM_OF)
        if form == "select":
            field.select_option(**({"index": 1} if value == FIRST else {"value": value}))
        elif form in ("radio", "checkbox"):
            self.page.locator(box_of(name, value)).first.check()
        else:
            self.write(f"#act [name='{name}']", value)

    def write(self, selector: str, words: str) -> None:
        """Write into the first field that fits a selector."""
        self.page.locator(selector).first.fill(words)

    def check(self) -> None:
        """Wait until what was filled in is read back and can be recorded."""
        expect(self.page.locator("#readback")).to_contain_text("可以登记")

    def record(self) -> None:
        """Record what is read back beside the form; where it has to be looked at first, look."""
        self.check()
        at_once = self.page.locator("#readback button[value=record]:enabled")
        if at_once.count():
            at_once.click()
        else:
            self.page.locator("[data-check-button]").click()
            self.page.locator("main button[value=record]:enabled").click()

    def follow(self, link: Any) -> None:
        """Go where a link leads."""
        with self.page.expect_navigation():
            link.click()

    def press(self, button: Any) -> None:
        """Press a button that sends its form."""
        with self.page.expect_navigation():
            button.click()


class Keys(Mouse):
    """What two hands on a keyboard do."""

    def _enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def ask(self, words: str) -> None:
        """Type into the one field of a page and press Enter."""
        tab_to(self.page, ASKED)
        self.page.keyboard.type(words)
        self._enter()

    find = ask  # the only hit is taken at once

    def answer(self, words: str) -> None:
        """Tab to an answer and take it."""
        self.follow(self.page.locator(".act-answers a").filter(has_text=words).first)

    def follow(self, link: Any) -> None:
        """Tab to a link and go where it leads."""
        self._tab_onto(link)
        self._enter()

    press = follow

    def _tab_onto(self, element: Any) -> None:
        expect(element).to_be_visible()
        for _ in range(TABS):
            if element.evaluate("one => document.activeElement === one"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not reach it")

    def fill(self, name: str, value: str) -> None:
        """Tab to a field of that name, and type, choose or tick."""
        keyboard, every = self.page.keyboard, f"#act [name='{name}']"
        form = self.page.locator(every).first.evaluate(FORM_OF)
        if form == "radio":
            self._choose(name, value)
        elif form == "checkbox":
            tab_to(self.page, box_of(name, value))
            if not self.page.locator(box_of(name, value)).first.evaluate(IS_TICKED):  # a draft may have ticked it
                keyboard.press("Space")
        elif form == "select":
            tab_to(self.page, every)
            below = 1 if value == FIRST else self.page.locator(every).evaluate(ROWS_BELOW, value)
            for _ in range(abs(below)):
                keyboard.press("ArrowDown" if below > 0 else "ArrowUp")
        else:
            self.write(every, value)

    def write(self, selector: str, words: str) -> None:
        """Tab to a field, and type over what stands there."""
        tab_to(self.page, selector)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)

    def _choose(self, name: str, value: str) -> None:
        """Tab into a group of choices and go down to the one that is meant."""
        page, wanted = self.page, box_of(name, value)
        for _ in range(TABS):
            if page.evaluate("name => document.activeElement.name === name", name):
                break
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        for _ in range(TABS):
            if page.evaluate(HAS_FOCUS, wanted):
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"no key reaches {wanted}")

    def record(self) -> None:
        """Record by Ctrl+Enter; where it has to be looked at first, that leads there."""
        page = self.page
        self.check()
        if page.locator("#readback button[value=record]").count():
            page.wait_for_selector("#readback button[value=record]:enabled")
        else:
            page.keyboard.press("Control+Enter")
            page.wait_for_selector("main button[value=record]:enabled")
        page.keyboard.press("Control+Enter")


class Plain(Mouse):
    """What a hand on a mouse does where no script runs."""

    js = False

    def find(self, number: str) -> None:
        """Look a record up by its number: the only hit is taken at once."""
        self.ask(number)

    def check(self) -> None:
        """Have it read back on a page of its own."""
        with self.page.expect_navigation():
            self.page.locator("main button[value=check]").click()
        expect(self.page.locator(".error-summary")).to_have_count(0)
        expect(self.page.locator("main button[value=record]")).to_be_visible()

    def record(self) -> None:
        """Record it where it is read back."""
        self.check()
        self.page.locator("main button[value=record]").click()


HANDS: Final[dict[str, Callable[[Any], Mouse]]] = {"mouse": Mouse, "keys": Keys, "plain": Plain}


def receipt(page: Any, words: str) -> str:
    """Wait for the receipt of an act with these words as its title, and return the act's number."""
    page.wait_for_url(re.compile(r"/acts/\d+/$"))
    expect(page.locator("h1")).to_have_text(words)
    return str(page.url).rstrip("/").rsplit("/", 1)[1]
