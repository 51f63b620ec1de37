"""A list that is read in many blocks says what it says in one, to the last finding; kept and answered the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.exchange.answers import answers_to, write_all_answers
from huangce.exchange.deliveries import Delivery, read_file
from huangce.exchange.overlap import compared, compared_parts
from huangce.exchange.reading import encoding, read_table, text
from huangce.exchange.sealed import SealBroken, seal_parts, unseal, unseal_parts
from tests.exchange.test_only_agreed import AGREEMENT

NAMES = ("王一", "李二", "张三丰", "", "12345", '"张,三"', '"李\n四"', "王�")
DAYS = ("2024-03-01", "2024-02-30", "", "三月", "2024/3/1")


def written(rows: list[tuple[str, str, str]], codec: str) -> bytes:
    lines = ["序号,死者姓名,身份证号码,死亡日期,火化日期,生前住址"]
    lines += [f"{i},{name},,{died},{burnt},东街{i}号" for i, (name, died, burnt) in enumerate(rows)]
    lines += ["合计,,,,,", "", "制表人：某,,,,,"]
    return ("\r\n".join(lines) + "\r\n").encode(codec, "replace")


def read(path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> Delivery:
    monkeypatch.setattr(text, "BLOCK_BYTES", size)
    monkeypatch.setattr(encoding, "PIECE", max(size // 3, 7))
    (found,) = read_file(path, {"cremations": AGREEMENT}, today=date(2026, 1, 1))
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(DAYS), st.sampled_from(DAYS)), min_size=60, max_size=150
    ),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
)
def test_the_size_of_the_blocks_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, str, str]], codec: str
) -> None:
    path = tmp_path / "火化.csv"
    path.write_bytes(written(rows, codec))
    whole, parts = read(path, monkeypatch, 1 << 25), read(path, monkeypatch, 900)
    assert whole.checked is not None
    assert parts.checked is not None
    assert len(list(whole.checked.rows.parts())) == 1
    assert len(list(parts.checked.rows.parts())) > 1
    assert parts.checked.frame.equals(whole.checked.frame)
    assert parts.checked.usable.equals(whole.checked.usable)
    order = ("row", "code", "column", "message")
    assert parts.checked.problems.sort(order).equals(whole.checked.problems.sort(order))
    assert parts.checked.counts == whole.checked.counts
    answered = []
    for one in (whole, parts):
        assert one.checked is not None
        assert one.table is not None
        out = tmp_path / "out.csv"
        answers = answers_to(one.checked).select("row", pl.col("result").cast(pl.String))
        write_all_answers(path, [(one.table, answers)], out)
        answered.append(out.read_bytes())
    assert answered[0] == answered[1]
    assert read_table(path).frame.height == whole.checked.frame.height


def test_what_is_sealed_in_parts_comes_back_and_no_part_can_be_left_out(tmp_path: Path) -> None:
    frames = [pl.DataFrame({"row": [i], "name": [f"王{i}"]}) for i in range(4)]
    path, key = tmp_path / "a.sealed", tmp_path / "a.key"
    seal_parts(iter(frames), path, key)
    assert unseal(path, key).equals(pl.concat(frames))
    sealed = path.read_bytes()
    head = 16 + 8
    length = 12 + int.from_bytes(sealed[16:head], "big")
    second = sealed[head + length :]
    for altered in (sealed[:16] + second, sealed[: head + length], sealed[:-1], sealed + second, sealed[:16]):
        path.write_bytes(altered)
        with pytest.raises(SealBroken):
            unseal(path, key)


def test_an_overlap_in_parts_is_that_of_the_whole(tmp_path: Path) -> None:
    before = pl.DataFrame({"row": range(9), "name": list("abcdefghi"), "day": list("123456789")})
    now = pl.DataFrame({"row": range(9), "name": list("cdefghijk"), "day": list("345x56789")})
    path, key = tmp_path / "a.sealed", tmp_path / "a.key"
    seal_parts([before[:4], before[4:]], path, key)
    told = compared_parts(unseal_parts(path, key), iter([now[:2], now[2:]]), ("name",))
    assert told == compared(before, now, ("name",))


def test_of_a_wide_row_in_a_late_block_the_answers_stand_in_the_same_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tmp_path / "火化.csv", tmp_path / "out.csv"
    lines = written([("王一", "2024-03-01", "2024-03-02")] * 100, "utf-8").decode().splitlines()
    lines[90] += ",多余,多余"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = read(path, monkeypatch, 900)
    assert found.checked is not None
    assert found.table is not None
    write_all_answers(path, [(found.table, answers_to(found.checked))], out)
    columns = {line.split(",").index("已接收") for line in out.read_text().splitlines() if "已接收" in line}
    assert columns == {8}
    assert "cells-beyond-header" in found.checked.problems["code"].cast(pl.String).to_list()
