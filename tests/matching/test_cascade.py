"""What the cascade links by itself, what it leaves to a person, and what it must never do."""

from __future__ import annotations

import math
import re

import polars as pl
import pytest

from huangce.matching import match, match_within
from tests.matching.people import checked, crowd, person, table

REGISTER = table(person(), *crowd())


def links(*rows: dict[str, object], register: pl.DataFrame = REGISTER) -> list[dict[str, object]]:
    return match(register, table(*rows)).to_dicts()


def only(*rows: dict[str, object], register: pl.DataFrame = REGISTER) -> dict[str, object]:
    (link,) = links(*rows, register=register)
    return link


def test_it_works() -> None:
    link = only(person(77))
    assert (link["register_row_id"], link["list_row_id"], link["step"]) == (1, 77, "number")
    assert link["probability"] > 0.9999


@pytest.mark.parametrize(
    "citizen_id",
    [
        checked("99010219800307123").lower(),
        "".join(chr(ord(c) + 0xFEE0) for c in checked("99010219800307123")),
        f" {checked('99010219800307123')[:6]} {checked('99010219800307123')[6:]}",
        "990102800307123",
    ],
)
def test_a_number_is_the_same_however_it_is_written(citizen_id: str) -> None:
    assert only(person(citizen_id=citizen_id))["step"] == "number"


@pytest.mark.parametrize(
    "citizen_id",
    [
        "990102198003071" + "33" + checked("99010219800307123")[-1],  # one digit wrong
        "990102198003" + "01723" + checked("99010219800307123")[-1],  # two digits beside each other swapped
        checked("99010219800307123")[:9] + checked("99010219800307123")[10:],  # one digit lost
        checked("99010219800307123")[:9] + "5" + checked("99010219800307123")[9:],  # one digit too many
    ],
)
def test_a_mistyped_number_is_found_again_without_a_birth_date(citizen_id: str) -> None:
    link = only(person(citizen_id=citizen_id, birth_date=None, address=None, division=None, phone=None))
    assert link["register_row_id"] == 1
    assert link["step"] == "repaired-number"


def test_a_name_cut_short_is_linked_by_number_and_birth_date_alone() -> None:
    register = table(person(name="阿依古丽·买买提"), *crowd())
    link = only(person(name="阿依古丽"), register=register)
    assert link["probability"] >= 0.99
    assert "姓名前段一致，长短不同" in str(link["explanation"])
    assert only(person(name="阿依古丽", birth_date=None), register=register)["probability"] < 0.99
    assert only(person(name="阿依古丽", citizen_id=None), register=register)["probability"] < 0.99


def test_a_lunar_birth_date_written_as_one_of_ours_is_near() -> None:
    link = only(person(citizen_id=None, birth_date="1980-01-21", phone=None, address=None))
    assert link["register_row_id"] == 1
    assert "出生日期相差七周以内" in str(link["explanation"])


@pytest.mark.parametrize(("name", "words"), [("欧阳清山", "姓名同音(欧阳清山/欧阳青山)"), ("歐陽青山", "姓名一致")])
def test_a_name_may_be_written_otherwise(name: str, words: str) -> None:
    link = only(person(name=name))
    assert words in str(link["explanation"])
    assert link["probability"] > 0.999


def test_a_relative_s_number_is_never_linked_to_its_owner() -> None:
    son = person(2, citizen_id=checked("99010220050611345"), name="欧阳浩然", birth_date="2005-06-11")
    mother = person(3, citizen_id=checked("99010219811111128"), name="方兰", sex="女", birth_date="1981-11-11")
    register = table(person(), son, mother, *crowd())
    for relative in (son, mother):
        row = relative | {"row_id": 9, "citizen_id": person()["citizen_id"]}
        automatic = [link for link in links(row, register=register) if link["probability"] >= 0.99]
        assert [link["register_row_id"] for link in automatic] in ([], [relative["row_id"]])
    stranger = person(9, name="田小蕊", sex="女", birth_date="1999-09-09", address=None, division=None, phone=None)
    assert all(link["probability"] < 0.99 for link in links(stranger))


def test_a_sister_s_number_is_not_hers_although_the_names_sound_alike() -> None:
    older = person(1, name="郭苡彤", sex="女", citizen_id=checked("99010220150825052"), birth_date="2015-08-25")
    younger = person(2, name="郭苡桐", sex="女", citizen_id=checked("99010220170606066"), birth_date="2017-06-06")
    row = older | {"row_id": 9, "citizen_id": younger["citizen_id"]}
    for register in (table(older, younger, *crowd()), table(younger, *crowd())):
        automatic = [link for link in links(row, register=register) if link["probability"] >= 0.99]
        assert [link["register_row_id"] for link in automatic] in ([], [1])


def test_a_twin_s_number_is_not_enough() -> None:
    twin = person(2, citizen_id=checked("99010219800307125"), name="欧阳青水")
    row = twin | {"row_id": 9, "citizen_id": person()["citizen_id"]}
    automatic = [link for link in links(row, register=table(person(), twin, *crowd())) if link["probability"] >= 0.99]
    assert [link["register_row_id"] for link in automatic] in ([], [2])
    without_birth = row | {"birth_date": None}
    assert all(link["probability"] < 0.99 for link in links(without_birth, register=table(person(), *crowd())))


def test_one_twin_s_number_under_the_other_s_name_is_not_the_owner_s() -> None:
    twin = person(2, citizen_id=checked("99010219800307125"), name="欧阳青水")
    row = twin | {"row_id": 9, "citizen_id": person()["citizen_id"], "address": "甲县丙镇西村1组1号", "division": None}
    found = links(row | {"phone": None}, register=table(person(), twin, *crowd()))
    assert [link["register_row_id"] for link in found if link["probability"] >= 0.99] in ([], [2])
    assert all("同日出生者另有此名" in str(link["explanation"]) for link in found if link["register_row_id"] == 1)


def test_a_namesake_s_number_is_not_enough_where_somebody_of_that_name_was_born_on_the_day() -> None:
    elsewhere = {"address": "甲县丙镇西村1组1号", "division": "990102102201", "phone": "13900000099"}
    namesake = person(2, citizen_id=checked("99010219640915123"), birth_date="1964-09-15", **elsewhere)
    row = namesake | {"row_id": 9, "citizen_id": person()["citizen_id"]}
    both = table(person(), namesake, *crowd())
    assert only(row, register=both)["register_row_id"] == 2
    bare = row | {"address": None, "division": None, "phone": None}
    found = links(bare, register=both)
    assert found
    assert all(link["probability"] < 0.99 for link in found)


def test_another_birth_date_does_not_matter_where_number_and_name_are_the_very_same() -> None:
    row = person(9, birth_date="1964-09-15")
    assert (only(row)["register_row_id"], only(row)["step"]) == (1, "number")
    assert only(row)["probability"] >= 0.99
    for doubtful in ({"name": "欧阳青水"}, {"sex": "女"}):
        assert all(link["probability"] < 0.99 for link in links(row | doubtful))


def test_who_is_one_of_too_many_alike_is_told_so() -> None:
    many = [person(i, citizen_id=None, address=None, phone=None) for i in range(100, 130)]
    row = person(9, citizen_id=None, address=None, phone=None)
    (answer,) = links(row, register=table(*many, *crowd()))
    assert (answer["register_row_id"], answer["step"]) == (None, "too-many-alike")
    assert answer["probability"] == pytest.approx(1 / 30, rel=0.01)
    assert answer["explanation"] == "有30人同样相像，无从分辨 -3.37；合计 -3.37"
    assert len(links(row, register=table(*many[:3], *crowd()))) == 3
    with_number = links(person(9), register=table(person(), *many, *crowd()))
    assert [link["register_row_id"] for link in with_number] == [1]


def test_without_a_number_a_rare_name_with_birth_date_is_enough() -> None:
    link = only(person(citizen_id=None, address=None, division=None, phone=None))
    assert link["step"] == "name-birth"
    assert link["probability"] > 0.99


def test_without_number_and_birth_date_a_door_makes_a_name_a_person() -> None:
    bare = {"citizen_id": None, "birth_date": None, "division": None}
    for support in ({"phone": None}, {"address": None}):
        link = only(person(9, **bare | support))
        assert (link["register_row_id"], link["probability"] > 0.99) == (1, True)
    alone = only(person(9, **bare, address=None, phone=None))
    assert (alone["register_row_id"], alone["step"], alone["probability"] < 0.99) == (1, "name-alone", True)
    in_the_village = person(9, citizen_id=None, birth_date=None, address=None, phone=None)
    assert only(in_the_village)["probability"] < 0.99


def test_a_name_that_too_many_bear_is_not_looked_for_by_itself() -> None:
    many = [person(i, citizen_id=None, birth_date=f"19{i - 60}-03-07") for i in range(100, 122)]
    row = person(9, citizen_id=None, birth_date=None, division=None, phone=None)
    assert links(row, register=table(*many, *crowd())) == []
    assert len(links(row, register=table(*many[:3], *crowd()))) == 3


def test_two_of_one_name_and_birth_date_go_to_a_person() -> None:
    double = person(2, citizen_id=checked("99020219800307551"), address="甲县丙镇西村1组1号", division="990102102201")
    row = person(9, citizen_id=None, address=None, division=None, phone=None)
    found = links(row, register=table(person(), double, *crowd()))
    assert {link["register_row_id"] for link in found} == {1, 2}
    assert all(link["probability"] < 0.99 for link in found)
    with_address = person(9, citizen_id=None, phone=None)
    assert only(with_address, register=table(person(), double, *crowd()))["register_row_id"] == 1


def test_a_valid_number_that_nobody_holds_is_evidence_against() -> None:
    row = person(9, citizen_id=checked("99030319800307444"), address=None, division=None, phone=None)
    assert all(link["probability"] < 0.99 for link in links(row))


def test_a_number_whose_last_digits_a_spreadsheet_lost_is_no_evidence_against() -> None:
    # The holder's number ends otherwise; this one passes the check by chance, as one in eleven does.
    bodies = (f"99010219800307{digit}00" for digit in range(10))
    eaten = next(number for number in map(checked, bodies) if number.endswith("000"))
    row = person(9, citizen_id=eaten, address=None, division=None, phone=None)
    links_of_old = {sex: only(row | {"sex": sex}) for sex in ("男", None)}
    assert all(
        link["probability"] > 0.98 and "只有十五位" in str(link["explanation"]) for link in links_of_old.values()
    )
    assert only(row, register=table(person(1, citizen_id=eaten), *crowd()))["step"] == "number"


def test_a_number_that_two_hold_is_decided_by_the_rest() -> None:
    other = person(2, name="方兰", sex="女", birth_date="1981-11-11")
    assert only(person(9), register=table(person(), other, *crowd()))["register_row_id"] == 1


def test_a_person_of_whom_nothing_fits_is_not_proposed() -> None:
    row = person(
        9,
        citizen_id=checked("99030319990101118"),
        name="慕容雪",
        birth_date="1999-01-01",
        address="别县",
        division=None,
        phone=None,
    )
    assert links(row) == []


def test_the_explanation_adds_up_to_the_probability() -> None:
    rows = [
        person(1, name="欧阳清山"),
        person(2, citizen_id=None, birth_date="1980-03-17"),
        person(3, citizen_id=None, name="欧阳青水"),
        person(4, citizen_id=checked("99030319800307444")),
    ]
    found = links(*rows)
    assert len(found) >= 4
    for link in found:
        *items, total = re.findall(r"[+-]\d+\.\d\d", str(link["explanation"]))
        assert sum(map(float, items)) == pytest.approx(float(total), abs=1e-6)
        assert link["probability"] == pytest.approx(1 / (1 + math.exp(-float(total))))


def test_one_door_number_in_two_towns_is_not_one_door() -> None:
    register = table(person(1, address="丙镇建设街12号", division="990102103001"), *crowd())
    row = person(9, citizen_id=None, address="建设街12号", division="990102101002", phone=None)
    assert "住址一致" not in str(only(row, register=register)["explanation"])
    assert "住址一致" in str(only(row | {"division": None}, register=register)["explanation"])


def test_one_person_held_twice_is_proposed_and_never_automatic() -> None:
    again = [
        person(2, citizen_id=checked("99010219800307141"), name="欧阳青水"),
        person(2, citizen_id=checked("99010219800317141"), birth_date="1980-03-17"),
        person(2, citizen_id=checked("99010219800307141"), address="甲县丙镇西村1组1号", division="990102102201"),
        person(2),
    ]
    for second in again:
        found = match_within(table(person(), second, *crowd())).to_dicts()
        assert {(link["register_row_id"], link["list_row_id"]) for link in found} == {(1, 2)}
        assert all(link["probability"] < 0.99 for link in found)
