"""What is told of a day that cannot be taken."""

from __future__ import annotations

from datetime import date

import pytest

from huangce.web.acts.fields import day_of
from huangce.web.acts.parts import WrongField

TODAY = date(2026, 4, 2)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("20260403", "这一天还没有到"),
        ("20250229", "日历上没有这一天"),
        ("17000101", "年份不对：早于1800年，或晚于2100年"),
        ("后天", "这个日期读不出来，写成20260214或2026-02-14"),
    ],
)
def test_a_day_is_refused_for_what_is_wrong_with_it(typed: str, words: str) -> None:
    with pytest.raises(WrongField) as refused:
        day_of(typed, TODAY)
    assert refused.value.words == words
