"""`huangce assess`: what the contract says, with files as offices send them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from huangce.rules.assessment import PROBLEMS
from huangce.statistics.assessment_plans import PlanInvalid, read_plan, shipped

HEADER = (
    "county,rate_2017,rate_2018,settled_migrants,other_settled,town_increase,relocated_settled,relocated_total,remark"
)
WORKED = "都匀,39.00,39.45,4000,200,6000,9500,10000,试点"


def written(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "数据.csv"
    path.write_bytes("\r\n".join(lines).encode(encoding))
    return path


def test_it_works(run, tmp_path):
    code, out, _ = run("assess", shipped()["qiannan-2018"], written(tmp_path, HEADER, WORKED), "--json")
    assert code == 0
    assert json.loads(out) == [
        {
            "county": "都匀",
            "scores": {"urbanisation": 30.0, "settled": 21.0, "relocated": 28.5},
            "total": 79.5,
            "problems": [],
        }
    ]


def test_the_plans_that_ship_are_listed_with_their_files(run):
    _, out, _ = run("assess", "--plans")
    name, path, _ = out.splitlines()[0].split("\t")
    assert (name, Path(path).is_file()) == ("qiannan-2018", True)
    _, out, _ = run("assess", "--plans", "--json")
    assert [one["name"] for one in json.loads(out)] == list(shipped())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_any_encoding_gives_the_same(run, tmp_path, encoding):
    path = written(tmp_path, "2018年考评表,,", "", HEADER, WORKED, "", "三都,1,2,3,4,5,6,7,", encoding=encoding)
    _, out, err = run("assess", "qiannan-2018", path, "--json")
    rows = json.loads(out)
    assert [row["county"] for row in rows] == ["都匀", "三都"]
    assert rows[0]["total"] == 79.5
    assert "独山县" in err
    assert "三都" not in err


def test_headers_may_be_written_as_the_notice_words_them(run, tmp_path):
    header = (
        "县（市）,2017年户籍人口城镇化率(%),2018年户籍人口城镇化率(%),农业转移人口落户城镇数,其他常住人口落户人数,"
        "城镇人口增加总数,已搬迁入住移民落户累计人数,累计入住移民总人口数"
    )
    _, out, _ = run("assess", "qiannan-2018", written(tmp_path, header, WORKED.removesuffix(",试点")), "--json")
    assert json.loads(out)[0]["total"] == 79.5


def test_a_thousands_separator_without_quotes_is_found_and_not_scored(run, tmp_path):
    shifted = "福泉,39.00,39.45,4,000,200,6000,9500,10000,试点"
    _, out, _ = run("assess", "qiannan-2018", written(tmp_path, HEADER, WORKED, shifted), "--json")
    rows = json.loads(out)
    assert rows[0]["total"] == 79.5
    assert set(rows[1]["scores"].values()) == {None}
    assert rows[1]["problems"][0]["code"] == "row-shifted"
    assert rows[1]["problems"][0]["row"] == 3


def test_a_table_for_reading_shows_two_decimals_and_the_checks(run, tmp_path):
    code, out, _ = run("assess", "qiannan-2018", written(tmp_path, HEADER, WORKED))
    assert code == 0
    assert "79.50" in out
    assert "not known, there is no row of 独山县" in out


def test_the_checks_are_printed_alone_on_request(run, tmp_path):
    plan = read_plan("qiannan-2018")
    lines = [f"{unit.name},39,41,1,1,10,1,1,,1000" for unit in plan.units]
    path = written(tmp_path, HEADER + ",population", *lines)
    _, out, err = run("assess", "qiannan-2018", path, "--checks", "--json")
    assert [(one["value"], one["holds"]) for one in json.loads(out)] == [(40.65, True), (41.0, True)]
    assert err == ""


def test_without_data_the_plan_explains_itself(run):
    _, out, _ = run("assess", "qiannan-2018")
    assert "不含城乡属性调整、城中村改造" in out
    _, out, _ = run("assess", "qiannan-2018", "--json")
    assert json.loads(out)[0]["targets"]["三都水族自治县"] == {"required_rise": 2.4}


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([HEADER.replace("rate_2018", "rate"), WORKED], "columns-missing"),
        ([HEADER.replace("remark", "rate_2017"), WORKED], "column-twice"),
        ([HEADER], "no-rows"),
        ([""], "file-empty"),
        (["\0\0\0\1"], "nul-bytes"),
    ],
)
def test_a_file_that_is_no_such_table_is_one_clear_error(run, tmp_path, lines, code):
    status, out, err = run("assess", "qiannan-2018", written(tmp_path, *lines), "--json")
    assert (status, out) == (2, "")
    assert json.loads(err)["code"] == code


def test_a_file_or_plan_that_is_not_there_is_one_clear_error(run, tmp_path):
    for words, code in (
        (("qiannan-2018", tmp_path / "no.csv"), "file-missing"),
        (("qiannan-2019", tmp_path / "no.csv"), "plan-missing"),
        ((tmp_path, tmp_path), "plan-missing"),
    ):
        status, out, err = run("assess", *words)
        assert (status, out, len(err.splitlines())) == (2, "", 1)
        assert f"[{code}]" in err


PLAN = {
    "name": "p",
    "title": "p",
    "source": "s",
    "key": "town",
    "columns": {"town": {"kind": "name"}, "a": {"kind": "count"}, "b": {"kind": "count", "optional": True}},
    "units": [{"name": "石桥镇", "targets": {"t": 1}}],
    "scores": [{"name": "x", "points": 10, "formula": "a / t"}],
}


@pytest.mark.parametrize(
    "change",
    [
        {"unknown": 1},
        {"key": "a"},
        {"scores": []},
        {"scores": [{"name": "x", "points": 10, "formula": "a / missing"}]},
        {"scores": [{"name": "x", "points": 10, "formula": "b / t"}]},
        {"scores": [{"name": "x", "points": 10, "formula": "import os"}]},
        {"scores": [{"name": "x", "points": 10, "formula": "a", "floor": 11}]},
        {"scores": [{"name": "x", "points": 10, "formula": "a", "capp": 11}]},
        {"scores": [{"name": "x", "points": True, "formula": "a"}]},
        {"units": [{"name": "石桥镇", "targets": {"t": 1}}, {"name": "龙泉镇"}]},
        {"units": [{"name": "石桥镇", "targets": {"a": 1}}]},
        {"units": ["石桥镇"]},
        {"columns": {"town": {"kind": "name"}, "a": {"kind": "figure"}}},
        {"checks": [{"name": "c", "formula": "a / sum(a)", "at_least": 1}]},
    ],
)
def test_a_plan_with_a_mistake_is_refused(tmp_path, change: dict[str, Any]):
    with pytest.raises(PlanInvalid):
        read_plan(str(plan_file(tmp_path, {**PLAN, **change})))


def test_a_plan_of_ones_own_is_applied_from_its_file(run, tmp_path):
    plan = plan_file(tmp_path, PLAN)
    _, out, _ = run("assess", plan, written(tmp_path, "town\ta", "石桥\t7", "石桥镇\t12"), "--json")
    assert [row["total"] for row in json.loads(out)] == [7.0, 10.0]


@pytest.mark.parametrize("text", [b"name = ", b"\xff\xfe", b"[" * 5000, b"a = 1e999999999"])
def test_a_file_that_is_no_plan_is_refused(tmp_path, text):
    path = tmp_path / "plan.toml"
    path.write_bytes(text)
    with pytest.raises(PlanInvalid):
        read_plan(str(path))


def plan_file(folder: Path, values: dict[str, Any]) -> Path:
    path = folder / "plan.toml"
    path.write_text("\n".join(f"{key} = {_toml(item)}" for key, item in values.items()), encoding="utf-8-sig")
    return path


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def test_every_problem_and_the_plan_that_ships_are_documented():
    page = (Path(__file__).parents[2] / "docs/reference/assessment-plans.md").read_text(encoding="utf-8")
    for code, (level, _) in PROBLEMS.items():
        assert f"| `{code}` | {level} |" in page
    for plan in map(read_plan, shipped()):
        assert plan.name in page
        assert all(f"| `{score.name}` |" in page for score in plan.scores)
