"""Whether two texts speak of one place, on invented places."""

from __future__ import annotations

import pytest

from huangce.addressing import parse
from huangce.addressing.likeness import DIFFERENT, PARTLY, SAME
from huangce.addressing.mentions import mention


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("石桥镇列宁街12号锦绣水岸花园3栋2单元501室", "达川区锦绣水岸花园3栋", SAME),
        ("石桥镇列宁街12号锦绣水岸花园3栋", "列宁街12号锦绣水岸花园5栋", PARTLY),
        ("石桥镇列宁街12号锦绣水岸花园3栋", "列宁街12号锦绣水岸花园", PARTLY),
        ("石桥镇列宁街12号", "石桥镇列宁街12号附近", PARTLY),
        ("石桥镇列宁街12号锦绣水岸花园3栋", "三里坪街道仙鹤路20号东方明珠3栋", DIFFERENT),
        ("石桥镇列宁街12号", "万家镇人民路7号", DIFFERENT),
        ("", "石桥镇列宁街12号", DIFFERENT),
    ],
)
def test_names_that_agree_speak_for_one_place(one: str, other: str, expected: str) -> None:
    first, second = parse(one), parse(other)
    assert mention(first, second) == mention(second, first) == expected
