"""An address in, the register's address out; the register is a handful of invented doors."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.addressing.index import AUTOMATIC, AddressIndex
from huangce.simulate import places, tree, wording

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
        ("列柠街12号4栋", 1, "building-unknown"),
        ("列车街12号", 1, "corrected middle-left-out"),
        ("石 桥镇 列宁街 12 号", 1, "same-address"),
        ("达县石桥镇列宁街12号3栋2单元501室", 3, "same-address"),
        ("石桥镇仙鹤路20号翠屏花园3栋2单元501室", 5, "town-differs"),
    ],
)
def test_what_is_left_out_or_mistyped_is_still_found(
    index: AddressIndex, text: str, address_id: int, reason: str
) -> None:
    row = index.match(pl.Series([text])).to_dicts()[0]
    assert (row["address_id"], row["reason"]) == (address_id, reason)
    assert (row["score"] >= AUTOMATIC) == (
        "unknown" not in reason and "corrected" not in reason and "differs" not in reason
    )


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


def test_an_id_that_stands_in_several_rows_is_one_address() -> None:
    register = pl.concat([REGISTER, REGISTER.head(2)])
    matches = AddressIndex.build(register, default_division="511703").match(REGISTER["standard"])
    assert matches["address_id"].to_list() == REGISTER["address_id"].to_list()


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


def test_a_register_of_one_county_lends_it_to_the_texts() -> None:
    assert AddressIndex.build(REGISTER).match(pl.Series(["列宁街12号"]))["address_id"].to_list() == [1]


def test_an_address_is_found_by_the_name_that_it_had() -> None:
    former = pl.DataFrame(
        {"address_id": [3, 99], "standard": ["达川区石桥镇红旗街12号3栋2单元501室", "达川区无名路1号"]}
    )
    index = AddressIndex.build(REGISTER, former=former)
    rows = index.match(pl.Series(["石桥镇红旗街12号3-2-501", "红旗街12号3栋2单元501室", "无名路1号"])).to_dicts()
    assert [(row["address_id"], row["reason"]) for row in rows] == [
        (3, "former-name"),
        (3, "former-name middle-left-out"),
        (None, "not-found"),
    ]
    assert rows[0]["standard"] == REGISTER["standard"][2]


def test_a_name_in_use_goes_before_a_former_one() -> None:
    former = pl.DataFrame({"address_id": [6], "standard": ["达川区石桥镇列宁街12号"]})
    row = AddressIndex.build(REGISTER, former=former).match(pl.Series(["石桥镇列宁街12号"])).to_dicts()[0]
    assert (row["address_id"], row["reason"], row["score"]) == (1, "same-address", 1.0)


@pytest.fixture(scope="module")
def county() -> tuple[AddressIndex, pl.Series]:
    """A simulated county of some thousand doors, and texts that were written for them."""
    simulated = tree.county("511703")
    weights = places.village_weights(5, simulated)
    doors = places.build(5, simulated, np.maximum(1, np.round(4000 * weights / weights.sum())).astype(np.int64))
    written = wording.parts(simulated, doors)
    register = written.select(standard=wording.standard(simulated)).with_row_index("address_id")
    rng = np.random.default_rng(5)
    texts = wording.write(rng, simulated, written, rng.integers(0, len(register), 600), wording.CASUAL)
    return AddressIndex.build(register), wording.blur(rng, texts, 0.3)


@settings(deadline=None)
@given(st.integers(0, 599))
def test_one_by_one_is_answered_as_in_a_list(county: tuple[AddressIndex, pl.Series], place: int) -> None:
    index, texts = county
    alone = index.match(texts.slice(place, 1))
    assert alone.equals(index.match(texts).slice(place, 1))


@settings(deadline=None)
@given(st.integers(0, 599), st.sampled_from(("栋幢", "号室", "０0", "１1", "３3", "一1", "二2", "三3", "组社", " ")))
def test_the_same_written_otherwise_scores_nearly_the_same(
    county: tuple[AddressIndex, pl.Series], place: int, change: str
) -> None:
    index, texts = county
    before = texts[place]
    after = before.replace(change[0], change[1:])
    rows = index.match(pl.Series([before, after])).to_dicts()
    if rows[0]["score"] >= AUTOMATIC and rows[1]["score"] >= AUTOMATIC:
        assert rows[0]["address_id"] == rows[1]["address_id"]
        assert abs(rows[0]["score"] - rows[1]["score"]) <= 0.1
