"""`huangce plates`: from the rule to the wall, on the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from huangce.cli import main
from huangce.places.plate_models import Plate
from huangce.places.plate_orders import make_order
from tests import people
from tests.people import officer
from tests.places.doors import SCHEME, clerk, door, load, second

SURVEY = "区划代码,街路巷,左右侧,里程,门牌号,状态\n{rows}\n"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, object, str]]:
    """Run `huangce plates … --json`; return exit code, what was printed, and errors."""

    def go(*words: object) -> tuple[int, object, str]:
        monkeypatch.setattr(sys, "argv", ["huangce", "plates", *map(str, words), "--json"])
        with pytest.raises(SystemExit) as left:
            main()
        out, err = capsys.readouterr()
        return int(left.value.code or 0), json.loads(out) if out else None, err

    return go


@pytest.fixture
def cast(committed_db) -> None:
    clerk(), second(), officer("tang")


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def survey(folder: Path, *rows: str) -> Path:
    return written(folder / "survey.csv", SURVEY.format(rows="\n".join(f"{people.VILLAGE},老街,{row}" for row in rows)))


def test_it_works(run, cast, tmp_path):
    schemes = written(tmp_path / "schemes.toml", SCHEME)
    assert run("schemes", "check", schemes)[1][0]["odd_side"] == "left"
    run("schemes", "record", schemes, "--as", "pan")
    assert len(run("schemes", "list")[1]) == 1
    rows = ("左,10,1号,", "左,20,3号,", "左,30,,", "左,40,7号,")
    code, done, _ = run("survey", "--as", "deng", "--file", survey(tmp_path, *rows))
    assert (code, done["entrances"], done["problems"]) == (0, 4, [])
    assert run("find")[1]["counts"] == {"missing": 1}
    assert run("find", "--propose", "--as", "deng", "--division", people.TOWN)[1]["proposed"] == 1
    listed = run("proposals", "list")[1]
    assert (listed["total"], listed["rows"][0]["number"]) == (1, [5, 0])
    proposal = listed["rows"][0]["id"]
    run("proposals", "decide", proposal, "--step", "field_checked", "--as", "deng")
    assert run("proposals", "decide", proposal, "--step", "approved", "--as", "pan")[0] == 0
    assert run("find")[1]["findings"] == []


def test_a_plate_from_its_application_to_the_wall_changes_the_rates(run, cast, tmp_path):
    load(door("1号", plate_state="missing"), door("3号", plate_state="installed"), door("5号", plate_state="missing"))
    officer("lin")
    plates = run("apply", "--division", people.TOWN, "--as", "deng")[1]["plates"]
    assert len(plates) == 2
    assert run("apply", "--division", people.TOWN, "--as", "deng")[1]["plates"] == []
    run("approve", "--division", people.TOWN, "--as", "pan")
    order = run("orders", "make", "--division", people.TOWN, "--maker", "标牌厂", "--price", "door=8", "--as", "deng")[
        1
    ]
    assert order["plates"] == 2
    out = tmp_path / "order.xlsx"
    exported = run("orders", "export", order["order"], "--out", out, "--codes", tmp_path / "codes")[1]
    assert (exported["rows"], exported["codes"]) == (2, 2)
    assert run("orders", "list")[1]["rows"][0]["plates"] == 2
    day = Plate.objects.get(pk=plates[0]).state_on.isoformat()
    head = "牌编号,环节,日期,批次,规格,照片,照片无人像,经度,纬度,安装单位\n"
    rows = [
        f"{plates[0]},制成,{day},B-7,200×150 mm,,,,,",
        f"{plates[0]},送达,{day},,,,,,,",
        f"{plates[0]},安装,{day},,,P-1,是,104.0,30.0,标牌厂",
        f"{plates[1]},安装,{day},,,P-2,是,104.0,30.0,标牌厂",
        f"{plates[1]},制成,{day},B-7,200×150 mm,,,,,",
        f"{plates[1]},送达,{day},,,,,,,",
        f"{plates[1]},安装,{day},,,P-2,否,104.0,30.0,标牌厂",
        f"{plates[1]},发明,{day},,,,,,,",
    ]
    code, done, _ = run("events", "record", written(tmp_path / "e.csv", head + "\n".join(rows) + "\n"), "--as", "deng")
    assert (code, done["taken"]) == (1, 5)
    assert [one["code"] for one in done["problems"]] == ["plate-step-not-allowed", "persons-on-photo", "cell"]
    assert run("events", "show", plates[0])[1][-1]["photo"] == "P-1"
    assert run("costs")[1][0]["yuan"] == "16.00"
    assert {one["state"] for one in run("list")[1]["rows"]} == {"installed", "delivered"}


@pytest.mark.parametrize(
    "words",
    [("find",), ("schemes", "list"), ("proposals", "list"), ("list",), ("orders", "list"), ("costs",), ("rates",),
     ("follow", "--division", "99"), ("doubts", "list", "duplicate")],
)  # fmt: skip
def test_each_command_runs_as_a_program_of_its_own(committed_db, words):
    done = subprocess.run(
        [sys.executable, "-m", "huangce.cli", "plates", *words, "--json"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    json.loads(done.stdout)


def test_signs_are_plates_too(run, cast):
    made = run("signs", "老街", "--division", people.VILLAGE, "--count", "3", "--as", "deng")[1]["plates"]
    assert len(made) == 3
    assert run("list", "--state", "numbered")[1]["total"] == 3


def test_rates_are_those_of_huangce_rates(run, cast):
    rows = run("rates")[1]
    assert [one["code"] for one in rows] == ["J5", "J6a", "J6b", "J6"]
    assert all(one["n"] is None and one["not_known"] for one in rows)


def test_doubtful_addresses_are_listed_and_decided(run, cast):
    load(door("1号"), door("1号"))
    (row,) = run("doubts", "list", "duplicate")[1]
    decided = run("doubts", "decide", "duplicate", row["id"], "--decision", "same_door", "--as", "deng")
    assert decided[1] == {"id": row["id"], "decision": "same_door"}
    assert run("doubts", "list", "duplicate")[1] == []


def test_a_survey_with_bad_rows_takes_the_good_ones_and_ends_with_1(run, cast, tmp_path):
    rows = ("左,10,1号,", "北,20,3号,", "左,abc,5号,", "左,30,三号,", "左,40,7号,拆除")
    code, done, _ = run("survey", "--as", "deng", "--file", survey(tmp_path, *rows))
    assert (code, done["entrances"]) == (1, 2)
    assert [one["row"] for one in done["problems"]] == [3, 4, 5]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("schemes", "check", "nowhere.toml"), "scheme-unreadable"),
        (("schemes", "record", "nowhere.toml", "--as", "deng"), "scheme-unreadable"),
        (("streets", "nowhere.json", "--as", "deng"), "no-street-lines"),
        (("find", "--division", "12345"), "not-a-division-code"),
        (("find", "--propose", "--as", "nobody"), "no-such-officer"),
        (("find", "--propose", "--as", "tang", "--division", people.TOWN), "may-not-do"),
        (("proposals", "decide", "7", "--step", "approved", "--as", "deng"), "no-such-proposal"),
        (("apply", "--as", "deng"), "usage"),
        (("apply", "--as", "deng", "--address", "7"), "no-such-address"),
        (("orders", "make", "--division", people.TOWN, "--maker", "x", "--as", "deng"), "nothing-to-order"),
        (("orders", "make", "--division", "99", "--maker", "x", "--price", "door=-1", "--as", "deng"), "usage"),
        (("orders", "export", "7", "--out", "x.csv"), "no-such-plate-order"),
        (("events", "show", "7"), "no-such-plate"),
        (("replace", "7", "--as", "deng"), "no-such-plate"),
        (("doubts", "list", "double"), "unknown-doubt-list"),
        (("survey", "--as", "deng", "--file", "nowhere.csv", "--division", people.TOWN), "file-missing"),
    ],
)
def test_bad_input_is_one_clear_error(run, cast, words, expected):
    code, out, err = run(*words)
    assert (code, out) == (2, None)
    assert json.loads(err)["code"] == expected


def test_lines_of_streets_are_taken_from_geojson(run, cast, tmp_path):
    line = {"type": "LineString", "coordinates": [[104.0, 30.0], [104.002, 30.0]]}
    feature = {"type": "Feature", "geometry": line, "properties": {"division": people.TOWN, "name": "老街"}}
    file = written(tmp_path / "lines.json", json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert run("streets", file, "--as", "deng")[1] == {"streets": 1}
    feature["geometry"] = {"type": "Point", "coordinates": [104.0, 30.0]}
    written(file, json.dumps({"features": [feature]}))
    assert json.loads(run("streets", file, "--as", "deng")[2])["code"] == "no-street-lines"


def test_an_order_is_listed_with_the_day_of_the_office(run, cast, monkeypatch, capsys):
    load(door("1号", plate_state="missing"))
    run("apply", "--division", people.TOWN, "--as", "deng")
    run("approve", "--division", people.TOWN, "--as", "pan")
    past_midnight = datetime(2099, 5, 31, 16, 30, tzinfo=UTC)
    make_order(people.TOWN, maker="标牌厂", by=officer("deng"), now=past_midnight)
    monkeypatch.setattr(sys, "argv", ["huangce", "plates", "orders", "list"])
    with pytest.raises(SystemExit):
        main()
    assert "2099-06-01" in capsys.readouterr().out
