"""What values come to: numbers, names, dates and doors as they are written in practice."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from huangce.matching.prepare import SCHEMA, prepared
from huangce.matching.prepare.addresses import door_keys
from tests.matching.people import COLUMNS, person, table


def read(column: str, values: list[object]) -> pl.DataFrame:
    frame = pl.DataFrame({"row": range(len(values)), column: pl.Series(values)})
    missing = [pl.lit(None, dtype=pl.String).alias(each) for each in COLUMNS[1:] if each != column]
    return prepared(frame.with_columns(missing))


def doors(*addresses: str | None) -> pl.DataFrame:
    return door_keys(pl.Series(addresses, dtype=pl.String))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1980-03-07", 19800307),
        ("1980/3/7", 19800307),
        ("1980.03.07", 19800307),
        ("19800307", 19800307),
        ("1980年3月7日", 19800307),
        ("１９８０年３月７日", 19800307),
        ("1980-03-07 00:00:00", 19800307),
        (dt.date(1980, 3, 7), 19800307),
        (dt.datetime(1980, 3, 7, 12), 19800307),  # noqa: DTZ001
        (19800307, 19800307),
        ("1980-03", 19800300),
        ("1980年", 19800000),
        ("1980-02-30", None),
        ("不详", None),
        ("", None),
    ],
)
def test_birth_dates_are_read_as_departments_write_them(written: object, meant: int | None) -> None:
    assert read("birth_date", [written])["birth"].to_list() == [meant]


def test_sexes_divisions_and_telephones_are_read() -> None:
    assert read("sex", ["男", "女", "1", "2", " 男 ", "女性", "9", "?"])["sex"].to_list() == [
        1,
        2,
        1,
        2,
        1,
        2,
        None,
        None,
    ]
    codes = read("division", ["990102101203", "990102101", "990102", "9901", "某村"])
    assert codes["village"].to_list() == [990102101203, None, None, None, None]
    assert codes["town"].to_list() == [990102101, 990102101, None, None, None]
    phones = read("phone", ["13900000001", "+86 139-0000-0001", "0086 13900000001", "0818-1234567", "123", None])
    assert phones["phone"].to_list() == [13900000001] * 3 + [8181234567, None, None]


def test_names_have_the_same_keys_in_traditional_characters_with_blanks_and_dots() -> None:
    keys = read("name", ["张伟", "張偉", " 张 伟", "张玮", "阿不都·热合曼", "阿不都热合曼", "", None])
    assert keys["name"].n_unique() == 4
    assert keys["name"][0] == keys["name"][1] == keys["name"][2] != keys["name"][3]
    assert keys["sound"][0] == keys["sound"][3]
    assert keys["name"][4] == keys["name"][5]
    assert keys["name_length"].to_list()[-2:] == [None, None]


def test_a_remark_in_brackets_is_no_part_of_a_name() -> None:
    keys = read("name", ["张三", "张三（已故）", "张(小)三", "张三[迁出", "（张三）", "()", None])
    assert keys["name"].n_unique() == 2
    assert keys["name"].is_null().to_list() == [False] * 5 + [True, True]


def test_a_prepared_row_does_not_depend_on_the_rows_beside_it() -> None:
    rows = table(*(person(i, name="王" * i, phone=f"1390000{i:04d}") for i in range(1, 30))).with_row_index("row")
    together = prepared(rows)
    assert list(together.schema.items()) == list(pl.Schema(SCHEMA).items())
    assert together.equals(pl.concat([prepared(rows[i]) for i in range(rows.height)]))


@pytest.mark.parametrize(
    "other",
    [
        "丙县丁镇和平路12号锦绣花园3栋2单元5层501号",
        "丁镇和平路12号锦绣花园3-2-501",
        "丙县丁镇和平路１２号 锦绣花园３幢２单元501室",
        "丙县丁镇和平路12号锦绣花园三栋二单元五楼501号（二楼）",
        "丙县锦绣花园3#2-501",
        "丙县丁镇和平路12号锦绣花园3栋2单元5层501号 10012345678",
    ],
)
def test_a_flat_is_the_same_however_it_is_written(other: str) -> None:
    keys = doors("甲省乙市丙县丁镇和平路12号锦绣花园3栋2单元5层501号", other)
    assert keys["door"].n_unique() == 1 or keys["flat"].n_unique() == 1


def test_other_doors_have_other_keys() -> None:
    keys = doors(
        "丁镇东村3组12号",
        "丁镇西村3组12号",
        "丁镇东村3组21号",
        "丁镇东村十三组12号",
        "丁镇东村三十组12号",
        "丁镇东村十组12号",
    )
    assert keys["door"].n_unique() == 6
    of_one_name = doors(
        "高观子农村社区3组12号", "水口农村社区3组12号", "高家村3组12号", "李家村3组12号", "如意西路3号", "永乐西路3号"
    )
    assert of_one_name["door"].n_unique() == 6
    assert doors("丁镇东村3组12号", "东村三社12号", "东村３组１２号")["door"].n_unique() == 1
    assert doors(None, "", "丁镇东村", " ")["door"].to_list() == [None] * 4
