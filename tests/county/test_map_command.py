"""A header that no format knows is explained once, and read so from then on."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from huangce.cli import app
from huangce.errors import HuangceError
from huangce.exchange.agreements import Agreement
from huangce.exchange.deliveries import read_file
from huangce.home import paths

AGREEMENT = Agreement(
    kind="cremations",
    supplier="民政局",
    purpose="核实死亡",
    legal_ground="户口登记条例第八条",
    fields=("name", "cremated_on"),
    frequency="每年",
    retention_months=12,
    returns=("format",),
    contact="窗口",
)


def test_it_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HUANGCE_HOME", str(tmp_path / "home"))
    file = tmp_path / "殡仪馆.csv"
    file.write_text("亡人,炉次时间\n张三,2024-01-04\n", encoding="utf-8")

    def kind() -> str:
        (one,) = read_file(file, {"cremations": AGREEMENT}, paths.make_home() / "mappings", today=date(2025, 1, 1))
        return one.kind

    assert kind() == ""
    result = CliRunner().invoke(app, ["map", str(file), "cremations", "name=亡人", "cremated_on=炉次时间"])
    assert result.exit_code == 0, result.output
    assert kind() == "cremations"


def test_a_column_that_is_not_there_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HUANGCE_HOME", str(tmp_path / "home"))
    file = tmp_path / "x.csv"
    file.write_text("亡人,炉次时间\n张三,2024-01-04\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["map", str(file), "cremations", "name=姓"])
    assert isinstance(result.exception, HuangceError)
