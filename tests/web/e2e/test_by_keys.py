"""The main path of every page: with the mouse, from the keyboard alone, without JavaScript (issue 3)."""

from __future__ import annotations

from datetime import date
from pathlib import Path as File

import psycopg
import pytest
from playwright.sync_api import TimeoutError

from tests.web.e2e.conftest import PageAs, Town
from tests.web.e2e.paths import ELSEWHERE, NOT_WALKED, PATHS
from tests.web.e2e.walking import SEND, TOLD, WAYS, WRONG, Path, Walker, press, write
from tests.web.test_routes import ROUTES

OPEN = "state = 'open' and record is not null"
OF = "and finding_class ="
ELSEWHERE_OPEN = f"from finding f where {OPEN} {OF} 'registered_here_living_elsewhere' order by id desc limit 3"
ONE_EACH_WAY = {
    "finding": f"select id from finding where {OPEN} {OF} 'living_here_not_collected' order by id desc limit 3",
    "deceased": f"select id from finding where {OPEN} {OF} 'deceased_not_cancelled' order by id desc limit 3",
    "elsewhere": f"select id {ELSEWHERE_OPEN}",
    "near": "select (select min(division) from household where left(division, 9) = left(f.division, 9)"
    f" and division <> f.division) {ELSEWHERE_OPEN}",
    "village": f"select division from finding where {OPEN} group by division order by count(*), division limit 3",
}
ONE = {
    "record": "select id from person where status = 'registered' and citizen_id is not null order by id limit 1",
    "household": "select household from person where status = 'registered' order by id desc limit 1",
    "received": "select id from received_list where withdrawn_at is null order by id limit 1",
    "standard": "select standard from address where status = 'standing' order by id limit 1",
    "plates": "select division from plate group by division order by count(*) desc limit 1",
}
NAMES = {"mouse": "走云路", "keys": "飞虹路", "plain": "踏雪路"}


@pytest.fixture(scope="module")
def values(town: Town) -> dict[str, dict[str, str]]:
    """What the braces of the paths stand for, by way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUANGCE_HOME", str(town.home))
        patch.delenv("DATABASE_URL", raising=False)
        from huangce.home import database

        with psycopg.connect(database.url()) as connection:
            same = {name: str(connection.execute(query).fetchall()[0][0]) for name, query in ONE.items()}
            each = {name: [str(row[0]) for row in connection.execute(query)] for name, query in ONE_EACH_WAY.items()}
    from huangce.rules import divisions

    same |= {"town": divisions.full_name(f"{same['plates'][:9]}000"), "today": date.today().isoformat()}  # noqa: DTZ011
    return {
        way: {**same, **{name: rows[at] for name, rows in each.items()}, "way": way, "n": str(at), "name": NAMES[way]}
        for at, way in enumerate(WAYS)
    }


def test_every_page_has_a_path_or_a_reason() -> None:
    walked = {page for path in PATHS for page in path.pages}
    pages = {name for name in ROUTES if not name.startswith("api-")}
    assert walked | set(ELSEWHERE) | set(NOT_WALKED) == pages
    assert not walked & set(ELSEWHERE)
    assert not (walked | set(ELSEWHERE)) & set(NOT_WALKED)
    assert all((File(__file__).parent / name).exists() for name in ELSEWHERE.values())


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("officer", sorted({path.by for path in PATHS}))
def test_the_main_path_of_each_page_is_walked(
    officer: str, way: str, page_as: PageAs, values: dict[str, dict[str, str]]
) -> None:
    walker, missed = Walker(page_as(officer, js=way != "plain"), way), []
    for path in (one for one in PATHS if one.by == officer):
        try:
            walker.walk(path, values[way])
        except (AssertionError, TimeoutError) as error:
            missed.append(f"{path.at}, now at {walker.page.url}: {error}"[:600])
    assert not missed, "\n\n".join(missed)


def coming_and_going(password: str) -> Path:
    """Sign in, change the password and change it back, lock the screen, sign out."""
    account = press(".account summary", ".account[open]")
    changed = [
        step
        for old, new, again, shows in (
            (password, "one of twelve", "another of twelve", WRONG),
            (password, "one of twelve", "one of twelve", TOLD),
            ("one of twelve", password, password, TOLD),
        )
        for step in (write("#old", old), write("#new", new), write("#again", again), press(SEND, shows))
    ]
    return Path(
        ("sign-in", "my-password", "lock", "sign-out"),
        "chen",
        "/sign-in/",
        (
            write("#username", "chen"),
            write("#password", "not the password"),
            press("main button", WRONG),
            write("#password", password),
            press("main button", "/my-work/"),
            account,
            press(".account a[href='/me/password/']", "/me/password/"),
            *changed,
            account,
            press("form[action='/lock/'] button", "main #password"),
            write("#password", password),
            press("main button", "/me/password/"),
            account,
            press("form[action='/sign-out/'] button", "/sign-in/"),
        ),
    )


@pytest.mark.parametrize("way", WAYS)
def test_an_officer_comes_and_goes(way: str, page_as: PageAs, town: Town) -> None:
    path = coming_and_going(town.password)
    assert {ELSEWHERE[name] for name in path.pages} == {File(__file__).name}
    Walker(page_as(None, js=way != "plain"), way).walk(path, {})
