"""A department's list of N rows from a file to its answered file: seconds, rows a second, peak memory.

    python -m benchmarks.deliveries 1000000

Reads, checks, seals, compares and answers; nothing is written to a register. Peak memory is of the whole process, after
each step.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import polars as pl

from huangce.exchange.agreements import Agreement
from huangce.exchange.answers import answers_to, write_all_answers
from huangce.exchange.deliveries import read_file
from huangce.exchange.overlap import compared_parts
from huangce.exchange.sealed import seal_parts, unseal_parts

PART = 500_000  # rows written at once
AGREEMENT = Agreement(
    kind="cremations",
    supplier="民政局",
    purpose="测速",
    legal_ground="无",
    fields=("name", "citizen_id", "died_on", "cremated_on", "address"),
    frequency="每年",
    retention_months=1,
    returns=("format",),
    contact="无",
)


def main(rows: int) -> None:
    """Print what each step took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "火化.csv"
        _write(path, rows)
        size = path.stat().st_size
        texts = pl.scan_csv(path, infer_schema=False).select(pl.all().str.len_bytes().sum())
        plain = _timed("plain reading", lambda: texts.collect(engine="streaming"), rows)
        started = time.perf_counter()
        (one,) = read_file(path, {"cremations": AGREEMENT}, today=date(2026, 1, 1))
        _say("read and check", time.perf_counter() - started, rows)
        checked, table = one.checked, one.table
        assert checked is not None
        assert table is not None
        kept, key = Path(folder) / "kept.sealed", Path(folder) / "kept.key"
        _timed("seal", lambda: seal_parts(checked.rows.usable_parts(), kept, key), rows)
        _timed(
            "compare with the same again",
            lambda: compared_parts(unseal_parts(kept, key), checked.rows.usable_parts(), ("name",))["same"],
            rows,
        )
        out = Path(folder) / "答复.csv"
        spent = _timed("answer", lambda: write_all_answers(path, [(table, answers_to(checked))], out), rows)
        assert out.stat().st_size > size
        peak = _peak()
        print(f"peak memory {peak:,.0f} MiB, {peak * 1024 * 1024 / size:.1f} times the file")
        print(f"answering takes {spent / plain:.1f} times plain reading")


def _write(path: Path, rows: int) -> None:
    with path.open("wb") as file:
        for first in range(0, rows, PART):
            frame = pl.select(i=pl.int_range(first, min(first + PART, rows)))
            frame.select(
                pl.format("王{}", pl.col("i") % 9973).alias("死者姓名"),
                pl.lit("").alias("身份证号码"),
                pl.lit("2024-03-01").alias("死亡日期"),
                pl.lit("2024-03-03").alias("火化日期"),
                pl.format("东街{}号", pl.col("i") % 7919).alias("生前住址"),
            ).write_csv(file, include_header=first == 0)


def _timed(what: str, work: object, rows: int) -> float:
    started = time.perf_counter()
    work()  # type: ignore[operator]
    spent = time.perf_counter() - started
    _say(what, spent, rows)
    return spent


def _say(what: str, spent: float, rows: int) -> None:
    print(f"{what}: {spent:.2f} s, {rows / spent:,.0f} rows/s, {_peak():,.0f} MiB")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
