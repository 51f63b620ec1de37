"""Where numba is missing the same source runs as Python: every number must come out the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import json, sys
import polars as pl
from huangce.addressing import parse_columns
from huangce.addressing.gazetteer import build
from huangce.rules import divisions

frame = divisions.frame()
small = build(frame.filter(pl.col("code").str.starts_with("5117") | (pl.col("level") == "province")))
texts = json.load(sys.stdin)
json.dump(parse_columns(pl.Series("t", texts), default_division="511703", divisions=small).to_dicts(), sys.stdout)
"""
TEXTS = [
    "四川省达州市达川区石桥镇列宁街12号翠屏花园3栋2单元501室",
    "达县石桥镇固家村3组12号附3号 张三10012345678",
    "列宁街１２号三单元二楼",
    "锦绣花园12-1-302",
    "西川省达州市达川区仙鹤路20号",
    "达川区仙鹤路与列宁街交叉口",
    "😀 hello",
    "",
    "1" * 399 + "号",
]


def read(**environment: str) -> object:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(TEXTS).encode(), capture_output=True, check=False, env=os.environ | environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return json.loads(done.stdout)


@pytest.mark.slow
def test_with_and_without_numba_every_answer_is_the_same() -> None:
    assert read(NUMBA_DISABLE_JIT="1") == read()


@pytest.mark.unlicensed_data
@pytest.mark.parametrize("name", ["naacl2019_dev", "nationwide_dev"])
def test_the_shipped_model_meets_its_bars_on_data_that_it_never_saw(name: str) -> None:
    folder = os.environ.get("HUANGCE_ADDRESS_DATA")
    if not folder:
        pytest.skip("HUANGCE_ADDRESS_DATA does not name the folder with the unlicensed address corpora")
    done = subprocess.run(
        [sys.executable, "-m", "huangce.cli", "addresses", "evaluate", str(Path(folder) / f"{name}.bio.gz"), "--json"],
        capture_output=True, check=True,
    )  # fmt: skip
    result = json.loads(done.stdout)
    assert result["span_f1"] >= 90
    assert result["whole_address"] >= 66
