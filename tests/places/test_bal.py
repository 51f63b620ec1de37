"""The address register as a file and back: nothing changes by a round trip, and what changes becomes acts."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.errors import Unreadable
from huangce.exchange.address_tables import divisions_of, read_addresses
from huangce.home import database
from huangce.places import bal
from huangce.places.bal_acts import record_delta
from huangce.places.bal_delta import ERRORS, WARNINGS, Delta, by_code, delta
from huangce.register.locks import raw_cursor
from huangce.register.rebuild import check
from huangce.rules.acts.base import EvidenceMissing
from huangce.rules.acts.place_addresses import NewDoor
from huangce.rules.acts.place_divisions import DivisionChanged
from tests import lins
from tests.places import town
from tests.places.town import rows, standard
from tests.register.conftest import do, one

TODAY = lins.NOW.date()
FOREIGN = (7 << 40) + 5


@pytest.fixture
def houses(committed_db: None) -> list[int]:
    """1, 3, 5 and 7 人民路, and the flats 101 and 102 of the compound at 9."""
    return town.load()


def exported() -> list[dict[str, str]]:
    """The rows of the county as a program reads them from the file."""
    file = io.StringIO()
    bal.write_csv(file, bal.rows((town.COUNTY,), on=TODAY))
    return list(csv.DictReader(io.StringIO(file.getvalue()), delimiter=";"))


def compared(listed: list[dict[str, str]], named: tuple[str, ...] = bal.COLUMNS) -> Delta:
    with raw_cursor() as cursor:
        return delta(cursor, listed, range(2, len(listed) + 2), named, on=TODAY)


def recorded(listed: list[dict[str, str]]) -> list[str]:
    """Record what rows change; the kinds of the acts."""
    _found, receipts = record_delta(
        lambda cursor: delta(cursor, listed, range(2, len(listed) + 2), bal.COLUMNS, on=TODAY),
        by=lins.LIN,
        on=TODAY,
        approved_by=lins.CHEN.id,
        evidence=lins.shown("archive"),
        now=lins.NOW,
    )
    return [receipt.kind for receipt in receipts]


def problems(listed: list[dict[str, str]]) -> list[tuple[int, str]]:
    return [(problem.row, problem.code) for problem in compared(listed).problems]


def is_unchanged(found: Delta) -> bool:
    return (found.same, found.problems, found.gone) == (found.rows, [], []) and set(found.counts.values()) <= {
        found.rows,
        0,
    }


def test_it_works(houses):
    listed = exported()
    assert [int(row["address_id"]) for row in listed] == houses
    assert listed[0]["thoroughfare"], listed[0]["number"] == ("人民路", "1")
    assert is_unchanged(compared(listed))
    listed[0] |= {"plate": "11号", "longitude": "107.5", "latitude": "31.2", "certified": "1"}
    listed.append({**dict.fromkeys(bal.COLUMNS, ""), "division": town.VILLAGE, "thoroughfare": "人民路", "plate": "13"})
    listed.pop(3)
    found = compared(listed)
    assert found.counts == {
        "rows": 6, "same": 4, "new": 1, "places-renamed": 0, "renumbered": 1, "located": 1, "certified": 1, "gone": 1,
        "problems": 0,
    }  # fmt: skip
    assert found.gone == [(houses[3], standard(houses[3]))]
    assert recorded(listed) == ["addresses_renumbered", "addresses_located", "addresses_new", "addresses_certified"]
    assert standard(houses[0]).endswith("人民路11号")
    assert town.statuses(houses[3]) == ["standing"]
    assert is_unchanged(compared(exported()))
    assert check(database.url()).differing == []


def test_the_file_has_the_point_in_metres_and_the_former_name(houses):
    town.new(NewDoor(plate="21", longitude="107.5", latitude="31.2"), thoroughfare=town.street())
    town.rename(town.street(), "解放大道", on=town.MAY + timedelta(days=1))
    last = exported()[-1]
    assert (last["x"], last["y"], last["longitude"]) == ("36452347.54", "3453256.27", "107.5000000")
    assert last["former_name"].endswith("人民路21号")


def test_a_street_of_which_every_row_says_another_name_was_renamed(houses):
    listed = [row | {"thoroughfare": "解放大道"} for row in exported()]
    assert compared(listed).renamed == {town.street(): "解放大道"}
    assert recorded(listed) == ["place_renamed"]
    assert is_unchanged(compared(exported()))


def test_a_street_that_only_some_rows_call_otherwise_is_a_problem_of_these(houses):
    listed = exported()
    listed[0]["thoroughfare"] = "解放大道"
    assert problems(listed) == [(2, "thoroughfare-unknown")]


def test_two_houses_change_their_numbers_with_each_other(houses):
    listed = exported()
    listed[0]["plate"], listed[1]["plate"] = "3号", "1号"
    assert recorded(listed) == ["addresses_renumbered"]
    assert standard(houses[0]).endswith("人民路3号")


BAD: dict[str, Callable[[dict[str, str]], Any]] = {
    "id-malformed": lambda row: row.update(address_id="x1"),
    "address-unknown": lambda row: row.update(address_id=str((1 << 40) + (1 << 39))),
    "division-changed": lambda row: row.update(division="511703116002"),
    "changed-since": lambda row: row.update(version="9"),
    "segments-missing": lambda row: row.update(plate="", building=""),
    "compound-unknown": lambda row: row.update(compound="月光花园"),
    "point-malformed": lambda row: row.update(longitude="107,5", latitude="31.2"),
    "point-outside-china": lambda row: row.update(longitude="31.2", latitude="107.5"),
    "certified-malformed": lambda row: row.update(certified="vielleicht"),
    "use-stays": lambda row: row.update(use="商业"),
}


@pytest.mark.parametrize("code", BAD)
def test_what_is_wrong_with_a_row_has_a_code(houses, code):
    listed = exported()
    BAD[code](listed[0])
    assert problems(listed) == [(2, code)]
    assert code in (*ERRORS, *WARNINGS)


def test_a_row_without_an_id_is_new_once(houses):
    new = {**dict.fromkeys(bal.COLUMNS, ""), "division": town.VILLAGE, "thoroughfare": "人民路", "plate": "13号"}
    listed = [
        *exported(),
        new,
        dict(new),
        new | {"plate": "1号"},
        new | {"division": "5117"},
        new | {"thoroughfare": "无名路"},
    ]
    assert problems(listed) == [
        (9, "stands-already"), (10, "stands-already"), (11, "division-malformed"), (12, "thoroughfare-unknown"),
    ]  # fmt: skip


def test_an_id_twice_and_one_that_ended_are_problems(houses):
    listed = exported()
    town.demolish(houses[1])
    listed.append(dict(listed[0]))
    assert problems(listed) == [(3, "address-ended"), (8, "id-twice")]


def test_a_certificate_and_a_point_are_not_taken_back_by_a_file(houses):
    listed = exported()
    listed[0] |= {"longitude": "107.5", "latitude": "31.2", "certified": "1"}
    recorded(listed)
    listed = exported()
    listed[0] |= {"longitude": "", "latitude": "", "certified": "0"}
    assert by_code(compared(listed).problems) == {"certificate-stays": 1, "point-stays": 1}


def test_an_id_of_another_installation_is_kept_and_found_again(houses):
    listed = [
        {**dict.fromkeys(bal.COLUMNS, ""), "address_id": str(FOREIGN), "division": town.VILLAGE,
         "thoroughfare": "人民路", "plate": "15号", "version": "77"},
    ]  # fmt: skip
    assert recorded(listed) == ["addresses_new"]
    assert rows("select source_code from address where plate = '15号'") == [(str(FOREIGN),)]
    found = compared(listed)
    assert (found.same, found.problems) == (1, [])
    assert check(database.url()).differing == []


def test_a_column_that_the_file_lacks_says_nothing(houses):
    listed = [{"address_id": row["address_id"], "plate": row["plate"]} for row in exported()]
    assert compared(listed, ("address_id", "plate")).same == len(houses)


def test_number_and_suffix_stand_for_a_plate(houses):
    town.new(NewDoor(plate="21号附3号"), thoroughfare=town.street())
    named = ("address_id", "number", "suffix")
    listed = [{name: row[name] for name in named} for row in exported()]
    assert compared(listed, named).same == len(listed)


def test_all_acts_of_a_file_are_recorded_or_none(houses):
    listed = exported()
    listed[0] |= {"plate": "11号"}
    with pytest.raises(EvidenceMissing):
        record_delta(
            lambda cursor: delta(cursor, listed, range(2, 8), bal.COLUMNS, on=TODAY),
            by=lins.LIN,
            on=TODAY,
            approved_by=lins.CHEN.id,
            now=lins.NOW,
        )
    assert one("select count(*) from act") == 0


@pytest.mark.parametrize("ending", [".csv", ".geojson"])
def test_a_file_that_is_exported_and_read_again_changes_nothing(houses, tmp_path: Path, ending: str):
    town.new(NewDoor(plate="12-1", longitude="107.512345678", latitude="31.2"), thoroughfare=town.street())
    path = tmp_path / f"addresses{ending}"
    with path.open("w", encoding="utf-8", newline="") as file:
        assert bal.WRITERS[ending](file, bal.rows((town.COUNTY,), on=TODAY)) == 7
    table = read_addresses(path)
    assert divisions_of(table) == [town.VILLAGE]
    with raw_cursor() as cursor:
        found = delta(cursor, table.frame.rows(named=True), table.numbers.to_list(), table.named, on=TODAY)
    assert is_unchanged(found)


def test_the_features_are_those_of_the_standard(houses):
    town.new(NewDoor(plate="21", longitude="107.5", latitude="31.2"), thoroughfare=town.street())
    file = io.StringIO()
    bal.write_geojson(file, bal.rows((town.COUNTY,), on=TODAY))
    said = json.loads(file.getvalue())
    assert said["type"] == "FeatureCollection"
    assert said["features"][0]["geometry"] is None
    assert said["features"][-1]["geometry"] == {"type": "Point", "coordinates": [107.5, 31.2]}


@pytest.mark.parametrize(("encoding", "separator"), [("utf-8-sig", ";"), ("gb18030", ","), ("utf-16", "\t")])
def test_files_are_read_as_programs_write_them(tmp_path: Path, encoding: str, separator: str):
    path = tmp_path / "x.csv"
    path.write_bytes(
        f"Division;Thoroughfare;plate;note\n{town.VILLAGE};人民路;1号;?\n".replace(";", separator).encode(encoding)
    )
    table = read_addresses(path)
    assert table.named == ("division", "thoroughfare", "plate")
    assert table.frame.rows() == [(town.VILLAGE, "人民路", "1号")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.csv", "division,street\n511703116001,人民路\n"),
        ("x.csv", "address_id,address_id,plate\n1,2,3\n"),
        ("x.geojson", "{"),
        ("x.geojson", "[]"),
        ("x.geojson", '{"type":"FeatureCollection","features":[1]}'),
        ("x.geojson", '{"type":"FeatureCollection","features":[{"properties":{},"geometry":{"type":"Polygon"}}]}'),
        ("x.geojson", '{"type":"FeatureCollection","features":[{"properties":{"street":"x"},"geometry":null}]}'),
    ],
)
def test_what_is_no_file_of_addresses_is_refused(tmp_path: Path, name: str, text: str):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable):
        read_addresses(path)


def test_a_division_without_addresses_goes_out_and_comes_back(houses, tmp_path: Path):
    path = tmp_path / "addresses.geojson"
    with path.open("w", encoding="utf-8") as file:
        bal.write_geojson(file, bal.rows(("5201",), on=TODAY))
    assert read_addresses(path).frame.is_empty()


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.dictionaries(st.sampled_from(bal.COLUMNS), CELL))
def test_whatever_stands_in_a_row_it_is_answered(houses, cells: dict[str, str]):
    listed = exported()
    listed[0] |= cells
    found = compared(listed)
    assert found.rows == len(houses)
    assert {problem.code for problem in found.problems} <= {*ERRORS, *WARNINGS}


def test_a_renaming_that_was_announced_shows_from_its_day_in_the_file_too(houses):
    town.rename(town.street(), "解放大道", TODAY + timedelta(days=30))
    assert {row["thoroughfare"] for row in exported()} == {"人民路"}
    assert exported()[0]["standard"].endswith("人民路1号")
    assert is_unchanged(compared(exported()))
    later = [*bal.rows((town.COUNTY,), on=TODAY + timedelta(days=30))]
    assert {row["thoroughfare"] for row in later} == {"解放大道"}
    assert later[0]["former_name"].endswith("人民路1号")


def test_an_address_that_is_to_come_and_a_code_that_is_to_come_are_not_told_yet(houses):
    day = TODAY + timedelta(days=30)
    _receipt, (made,) = town.new(NewDoor(plate="11号"), on=day, thoroughfare=town.street())
    do(
        DivisionChanged(
            happened_on=day, division="511703116000", change_kind="recoded", becomes="511703118000", **town.shown()
        )
    )
    told = exported()
    assert str(made) not in {row["address_id"] for row in told}
    assert {row["division"] for row in told} == {town.VILLAGE}
    assert [*bal.rows(("511703118",), on=TODAY)] == []
    assert {row["division"] for row in bal.rows(("511703118",), on=day)} == {"511703118001"}
    assert is_unchanged(compared(told))
