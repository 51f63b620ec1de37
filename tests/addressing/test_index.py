"""An address in, the register's address out; the register is a handful of invented doors."""

from __future__ import annotations

import polars as pl
import pytest

from huangce.addressing.index import AUTOMATIC, AddressIndex

REGISTER = pl.DataFrame(
    {
        "address_id": [1, 2, 3, 4, 5, 6],
        "standard": [
            "四川省达州市达川区石桥镇列宁街12号",
            "四川省达州市达川区石桥镇列宁街12号3栋",
            "四川省达州市达川区石桥镇列宁街12号3栋2单元501室",
            "四川省达州市达川区石桥镇列宁街12号3栋2单元502室",
            "四川省达州市达川区三里坪街道仙鹤路20号翠屏花园3栋2单元501室",
            "四川省达州市达川区石桥镇固家村3组12号",
        ],
    }
)


@pytest.fixture(scope="module")
def index() -> AddressIndex:
    return AddressIndex.build(REGISTER, default_division="511703")


def test_it_works(index: AddressIndex) -> None:
    matches = index.match(pl.Series(["达川区石桥镇列宁街12号3幢2单元501", "不知道", None]))
    assert matches["address_id"].to_list() == [3, None, None]
    assert matches["score"].to_list() == [1.0, 0.0, 0.0]
    assert matches["reason"].to_list() == ["same-address", "not-found", "not-found"]


@pytest.mark.parametrize(
    ("text", "address_id", "reason"),
    [
        ("列宁街12号3-2-502", 4, "middle-left-out"),
        ("翠屏花园3栋2单元501", 5, "street-left-out"),
        ("列宁街12号3栋501", 3, "unit-left-out"),
        ("固家村3组12号", 6, "same-address"),
        ("翠屏花圆3栋2单元501", 5, "corrected street-left-out"),
        ("列宁街12号3栋2单元599室", 2, "unit-unknown"),
        ("列宁街12号4栋", 1, "building-unknown"),
    ],
)
def test_what_is_left_out_or_mistyped_is_still_found(
    index: AddressIndex, text: str, address_id: int, reason: str
) -> None:
    row = index.match(pl.Series([text])).to_dicts()[0]
    assert (row["address_id"], row["reason"]) == (address_id, reason)
    assert (row["score"] >= AUTOMATIC) == ("unknown" not in reason and "corrected" not in reason)


def test_when_several_fit_none_is_taken_and_all_are_shown() -> None:
    register = pl.DataFrame(
        {
            "address_id": [1, 2],
            "standard": ["四川省达州市达川区石桥镇人民路1号", "四川省达州市达川区三里坪街道人民路1号"],
        }
    )
    row = AddressIndex.build(register).match(pl.Series(["达川区人民路1号"])).to_dicts()[0]
    assert row["address_id"] is None
    assert row["reason"] == "several-fit"
    assert len(row["candidates"]) == 2


def test_a_text_that_says_more_than_the_given_code_decides() -> None:
    register = pl.DataFrame(
        {
            "address_id": [1, 2],
            "standard": ["四川省达州市达川区石桥镇列宁街12号", "四川省达州市达川区石桥镇固家村3组12号"],
            "division_code": ["511703000000", "511703000000"],
        }
    )
    index = AddressIndex.build(register, default_division="511703")
    texts = pl.Series(["石桥镇列宁街12号", "达川区石桥镇固家村三社12号", "达川区石桥镇固家村3组张家梁12号"])
    assert index.match(texts)["address_id"].to_list() == [1, 2, 2]
