"""`huangce places export`, `import` and `citing`."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from huangce.cli import app
from tests.places import town
from tests.places.test_commands import ACTING, houses, refused, told  # noqa: F401  (a fixture is found by its name)


def test_it_works(houses, tmp_path: Path):  # noqa: F811
    file, report = tmp_path / "addresses.csv", tmp_path / "report.csv"
    assert told("export", str(file), "--scope", town.COUNTY) == {"addresses": 6}
    assert told("import", str(file), "--as", "deng")["counts"]["same"] == 6
    text = file.read_text(encoding="utf-8").replace(";1号;", ";11号;").replace(";3号;", ";;")
    file.write_text(text, encoding="gb18030")
    seen = told("import", str(file), "--as", "deng", "--report", str(report))
    assert (seen["counts"]["renumbered"], seen["acts"]) == (1, [])
    assert report.read_text(encoding="utf-8-sig").splitlines()[1].startswith("3,segments-missing")
    done = told("import", str(file), "--record", *ACTING)
    assert [kind for _act, kind in done["acts"]] == ["addresses_renumbered"]
    assert town.standard(houses[0]).endswith("人民路11号")


def test_geojson_goes_out_and_comes_back(houses, tmp_path: Path):  # noqa: F811
    file = tmp_path / "addresses.geojson"
    told("export", str(file), "--scope", town.VILLAGE)
    assert told("import", str(file), "--as", "deng")["counts"]["same"] == 6


def test_an_officer_sees_only_what_a_file_says_of_their_county(houses, tmp_path: Path):  # noqa: F811
    file = tmp_path / "addresses.csv"
    file.write_text("division,plate\n520101001001,1号\n", encoding="utf-8")
    assert refused("import", str(file), "--as", "deng") == "may-not-see"


def test_a_partner_is_told_how_many_rows_cite_an_address(houses, tmp_path: Path):  # noqa: F811
    file, out = tmp_path / "titles.csv", tmp_path / "answered.csv"
    file.write_text(f"证号,地址编号,坐落\n1,{houses[0]},人民路1号\n2,,人民路3号\n3,,\n", encoding="gb18030")
    words = ("citing", str(file), "--county", town.COUNTY, "--id", "地址编号", "--text", "坐落")
    counts = told(*words, "--out", str(out))
    assert (counts["n"], counts["N"], counts["text-only"], counts["nothing"]) == (1, 3, 1, 1)
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert [len(lines), "citing" in lines[0], str(houses[1]) in lines[2]] == [4, True, True]
    done = CliRunner().invoke(app, ["places", *words], catch_exceptions=False)
    assert "1 of" in done.output
    assert refused("citing", str(file), "--county", town.COUNTY, "--id", "编号") == "no-such-column"
    assert refused("export", str(tmp_path / "x.pdf"), "--scope", town.COUNTY) == "unknown-format"
