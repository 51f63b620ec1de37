"""The standard form is read as what it was made of, and any text whatever is answered."""

from __future__ import annotations

import random

import numpy as np
import polars as pl
import pytest

from huangce.addressing import canonical, parse, parse_columns, parse_many
from huangce.addressing.problems import CODES
from huangce.simulate import places, tree, wording

COUNTY = "511703"
PARTS = ("group", "street", "plate", "place", "building", "unit", "floor", "room")

PADDING = "".join(map(chr, range(33))) + "\u3000"


def standard_addresses(count: int) -> pl.Series:
    """Return standard addresses of a simulated county."""
    county = tree.county(COUNTY)
    weights = places.village_weights(3, county)
    doors = places.build(3, county, np.maximum(1, np.round(count * weights / weights.sum())).astype(np.int64))
    return wording.parts(county, doors.sample(count, seed=3)).select(text=wording.standard(county)).to_series()


def test_reading_a_standard_address_gives_it_back() -> None:
    once = parse_columns(standard_addresses(3000))["standard"]
    twice = parse_columns(once)
    assert twice["standard"].to_list() == once.to_list()
    assert set(twice["problems"].list.len()) == {0}


def test_segments_put_together_and_read_are_the_same_segments() -> None:
    rng = random.Random(5)
    made = []
    for _ in range(300):
        division = {"province": "四川省", "city": "达州市", "county": "达川区", "town": "石桥镇", "village": None}
        below = dict.fromkeys(PARTS)
        if rng.random() < 0.3:
            division["village"], below["group"] = "固家村", f"{rng.randint(1, 14)}组"
        else:
            below["street"] = rng.choice(("列宁街", "翠屏路", "人民大道", "滨河西路"))
        below["plate"] = f"{rng.randint(1, 999)}号" + rng.choice(("", "", f"附{rng.randint(1, 9)}号"))
        if below["street"] and rng.random() < 0.6:
            below["place"] = rng.choice(("翠屏花园", "锦绣苑", "阳光小区"))
            below["building"], below["room"] = f"{rng.randint(1, 40)}栋", f"{rng.randint(101, 3312)}室"
            below["unit"] = f"{rng.randint(1, 6)}单元" if rng.random() < 0.7 else None
            below["floor"] = f"{rng.randint(1, 33)}层" if rng.random() < 0.3 else None
        made.append({"division": division, **below})
    texts = [canonical(segments) for segments in made]
    for segments, text, address in zip(made, texts, parse_many(texts), strict=True):
        assert address.segments == segments
        assert address.standard == text


@pytest.mark.parametrize(
    "text",
    [
        "四川省达州市达川区石桥镇列宁街40号之1 17栋102室",
        "四川省达州市达川区石桥镇列宁街12号翠屏花园负1层3室",
        "重庆市南岸区南坪街道宏声路37号7栋3室",
        "四川省达州市达川区石桥镇列宁街12号阳光SOHO 6栋5单元453室",
    ],
)
def test_what_could_be_lost_in_writing_is_not(text: str) -> None:
    assert parse(text).standard == text


def test_a_municipality_is_not_the_city_that_it_once_was() -> None:
    assert parse("重庆市南岸区宏声路37号").standard == "重庆市南岸区宏声路37号"
    assert parse("重庆南岸区宏声路37号").division_code == "500108000000"


def test_a_word_that_counts_belongs_to_the_number_before_it() -> None:
    address = parse("四川省达州市达川区万银国际大厦125楼")
    assert (address.below["building"], address.below["floor"]) == (None, "125层")


def test_any_characters_are_answered_without_exception() -> None:
    rng = random.Random(11)
    alphabets = [
        "省市区县镇乡村组路街巷号栋幢单元层室0123456789-#()（）, ",
        "".join(map(chr, range(0x250))),
        "".join(map(chr, range(0x4E00, 0x9FFF, 7))),
        "😀🏠\u202e\u200b\ufe0f\x7féßЖ漢字カナ한글ابت",
    ]
    texts = [
        "".join(rng.choices(rng.choice(alphabets), k=rng.choice((0, 1, 5, 30, 120, 400, 401)))) for _ in range(1500)
    ]
    texts += ["号" * 400, "1" * 10_000, "\x00" * 10_000, "市" * 399, "-" * 400, "路1号" * 133, "\ud800", " \t\r\n"]
    for text, address in zip(texts, parse_many(texts), strict=True):
        assert address.text == text
        assert set(address.problems) <= set(CODES)
        if len(text.strip(PADDING)) > 400:
            assert address.problems == ("too-long",)
        if not any((*address.division.values(), *address.below.values())):
            assert address.problems
