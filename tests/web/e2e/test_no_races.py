"""No browser test reads a page at once: after a click the address is the new one while its page is still being read.

Playwright's `click` and `press` wait for nothing, and its `expect` asks again until it is so; `count()`, `content()`
and their like answer with what stands there at that moment, and `goto` gives up what was just sent. So what is asserted
about a page is asserted by `expect`, and where a test branches or loops on such a reading, or goes to another page,
something has waited for the page since the last click or key.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.py"))
AT_ONCE = frozenset(["count", "content", "all", "all_inner_texts", "all_text_contents", "evaluate_all", "title"]) | {
    f"is_{state}" for state in ("checked", "disabled", "editable", "enabled", "hidden", "visible")
}
READS = AT_ONCE | {"get_attribute", "inner_html", "inner_text", "input_value", "text_content"}
ACTS = frozenset(["click", "dblclick", "press", "select_option", "set_input_files", "tap"])
GOES = frozenset(["go_back", "goto", "reload"])  # another page: what was sent a moment before may be given up
STAYS = frozenset(
    [
        "Tab",
        "Escape",
        "Home",
        "End",
        "Space",
        "Delete",
        "ArrowDown",
        "ArrowUp",
        "ArrowLeft",
        "ArrowRight",
        "Control+a",
        "j",
        "k",
    ]
)
WAITS = GOES | {"expect", "wait_for"}

Function = ast.FunctionDef | ast.Lambda


def name_of(call: ast.Call) -> str:
    """The last name of what is called; a key that only moves about a page is no press."""
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    moves = any(isinstance(one, ast.Constant) and one.value in STAYS for one in call.args)
    return "move" if name == "press" and moves else name


def is_wait(name: str) -> bool:
    return name in WAITS or name.startswith(("wait_for_", "expect_"))


def calls_of(node: ast.AST) -> Iterator[tuple[str, int]]:
    """What is called under `node`, in the order it happens; a loop goes round twice, a `with` ends with its wait."""
    if isinstance(node, Function):
        return
    if isinstance(node, ast.With):
        parts: list[ast.AST] = [*node.items, *node.body]
        after = [name for item in node.items for name, _ in calls_of(item) if is_wait(name)]
    elif isinstance(node, ast.For):
        parts, after = [node.iter, *node.body, *node.body, *node.orelse], []
    elif isinstance(node, ast.While):
        parts, after = [node.test, *node.body, node.test, *node.body, node.test, *node.orelse], []
    else:
        parts, after = list(ast.iter_child_nodes(node)), []
    for part in parts:
        yield from calls_of(part)
    if isinstance(node, ast.Call):
        yield name_of(node), node.lineno
    yield from ((name, node.end_lineno or 0) for name in after)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Ends:
    """Functions that end with a click or a key which nothing has waited for, and those that end with a wait."""

    moving: frozenset[str]
    waiting: frozenset[str]

    def moved(self, name: str, *, before: bool) -> bool:
        """Whether a page may be on its way to another after such a call."""
        return name in self.moving or (before and not (is_wait(name) or name in self.waiting))


def ends_of(functions: list[ast.FunctionDef]) -> Ends:
    """How each function ends, by how those end that it calls."""
    found = Ends(ACTS, frozenset())
    while True:
        last = {one.name: _last(one, found) for one in functions}
        more = Ends(
            found.moving | {name for name, end in last.items() if end in found.moving},
            found.waiting | {name for name, end in last.items() if is_wait(end) or end in found.waiting},
        )
        if more == found:
            return found
        found = more


def _last(function: ast.FunctionDef, ends: Ends) -> str:
    calls = [name for part in function.body for name, _ in calls_of(part)]
    return next((one for one in reversed(calls) if is_wait(one) or one in ends.moving | ends.waiting), "")


def read_too_early(function: ast.FunctionDef, ends: Ends) -> Iterator[int]:
    """Lines that read at once after something that may have led to another page."""
    moved = False
    for part in function.body:
        for name, line in calls_of(part):
            if name in AT_ONCE | GOES | {"evaluate"} and moved:
                yield line
            moved = ends.moved(name, before=moved)


def asserted_at_once(function: ast.FunctionDef) -> Iterator[int]:
    """Lines that assert a reading or a page's address, taken there or kept in a name."""
    kept: set[str] = set()
    nodes = list(ast.walk(function))
    for node in [one for one in nodes if isinstance(one, ast.Assign | ast.NamedExpr)] * 2:  # a name of a name too
        if _reads(node.value, kept):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            kept |= {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)}
    yield from (one.lineno for one in nodes if isinstance(one, ast.Assert) and _reads(one.test, kept))


def _reads(expression: ast.expr, kept: set[str]) -> bool:
    return any(
        (isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in READS)
        or (isinstance(one, ast.Name) and one.id in kept)
        or (isinstance(one, ast.Attribute) and one.attr == "url" and getattr(one.value, "id", "") == "page")
        for one in ast.walk(expression)
    )


def races(source: str, others: list[ast.FunctionDef]) -> list[int]:
    """The lines of a file of tests that read too early; `others` are the functions of all such files."""
    functions = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.FunctionDef)]
    ends = ends_of([*others, *functions])
    return sorted({line for one in functions for line in (*asserted_at_once(one), *read_too_early(one, ends))})


@pytest.fixture(scope="module")
def others() -> list[ast.FunctionDef]:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in FILES]
    return [one for tree in trees for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_page_is_read_before_it_is_there(file: Path, others: list[ast.FunctionDef]) -> None:
    assert [f"{file.name}:{line}" for line in races(file.read_text(encoding="utf-8"), others)] == []


@pytest.mark.parametrize(
    ("lines", "raced"),
    [
        ("page.click('a')\nassert page.locator('tr').count() > 0", [3]),
        ("assert 'x' in page.content()", [2]),
        ("assert page.url.endswith('/x/')", [2]),
        ("rows = page.locator('tr').count()\npage.goto('/')\nassert rows == 3", [4]),
        ("if (rows := page.locator('tr').count()):\n  assert rows == 3", [3]),
        ("page.click('a')\npage.goto('/')", [3]),
        ("page.keyboard.press('Tab')\npage.evaluate('1')", []),
        ("page.click('a')\narrive(page)\npage.goto('/')", []),
        ("page.click('a')\nif page.locator('tr').count():\n  pass", [3]),
        ("while page.locator('tr').count():\n  page.click('a')", [2]),
        ("for one in range(3):\n  page.locator('a').all()\n  page.click('a')", [3]),
        ("leave(page)\npage.locator('a').all()", [3]),
        ("page.click('a')\nexpect(page.locator('tr')).to_have_count(1)", []),
        ("with page.expect_navigation():\n  page.click('a')\nfor one in page.locator('a').all():\n  pass", []),
        ("while page.locator('tr').count():\n  with page.expect_navigation():\n    page.click('a')", []),
        ("page.click('a')\npage.wait_for_selector('tr')\nrows = page.locator('tr').count()", []),
        ("assert asked == []\nassert page.evaluate('1') == 1", []),
    ],
)
def test_a_race_is_seen(lines: str, raced: list[int]) -> None:
    body = "\n".join(f"  {line}" for line in lines.splitlines())
    helper = ast.parse(
        "def leave(page):\n  page.press('#q', 'Enter')\ndef arrive(page):\n  page.wait_for_url('/x/')"
    ).body
    assert races(f"def test(page):\n{body}", [one for one in helper if isinstance(one, ast.FunctionDef)]) == raced
