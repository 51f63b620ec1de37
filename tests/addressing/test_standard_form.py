"""The standard form is read as what it was made of, and any text whatever is answered."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huangce.addressing import canonical, parse, parse_columns, parse_many
from huangce.addressing.problems import CODES
from huangce.addressing.synthetic.places import chains
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


def test_a_village_of_every_tenth_town_of_the_country_is_read_back_as_it_stands() -> None:
    rng = random.Random(3)
    texts: list[str] = []
    below = ("列宁街12号翠屏花园3栋2单元501室", "3组15号", "12号", "列宁街12号3栋1-1室", "翠屏花园3栋2单元5层2室", "")
    for chain in chains():
        city = "" if chain.city == chain.province else chain.city
        for town, villages in chain.towns[::10]:
            village = rng.choice(villages) if villages else ""
            texts.append(f"{chain.province}{city}{chain.county}{town}{village}{rng.choice(below)}")
    once = parse_columns(pl.Series(texts))
    twice = parse_columns(once["standard"])
    # The rest are names like 王场镇南方集团生活区, and towns that the tables have under a fuller name.
    assert (once["standard"] == pl.Series(texts)).sum() > 0.99 * len(texts)
    assert ((twice["standard"] == once["standard"]) & (twice["key"] == once["key"])).sum() > 0.999 * len(texts)


numbers = st.integers(1, 999).map(str)
small = st.integers(1, 40).map(str)
plates = st.one_of(
    numbers.map("{}号".format),
    st.builds("{}号附{}号".format, numbers, small),
    st.builds("{}号之{}".format, numbers, small),
    st.builds("{}-{}号".format, numbers, small),
    st.builds("{}号{}".format, numbers, st.sampled_from("甲乙丙")),
    small.map("附{}号".format),
)
rooms = st.one_of(
    st.integers(1, 4000).map("{}室".format),
    st.builds("{}{}室".format, small, st.sampled_from("ABC")),
    st.sampled_from(("东户", "A室", "A1203室")),
)
HERE = {"province": "四川省", "city": "达州市", "county": "达川区", "town": "石桥镇", "village": None}
COUNTIES = (
    HERE,
    {"province": "重庆市", "city": "重庆市", "county": "南岸区", "town": None, "village": None},
    {"province": "贵州省", "city": "黔南布依族苗族自治州", "county": "都匀市", "town": None, "village": None},
    {"province": "辽宁省", "city": "沈阳市", "county": "铁西区", "town": None, "village": None},
)


@st.composite
def standard_segments(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the segments of a standard address: in a village, in a street, in a compound of a street."""
    below: dict[str, str | None] = dict.fromkeys(PARTS)
    division: dict[str, str | None] = dict(draw(st.sampled_from(COUNTIES)))
    if draw(st.booleans()) and division["town"]:
        division["village"], below["group"] = "固家村", f"{draw(small)}组"
    else:
        below["street"] = draw(st.sampled_from(("列宁街", "翠屏路", "人民大道", "解放路三段", "建设巷", "中山二路")))
    below["plate"] = draw(plates)
    if below["street"] and draw(st.booleans()):
        below["place"] = draw(st.sampled_from(("翠屏花园", "锦绣苑", "万达广场", "石油公司家属院", "碧桂园三期")))
        below["building"] = draw(st.one_of(small.map("{}栋".format), st.sampled_from(("A栋", "B3栋", "甲栋"))))
        below["unit"] = draw(st.none() | small.map("{}单元".format) | st.sampled_from(("A单元", "甲单元")))
        below["floor"] = draw(st.none() | small.map("{}层".format) | st.sampled_from(("负1层", "底层", "首层")))
        below["room"] = draw(st.none() | rooms)
    return {"division": division, **below}


@settings(max_examples=300, deadline=None)
@given(standard_segments())
def test_segments_put_together_and_read_are_the_same_segments(segments: dict[str, Any]) -> None:
    text = canonical(segments)
    address = parse(text)
    assert address.standard == text
    assert address.below == {part: segments[part] for part in PARTS}
    assert address.resolved == segments["division"]


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
        "-—–―~_〜⸺﹣ー─━ o1234567890Ⅱ号栋单元楼",
    ]
    texts = [
        "".join(rng.choices(rng.choice(alphabets), k=rng.choice((0, 1, 5, 30, 120, 400, 401)))) for _ in range(1500)
    ]
    texts += [f"重庆市南岸区宏声路37号7栋{text}" for text in texts if len(text) < 120]
    texts += ["号" * 400, "1" * 10_000, "\x00" * 10_000, "市" * 399, "-" * 400, "路1号" * 133, "\ud800", " \t\r\n"]
    for text, address in zip(texts, parse_many(texts), strict=True):
        assert address.text == text
        assert set(address.problems) <= set(CODES)
        places = [place for span in address.spans for place in (span.start, span.end)]
        assert places == sorted(places)
        assert all(span.start < span.end <= len(text) for span in address.spans)
        if len(text.strip(PADDING)) > 400:
            assert address.problems == ("too-long",)
        if not any((*address.division.values(), *address.below.values())):
            assert address.problems
