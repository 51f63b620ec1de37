"""Walking a page's main path as people do: with the mouse, from the keyboard alone, and without JavaScript.

A step says what is done and what then shows that it was done. From the keyboard there are Tab, Enter, Space, arrows,
letters, and Ctrl+A to write a field anew; no script moves the focus: what Tab does not reach, nobody without a mouse
reaches.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from playwright.sync_api import expect

# Parts of nearly every page: its first button, what says that something is wrong, what says that it was done.
SEND: Final = "main button.button--primary"
WRONG: Final = ".error-summary"
TOLD: Final = ".toast"
WAYS: Final = ("mouse", "keys", "plain")
TABS: Final = 300
MILLISECONDS: Final = 20_000
BRACES: Final = re.compile(r"\{([a-z]+)\}")
FILLED: Final = ("where", "value", "shows")
ON_NOTHING: Final = "() => document.activeElement === document.body"
ON_SKIP: Final = "one => document.activeElement.matches('.skip') && one.closest('main') !== null"
ON_IT: Final = "one => document.activeElement === one"
ON_ITS_GROUP: Final = "one => document.activeElement.type === 'radio' && document.activeElement.name === one.name"
LENGTH: Final = "list => list.options.length"
IS_TICKED: Final = "box => box.checked"
# Who has the keyboard sees where it is (WCAG 2.4.7).
IS_SEEN: Final = "one => one.matches(':focus-visible') && getComputedStyle(one).outlineStyle !== 'none'"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done: `what` at `where`, and what `shows` it: a selector, or "/…" for an address."""

    what: str
    where: str
    value: str = ""
    shows: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """The main path of some pages: who walks it, from which address, in which steps."""

    pages: tuple[str, ...]
    by: str
    at: str
    steps: tuple[Step, ...]


def press(where: str, shows: str) -> Step:
    """Press a link, a button or what opens a part of the page."""
    return Step("press", where, shows=shows)


def write(where: str, value: str) -> Step:
    """Write into a field what is to stand in it."""
    return Step("write", where, value)


def choose(where: str, value: str) -> Step:
    """Choose an answer of a list, by its value."""
    return Step("choose", where, value)


def tick(where: str) -> Step:
    """Tick a box, or choose one of several answers."""
    return Step("tick", where)


def fetch(where: str, ending: str) -> Step:
    """Press what gives a file, whose name ends so; the walker keeps it."""
    return Step("fetch", where, ending)


def attach(where: str, name: str) -> Step:
    """Give a file: the one that was fetched last, or for a name with words in it, those words."""
    return Step("attach", where, name)


def _filled(text: str, values: dict[str, str]) -> str:
    return BRACES.sub(lambda found: values[found[1]], text)


class Walker:
    """Walks paths on one page of a browser in one of the ways."""

    def __init__(self, page: Any, way: str) -> None:
        self.page, self.way, self.file = page, way, b""
        page.set_default_timeout(MILLISECONDS)

    def walk(self, path: Path, values: dict[str, str]) -> None:
        """Open the page and take every step; the braces of the path are filled from `values`."""
        self.page.goto(path.at.format(**values))
        for step in path.steps:
            self.take(replace(step, **{name: _filled(getattr(step, name), values) for name in FILLED}))

    def take(self, step: Step) -> None:
        """Take a step, and wait for what shows that it was taken."""
        target = self.page.locator(step.where).first
        target.wait_for(state="visible")
        DONE[step.what](self, target, step)
        if step.shows.startswith("/"):
            self.page.wait_for_url(re.compile(step.shows))
        elif step.shows:
            self.page.wait_for_selector(step.shows)

    def reach(self, target: Any, *, there: str = ON_IT) -> None:
        """Press Tab until the keyboard is on the target, past the menu by the link that skips it."""
        one, tab = target.element_handle(), self.page.keyboard.press
        if self.page.evaluate(ON_NOTHING):
            tab("Tab")
            if self.page.evaluate(ON_SKIP, one):
                tab("Enter")
        for _ in range(TABS):
            if self.page.evaluate(there, one):
                assert self.page.evaluate(IS_SEEN, one), f"nothing shows where the keyboard is: {target}"
                return
            tab("Tab")
        raise AssertionError(f"Tab does not reach {target}")


def _press(walker: Walker, target: Any, _step: Step) -> None:
    if walker.way == "keys":
        walker.reach(target)
        walker.page.keyboard.press("Enter")
    else:
        target.click()


def _write(walker: Walker, target: Any, step: Step) -> None:
    if walker.way == "keys":
        walker.reach(target)
    else:
        target.click()
    walker.page.keyboard.press("Control+a")
    if step.value:
        walker.page.keyboard.insert_text(step.value)
    else:
        walker.page.keyboard.press("Delete")


def _choose(walker: Walker, target: Any, step: Step) -> None:
    if walker.way == "keys":
        walker.reach(target)
        walker.page.keyboard.press("Home")
        for _ in range(target.evaluate(LENGTH)):
            if target.input_value() == step.value:
                break
            walker.page.keyboard.press("ArrowDown")
    else:
        target.select_option(step.value)
    expect(target).to_have_value(step.value)


def _tick(walker: Walker, target: Any, _step: Step) -> None:
    if walker.way != "keys":
        target.check()
        return
    is_one_of = target.get_attribute("type") == "radio"
    walker.reach(target, there=ON_ITS_GROUP if is_one_of else ON_IT)
    one = target.element_handle()
    for _ in range(20):
        if walker.page.evaluate(ON_IT, one):
            break
        walker.page.keyboard.press("ArrowDown")
    if not target.evaluate(IS_TICKED):
        walker.page.keyboard.press("Space")
    expect(target).to_be_checked()


def _fetch(walker: Walker, target: Any, step: Step) -> None:
    with walker.page.expect_download() as given:
        _press(walker, target, step)
    assert given.value.suggested_filename.endswith(step.value), given.value.suggested_filename
    walker.file = given.value.path().read_bytes()


def _attach(walker: Walker, target: Any, step: Step) -> None:
    """No key chooses a file but those of the machine's own window, which is not ours to test."""
    name, _space, words = step.value.partition(" ")
    target.set_input_files({"name": name, "mimeType": "", "buffer": words.encode() or walker.file})


DONE: Final[dict[str, Callable[[Walker, Any, Step], None]]] = {
    "press": _press,
    "write": _write,
    "choose": _choose,
    "tick": _tick,
    "fetch": _fetch,
    "attach": _attach,
}
