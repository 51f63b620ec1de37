"""The demo's county has targets of its own, which an office may replace."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from huangce.county import demo
from huangce.statistics.targets import read_targets

COUNTY = 'code = "511703"\npersons = 100\nseed = 1\nas_of = 2025-06-30\n'


def test_they_hold_in_the_county_from_its_opening_to_the_end_of_next_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUANGCE_HOME", str(tmp_path))
    county = demo.Demo(100, 1)
    county.folder.mkdir(parents=True)
    (county.folder / "county.toml").write_text(COUNTY, encoding="utf-8")
    demo.set_targets(county, today=date(2026, 11, 22))
    found = {one.indicator: one for one in read_targets(tmp_path / "targets.toml")}
    assert set(found) == set(demo.TARGETS)
    assert all(one.holds("511703116", date(2025, 6, 30)) for one in found.values())
    assert all(one.until == date(2027, 12, 31) for one in found.values())

    (tmp_path / "targets.toml").write_text("", encoding="utf-8")
    demo.set_targets(county, today=date(2026, 11, 22))
    assert read_targets(tmp_path / "targets.toml") == []
