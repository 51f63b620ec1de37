"""A value says the same alone and in a column of millions."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import citizen_id, names
from huangce.rules.columns import citizen_id as citizen_id_columns
from huangce.rules.columns import names as name_columns
from tests.rules.strategies import written_names, written_numbers

TODAY = date(2024, 6, 1)


@given(st.lists(st.one_of(written_numbers(), st.none()), max_size=30))
def test_citizen_numbers_are_judged_alike_alone_and_in_columns(written):
    series = pl.Series("citizen_id", written, dtype=pl.String)
    answers = citizen_id_columns.columns(series, TODAY).rows(named=True)
    assert len(answers) == len(written)
    for text, answer in zip(written, answers, strict=True):
        found = citizen_id.check(text or "", TODAY)
        assert answer["problem_code"] == (found[0].code if found else None)
        assert answer["written"] == (None if text is None else citizen_id.compact(text))
        if citizen_id.is_valid(text or "", TODAY):
            assert answer["number"] == citizen_id.validate(text)
            assert answer["birth_date"] == citizen_id.birth_date(text)
            assert answer["sex"] == citizen_id.sex(text)
            assert answer["division"] == citizen_id.division(text)
        else:
            assert answer["number"] is answer["birth_date"] is answer["sex"] is answer["division"] is None


def test_integers_are_read_as_their_digits():
    answer = citizen_id_columns.columns(pl.Series([990101198005031234, None, 990101800503123]))
    assert answer["number"].to_list() == ["990101198005031234", None, "990101198005031234"]
    assert citizen_id_columns.columns(pl.Series([9.90101198005031e17]))["problem_code"][0] == "citizen-id-number-format"


def test_an_empty_column_gives_an_empty_table_of_the_same_shape():
    empty = citizen_id_columns.columns(pl.Series([], dtype=pl.String))
    assert empty.columns == citizen_id_columns.columns(pl.Series(["x"])).columns


@given(st.lists(st.one_of(written_names(), st.none()), max_size=30))
def test_names_have_the_same_keys_alone_and_in_columns(written):
    answers = name_columns.keys(pl.Series("name", written, dtype=pl.String)).rows(named=True)
    assert len(answers) == len(written)
    for text, answer in zip(written, answers, strict=True):
        if text is None or not names.clean(text):
            assert set(answer.values()) == {None}
        else:
            assert answer == {
                "clean": names.clean(text),
                "simplified": names.simplified(text),
                "homophone": names.homophone_key(text),
                "initials": names.initials(text),
                "look_alike": names.look_alike_key(text),
                "surname": names.split_surname(text)[0],
            }


def test_a_long_column_of_names_is_worked_in_pieces_without_a_seam(monkeypatch):
    column = pl.Series(["单雄信", None, " 尉迟 恭", "买买提•吐尔逊", ""] * 5)
    whole = name_columns.keys(column)
    monkeypatch.setattr(name_columns, "PIECE", 3)
    assert name_columns.keys(column).equals(whole)
    assert name_columns.keys(column.head(0)).schema == whole.schema
