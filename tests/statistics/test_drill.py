"""The pages of the records behind a figure, put together, are those records: each once, village by village."""

from __future__ import annotations

from datetime import date
from itertools import chain, count, takewhile

import pytest

from huangce.errors import NotFound
from huangce.rules.population_changes import LINES
from huangce.statistics import drill
from huangce.statistics.snapshot import reading
from huangce.statistics.view import view_of
from tests import lins
from tests.register.conftest import House, open_house
from tests.statistics.histories import URBAN_VILLAGE
from tests.statistics.test_rates import Year, found_and_answered, insert, year

__all__ = ["year"]
PLATES = ("installed", "missing", None, "installed", "missing")


@pytest.fixture
def doors(committed_db: None) -> None:
    """Doors in two villages, with and without plates, and an entrance without a number."""
    open_house()
    given = {"standard": "", "key": "", "street": "老街", "batch": 7}
    load = {"id": 7, "list_kind": "addresses", "source": "x.csv", "sha256": "", "rows": 4, "entered_by": 1}
    insert("batch", load | {"recorded_at": "2024-05-01T00:00Z"})
    for row, (village, state) in enumerate(
        ((village, state) for state in PLATES for village in (URBAN_VILLAGE, lins.VILLAGE)), start=1
    ):
        insert(
            "address", {"id": row, **given, "division": village, "plate": f"{row}号", "plate_state": state, "row": row}
        )
    seen = {"state": "standing", "source": "x", "recorded_by": 1, "recorded_at": "2024-05-01T00:00Z", "suffix": 0}
    where = {"division": lins.VILLAGE, "street": 1, "side": "", "chainage": 5, "chainage_from": "given"}
    insert("entrance", {"id": 99, **where, **seen})


def every_page(code: str, division: str, size: int) -> tuple[list[drill.Behind], list[drill.Behind]]:
    """All records behind a figure as they stand, and the same page by page."""
    with reading() as cursor:
        view = view_of(cursor, as_of=date(2024, 5, 31), division=division)
        whole = drill.records_behind(cursor, view, code)
        pages = (drill.page_behind(cursor, view, code, first=at * size, limit=size) for at in count())
        return whole, list(chain.from_iterable(takewhile(bool, pages)))


def compare(*, divisions: tuple[str, ...]) -> set[str]:
    """Compare them for every figure and part; return the figures that were known."""
    known = set()
    for code in (*drill.BEHIND, *LINES):
        for part in drill.PARTS:
            for division, size in zip(divisions, (1, 2, 3), strict=False):
                try:
                    whole, paged = every_page(f"{code}:{part}", division, size)
                except NotFound:
                    continue
                known.add(code)
                assert paged == sorted(whole, key=lambda one: (one.village, one.record)), (code, part, division)
    return known


def test_it_works(year: Year) -> None:
    house: House = year.house
    whole, paged = every_page("population", "", 2)
    assert {one.record for one in paged} == {one.record for one in whole} >= {house.father, house.mother}


def test_pages_of_persons_put_together_are_all_of_them(year: Year) -> None:
    assert compare(divisions=("", lins.VILLAGE, "511703000000")) >= {"population", "in_transit", "J10", "J11", "births"}


def test_pages_of_the_checked_put_together_are_all_of_them(year: Year) -> None:
    house = year.house
    found_and_answered([(one, "decided", "2024-05-10") for one in (house.mother, house.father, year.child)])
    assert "J3" in compare(divisions=("", lins.VILLAGE, "511703000000"))


def test_pages_of_doors_put_together_are_all_of_them(doors: None) -> None:
    assert compare(divisions=("", lins.VILLAGE, "511703000000")) >= {"J5", "J6", "J6a", "J6b"}
