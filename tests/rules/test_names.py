"""Personal names: cleaned for comparing, read by their own readings, kept as names whatever they are made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import name_tables, names
from tests.rules.strategies import written_names


def codes(name: str) -> list[str]:
    return [found.code for found in names.check(name)]


def test_it_works():
    assert names.clean(" 欧 阳　娜娜") == "欧阳娜娜"
    assert names.split_surname("欧阳娜娜") == ("欧阳", "娜娜")
    assert names.pinyin("欧阳娜娜") == "ou yang na na"
    assert names.initials("欧阳娜娜") == "oynn"


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("张 三", "张三"),
        ("张　三\u200b", "张三"),
        ("\ufeff张三\r\n", "张三"),
        ("买买提•吐尔逊", "买买提·吐尔逊"),
        ("买买提．吐尔逊", "买买提·吐尔逊"),
        ("买买提.吐尔逊", "买买提·吐尔逊"),
        ("买买提 · 吐尔逊·", "买买提·吐尔逊"),
        ("买买提・・吐尔逊", "买买提·吐尔逊"),
        ("Ａｎｎａ　 Ｗang", "Anna Wang"),
        ("J. Smith", "J. Smith"),
        ("张Anna", "张Anna"),
        ("刘\ue863", "刘䶮"),
        ("\uf9d1一", "六一"),
        ("葛\U000e0100城", "葛城"),
        ("", ""),
        ("　·　", ""),
    ],
)
def test_names_are_cleaned_for_comparing(written, cleaned):
    assert names.clean(written) == cleaned


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("曾国藩", "zeng guo fan"),
        ("单雄信", "shan xiong xin"),
        ("仇英", "qiu ying"),
        ("解缙", "xie jin"),
        ("区寄", "ou ji"),
        ("查良镛", "zha liang yong"),
        ("朴树", "piao shu"),
        ("翟志刚", "zhai zhi gang"),
        ("盖叫天", "ge jiao tian"),
        ("员半千", "yun ban qian"),
        ("尉迟恭", "yu chi gong"),
        ("尉健行", "wei jian xing"),
        ("万俟卨", "mo qi xie"),
        ("单于夜", "chan yu ye"),
        ("任贤齐", "ren xian qi"),
        ("單雄信", "shan xiong xin"),
        ("吕布", "lv bu"),
        ("王曾", "wang zeng"),
        ("买买提·吐尔逊", "mai mai ti tu er xun"),
        ("曾·国", "zeng guo"),
        ("Anna", "a n n a"),
    ],
)
def test_surnames_have_their_own_readings(name, pinyin):
    assert names.pinyin(name) == pinyin


def test_a_compound_surname_needs_a_given_name_behind_it():
    assert names.split_surname("司马光") == ("司马", "光")
    assert names.split_surname("司马") == ("司", "马")
    assert names.split_surname("歐陽修") == ("歐陽", "修")
    assert names.split_surname("王") == ("", "王")
    assert names.split_surname("Anna") == ("", "Anna")


def test_names_that_sound_alike_share_a_key_and_dialects_do_not():
    assert names.homophone_key("張偉") == names.homophone_key("章炜")
    assert names.homophone_key("刘宁") != names.homophone_key("牛宁")
    assert names.homophone_key("兰花") != names.homophone_key("南花")


@pytest.mark.parametrize("pair", ["己已", "未末", "侯候", "祎袆", "戴载", "余佘", "冼洗", "宋宗", "沈沉", "辛幸"])
def test_names_that_look_alike_share_a_key(pair):
    assert names.look_alike_key(f"王{pair[0]}") == names.look_alike_key(f"王{pair[1]}")
    assert names.look_alike_key(f"王{pair[0]}") != names.look_alike_key("王一")


def test_look_alike_groups_stay_small():
    groups: dict[str, set[str]] = {}
    for one, leader in name_tables.LOOK_ALIKE.items():
        groups.setdefault(leader, {leader}).add(one)
    assert max(map(len, groups.values())) <= 6
    assert not set(name_tables.LOOK_ALIKE) & set(groups)


def test_traditional_and_variant_forms_come_to_one():
    assert names.simplified("劉峯龍") == names.simplified("刘峰龙") == "刘峰龙"
    assert names.simplified("乾") == "乾"


def test_rare_characters_and_long_names_are_names_like_any_other():
    rare = "王𠮷𪚥䶮"
    assert names.clean(rare) == rare
    assert codes(rare) == []
    assert len(names.initials(rare)) == 4
    long = "阿布都热合曼·买买提依明·吐尔逊江·艾合买提"
    assert names.clean(long) == long
    assert codes(long) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "name-missing"),
        ("张三1", "name-digit"),
        ("张三（已故）", "name-punctuation"),
        ("张?", "name-unencoded"),
        ("张□", "name-unencoded"),
        ("张\ue5e5", "name-private-use"),
        ("Anna", "name-latin"),
        ("张", "name-short"),
        ("张" * 51, "name-long"),
    ],
)
def test_what_is_remarkable_in_a_name_is_said(name, code):
    assert code in codes(name)


@given(written_names())
def test_cleaning_twice_is_cleaning_once_and_nothing_breaks(name):
    cleaned = names.clean(name)
    assert names.clean(cleaned) == cleaned
    assert "".join(names.split_surname(name)) == cleaned
    names.check(name)


@given(st.text(max_size=12))
def test_no_text_breaks_the_keys(text):
    assert len(names.initials(text)) == len(names.syllables(text))
    assert len(names.simplified(text)) == len(names.clean(text)) == len(names.look_alike_key(text))
