"""A list is recognised by its headers, and what a user once said about them is remembered."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from huangce.exchange.formats import FORMATS, KINDS, Format
from huangce.exchange.formats.codes import CODE_LISTS
from huangce.exchange.formats.described import FORBIDDEN
from huangce.exchange.formats.headwords import plain
from huangce.exchange.formats.recognise import ListAmbiguous, ListUnknown, recognise
from huangce.exchange.mapping import MappingInvalid, recall, recognise_with, remember
from huangce.exchange.reading import Table


def table_of(headers: list[str], *, file: str = "a.csv", titles: tuple[str, ...] = ()) -> Table:
    frame = pl.DataFrame({header: ["x"] for header in headers})
    return Table(file, "", "csv", frame, tuple(headers), 1, pl.Series([2], dtype=pl.UInt32), titles=titles)


def test_it_works() -> None:
    found = recognise(table_of(["序号", "死者姓名", "性别", "身份证号码", "死亡日期", "火化日期", "生前住址", "备注"]))
    assert found.format.kind == "cremations"
    assert found.mapping["citizen_id"] == "身份证号码"
    assert found.unmapped == ("备注",)


@pytest.mark.parametrize("form", FORMATS.values(), ids=KINDS)
def test_each_list_is_recognised_by_its_usual_headers(form: Format) -> None:
    found = recognise(table_of([field.header for field in form.fields]))
    assert found.format.kind == form.kind
    assert found.mapping == {field.name: field.header for field in form.fields}


@pytest.mark.parametrize("form", FORMATS.values(), ids=KINDS)
def test_each_list_is_recognised_by_any_of_its_synonyms(form: Format) -> None:
    for choice in (1, -2):
        headers = [field.words()[choice % len(field.words())] for field in form.fields]
        found = recognise(table_of(headers, file=f"2024年{form.title}.csv"))
        assert found.format.kind == form.kind
        assert found.mapping == {field.name: header for field, header in zip(form.fields, headers, strict=True)}


@pytest.mark.parametrize("form", FORMATS.values(), ids=KINDS)
def test_a_format_is_consistent_in_itself(form: Format) -> None:
    words = Counter(word for field in form.fields for word in field.words())
    assert [word for word, times in words.items() if times > 1] == []
    assert all(plain(word) == word for word in words)
    names = [field.name for field in form.fields]
    assert len(set(names)) == len(names)
    assert set(form.key) <= set(names)
    for field in form.fields:
        assert (field.type == "code") == bool(field.codes)
        assert not field.codes or field.codes in CODE_LISTS
        assert not field.not_before or form.by_name[field.not_before].type == field.type == "date"


def test_the_title_decides_where_the_headers_do_not() -> None:
    headers = ["姓名", "身份证号", "家庭住址", "死亡日期", "发放时间", "火化时间"]
    assert recognise(table_of(headers, file="火化.csv")).format.kind == "cremations"
    assert recognise(table_of(headers, titles=("丧葬补助发放表",))).format.kind == "funeral_benefits"


def test_a_list_that_fits_two_formats_names_both() -> None:
    with pytest.raises(ListAmbiguous) as caught:
        recognise(table_of(["姓名", "身份证号", "死亡日期", "发放时间", "火化时间"]))
    assert "cremations" in caught.value.message
    assert "funeral_benefits" in caught.value.message


def test_a_list_of_no_known_kind_names_what_is_missing() -> None:
    with pytest.raises(ListUnknown, match="品名、数量"):
        recognise(table_of(["品名", "数量"]))
    with pytest.raises(ListUnknown, match="火化日期"):
        recognise(table_of(["死者姓名", "性别", "身份证号码", "死亡日期", "生前住址"], file="火化.csv"))


def test_of_two_columns_for_one_field_the_more_usual_is_read_and_the_other_reported() -> None:
    found = recognise(table_of(["死者姓名", "证件号码", "身份证号码", "死亡日期", "火化日期"]))
    assert found.mapping["citizen_id"] == "身份证号码"
    assert found.unmapped == ("证件号码",)


def test_columns_assigned_once_are_remembered(tmp_path: Path) -> None:
    table = table_of(["甲列", "乙列", "丙列", "丁列"])
    with pytest.raises(ListUnknown):
        recognise_with(tmp_path, table)
    remember(tmp_path, table, FORMATS["cremations"], {"name": "甲列", "cremated_on": "丙列"})
    found = recognise_with(tmp_path, table)
    assert found.format.kind == "cremations"
    assert found.mapping == {"name": "甲列", "cremated_on": "丙列"}
    assert recall(tmp_path, table_of(["甲列", "丙列", "乙列", "丁列"])) is None


@pytest.mark.parametrize(
    "columns",
    [
        {"name": "甲列"},
        {"name": "甲列", "cremated_on": "戊列"},
        {"name": "甲列", "cremated_on": "甲列"},
        {"name": "甲列", "cremated_on": "乙列", "religion": "丙列"},
    ],
)
def test_an_impossible_assignment_is_refused(tmp_path: Path, columns: dict[str, str]) -> None:
    table = table_of(["甲列", "乙列", "丙列"])
    with pytest.raises(MappingInvalid, match=re.escape(table.file)):
        remember(tmp_path, table, FORMATS["cremations"], columns)


def test_a_spoilt_memory_is_named(tmp_path: Path) -> None:
    table = table_of(["甲列", "乙列"])
    remember(tmp_path, table, FORMATS["cremations"], {"name": "甲列", "cremated_on": "乙列"})
    for text in ("{", "[]", '{"kind": "cremations", "columns": {"name": "甲列"}}', '{"kind": "x", "columns": {}}'):
        (tmp_path / f"{table.fingerprint()}.json").write_text(text, encoding="utf-8")
        with pytest.raises(MappingInvalid, match=table.fingerprint()):
            recall(tmp_path, table)


def test_no_list_asks_for_what_the_register_must_not_hold() -> None:
    words = [word for form in FORMATS.values() for field in form.fields for word in field.words()]
    assert [word for word in words if any(mark in word for mark in FORBIDDEN)] == []
