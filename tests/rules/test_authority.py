"""What a grant covers, and that the table of roles keeps its promises."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules import authority
from huangce.rules.authority import DUTIES, EVERYWHERE, ROLES, VIEWS, Granted, carried_over, covers, scope

CODES = st.from_regex(r"[0-9]{12}", fullmatch=True)
DAY = date(2018, 6, 1)


def test_it_works():
    grants = [Granted("registrar", "990101001000", DAY)]
    assert authority.may_record(grants, "birth", "990101001003", DAY)
    assert not authority.may_record(grants, "birth", "990101002003", DAY)
    assert not authority.may_record(grants, "link", "990101001003", DAY)
    assert not authority.may_record([], "birth", "990101001003", DAY)


@pytest.mark.parametrize(
    ("granted", "division", "covered"),
    [
        ("990000000000", "990101001001", True),
        ("99", "990101001001", True),
        ("990100000000", "990101001001", True),
        ("990101000000", "990101001001", True),
        ("990101", "990101001001", True),
        ("990101001000", "990101001001", True),
        ("990101001001", "990101001001", True),
        ("990101001001", "990101001000", False),
        ("990101001000", "990101000000", False),
        ("990101001000", "990101", False),
        ("990101000000", "990102001001", False),
        ("990101010000", "990101010001", True),
        ("990101010000", "990101011001", False),
        (EVERYWHERE, "", True),
        ("990101000000", "", False),
    ],
)
def test_a_grant_covers_its_division_and_what_lies_below(granted, division, covered):
    assert covers(granted, division) is covered


@given(CODES, CODES, CODES)
def test_what_a_covered_division_covers_is_covered_too(one, two, three):
    for high, middle, low in ((one, two, three), (one[:6], one[:9], one)):
        if covers(high, middle) and covers(middle, low):
            assert covers(high, low)


@given(CODES)
def test_every_division_covers_itself_and_is_covered_by_all_above_it(code):
    assert covers(code, code)
    assert covers(EVERYWHERE, code)
    assert all(covers(code[:digits], code) for digits in authority.LEVELS)
    assert code.startswith(scope(code))


def test_the_table_of_roles_names_only_views_and_duties_that_exist():
    for role in ROLES.values():
        assert role.views <= set(VIEWS)
        assert role.duties <= set(DUTIES)
    assert set().union(*(role.views for role in ROLES.values())) == set(VIEWS)
    assert set().union(*(role.duties for role in ROLES.values())) == set(DUTIES)


def test_the_three_administrators_are_separate_and_see_no_persons():
    alone = [role for role in ROLES.values() if role.stands_alone]
    assert {role.name for role in alone} == {"system_admin", "security_admin", "audit_admin", "auditor"}
    for role in alone:
        assert not role.looks_up
        assert not role.reveals
        assert not role.acts & authority.REGISTRATION
        assert "persons" not in role.views
        for other in ROLES:
            assert (authority.conflicts([other], role.name) == []) is (other == role.name)


def test_nobody_reveals_numbers_who_may_not_look_up():
    assert all(role.looks_up for role in ROLES.values() if role.reveals)


def test_nobody_grants_roles_and_also_records_who_is_who():
    granting = [role for role in ROLES.values() if "grant_roles" in role.duties]
    assert [role.name for role in granting] == ["security_admin"]
    assert granting[0].acts == {"erasure"}


def held(grant: Granted, *changes: tuple[str, str, str]) -> set[str]:
    return {one.division for one in carried_over([grant], changes)}


def test_who_holds_a_division_holds_what_went_on_in_it() -> None:
    town = Granted("registrar", "511703117000", DAY)
    assert held(town, ("511703116000", "511703117000", "merged")) == {"511703117000", "511703116000"}
    assert held(town, ("511703116001", "511703117009", "recoded")) == {"511703117000", "511703116001"}


def test_a_merger_is_no_title_to_the_other_division_and_a_new_code_is() -> None:
    town = Granted("registrar", "511703116000", DAY)
    assert held(town, ("511703116000", "511703117000", "merged")) == {"511703116000"}
    assert held(town, ("511703116000", "511703118000", "recoded")) == {"511703116000", "511703118000"}
    village = Granted("enumerator", "511703116001", DAY)
    assert held(village, ("511703116000", "511703117000", "merged")) == {"511703116001", "511703117001"}


def test_a_village_that_came_to_another_town_is_not_held_any_more() -> None:
    town = Granted("registrar", "511703116000", DAY)
    (after,) = carried_over([town], [("511703116001", "511703117009", "recoded")])
    assert not after.holds("511703116001", DAY)
    assert after.holds("511703116002", DAY)
    assert held(Granted("registrar", "511703000000", DAY), ("511703116001", "511703117009", "recoded")) == {
        "511703000000"
    }


def test_a_division_that_got_two_codes_one_after_the_other_is_followed() -> None:
    town = Granted("registrar", "511703118000", DAY)
    first = ("511703116000", "511703117000", "recoded")
    assert "511703116000" in held(town, first, ("511703117000", "511703118000", "recoded"))
    earlier = Granted("registrar", "511703116000", DAY)
    assert "511703118000" in held(earlier, first, ("511703117000", "511703118000", "recoded"))
