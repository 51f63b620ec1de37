"""Entries behind which there may be nobody: what is asked about, what never is, and what a visit says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import polars as pl
import pytest

from huangce.accounts import officers
from huangce.accounts.models import Officer
from huangce.county.loading import load_folder
from huangce.matching import findings, findings_store
from huangce.matching.models import Finding
from huangce.matching.reconcile import reconcile
from huangce.register.bulk import quiet
from huangce.simulate.county import simulate
from tests.matching.people import checked
from tests.matching.registers import AS_OF, COUNTY, people_table, residents_table

NOW = datetime(2025, 7, 1, 8, tzinfo=UTC)
SILENT = 5001
FITS = checked("99010219700901123")
BROKEN = FITS[:-1] + ("0" if FITS[-1] != "0" else "1")
OTHER_BROKEN = checked("99010119710902246")[:-1] + ("0" if checked("99010119710902246")[-1] != "0" else "1")


def entry(record: int = SILENT, **given: object) -> dict[str, object]:
    """Return an entry of which no list and no resident row says anything."""
    model = people_table().filter(record=1).to_dicts()[0]
    own = {"record": record, "household": record, "source_row": record, "name": "司空见惯", "address": None}
    return model | own | {"birth_date": "1970-09-01", "citizen_id": BROKEN, **given}


def asked(*entries: dict[str, object], **told: list[int]) -> list[dict[str, object]]:
    """Return what is asked about with these entries beside the crowd; told: column → records it is said of.

    The crowd is heard of, and lives in couples.
    """
    second = pl.col("record") % 2 == 1
    crowd = people_table().with_columns(
        household=pl.when(second).then(pl.col("record") - 1).otherwise("record"),
        relation=pl.when(second).then(pl.lit("12")).otherwise(pl.lit("02")),
    )
    people = pl.concat([crowd, pl.DataFrame(entries, schema=crowd.schema)])
    people = people.with_columns(pl.col("record").is_in(records).alias(name) for name, records in told.items())
    found = reconcile(people, residents_table(), {}, county=COUNTY, as_of=AS_OF).findings
    return found.filter(pl.col("class") == "fictitious").to_dicts()


def test_it_works():
    (one,) = asked(entry())
    assert (one["record"], one["list"], one["other_list"]) == (SILENT, "register", None)
    assert 0.9 < one["probability"] < 0.99  # never sure: a person decides
    assert "号码校验不通过" in one["reason"]
    (number,) = [line for line in orjson.loads(one["evidence"]) if line["item"] == "公民身份号码"]
    assert number["words"] == "号码校验不通过"
    assert number["weight"] == pytest.approx(4.5, abs=1)
    assert BROKEN not in one["evidence"]


def test_silence_alone_is_no_evidence():
    assert asked(entry(citizen_id=FITS, sex="1")) == []


def test_who_has_near_kin_in_the_household_was_known_to_somebody():
    child = entry(SILENT + 1, household=SILENT, relation="20", name="司空小禾", citizen_id=None)
    assert asked(entry(), child) == []
    assert asked(entry(relation="12", household=1)) == []
    assert len(asked(entry(relation="97", household=1))) == 1


def family(**changed: dict[str, object]) -> list[dict[str, object]]:
    """Return a reference person, his wife and their son, none of them heard of; changed: by name of the member."""
    members = {
        "head": {"record": SILENT, "name": "司空见惯", "relation": "02", "citizen_id": BROKEN},
        "wife": {"record": SILENT + 1, "name": "慕容思远", "relation": "12", "citizen_id": OTHER_BROKEN},
        "son": {"record": SILENT + 2, "name": "司空小禾", "relation": "20", "citizen_id": None},
    }
    return [
        entry(**(own | {"household": SILENT, "address": "石桥镇东桥村1组7号"} | changed.get(name, {})))
        for name, own in members.items()
    ]


def test_of_a_family_without_trace_two_numbers_that_cannot_be_their_own_are_evidence_about_all():
    found = asked(*family())
    assert [one["record"] for one in found] == [SILENT, SILENT + 1, SILENT + 2]
    assert len({one["probability"] for one in found}) == 1
    assert 0.5 < found[0]["probability"] < 0.99
    assert all("同户无一人有踪迹，其中2人号码不可能是本人的" in one["reason"] for one in found)
    (said,) = [line for line in orjson.loads(found[2]["evidence"]) if line["weight"] is not None]
    assert said["words"] == "住址同户2人号码有误"


def test_one_number_in_a_family_may_be_a_mistake_and_one_member_who_is_heard_of_speaks_for_all():
    assert asked(*family(wife={"citizen_id": None})) == []
    assert asked(*family(), heard_of=[SILENT + 2], nobody_knows=[]) == []
    assert asked(*family(wife={"citizen_id": None}, son={"relation": "99", "citizen_id": OTHER_BROKEN})) != []


def test_who_is_heard_of_is_not_asked_about():
    assert asked(entry(), heard_of=[SILENT], nobody_knows=[]) == []


def test_a_visit_that_found_nobody_who_knows_the_person_is_evidence_with_a_number_that_fits():
    (one,) = asked(entry(citizen_id=FITS, sex="1"), heard_of=[], nobody_knows=[SILENT])
    assert one["probability"] == pytest.approx(0.8)
    assert "无人认识" in one["reason"]
    (both,) = asked(entry(), heard_of=[], nobody_knows=[SILENT])
    assert both["probability"] > 0.95


def test_a_shared_number_counts_as_one_that_cannot_be_its_own():
    (one,) = asked(entry(citizen_id=FITS, sex="1", number_contested=True))
    assert "与他人相同" in one["reason"]


def test_where_as_many_are_silent_as_such_numbers_explain_nobody_is_asked_about():
    # Of those who are heard of one in six has such a number; of the six silent entries one has.
    crowd = people_table()
    broken = crowd.with_columns(
        citizen_id=pl.when(pl.col("record") % 6 == 0).then(pl.lit(BROKEN)).otherwise("citizen_id")
    )
    quiet = [entry(SILENT + i, name=f"司空{name}", citizen_id=FITS, sex="1") for i, name in enumerate("甲乙丙丁戊")]
    people = pl.concat([broken, pl.DataFrame([entry(), *quiet[1:]], schema=crowd.schema)])
    found = reconcile(people, residents_table(), {}, county=COUNTY, as_of=AS_OF).findings
    assert "fictitious" not in found["class"]


@pytest.fixture
def loaded(fresh_register: Path, tmp_path: Path) -> Officer:
    """A loaded county with invented entries, and its registrar."""
    rates = tmp_path / "rates.toml"
    rates.write_text("fictitious = 0.02\n", encoding="utf-8")
    simulate(tmp_path / "county", persons=600, seed=5, given_rates=rates)
    lin = officers.add("lin", "林", on=NOW.date())
    officers.grant(lin, "registrar", "511703", by=None, on=NOW.date())
    load_folder(tmp_path / "county", by=lin, answers=tmp_path / "answers", now=NOW, progress=quiet)
    return lin


def test_what_an_officer_saw_or_was_told_at_the_door_is_heard_in_the_next_run(loaded: Officer):
    def run() -> set[str]:
        findings.reconcile_register(by=loaded, as_of=NOW.date(), now=NOW)
        undecided = Finding.objects.filter(finding_class="fictitious", state__in=("open", "confirmed"))
        return set(undecided.values_list("id", flat=True))

    first = run()
    assert len(first) >= 4
    real, unknown = sorted(first)[:2]
    # Met: the question is answered, whichever finding the officer came about.
    findings.close(real, reason="alive_seen", by=loaded, now=NOW)
    # Nobody knows the person: the finding is so, and waits for an act.
    assert findings.close(unknown, reason="nobody_knows", by=loaded, now=NOW) == "confirmed"
    told = findings_store.read_inputs().people
    assert told.filter("heard_of")["record"].to_list() == [Finding.objects.get(pk=real).record]
    assert told.filter("nobody_knows")["record"].to_list() == [Finding.objects.get(pk=unknown).record]
    again = run()
    assert real not in again
    assert unknown in again
    assert "无人认识" in Finding.objects.get(pk=unknown).reason


def test_that_nobody_knows_the_person_settles_other_leads_but_no_wrong_number(loaded: Officer):
    findings.reconcile_register(by=loaded, as_of=NOW.date(), now=NOW)
    states = {}
    for name in ("wrong_number", "registered_here_living_elsewhere"):
        one = Finding.objects.filter(finding_class=name).order_by("id")[0]
        states[name] = findings.close(one.id, reason="nobody_knows", by=loaded, now=NOW)
    assert states == {"wrong_number": "confirmed", "registered_here_living_elsewhere": "decided"}
