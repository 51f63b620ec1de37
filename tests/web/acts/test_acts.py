"""Every act that a desk records has a page that opens, refuses in words, and records what any other door would."""

from __future__ import annotations

import pytest
from django.test import Client

from huangce.accounts.models import LookUp
from huangce.register.queries import household_at, members_at, person_at, residences_at
from huangce.register.recorded import recorded
from huangce.rules.acts.base import Evidence
from huangce.rules.acts.birth import Birth
from huangce.rules.acts.cancellations import Cancellation
from huangce.rules.acts.corrections import Correction
from huangce.rules.acts.death import Death
from huangce.rules.acts.moves import MoveOut
from huangce.rules.acts.residences import ResidenceDeclared
from tests import lins, people
from tests.web.acts.conftest import Home, act_of, done, fill, officer, opened, plain
from tests.web.test_routes import client_of

DAY = "20260214"
MEDICAL = {"evidence": ["medical_death_certificate"], "number-medical_death_certificate": "X1"}


def test_it_works(desk: Client, home: Home) -> None:
    act = act_of(fill(desk, f"/acts/death/?person={home.grandmother}", happened_on=DAY, **MEDICAL))
    dead = person_at(home.grandmother)
    assert dead is not None
    assert str(dead.died_on) == "2026-02-14"
    assert recorded(act).evidence == ("medical_death_certificate",)
    page = plain(desk.get(f"/acts/{act}/").content.decode())
    assert "曾淑珍的死亡日期记为2026年2月14日" in page
    assert recorded(act).digest in page


def test_a_birth_takes_the_ethnicity_of_the_household_and_names_its_mother(desk: Client, home: Home) -> None:
    typed = {"name": "林小雨", "sex": "2", "happened_on": "2026-02-14", "relation": "30", "mother": str(home.mother)}
    act = act_of(fill(desk, f"/acts/birth/?household={home.household}", **typed, evidence=["birth_certificate"]))
    child = next(one for one in members_at(home.household) if one.text("identity", "name") == "林小雨")
    assert child.text("identity", "ethnicity") == "01"
    assert recorded(act).submitted["mother"] == home.mother


def test_a_parent_of_another_household_is_found_by_search(desk: Client, home: Home) -> None:
    other = opened(1)
    page = desk.get(f"/acts/birth/?household={home.household}").content.decode()
    assert f"household={home.household}&amp;other_parent=ask" in page
    asked = desk.get(f"/acts/birth/?household={home.household}&other_parent=ask&q=林小兰").content.decode()
    assert "查户口在别的户的父亲或母亲" in asked
    url = f"/acts/birth/?household={home.household}&other_parent={other.mother}"
    typed = {"name": "林小雨", "sex": "2", "happened_on": "2026-02-14", "relation": "30", "father": str(home.father)}
    act = act_of(fill(desk, url, **typed, evidence=["birth_certificate"]))
    assert recorded(act).submitted["mother"] == other.mother
    child = next(one for one in members_at(home.household) if one.text("identity", "name") == "林小雨")
    assert child.household == home.household


def test_a_parent_who_is_in_no_record_is_named_as_the_certificate_says(desk: Client, home: Home) -> None:
    typed = {"name": "林小雨", "sex": "2", "happened_on": "2026-02-14", "relation": "30", "father": str(home.father)}
    url = f"/acts/birth/?household={home.household}"
    both = fill(desk, url, **typed, father_stated="林建国", evidence=["birth_certificate"])
    assert both.status_code == 422
    act = act_of(fill(desk, url, **typed, mother_stated="周慧", evidence=["birth_certificate"]))
    assert recorded(act).submitted["mother_stated"] == "周慧"
    read_back = fill(desk, url, **typed, mother_stated="周慧", evidence=["birth_certificate"], step="check")
    assert "母亲周慧（不在本登记册）" in read_back.content.decode()


def test_who_may_be_registered_already_is_looked_at_before_a_child_is_entered(desk: Client, home: Home) -> None:
    url = f"/acts/birth/?household={home.household}"
    typed = {"name": "林晓雨", "sex": "2", "happened_on": "2026-02-14", "relation": "30", "mother": str(home.mother)}
    papers = {"evidence": ["birth_certificate"]}
    act_of(fill(desk, url, **typed, **papers))
    first = next(one for one in members_at(home.household) if one.text("identity", "name") == "林晓雨").id
    offered = desk.get(url).content.decode()
    assert f'name="mother" value="{first}"' not in offered  # a newborn is nobody's parent
    assert f'name="carer" value="{first}"' not in offered
    again = typed | {"name": "林小雨"}  # written otherwise, said the same
    asked = fill(desk, url, **again, **papers, step="check")
    page = asked.content.decode()
    assert asked.status_code == 422
    assert f'name="not_same_as" value="{first}"' in page
    assert f'<a href="/persons/{first}/">看这条记录</a>' in page
    look = LookUp.objects.latest("id")
    assert (look.asked, look.subjects) == (["name", "birth_date"], [first])
    act = act_of(fill(desk, url, **again, **papers, not_same_as=[str(first)]))
    assert recorded(act).submitted["not_same_as"] == [first]
    assert "看过、不是同一人的记录" in desk.get(f"/acts/{act}/").content.decode()


def test_an_item_is_emptied_where_a_record_can_be_without_it(desk: Client, home: Home) -> None:
    ground = {"happened_on": DAY, "reason": "clerical", "evidence": ["archive"], "approved_by": officer("shi")}
    url = f"/acts/new/correction/?person={home.father}&group=identity"
    page = desk.get(url).content.decode()
    assert 'name="clear-citizen_id"' in page
    assert 'name="clear-name"' not in page
    assert 'name="clear-sex"' not in page
    assert 'name="clear-former_name"' not in page  # there is nothing to empty
    both = fill(desk, url, **ground, **{"item-ethnicity": "02", "clear-ethnicity": "yes"})
    assert both.status_code == 422
    act_of(fill(desk, url, **ground, **{"clear-ethnicity": "yes"}))
    father = person_at(home.father)
    assert father is not None
    assert father.item("identity", "ethnicity") is None
    assert fill(desk, url, **ground, **{"clear-sex": "yes"}).status_code == 422


def test_the_household_of_a_birth_comes_with_a_person(desk: Client, home: Home) -> None:
    assert "林建国户" in plain(desk.get(f"/acts/birth/?person={home.mother}").content.decode())


def test_a_head_who_dies_is_followed_by_a_member_who_is_chosen(desk: Client, home: Home) -> None:
    url = f"/acts/death/?person={home.father}"
    refused = fill(desk, url, happened_on=DAY, **MEDICAL)
    assert refused.status_code == 422
    assert "field-new_reference_person" in refused.content.decode()
    act_of(fill(desk, url, happened_on=DAY, new_reference_person=str(home.mother), **MEDICAL))
    household = household_at(home.household)
    assert household is not None
    assert household.reference_person == home.mother


def test_a_death_ex_officio_needs_both_papers_and_a_second_officer(desk: Client, home: Home) -> None:
    url = f"/acts/new/death_ex_officio/?person={home.grandmother}"
    typed = {
        "happened_on": "20260101",
        "informant_notified_on": "20260110",
        "committee_notified_on": "20260112",
        "decided_on": "20260401",
    }
    papers = ["committee_or_work_unit_certificate", "officer_investigation_record"]
    assert fill(desk, url, **typed, evidence=papers[:1], approved_by=officer("shi")).status_code == 422
    assert fill(desk, url, **typed, evidence=papers).status_code == 422
    act_of(fill(desk, url, **typed, evidence=papers, approved_by=officer("shi")))


def test_who_moves_in_and_was_never_here_gets_a_record(desk: Client, home: Home) -> None:
    typed = {
        "name": "赵远",
        "sex": "1",
        "birth_date": "1990-05",
        "relation": "97",
        "happened_on": DAY,
        "from_division": "凯里市",
        "reason": "work",
    }
    url = f"/acts/new/move_in/?household={home.household}&returning=new"
    act = act_of(fill(desk, url, **typed, evidence=["migration_certificate"]))
    assert recorded(act).submitted["from_division"] == "522601000000"


def test_who_moves_out_is_in_transit_until_the_arrival_is_confirmed(desk: Client, home: Home) -> None:
    typed = {
        "persons": [str(home.son)],
        "happened_on": DAY,
        "to_division": "510104",
        "reason": "study",
        "evidence": ["admission_notice"],
    }
    act_of(fill(desk, f"/acts/new/move_out/?person={home.son}", **typed))
    left = person_at(home.son)
    assert left is not None
    assert left.text("registration", "status") == "in_transit"
    typed = {"persons": [str(home.son)], "happened_on": "20260301", "evidence": ["destination_receipt"]}
    act_of(fill(desk, f"/acts/new/arrival_confirmed/?person={home.son}", **typed))
    gone = person_at(home.son)
    assert gone is not None
    assert gone.text("registration", "ended_by") == "moved_out"


def test_a_move_within_leads_into_another_household_or_opens_one(desk: Client, home: Home) -> None:
    other = opened(1)
    typed = {"persons": [str(home.son)], f"relation-{home.son}": "22", "happened_on": DAY, "reason": "family"}
    act_of(fill(desk, f"/acts/new/move_within/?person={home.son}&to_household={other.household}", **typed))
    typed = {"persons": [str(home.mother)], f"relation-{home.mother}": "02", "happened_on": DAY, "reason": "family"}
    typed |= {"division": people.VILLAGE, "address": "石桥村3组15号"}
    act_of(fill(desk, f"/acts/new/move_within/?person={home.mother}&to_household=new", **typed))
    moved = person_at(home.mother)
    assert moved is not None
    assert moved.household not in (home.household, other.household)


def test_a_household_splits_merges_and_changes_its_head(desk: Client, home: Home) -> None:
    typed = {
        "persons": [str(home.mother), str(home.son)],
        f"relation-{home.mother}": "02",
        f"relation-{home.son}": "22",
        "happened_on": DAY,
    }
    act_of(fill(desk, f"/acts/new/household_split/?household={home.household}", **typed))
    split = person_at(home.mother)
    assert split is not None
    fresh = split.household
    typed = {"happened_on": DAY, "new_reference_person": str(home.grandmother)}
    act_of(fill(desk, f"/acts/new/change_of_reference_person/?household={home.household}", **typed))
    typed = {f"relation-{home.mother}": "38", f"relation-{home.son}": "41", "happened_on": "20260301"}
    act_of(fill(desk, f"/acts/new/household_merge/?household={fresh}&into={home.household}", **typed))
    assert len(members_at(home.household)) == 4


def test_a_correction_of_a_main_item_needs_a_second_officer_and_an_ordinary_one_does_not(
    desk: Client, home: Home
) -> None:
    typed = {"item-name": "林建业", "happened_on": DAY, "reason": "clerical", "evidence": ["archive"]}
    url = f"/acts/new/correction/?person={home.father}&group=identity"
    assert fill(desk, url, **typed).status_code == 422
    act_of(fill(desk, url, **typed, approved_by=officer("shi")))
    father = person_at(home.father)
    assert father is not None
    assert father.text("identity", "name") == "林建业"
    typed = {
        "item-education": "20",
        "happened_on": DAY,
        "reason": "change",
        "as_change": "yes",
        "evidence": ["declaration"],
    }
    act_of(fill(desk, f"/acts/new/correction/?person={home.father}&group=details", **typed))


def test_the_address_of_a_household_is_corrected(desk: Client, home: Home) -> None:
    typed = {"item-address": "石桥村3组21号", "happened_on": DAY, "reason": "clerical", "evidence": ["archive"]}
    act_of(
        fill(desk, f"/acts/new/correction_household/?household={home.household}", **typed, approved_by=officer("shi"))
    )
    household = household_at(home.household)
    assert household is not None
    assert household.text("household", "address") == "石桥村3组21号"


def test_a_cancellation_asks_for_the_papers_of_its_class_and_a_restoration_gives_it_back(
    desk: Client, home: Home
) -> None:
    url = f"/acts/new/cancellation/?person={home.son}&ended_by=enlisted"
    page = desk.get(url).content.decode()
    assert "paper-enlistment_notice" in page
    assert "paper-court_declaration_of_death" not in page
    act_of(fill(desk, url, happened_on=DAY, evidence=["enlistment_notice"]))
    typed = {
        "happened_on": "20260501",
        "relation": "22",
        "evidence": ["discharge_certificate"],
        "approved_by": officer("shi"),
    }
    act_of(fill(desk, f"/acts/new/restoration/?person={home.son}&trigger=returned_from_service", **typed))
    back = person_at(home.son)
    assert back is not None
    assert back.is_registered


def test_an_act_is_taken_back_from_its_page(desk: Client, home: Home) -> None:
    act = act_of(fill(desk, f"/acts/death/?person={home.grandmother}", happened_on=DAY, **MEDICAL))
    assert f"/acts/new/reversal/?act={act}" in desk.get(f"/acts/{act}/").content.decode()
    taken_back = act_of(fill(desk, f"/acts/new/reversal/?act={act}", reason="认错了人", approved_by=officer("shi")))
    alive = person_at(home.grandmother)
    assert alive is not None
    assert alive.died_on is None
    assert "已撤销" in desk.get(f"/acts/{act}/").content.decode()
    assert "认错了人" in desk.get(f"/acts/{taken_back}/").content.decode()


def test_two_records_are_linked_and_parted_with_each_later_act_given_to_one(home: Home) -> None:
    other = opened(1)
    reviewer = client_of("shi")
    typed = {"happened_on": DAY, "heard": "yes", "evidence": ["duplicate_investigation"], "approved_by": officer("lin")}
    act_of(fill(reviewer, f"/acts/new/link/?kept={home.grandmother}&other={other.grandmother}", **typed))
    died = done(
        Death(happened_on=lins.date(2026, 3, 1), person=home.grandmother, evidence=lins.shown("cremation_certificate"))
    )
    url = f"/acts/new/unlink/?other={other.grandmother}"
    typed = {"happened_on": "20260401", "evidence": ["duplicate_investigation"], "approved_by": officer("lin")}
    assert fill(reviewer, url, **typed).status_code == 422
    act_of(fill(reviewer, url, **typed, **{f"allocation-{died}": str(other.grandmother)}))
    dead = person_at(other.grandmother)
    assert dead is not None
    assert dead.died_on is not None


def test_parting_asks_about_a_birth_that_only_names_the_kept_mother(home: Home) -> None:
    other = opened(1)
    reviewer = client_of("shi")
    typed = {"happened_on": DAY, "heard": "yes", "evidence": ["duplicate_investigation"], "approved_by": officer("lin")}
    act_of(fill(reviewer, f"/acts/new/link/?kept={home.mother}&other={other.mother}", **typed))
    born = done(
        Birth(
            happened_on=lins.date(2026, 3, 1),
            household=home.household,
            mother=home.mother,
            name="林小雨",
            sex="2",
            ethnicity="01",
            relation="31",
            evidence=lins.shown("birth_certificate"),
        )
    )
    page = reviewer.get(f"/acts/new/unlink/?other={other.mother}").content.decode()
    assert f'name="allocation-{born}"' in page
    assert "作为母亲" in page


def test_of_two_records_the_page_asks_item_by_item_whose_value_is_kept(home: Home) -> None:
    other = opened(1)
    done(
        Correction(
            happened_on=lins.date(2026, 1, 5),
            record=other.grandmother,
            group="details",
            items={"education": "70"},
            as_change=True,
            evidence=lins.shown("declaration"),
        )
    )
    reviewer = client_of("shi")
    url = f"/acts/new/link/?kept={home.grandmother}&other={other.grandmother}"
    page = reviewer.get(url).content.decode()
    assert 'name="take-education" value="other"' in page
    assert page.index("注销的记录") < page.index("保留的记录")
    assert (
        f"?kept={other.grandmother}&amp;other={home.grandmother}" in page
    )  # the survivor is chosen, and may be changed
    assert page.count("<dt>户籍地址</dt>") == 2
    typed = {"happened_on": DAY, "heard": "yes", "evidence": ["duplicate_investigation"], "approved_by": officer("lin")}
    mothers = f"/acts/new/link/?kept={home.mother}&other={other.mother}"
    said = fill(reviewer, mothers, step="check", **typed).content.decode()
    assert "两条写的公民身份号码不同。" in said
    assert "保留的户口在" in said  # both have one name: where each is registered tells which is which
    act_of(fill(reviewer, url, **typed, **{"take-education": "other"}))
    kept = person_at(home.grandmother)
    assert kept is not None
    assert kept.text("details", "education") == "70"


def test_somebody_unknown_lives_somewhere_and_departs(desk: Client, home: Home) -> None:
    typed = {
        "name": "周行",
        "residence_kind": "temporary",
        "division": people.VILLAGE,
        "address": "石桥村3组12号",
        "happened_on": DAY,
    }
    url = "/acts/new/residence_declared/?person=new"
    newcomer = recorded(act_of(fill(desk, url, **typed))).submitted["newcomer"]
    spell = residences_at(newcomer)[0]
    act_of(fill(desk, f"/acts/new/residence_departed/?person={newcomer}&residence={spell.id}", happened_on="20260301"))
    assert residences_at(newcomer) == ()


def test_a_grid_worker_records_who_lives_somewhere_and_searches_nobody(home: Home) -> None:
    worker = client_of("tang")
    page = worker.get("/acts/new/residence_declared/").content.decode()
    assert "您的岗位不查人" in page
    typed = {
        "name": "周行",
        "residence_kind": "temporary",
        "division": people.VILLAGE,
        "address": "石桥村3组12号",
        "happened_on": DAY,
    }
    act = act_of(fill(worker, "/acts/new/residence_declared/?person=new", **typed))
    assert worker.get(f"/acts/{act}/").status_code == 200


def test_the_residence_that_somebody_leaves_is_ended_by_the_new_one(desk: Client, home: Home) -> None:
    given = {"person": home.son, "division": people.VILLAGE, "address": "石桥村1号", "residence_kind": "usual"}
    done(ResidenceDeclared(happened_on=lins.date(2025, 1, 1), **given))
    spell = residences_at(home.son)[0]
    typed = {"residence_kind": "usual", "division": people.VILLAGE, "address": "石桥村2号", "happened_on": DAY}
    url = f"/acts/new/residence_declared/?person={home.son}"
    refused = fill(desk, url, **typed)
    assert refused.status_code == 422
    act_of(fill(desk, url, **typed, ends=str(spell.id)))
    typed = {"item-address": "石桥村3号", "happened_on": DAY, "reason": "clerical", "evidence": ["declaration"]}
    spell = residences_at(home.son)[0]
    url = f"/acts/new/correction_residence/?person={home.son}&residence={spell.id}"
    answer = fill(desk, url, **typed, approved_by=officer("shi"))
    act_of(answer)


@pytest.mark.parametrize("act", ["restoration", "arrival_confirmed"])
def test_what_the_rules_refuse_is_said_and_everything_typed_stays(desk: Client, home: Home, act: str) -> None:
    typed = {
        "restoration": {
            "happened_on": DAY,
            "relation": "22",
            "evidence": ["discharge_certificate"],
            "approved_by": officer("shi"),
            "declared_by": "林",
        },
        "arrival_confirmed": {"happened_on": DAY, "persons": [], "evidence": ["destination_receipt"]},
    }[act]
    query = "&trigger=returned_from_service" if act == "restoration" else ""
    answer = fill(desk, f"/acts/new/{act}/?person={home.son}{query}", **typed)
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert DAY in answer.content.decode()


def test_cancelled_and_moved_out_are_said_where_they_are_chosen(desk: Client, home: Home) -> None:
    paper = (Evidence(kind="enlistment_notice"),)
    done(Cancellation(happened_on=lins.date(2026, 1, 1), person=home.son, ended_by="enlisted", evidence=paper))
    paper = (Evidence(kind="move_in_permit"),)
    done(
        MoveOut(
            happened_on=lins.date(2026, 1, 1),
            persons=(home.mother,),
            to_division="510104",
            reason="work",
            evidence=paper,
        )
    )
    page = desk.get(f"/acts/new/restoration/?person={home.son}").content.decode()
    assert "入伍" in page
    assert "迁移中" in desk.get(f"/acts/new/arrival_confirmed/?person={home.mother}").content.decode()
