"""Targets, divisions, and tables as they may be published."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.statistics.areas import NotADivisionCode, digits_of, name_of, parts_of, whole_of
from huangce.statistics.tables import suppressed, text_table, width
from huangce.statistics.targets import SHIPPED, TargetsInvalid, read_targets, target_for


def test_it_works():
    targets = read_targets(SHIPPED)
    found = target_for(targets, "J10", "522701001", date(2018, 12, 31))
    assert found is not None
    assert (found.at_least, found.until) == (Fraction("40.5"), date(2018, 12, 31))
    assert target_for(targets, "J10", "522701001", date(2021, 1, 1)) is None
    assert target_for(targets, "J10", "511703", date(2018, 12, 31)) is None


def test_the_target_of_the_nearest_division_stands(tmp_path):
    file = tmp_path / "targets.toml"
    rows = [("51", 80), ("511703", 90), ("511703", 95)]
    file.write_text(
        "\n".join(
            f'[[targets]]\nindicators = ["J5"]\ndivision = "{code}"\nat_least = {value}\nsource = "x"'
            for code, value in rows
        )
    )
    targets = read_targets(file)
    assert [target_for(targets, "J5", here, date(2020, 1, 1)).at_least for here in ("511703116", "5118")] == [90, 80]


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "targets = 3",
        "targets = [3]",
        "[[targets]]\nindicators = []",
        '[[targets]]\nindicators = ["J5"]\ndivision = "5"\nat_least = 1\nsource = "x"',
        '[[targets]]\nindicators = ["J5"]\ndivision = "51"\nat_least = "1"\nsource = "x"',
        '[[targets]]\nindicators = ["J5"]\ndivision = "51"\nat_least = 1\nsource = "x"\nfrom = "2018"',
        '[[targets]]\nindicators = ["J5"]\ndivision = "51"\nat_least = 1\nsource = "x"\nend = 2018-01-01',
        "[[",
    ],
)
def test_targets_with_a_mistake_are_refused(tmp_path, text):
    file = tmp_path / "targets.toml"
    file.write_text(text)
    with pytest.raises(TargetsInvalid):
        read_targets(file)


def test_a_division_is_its_digits():
    codes = ("511703116001", "511703116000", "511703000000", "511700", "51", "000000000000")
    assert [digits_of(code) for code in codes] == ["511703116001", "511703116", "511703", "5117", "51", ""]
    for wrong in ("", "5", "五一", "51170a", "5117031160011"):
        with pytest.raises(NotADivisionCode):
            digits_of(wrong)


def test_the_whole_is_the_smallest_division_that_holds_all():
    assert whole_of(["511703116001", "511703116201", ""]) == "511703116"
    assert whole_of(["511703116001", "511703110201"]) == "511703"
    assert whole_of(["511703116001", "522701001001"]) == ""
    assert whole_of([]) == ""
    assert parts_of("511703", ["511703116001", "511703110201", "522701001001"]) == ["511703110", "511703116"]
    assert parts_of("511703116001", ["511703116001"]) == []
    assert (name_of("511703116"), name_of("990101"), name_of("")) == ("石桥镇", "990101", "")


def test_a_chinese_character_is_two_columns_wide():
    assert text_table(["县", "n"], [["三都", "1"], ["a", "10"]], right={1}) == "县     n\n----  --\n三都   1\na     10"
    assert width("é") == width("e\u0301") == 1


tables = st.integers(1, 5).flatmap(
    lambda across: st.lists(st.lists(st.integers(0, 12), min_size=across, max_size=across), min_size=1, max_size=5)
)


@given(tables)
def test_no_small_count_can_be_read_or_computed_from_a_published_table(cells):
    table = [[*row, sum(row)] for row in cells]
    table.append([sum(column) for column in zip(*table, strict=True)])
    published = suppressed(table)
    for row, shown in zip(table, published, strict=True):
        for count, text in zip(row, shown, strict=True):
            assert text == str(count) or (text == "<5") == (0 < count < 5)
    for line in (*published, *zip(*published, strict=True)):
        assert sum(not text.isdigit() for text in line) != 1


def test_a_table_whose_sums_are_none_is_refused():
    with pytest.raises(ValueError, match="sums"):
        suppressed([[1, 2], [3, 4]])
    assert suppressed([[1, 7], [0, 4]], totals=False) == [["<5", "7"], ["0", "<5"]]
