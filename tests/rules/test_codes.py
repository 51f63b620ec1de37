"""Code lists: codes, words and what people write instead lead to the stored code."""

import pytest

from huangce.rules import codes
from huangce.rules.problems import InvalidValue


def test_it_works():
    assert codes.SEXES.code_of("男") == "1"
    assert codes.SEXES["1"].en == "male"
    assert "usual" in codes.RESIDENCE_KINDS


@pytest.mark.parametrize("table", codes.TABLES.values(), ids=lambda table: table.name)
def test_every_code_and_every_word_of_a_list_leads_to_its_code(table):
    for code, entry in table.items():
        for word in (code, entry.zh, entry.en, *entry.synonyms, f" {entry.zh}　", f"（{entry.zh}）"):
            assert table.code_of(word) == code


@pytest.mark.parametrize(
    ("table", "written", "code"),
    [
        (codes.SEXES, "1", "1"),
        (codes.SEXES, "女性", "2"),
        (codes.SEXES, "ｆ", "2"),
        (codes.ETHNICITIES, "汉", "01"),
        (codes.ETHNICITIES, "汉族", "01"),
        (codes.ETHNICITIES, "1", "01"),
        (codes.ETHNICITIES, "HA", "01"),
        (codes.ETHNICITIES, "毛难族", "36"),
        (codes.ETHNICITIES, "毛南族", "36"),
        (codes.ETHNICITIES, "崩龙", "46"),
        (codes.ETHNICITIES, "57", "97"),
        (codes.ETHNICITIES, "58", "98"),
        (codes.ETHNICITIES, "乌孜别克族", "43"),
        (codes.ETHNICITIES, "基诺族", "56"),
        (codes.ETHNICITIES, "穿青人", "97"),
        (codes.RELATIONS, "户主", "02"),
        (codes.RELATIONS, "之妻", "12"),
        (codes.RELATIONS, "户主之妻", "12"),
        (codes.RELATIONS, "长子", "22"),
        (codes.RELATIONS, "大儿子", "22"),
        (codes.RELATIONS, "二女", "33"),
        (codes.RELATIONS, "儿媳", "38"),
        (codes.RELATIONS, "外婆", "64"),
        (codes.RELATIONS, "非亲属", "99"),
        (codes.HOUSEHOLD_KINDS, "非农业家庭户口", "family"),
        (codes.HOUSEHOLD_KINDS, "学校集体户", "collective"),
        (codes.RESIDENCE_KINDS, "流动人口", "temporary"),
        (codes.RESIDENCE_KINDS, "境外人员", "abroad"),
        (codes.MARITAL_STATUSES, "离异", "40"),
        (codes.EDUCATIONS, "大专", "30"),
        (codes.EDUCATIONS, "文盲", "90"),
        (codes.OCCUPATIONS, "5", "50000"),
        (codes.CANCELLATION_CLASSES, "死亡注销", "death"),
    ],
)
def test_usual_writings_are_understood(table, written, code):
    assert table.code_of(written) == code


def test_the_fifty_six_peoples_are_numbered_as_in_the_standard():
    table = codes.ETHNICITIES
    assert [code for code in table if code < "90"] == [f"{number:02d}" for number in range(1, 57)]
    assert (table["40"].zh, table["41"].zh, table["46"].zh, table["56"].zh) == ("普米", "塔吉克", "德昂", "基诺")


def test_a_lone_digit_is_no_relation_because_it_can_mean_two():
    assert codes.RELATIONS.find("1") is None
    assert set(codes.ONE_DIGIT.values()) <= set(codes.RELATIONS)


def test_the_deleted_codes_of_the_relation_standard_are_unknown():
    assert codes.RELATIONS.find("03") is None
    assert codes.RELATIONS.find("98") is None


def test_an_unknown_word_names_the_list_and_not_the_word():
    with pytest.raises(InvalidValue) as refusal:
        codes.SEXES.code_of("990101")
    assert "GB/T 2261.1-2003" in refusal.value.message
    assert "990101" not in refusal.value.message
    assert codes.SEXES.find("") is codes.SEXES.find(None) is None
