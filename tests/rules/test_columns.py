"""A value says the same alone and in a column of millions."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import citizen_id, codes, dates, names
from huangce.rules.columns import citizen_id as citizen_id_columns
from huangce.rules.columns import codes as code_columns
from huangce.rules.columns import dates as date_columns
from huangce.rules.columns import names as name_columns
from huangce.rules.problems import InvalidValue
from tests.rules.strategies import written_dates, written_names, written_numbers

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


def read_alone(cell: object) -> tuple[object, ...]:
    try:
        found = dates.parse_date(cell, today=TODAY)
    except InvalidValue as refusal:
        return None, None, None, False, refusal.problem.code
    return found.text, found.earliest, found.latest, found.lunar, found.notes[0] if found.notes else None


@given(st.lists(st.one_of(written_dates(), st.none()), max_size=30))
def test_dates_are_read_alike_alone_and_in_columns(cells):
    answers = date_columns.parse(pl.Series("date", cells, dtype=pl.String), TODAY)
    assert answers.schema == date_columns.SCHEMA
    assert answers.rows() == [read_alone(cell) for cell in cells]


@given(
    st.one_of(
        st.lists(st.one_of(st.none(), st.integers(0, 30000000))),
        st.lists(st.one_of(st.none(), st.floats(0, 80000), st.sampled_from([1980.5, 1980.1, float("nan")]))),
        st.lists(st.one_of(st.none(), st.dates())),
        st.lists(st.one_of(st.none(), st.datetimes())),
    )
)
def test_dates_that_are_no_text_are_read_alike_too(cells):
    answers = date_columns.parse(pl.Series("date", cells, strict=False), TODAY)
    assert answers.rows() == [read_alone(cell) for cell in cells]


@given(st.lists(st.sampled_from(["男", "女", " 1", "x", "", None, "未知", "Ｍ", "-"])))
def test_code_words_are_mapped_alike_alone_and_in_columns(words):
    answers = code_columns.map(pl.Series("sex", words, dtype=pl.String), codes.SEXES).rows()
    for word, (code, problem) in zip(words, answers, strict=True):
        assert code == codes.SEXES.find(word)
        assert (problem == "code-unknown") == (bool(word) and code is None)


def test_a_column_of_relations_says_what_single_digits_mean():
    def read(*words: str) -> list[str]:
        return code_columns.map(pl.Series(words), codes.RELATIONS)["code"].to_list()

    assert read("0", "1", "2", "3") == ["02", "10", "20", "30"]
    assert read("1", "12", "22", "2") == ["01", "12", "22", "02"]
    assert read("1", "2", "3") == [None, None, None]
