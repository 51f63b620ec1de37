"""`huangce rates`: what the register can answer, what it cannot, and the records behind every figure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from huangce.register.seal import seal
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.death import Death
from huangce.rules.acts.moves import MoveIn, MoveOut, MoveWithin
from huangce.rules.acts.residences import ResidenceDeclared, ResidenceDeparted
from huangce.rules.indicators import INDICATORS
from huangce.rules.population_changes import LINES
from huangce.statistics.rates import ANSWERS
from tests import lins
from tests.lins import shown
from tests.register.conftest import House, do, one, open_house
from tests.statistics.histories import OTHER_TOWN, URBAN_VILLAGE

MAY = date(2024, 5, 1)
NOW = datetime(2024, 6, 1, 2, tzinfo=UTC)
ROOT = Path(__file__).parents[2]


@dataclass
class Year:
    """What happened to the Lins in 2024: a birth, a death, a move into town, an arrival, and one who left."""

    house: House
    child: int
    newcomer: int


@pytest.fixture
def year(committed_db: None) -> Year:
    house = open_house()
    parents = {"household": house.id, "mother": house.mother}
    named = {"name": "林小雨", "sex": "2", "ethnicity": "01", "relation": "32"}
    child = do(Birth(happened_on=MAY, evidence=shown("birth_certificate"), **parents, **named)).created["child"]
    do(Death(happened_on=MAY, person=house.grandmother, evidence=shown("cremation_certificate")))
    town = {"relations": ("02",), "division": URBAN_VILLAGE, "address": "新街1号", "new_reference_person": house.mother}
    home = do(MoveWithin(happened_on=MAY, persons=(house.father,), **town)).created["new_household"]
    came = {"household": home, "relation": "99", "from_division": "522701001001", "reason": "work"}
    who = {"name": "周远", "sex": "1", "birth_date": "1990", "ethnicity": "01"}
    documents = shown("migration_certificate")
    newcomer = do(MoveIn(happened_on=MAY, evidence=documents, **came, **who)).created["newcomer"]
    left = {"to_division": OTHER_TOWN, "reason": "study", "evidence": shown("admission_notice")}
    do(MoveOut(happened_on=MAY, persons=(house.son,), **left))
    seal(now=NOW)
    return Year(house, child, newcomer)


def figures(out: str) -> dict[str, dict[str, Any]]:
    return {figure["code"]: figure for figure in json.loads(out)["figures"]}


def behind(out: str) -> list[int]:
    return [json.loads(line)["record"] for line in out.splitlines()]


def test_it_works(run, year):
    code, out, _ = run("rates", "--as-of", "2024-05-31", "--json")
    assert code == 0
    found = json.loads(out)
    assert found["division"] == {"code": "511703110", "name": "管村镇"}
    by_code = figures(out)
    assert by_code["population"]["n"] == 5
    assert by_code["in_transit"]["n"] == 1
    assert (by_code["J10"]["n"], by_code["J10"]["N"], by_code["J10"]["percent"]) == (2, 5, "40.0")
    assert by_code["J11"]["n"] == 2
    statement = found["changes"]["all"]
    lines = {code: count for code, count in statement["lines"].items() if count}
    assert lines == {"births": 1, "deaths": 1, "moved_in_other_province": 1}
    assert (statement["opening"], statement["closing"], statement["balances"]) == (4, 5, True)
    urban = found["changes"]["urban"]
    assert {code for code, count in urban["lines"].items() if count} == {"moved_in_other_province", "moved_within_in"}
    assert (urban["opening"], urban["closing"], urban["balances"]) == (0, 2, True)


def test_every_indicator_is_a_row_and_what_is_not_held_is_not_known_and_never_zero(run, year):
    _, out, _ = run("rates", "--json")
    by_code = figures(out)
    assert by_code.keys() == {"population", "in_transit", "residents", *INDICATORS}
    for code in (INDICATORS.keys() - ANSWERS.keys()) | {"J3", "J5", "J6b"}:  # nothing was loaded or reconciled
        assert by_code[code]["n"] is None
        assert INDICATORS[code].needs in by_code[code]["not_known"]


def test_each_figure_opens_down_to_its_records(run, year):
    house = year.house
    for rows, records in {
        "population": [house.father, house.mother, house.son, year.child, year.newcomer],
        "in_transit": [house.son],
        "J10": [house.father, year.newcomer],
        "J10:unknown": [],
        "J10:rest": [house.mother, house.son, year.child],
        "residents": [],
        "J11": [house.father, year.newcomer],
        "births": [year.child],
        "deaths": [house.grandmother],
        "taken_over": [],
    }.items():
        code, out, _ = run("rates", "--as-of", "2024-05-31", "--rows", rows, "--json")
        assert (rows, code, sorted(behind(out))) == (rows, 0, sorted(records))


def test_a_division_counts_its_own_villages_and_moves_between_them_are_on_no_line(run, year):
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--division", lins.VILLAGE, "--json")
    found = json.loads(out)
    assert figures(out)["population"]["n"] == 3
    assert found["changes"]["all"]["lines"]["moved_within_out"] == 1
    assert found["changes"]["all"]["balances"]
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--division", "511703000000", "--json")
    assert figures(out)["population"]["n"] == 5
    assert [part["division"] for part in json.loads(out)["divisions"]] == ["511703110"]


def test_the_figures_of_an_earlier_day_are_those_of_that_day(run, year):
    _, out, _ = run("rates", "--as-of", "2024-04-30", "--json")
    assert figures(out)["population"]["n"] == 4
    assert figures(out)["J10"]["n"] == 0


def test_before_its_opening_nothing_is_known(run, year):
    _, out, _ = run("rates", "--as-of", "2019-12-31", "--json")
    by_code = figures(out)
    assert by_code["population"]["n"] is None
    assert by_code["population"]["not_known"] == "the register was opened later"
    assert json.loads(out)["changes"] == {}
    status, _, err = run("rates", "--as-of", "2019-12-31", "--rows", "population")
    assert (status, "[figure-not-known]" in err) == (2, True)


def test_what_was_recorded_later_was_not_known(run, year):
    before = (NOW - timedelta(days=2)).date().isoformat()
    _, out, _ = run("rates", "--as-of", "2024-05-30", "--as-known", before, "--json")
    assert json.loads(out)["position"] == 0
    assert "nothing was known" in figures(out)["population"]["not_known"]
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--as-known", NOW.date().isoformat(), "--json")
    assert figures(out)["population"]["n"] == 5
    assert json.loads(out)["position"] == one("select max(position) from seal_leaf")


def test_the_period_may_begin_before_the_opening_and_then_shows_what_was_taken_over(run, year):
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--since", "2019-01-01", "--json")
    statement = json.loads(out)["changes"]["all"]
    assert statement["opening"] is None
    assert statement["lines"]["taken_over"] == 4
    assert statement["balances"]
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--since", "2019-01-01", "--rows", "taken_over", "--json")
    house = year.house
    assert sorted(behind(out)) == [house.father, house.mother, house.son, house.grandmother]


def test_a_door_has_its_plate_when_all_its_rows_agree(run, year):
    doors = [
        ("1号", "1栋", "101室", "installed"),
        ("1号", "1栋", "102室", "installed"),
        ("1号", "2栋", "101室", "installed"),
        ("1号", "2栋", "102室", "missing"),
        ("2号", None, None, "ordered"),
        ("3号", None, None, None),
        ("4号", None, None, "in_use"),
        (None, None, None, "missing"),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into batch (id, list_kind, source, sha256, rows, recorded_at, entered_by) "
            "values (7, 'addresses', 'x.csv', '', 8, %s, 1)",
            (NOW,),
        )
        for row, door in enumerate(doors, start=1):
            cursor.execute(
                "insert into address (id, division, standard, key, street, plate, building, room, plate_state, batch, "
                "row) values (%s, %s, '', '', '老街', %s, %s, %s, %s, 7, %s)",
                (row, lins.VILLAGE, *door, row),
            )
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--json")
    by_code = figures(out)
    assert [by_code["J5"][name] for name in ("n", "N", "unknown")] == [2, 6, 2]
    assert [by_code["J6b"][name] for name in ("n", "N", "unknown")] == [2, 5, 2]
    for rows, records in {"J5": [1, 7], "J5:rest": [5, 8], "J5:unknown": [3, 6], "J6b:rest": [5]}.items():
        assert behind(run("rates", "--as-of", "2024-05-31", "--rows", rows, "--json")[1]) == records
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--as-known", "2024-05-31", "--json")
    assert figures(out)["J5"]["n"] is None


def insert(table: str, *rows: dict) -> None:
    with connection.cursor() as cursor:
        for row in rows:
            names, places = ", ".join(row), ", ".join(["%s"] * len(row))
            cursor.execute(f"insert into {table} ({names}) values ({places})", list(row.values()))


def test_a_plate_of_the_register_goes_before_what_the_list_said(run, year):
    given = {"division": lins.VILLAGE, "standard": "", "key": "", "street": "老街", "batch": 7}
    load = {"id": 7, "list_kind": "addresses", "source": "x.csv", "sha256": "", "rows": 4, "recorded_at": NOW}
    insert("batch", {**load, "entered_by": 1})
    for row, listed in enumerate(("installed", "missing", None, "installed"), start=1):
        insert("address", {"id": row, **given, "plate": f"{row}号", "plate_state": listed, "row": row})
    plate = {"plate_kind": "door", "division": lins.VILLAGE, "lines": "[]", "spec": "", "place_kind": "", "made_by": 1}
    lives = {
        1: [("installed", "2024-03-01"), ("missing", "2024-05-01")],
        2: [("ordered", "2024-03-01"), ("installed", "2024-04-01")],
        3: [("applied", "2024-03-01")],
    }
    for address, steps in lives.items():
        insert("plate", {"id": address, **plate, "address": address, "made_at": NOW})
        for step, day in steps:
            said = {
                "photo": "",
                "photo_without_persons": False,
                "installer": "",
                "reason": "",
                "words": "",
                "batch": "",
            }
            event = {"plate": address, "step": step, "happened_on": day, "officer": 1, "at": f"{day}T02:00:00Z"}
            insert("plate_event", {**event, **said, "spec": ""})
    expected = {"2024-02-29": (2, 4, 1), "2024-04-30": (3, 4, 0), "2024-05-31": (2, 4, 0)}
    for day, counts in expected.items():
        j5 = figures(run("rates", "--as-of", day, "--json")[1])["J5"]
        assert (j5["n"], j5["N"], j5["unknown"]) == counts
    assert behind(run("rates", "--as-of", "2024-05-31", "--rows", "J5:rest", "--json")[1]) == [1, 3]
    assert figures(run("rates", "--as-of", "2024-05-31", "--json")[1])["J6"]["n"] is None


def test_an_entrance_without_a_number_counts_among_the_doors_that_need_one(run, year):
    load = {"id": 7, "list_kind": "addresses", "source": "x.csv", "sha256": "", "rows": 1, "recorded_at": NOW}
    insert("batch", {**load, "entered_by": 1})
    door = {"id": 1, "division": lins.VILLAGE, "standard": "", "key": "", "street": "老街", "plate": "1号", "batch": 7}
    insert("address", {**door, "plate_state": "installed", "row": 1})
    entrance = {"division": lins.VILLAGE, "street": 1, "side": "", "chainage": 5, "chainage_from": "given", "suffix": 0}
    seen = {"state": "standing", "source": "x", "recorded_by": 1, "recorded_at": NOW}
    insert("entrance", {"id": 2, **entrance, **seen}, {"id": 3, **entrance, **seen, "main": 1, "address": 1})
    by_code = figures(run("rates", "--as-of", "2024-05-31", "--json")[1])
    counts = {code: (by_code[code]["n"], by_code[code]["N"]) for code in ("J5", "J6a", "J6b", "J6")}
    assert counts == {"J5": (1, 1), "J6a": (1, 2), "J6b": (1, 1), "J6": (1, 2)}
    for rows, records in {"J6a": [1], "J6a:rest": [2], "J6:rest": [2], "J5": [1]}.items():
        assert behind(run("rates", "--as-of", "2024-05-31", "--rows", rows, "--json")[1]) == records


def found_and_answered(events: list[tuple[int, str, str]]) -> None:
    """Store a run, a finding of each record, and what officers did with it: (record, what, day)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into reconciliation (as_of, manifest, started_at, finished_at, started_by) "
            "values ('2024-05-01', '', '2024-05-02', '2024-05-02', 1)"
        )
        for record in {record for record, _, _ in events}:
            cursor.execute(
                "insert into finding (id, finding_class, record, list_kind, probability, division, reason, evidence, "
                "digest, run) values (%s, 'held_twice', %s, 'register', 1, %s, '', '', '', 1)",
                (str(record), record, lins.VILLAGE),
            )
        for record, kind, day in events:
            act = 1 if kind == "closed_by_act" else None
            cursor.execute(
                "insert into finding_event (finding, kind, officer, at, words, act, digest) "
                "values (%s, %s, 1, %s, '', %s, '')",
                (str(record), kind, f"{day}T02:00:00Z", act),
            )


def test_a_person_is_checked_when_an_officer_decided_a_finding_about_them(run, year):
    house = year.house
    events = [
        (house.mother, "decided", "2024-05-10"),
        (house.father, "confirmed", "2024-05-11"),
        (house.father, "closed_by_act", "2024-05-12"),
        (house.son, "decided", "2024-05-13"),
        (house.son, "reopened", "2024-05-14"),
        (house.grandmother, "assigned", "2024-05-15"),
        (year.child, "decided", "2024-05-16"),
    ]
    found_and_answered(events)
    j3 = figures(run("rates", "--as-of", "2024-05-31", "--json")[1])["J3"]
    assert [j3[name] for name in ("n", "N", "unknown", "percent")] == [2, 4, 2, "50.0"]
    assert behind(run("rates", "--as-of", "2024-05-31", "--rows", "J3", "--json")[1]) == [house.father, house.mother]
    early = figures(run("rates", "--as-of", "2024-05-11", "--json")[1])["J3"]
    assert [early[name] for name in ("n", "N")] == [2, 4]
    later = run("rates", "--as-of", "2024-05-31", "--since", "2024-05-11", "--rows", "J3", "--json")[1]
    assert behind(later) == [house.father, year.child]
    unknown = run("rates", "--as-of", "2024-05-31", "--rows", "J3:unknown", "--json")[1]
    assert behind(unknown) == [house.son, house.grandmother]


def test_residence_records_are_counted_where_people_live(run, year):
    lives = {"residence_kind": "usual", "division": OTHER_TOWN, "address": "老街2号", "person": year.house.mother}
    spell = do(ResidenceDeclared(happened_on=MAY, **lives)).created["residence"]
    _, out, _ = run("rates", "--as-of", "2024-05-31", "--division", OTHER_TOWN, "--json")
    assert figures(out)["residents"]["n"] == 1
    assert figures(out)["population"]["n"] == 0
    assert behind(run("rates", "--as-of", "2024-05-31", "--rows", "residents", "--json")[1]) == [spell]
    do(ResidenceDeparted(happened_on=date(2024, 5, 20), residence=spell))
    assert figures(run("rates", "--as-of", "2024-05-19", "--json")[1])["residents"]["n"] == 1
    assert figures(run("rates", "--as-of", "2024-05-31", "--json")[1])["residents"]["n"] == 0


def test_an_empty_register_knows_nothing(run, committed_db):
    code, out, _ = run("rates", "--json")
    assert code == 0
    assert all(figure["n"] is None and figure["not_known"] for figure in json.loads(out)["figures"])


def test_a_page_for_reading_says_everything_too(run, year):
    code, out, _ = run("rates", "--as-of", "2024-05-31", "--division", "511703110")
    assert code == 0
    for text in (
        "户籍人口城镇化率",
        "40.0",
        "Not known, which is not zero",
        "J5 标准地址上墙率",
        "balances",
        "期末 closing",
    ):
        assert text in out
    assert "population 户籍人口" in run("rates", "--division", "110101")[1].partition("Not known")[2]


def test_what_cannot_be_answered_is_one_clear_error(run, year):
    for words, code in (
        (("--as-of", "2018-13-01"), "usage"),
        (("--as-of", "9999-01-01"), "usage"),
        (("--as-known", "9999-01-01"), "usage"),
        (("--since", "2024-05-02", "--as-of", "2024-05-01"), "days-reversed"),
        (("--division", "石桥镇"), "not-a-division-code"),
        (("--division", "5117031"), "not-a-division-code"),
        (("--rows", "J3"), "figure-not-known"),
        (("--rows", "nothing"), "no-such-figure"),
        (("--rows", "J10:all"), "no-such-figure"),
    ):
        status, out, err = run("rates", *words, "--json")
        assert (status, out, json.loads(err)["code"]) == (2, "", code)


def test_a_target_of_the_office_stands_beside_its_figure(run, year):
    from huangce.home import paths

    own = paths.home() / "targets.toml"
    own.write_text(
        '[[targets]]\nindicators = ["J10", "J3"]\ndivision = "511703"\nat_least = 40\nsource = "县政府"\n',
        encoding="utf-8",
    )
    try:
        _, out, _ = run("rates", "--as-of", "2024-05-31", "--json")
        by_code = figures(out)
        assert by_code["J10"]["target"] == {"at_least": 40.0, "until": None, "source": "县政府"}
        assert (by_code["J10"]["reaches"], by_code["J3"]["reaches"]) == (True, None)
        own.write_text('[[targets]]\nindicators = ["J99"]\ndivision = "511703"\nat_least = 40\nsource = ""\n')
        status, _, err = run("rates")
        assert (status, "[targets-invalid]" in err) == (2, True)
    finally:
        own.unlink()


def test_every_indicator_and_line_is_documented():
    page = (ROOT / "docs/reference/indicators.md").read_text(encoding="utf-8")
    for row in INDICATORS.values():
        assert f"| {row.code} | {row.zh} | {row.source} |" in page
        assert all(f"`{name}`" in page for name in row.counts)
    for line in LINES.values():
        assert f"| `{line.code}` | {line.zh} |" in page
