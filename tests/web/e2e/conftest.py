"""A real browser on a real server over a small simulated county. Chromium is Debian's; without it these tests skip.

Where the package chromium-headless-shell is installed it is taken: the same browser without windows.

`town`      the server, once a session: its address and the password of the demo's accounts. A file whose tests change
            streets and villages, or whole chains of records, takes `own_town` in its place
`page_as`   a signed-in page of an officer: `page_as("lin")`, with `js=False`, `dark=True`, `width=360`
`look`      keeps a screenshot under build/screenshots/ in both themes and two widths, and asks axe
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import remove_home
from tests.web.e2e.serving import Town, county_at_rest, served_copy

# Debian builds both from one source: without windows a page costs a third of the processor time.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))), None)
FLAGS = [
    "--no-sandbox",
    # The map draws by WebGL: in software, for there is no graphics card here.
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    # All else is drawn without it: half of the browser's processor time went into laying pages together by WebGL.
    "--disable-gpu-compositing",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FAMILIES = """
    select h.id, h.reference_person, array_agg(p.id order by p.id) filter (where p.id <> h.reference_person),
        array_agg(p.name order by p.id) filter (where p.id <> h.reference_person)
    from household h join person p on p.household = h.id
    where h.household_kind = 'family' and h.household_status = 'open' and p.status = 'registered'
      and p.same_as is null and p.birth_latest < '2000-01-01'
      and not exists (select 1 from finding f where p.id in (f.record, f.other_record))
    group by h.id having count(*) >= 3 and bool_or(p.id = h.reference_person) order by h.id desc
"""
# What the console tells beside what a page itself does wrong: an answer that refuses, a network that is cut by a test,
# and that WebGL in software is slow.
NOT_OF_THE_PAGE = ("the server responded with a status of 4", "ERR_INTERNET", "GL Driver Message (OpenGL, Performance")
SHOTS = Path(__file__).parents[3] / "build" / "screenshots"
HAS_FAILED = pytest.StashKey[bool]()
TOLD = 2000  # characters of each page that a test leaves which failed
# Milliseconds that every answer is late, and the processor four times slower: what a test did not wait for shows then.
LATE = int(os.environ.get("HUANGCE_E2E_LATE", "0"))


@pytest.fixture(scope="session")
def county() -> Iterator[Path]:
    """A home with the demo's county, at rest."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install Debian's package chromium")
    home = county_at_rest()
    yield home
    remove_home(home)


@pytest.fixture(scope="session")
def town(county: Path) -> Iterator[Town]:
    yield from served_copy(county)


@pytest.fixture(scope="module")
def own_town(county: Path) -> Iterator[Town]:
    yield from served_copy(county)


@dataclass(frozen=True, slots=True)
class Family:
    """A household with at least three adults of whom nothing was found, by the ids of its records.

    names: those of the others.
    """

    household: int
    head: int
    others: tuple[int, ...]
    names: tuple[str, ...]


def asked(town: Town, query: str) -> list[Any]:
    """Ask the county's own database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUANGCE_HOME", str(town.home))
        patch.delenv("DATABASE_URL", raising=False)
        from huangce.home import database

        with psycopg.connect(database.url()) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def families(town: Town) -> Iterator[Family]:
    """Families of the county, each given to one test only, as they stand when they are given."""

    def given() -> Iterator[Family]:
        while left := [row for row in asked(town, FAMILIES) if row[0] not in town.given]:
            home, head, others, names = left[0]
            town.given.add(home)
            yield Family(home, head, tuple(others), tuple(names))

    return given()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: install Debian's package chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=15_000)  # as long as `page_as` waits for an element

    # Playwright keeps an event loop in this thread; Django, which other tests use here, takes it for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


PageAs = Callable[..., Any]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep whether a test failed, for the pages that it leaves."""
    report = yield
    if report.when == "call":
        item.stash[HAS_FAILED] = report.failed
    return report


@pytest.fixture
def page_as(town: Town, browser: Any, request: pytest.FixtureRequest) -> Iterator[PageAs]:
    """Open a signed-in page; at the end nothing may have been said on the console or asked of another host.

    entered: what another page of the same officer holds, `page.context.storage_state()`, to go in without a password.
    """
    contexts, complaints = [], list[str]()

    def open_page(
        username: str | None,
        *,
        js: bool = True,
        dark: bool = False,
        width: int = 1280,
        height: int = 900,
        entered: Any = None,
    ) -> Any:
        context = browser.new_context(
            base_url=town.url,
            java_script_enabled=js,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            locale="zh-CN",
            storage_state=entered,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if LATE:
            slowed(context, page)
        page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request", lambda asked: None if asked.url.startswith((town.url, "data:")) else complaints.append(asked.url)
        )
        if username is not None and entered is None:
            page.goto("/sign-in/")
            page.fill("#username", username)
            page.fill("#password", town.password)
            page.click("main button")
            page.wait_for_url(lambda url: "/sign-in/" not in url)
        return page

    yield open_page
    for context in contexts:
        for page in context.pages if request.node.stash.get(HAS_FAILED, False) else []:
            print(page.url, page.locator("body").inner_text()[:TOLD], sep="\n")
        context.close()
    assert [one for one in complaints if not any(words in one for words in NOT_OF_THE_PAGE)] == []


def slowed(context: Any, page: Any) -> None:
    """Make a page as slow as on a busy machine behind a bad line."""
    tools = context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATE, "downloadThroughput": -1, "uploadThroughput": -1},
    )
    tools.send("Emulation.setCPUThrottlingRate", {"rate": 4})


@pytest.fixture
def look(page_as: PageAs) -> Callable[..., None]:
    """`look("lin", "/my-work/", "work")`: four screenshots and no violation of WCAG 2.2 AA in either theme."""

    def all_round(username: str | None, path: str, name: str, *, before: Callable[[Any], None] | None = None) -> None:
        entered = None
        for dark in (False, True):
            for width in (1280, 360):
                page = page_as(username, dark=dark, width=width, entered=entered)
                entered = page.context.storage_state()
                page.goto(path)
                if before is not None:
                    before(page)
                shot(page, f"{name}-{width}{'-dark' if dark else ''}")
                assert overflow(page) <= 0, f"{path} is wider than {width} px by {overflow(page)}"
                if width == 1280:
                    assert violations(page) == [], path
                page.context.close()

    return all_round


def look_here(page: Any, name: str) -> None:
    """Look all round a page that no address leads to: both themes, two widths, axe."""
    for dark in (False, True):
        page.emulate_media(color_scheme="dark" if dark else "light")
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            shot(page, f"{name}-{width}{'-dark' if dark else ''}")
            assert overflow(page) <= 0, f"{name} is wider than {width} px by {overflow(page)}"
        assert violations(page) == [], name
    page.emulate_media(color_scheme="light")


def shot(page: Any, name: str) -> None:
    """Keep a screenshot of the whole page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    if page.locator("[data-map][data-drawn]").count():
        page.wait_for_timeout(400)  # a map draws itself anew in another theme or width, a moment later than the page
    page.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def overflow(page: Any) -> int:
    """Pixels by which the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def violations(page: Any) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA, as `rule: selector`."""
    import axe_playwright_python

    source = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    page.evaluate(source)
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", tags)
    return [
        f"{one['id']}: {node['target']} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
