"""Every engine gives the same links: DuckDB is the measure."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path

import pytest

from huangce.errors import HuangceError
from huangce.matching import match
from huangce.matching.engines import engine_named
from huangce.simulate import linkage

WHY_NOT = (
    "pyspark is not installed"
    if not (importlib.util.find_spec("pyspark") and importlib.util.find_spec("pandas"))
    else "there is no Java runtime"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME"))
    else ""
)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(HuangceError) as refused:
        engine_named("abacus")
    assert refused.value.code == "no-such-engine"


def test_where_spark_is_missing_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(HuangceError) as refused:
        engine_named("spark")
    assert refused.value.code == "no-spark"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_spark_with_two_workers_gives_equal_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyspark.sql import SparkSession

    monkeypatch.setenv("HUANGCE_SPARK_MASTER", "local-cluster[2,1,1024]")
    register, rows, _ = linkage.make(3000, 21, "hard")
    register.write_parquet(tmp_path / "a.parquet")
    rows.write_parquet(tmp_path / "b.parquet")
    try:
        here = match(register, rows)
        there = match(tmp_path / "a.parquet", tmp_path / "b.parquet", engine="spark")
        assert there.drop("probability").equals(here.drop("probability"))
        assert (there["probability"] - here["probability"]).abs().max() < 1e-12
    finally:
        if session := SparkSession.getActiveSession():
            session.stop()
