"""Searching and opening: what finds whom, what is shown to whom, and that every look leaves its trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from huangce.accounts.lookups import CaseMissing, MayNotLookUp, MayNotReveal, UnknownPurpose, of_person
from huangce.accounts.masking import masked
from huangce.accounts.models import LookUp
from huangce.home import database
from huangce.register.erase import erase
from huangce.register.queries import NotKnown
from huangce.register.rebuild import check
from huangce.register.search import Found, look_up_scopes, open_person, search
from huangce.register.search_shapes import NothingToSearch
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.opening import Member
from huangce.rules.acts.residences import ResidenceDeclared
from huangce.rules.acts.reversals import Reversal
from huangce.rules.situation import UnknownRecord
from tests import lins, people
from tests.lins import shown
from tests.people import officer
from tests.register.conftest import House, do, one, open_house

MAY = date(2026, 5, 1)
GIVEN = {"purpose": "registration", "case": "2026-17"}


@pytest.fixture
def home(db: None) -> House:
    """The Lins in the first village of the town of Lin."""
    return open_house(division=people.VILLAGE)


def find(text: str, username: str = "lin", **options) -> Found:
    return search(text, officer=officer(username), at=lins.NOW, **{**GIVEN, **options})


def records(text: str, **options) -> list[int]:
    return [hit.record for hit in find(text, **options).hits]


def correct(record: int, group: str, **items) -> int:
    return do(
        Correction(
            happened_on=MAY,
            record=record,
            group=group,
            items=items,
            approved_by=lins.CHEN.id,
            evidence=shown("archive"),
        )
    ).act


def death(record: int) -> int:
    return do(Death(happened_on=MAY, person=record, evidence=shown("cremation_certificate"))).act


def test_it_works(home):
    (hit,) = find("林建国").hits
    assert (hit.record, hit.name, hit.status, hit.household) == (home.father, "林建国", "registered", home.id)
    assert hit.number == masked(lins.FATHER.citizen_id) != lins.FATHER.citizen_id
    assert hit.division == people.VILLAGE


@pytest.mark.parametrize(
    "text",
    [
        "林建国", " 林　建国 ", "林建", "ljg", "LJ", "linjianguo", "lin jian guo", "Lin Jianguo",
        lins.FATHER.citizen_id, f" {lins.FATHER.citizen_id.lower()} ", lins.FATHER.citizen_id[-4:],
        lins.FATHER.citizen_id[-6:], lins.FATHER.citizen_id[:6] + lins.FATHER.citizen_id[8:17],
        "四川省达州市达川区石桥镇石桥村3组", "四川省",
    ],
)  # fmt: skip
def test_every_shape_of_text_finds(home, text):
    assert home.father in records(text)


def test_a_record_finds_the_person_and_a_household_its_members(home):
    assert records(str(home.son)) == [home.son]
    assert set(records(str(home.id))) == {home.father, home.mother, home.son, home.grandmother}


def test_a_number_kept_in_its_old_form_is_found_by_the_new_one(db):
    old, three = "990101800503001", (lins.MOTHER, lins.SON, lins.GRANDMOTHER)
    open_house(division=people.VILLAGE, members=(replace(lins.FATHER, citizen_id=old), *three))
    assert len(records(old)) == len(records("99010119800503001" + "X")) == 1


def test_an_address_shows_the_reference_person_and_nobody_else(home):
    assert records("四川省达州市达川区石桥镇") == [home.father]


@pytest.mark.parametrize("text", ["", "  ", "·", "林\x00", "x" * 200])
def test_nothing_to_search_is_said(home, text):
    with pytest.raises(NothingToSearch):
        find(text)


def test_former_names_numbers_and_addresses_are_found(home):
    right = lins.number("99010119800503003")
    correct(home.father, "identity", name="林建业", citizen_id=right)
    moved = correct(home.id, "household", address="四川省达州市达川区石桥镇新桥路3号")
    for former in (
        "林建国",
        "林建",
        "ljg",
        "linjianguo",
        lins.FATHER.citizen_id,
        lins.FATHER.citizen_id[-6:],
        "四川省达州市达川区石桥镇石桥村",
    ):
        (hit,) = find(former).hits
        assert (hit.record, hit.name) == (home.father, "林建业")
        assert hit.formerly == (former != "林建")
    do(Reversal(happened_on=MAY, act=moved, reason="wrong house", approved_by=lins.CHEN.id))
    assert records("四川省达州市达川区石桥镇新桥路") == []


def test_former_values_follow_the_facts(committed_db):
    house = open_house(division=people.VILLAGE)
    renamed = correct(house.son, "identity", name="林颢", former_name="林小浩")
    assert one("select count(*) from former") == 2
    assert check(database.url()).holds
    do(Reversal(happened_on=MAY, act=renamed, reason="not decided", approved_by=lins.CHEN.id))
    assert one("select count(*) from former") == 0
    correct(house.son, "identity", name="林颢")
    erase(
        house.son, ("identity",), by=lins.LIN, approved_by=lins.CHEN.id, happened_on=MAY, now=lins.NOW, legal_ground="x"
    )
    assert one("select count(*) from former") == 0
    assert check(database.url()).holds


def test_those_counted_here_come_first(home):
    twin = do(lins.family(Member(name="曾淑芬", relation="02", sex="2"), division=people.VILLAGE)).created["household"]
    other = one("select id from person where household = %s", twin)
    assert records("曾") == [home.grandmother, other]
    death(home.grandmother)
    assert records("曾") == [other, home.grandmother]


def test_a_long_answer_is_cut_and_says_so(db):
    members = [
        Member(name=f"王{character}", relation="02" if not place else "97")
        for place, character in enumerate("一丁七万丈三上下")
    ]
    open_house_of(members)
    found = find("王", limit=5)
    assert [hit.name for hit in found.hits] == sorted(f"王{character}" for character in "一丁七万丈三上下")[:5]
    assert found.more
    assert not find("王", limit=8).more


def open_house_of(members: list[Member], **changes) -> int:
    return do(lins.family(*members, **{"division": people.VILLAGE, **changes})).created["household"]


def test_people_of_other_divisions_are_counted_and_not_shown(home):
    open_house_of(
        [Member(name="林建国", relation="02"), Member(name="林建军", relation="20")], division=people.NEXT_VILLAGE
    )
    found = find("林建")
    assert ([hit.record for hit in found.hits], found.elsewhere, found.counted_out) == ([home.father], 2, True)
    assert (len(find("林建", username="chen").hits), find("林建", username="chen").elsewhere) == (2, 1)
    assert (len(find("林建", username="shi").hits), find("林建", username="shi").elsewhere) == (3, 0)
    assert LookUp.objects.filter(subjects__contains=[home.father]).count() == 3


def test_the_dead_are_found_where_their_household_is_and_residents_where_they_live(home):
    death(home.grandmother)
    declared = ResidenceDeclared(
        happened_on=MAY, residence_kind="usual", division=people.VILLAGE, address="石桥村3组12号", name="赵一"
    )
    newcomer = do(declared).created["newcomer"]
    assert records("曾淑珍") == [home.grandmother]
    assert records("赵一") == [newcomer]
    assert find("曾淑珍", username="chen").elsewhere == find("赵一", username="chen").elsewhere == 1


@pytest.mark.parametrize("username", ["tang", "deng", "he", "gao", "xi", "an", "shen", "zhao"])
def test_who_may_not_look_up_sees_nothing_and_leaves_no_trace(home, username):
    with pytest.raises(MayNotLookUp):
        find("林建国", username=username)
    assert LookUp.objects.count() == 0


def test_a_search_states_its_purpose_and_case(home):
    with pytest.raises(UnknownPurpose):
        find("林建国", purpose="curiosity")
    with pytest.raises(CaseMissing):
        find("林建国", case="")


def test_every_search_leaves_a_trace_without_what_was_typed(home):
    find("林")
    row = LookUp.objects.get()
    assert row.asked == ["name"]
    assert sorted(row.subjects) == sorted((home.father, home.son))
    find("周")
    assert LookUp.objects.latest("id").subjects == []
    find(lins.SON.citizen_id[-5:])
    assert LookUp.objects.latest("id").asked == ["number_tail"]


def test_opening_a_record_is_noted_and_kept_to_the_own_divisions(home):
    record = open_person(home.son, officer=officer("lin"), at=lins.NOW, **GIVEN)
    assert record.text("identity", "name") == "林浩"
    ((look,), _count) = of_person([home.son])
    assert (look.asked, look.revealed) == (["record"], False)
    with pytest.raises(MayNotLookUp):
        open_person(home.son, officer=officer("chen"), at=lins.NOW, **GIVEN)
    with pytest.raises(UnknownRecord):
        open_person(4711, officer=officer("lin"), at=lins.NOW, **GIVEN)
    with pytest.raises(NotKnown):
        open_person(home.son, officer=officer("lin"), at=lins.NOW, as_of=date(2019, 1, 1), **GIVEN)


def test_a_number_is_revealed_to_who_may_see_it_and_that_is_noted(home):
    assert open_person(home.son, officer=officer("lin"), reveal=True, at=lins.NOW, **GIVEN).id == home.son
    assert of_person([home.son])[0][0].revealed
    with pytest.raises((MayNotReveal, MayNotLookUp)):
        open_person(home.son, officer=officer("zhao"), reveal=True, at=lins.NOW, **GIVEN)


def test_scopes_of_an_officer_hold_no_scope_twice(db):
    assert look_up_scopes(officer("lin"), MAY) == (people.TOWN[:9],)
    assert look_up_scopes(officer("shi"), MAY) == (people.COUNTY[:6],)
    assert look_up_scopes(officer("zhao"), MAY) == ()
