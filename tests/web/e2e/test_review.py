"""The review desk in a real browser: a control that looks like a case; two records that become one and part again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.web.e2e.conftest import PageAs, Town, look_here
from tests.web.e2e.test_acts import DAY, receipt, record_beside, with_purpose

CLASS = "registered_here_living_elsewhere"
ANSWERED = """
    insert into finding_event (finding, kind, officer, at, digest, words)
    select repeat('0', 16), 'decided', id, now(), '', '' from officer, generate_series(1, 31) where username = 'shi'
"""
CONTROLS = f"select id from control_pair where finding_class = '{CLASS}'"
GIVEN = "select count(*) from control_answer"
DECIDED = "select count(*) from finding_event"
ACTS = "select count(*) from act"
# Two adults of different families, in households that others keep open.
PAIR = """
    select max(p.id) from household h join person p on p.household = h.id
    where h.household_kind = 'family' and h.household_status = 'open' and p.status = 'registered'
      and p.birth_latest < '2000-01-01' and p.id <> h.reference_person
    group by h.id having count(*) >= 2 order by h.id limit 2
"""


@contextmanager
def register(town: Town) -> Iterator[psycopg.Connection[Any]]:
    """The register under the pages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUANGCE_HOME", str(town.home))
        patch.delenv("DATABASE_URL", raising=False)
        from huangce.home import database

        address = database.url()
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


def count(town: Town, query: str) -> int:
    with register(town) as connection:
        row = connection.execute(query).fetchone()
        return int(row[0]) if row else 0


def shape(page: Any) -> set[str]:
    """What a case consists of: heads, answers, what else can be done."""
    texts = "main => [...main.querySelectorAll('h2, .verdict .button, summary, label')].map(one => one.innerText)"
    return set(page.locator("main").evaluate(texts))


def test_a_reviewer_meets_a_control_that_nothing_tells_from_a_case_and_sees_the_own_quality_first(
    page_as: PageAs, town: Town
) -> None:
    command = [str(Path(sys.executable).parent / "huangce"), "findings", "controls", "--as", "shi", "--count", "60"]
    subprocess.run(command, env={"HUANGCE_HOME": str(town.home), "PATH": ""}, check=True, capture_output=True)
    with register(town) as connection:
        connection.execute(ANSWERED)
        controls = {row[0] for row in connection.execute(CONTROLS)}
    before = count(town, DECIDED), count(town, ACTS)
    page = page_as("shi")
    page.goto(f"/findings/?class={CLASS}")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".answers")
    real = shape(page)
    page.keyboard.press("s")  # put off: the next is a control
    page.wait_for_url(lambda url: any(one in url for one in controls))
    page.wait_for_selector(".answers")
    assert shape(page) == real
    assert "检查题" not in page.content()
    assert "control" not in page.url
    look_here(page, "control")
    page.keyboard.press("y")
    page.wait_for_selector(".recital .chip")
    assert "这是一件检查题" in page.inner_text(".recital")
    assert page.locator("#act").count() == 0
    look_here(page, "control-answered")
    assert (count(town, DECIDED), count(town, ACTS)) == before
    assert count(town, GIVEN) == 1
    page.get_by_role("link", name="看我的核对质量").click()
    assert "答过" in page.inner_text("main")
    look_here(page, "quality")
    page.go_back()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/findings/" in url and not any(one in url for one in controls))
    other = page_as("lin")
    other.goto("/findings/quality/")
    assert "还没有答过检查题" in other.inner_text("main")


def test_two_records_are_merged_and_parted_and_a_death_between_goes_to_the_one_it_is_of(
    page_as: PageAs, town: Town
) -> None:
    with register(town) as connection:
        kept, other = (row[0] for row in connection.execute(PAIR))
    reviewer = with_purpose(page_as("shi"))
    reviewer.goto(f"/acts/new/link/?kept={kept}&other={other}")
    reviewer.fill("#in-happened_on", DAY)
    reviewer.check("input[name=heard]")
    for item in reviewer.locator("input[name^=take-][value=other]").all():
        item.check()
    reviewer.check("#paper-duplicate_investigation")
    reviewer.locator("input[name=approved_by]").first.check()
    look_here(reviewer, "merge")
    record_beside(reviewer)
    receipt(reviewer)
    clerk = with_purpose(page_as("lin"))
    clerk.goto(f"/acts/death/?person={kept}")
    clerk.fill("#in-happened_on", "20260301")
    clerk.check("#paper-medical_death_certificate")
    record_beside(clerk)
    receipt(clerk)
    reviewer.goto(f"/acts/new/unlink/?other={other}")
    reviewer.fill("#in-happened_on", "20260401")
    reviewer.check(f"input[name^=allocation-][value='{other}']")
    reviewer.check("#paper-duplicate_investigation")
    reviewer.locator("input[name=approved_by]").first.check()
    look_here(reviewer, "part")
    record_beside(reviewer)
    receipt(reviewer)
    with register(town) as connection:
        states = dict(
            connection.execute(
                "select id, status || ' ' || (died_on is not null) from person where id = any(%s)", ([kept, other],)
            )
        )
    assert states == {kept: "registered false", other: "cancelled true"}
