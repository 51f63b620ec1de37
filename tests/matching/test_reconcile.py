"""What reconciliation finds in a simulated county, and what it must not find in a small one made by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson
import polars as pl
import pytest

from huangce.matching.reconcile import CLASSES, Reconciled, reconcile
from huangce.simulate.county import simulate
from huangce.simulate.score import score
from tests.matching.people import checked
from tests.matching.registers import AS_OF, COUNTY, Inputs, inputs_of, people_table, residents_table, scorable


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reconcile") / "county"
    simulate(folder, persons=2500, seed=3)
    return folder


@pytest.fixture(scope="module")
def inputs(county: Path) -> Inputs:
    return inputs_of(county)


@pytest.fixture(scope="module")
def found(inputs: Inputs) -> Reconciled:
    return reconcile(inputs.people, inputs.residents, inputs.lists, county=inputs.county, as_of=inputs.as_of)


def test_it_works(county: Path, inputs: Inputs, found: Reconciled):
    likely = found.findings.filter(pl.col("probability") >= 0.5)
    by_class = {row["class"]: row for row in score(scorable(likely, inputs.rows), county / "truth").to_dicts()}
    assert list(by_class) == list(CLASSES)
    for name, row in by_class.items():
        assert row["precision"] is None or row["precision"] >= 0.95, (name, row)
        assert row["recall"] is None or row["recall"] >= 0.85, (name, row)


def test_a_second_run_on_the_same_inputs_gives_the_same_rows(inputs: Inputs, found: Reconciled):
    shuffled = inputs.people.sample(fraction=1, shuffle=True, seed=1)
    again = reconcile(shuffled, inputs.residents.reverse(), inputs.lists, county=inputs.county, as_of=inputs.as_of)
    assert again.findings.equals(found.findings)
    assert again.counts.equals(found.counts)


def test_rows_in_another_order_say_the_same_also_of_who_stands_in_a_list_twice(inputs: Inputs):
    once_more = {
        kind: frame.head(200).with_columns(pl.col("address") + "对面", row=pl.col("row").cast(pl.Int64) + 1_000_000)
        for kind, frame in inputs.lists.items()
        if "address" in frame.columns
    }
    lists = {kind: pl.concat([inputs.lists[kind], frame], how="vertical_relaxed") for kind, frame in once_more.items()}
    turned = {kind: frame.with_columns(row=frame["row"].reverse()) for kind, frame in lists.items()}

    def said(given: dict[str, pl.DataFrame]) -> pl.DataFrame:
        found = reconcile(inputs.people, inputs.residents, given, county=inputs.county, as_of=inputs.as_of)
        return found.findings.select("id", "class", "probability", "division", "reason", "digest").sort("id")

    assert said(lists).equals(said(turned))


def test_ids_are_unique_and_no_whole_number_is_shown(inputs: Inputs, found: Reconciled):
    assert found.findings["id"].is_unique().all()
    shown = "".join(found.findings["evidence"]) + "".join(found.findings["reason"])
    assert not any(number in shown for number in inputs.people["citizen_id"].drop_nulls())


def test_every_row_read_is_answered_or_dropped(inputs: Inputs, found: Reconciled):
    assert found.counts["list"].to_list() == sorted(inputs.lists)
    assert (found.counts["read"] == found.counts["answered"] + found.counts["dropped"]).all()
    assert (found.counts["answered"] >= 0).all()


def death(**given: object) -> dict[str, pl.DataFrame]:
    row = {
        "row": 5,
        "name": "欧阳青山",
        "sex": "1",
        "citizen_id": checked("99010219800307123"),
        "citizen_id_written": checked("99010219800307123"),
        "died_on_earliest": date(2025, 1, 10),
        "died_on_text": "2025-01-10",
        "address": "甲县乙镇东村3组12号",
        **given,
    }
    return {"cremations": pl.DataFrame([row], schema_overrides={"citizen_id": pl.String})}


def only(name: str, lists: dict[str, pl.DataFrame], residents: pl.DataFrame | None = None) -> list[dict[str, object]]:
    people = people_table()
    residents = residents_table() if residents is None else residents
    result = reconcile(people, residents, lists, county=COUNTY, as_of=AS_OF)
    return result.findings.filter(pl.col("class") == name).to_dicts()


def test_a_death_list_names_a_registered_person():
    (one,) = only("deceased_not_cancelled", death())
    assert one["probability"] >= 0.99
    assert (one["list"], one["other_list"], one["other_row"]) == ("register", "cremations", 5)
    items = {line["item"]: line for line in orjson.loads(one["evidence"])}
    assert items["公民身份号码"]["register_value"] == items["公民身份号码"]["list_value"]
    assert "*" in items["公民身份号码"]["list_value"]
    assert items["死亡日期"]["list_value"] == "2025-01-10"


def test_who_was_met_after_the_reported_day_is_no_proposal_of_a_cancellation():
    met = residents_table(collected_on=date(2025, 3, 1))
    assert only("deceased_not_cancelled", death(), met) == []
    (one,) = only("death_contradicted", death(), met)
    assert 0.5 < one["probability"] < 0.99
    assert (one["list"], one["other_list"], one["other_row"]) == ("register", "cremations", 5)
    assert "在世" in one["reason"]


def test_a_reported_death_stays_one_finding_when_a_sign_of_life_comes():
    (dead,) = only("deceased_not_cancelled", death())
    (seen,) = only("death_contradicted", death(), residents_table(collected_on=date(2025, 3, 1)))
    assert dead["id"] == seen["id"]


def test_a_death_after_the_sign_of_life_goes_before_one_that_it_contradicts():
    met = residents_table(collected_on=date(2025, 3, 1))
    later = death(row=6, died_on_earliest=date(2025, 5, 2))["cremations"]
    lists = {"cremations": pl.concat([death()["cremations"], later])}
    (one,) = only("deceased_not_cancelled", lists, met)
    assert one["other_row"] == 6
    assert only("death_contradicted", lists, met) == []


def test_an_undated_residence_is_looked_at_first():
    met = residents_table(collected_on=None)
    (one,) = only("deceased_not_cancelled", death(), met)
    assert 0.5 < one["probability"] < 0.99


def test_a_residence_before_the_day_takes_nothing_away():
    (one,) = only("deceased_not_cancelled", death(), residents_table(collected_on=date(2024, 3, 1)))
    assert one["probability"] >= 0.99


def test_a_second_delivery_of_the_same_list_is_the_same_finding():
    first = death()["cremations"].with_columns(received=pl.lit(1))
    second = first.with_columns(received=pl.lit(2))
    once = only("deceased_not_cancelled", {"cremations": first})
    twice = only("deceased_not_cancelled", {"cremations": pl.concat([first, second])})
    assert [one["id"] for one in once] == [one["id"] for one in twice]
    assert twice[0]["other_row"] == 5


@pytest.mark.parametrize("second", [{"name": "周森"}, {"birth_date": "1970-10-09"}, {"name": "章林", "sex": "2"}])
def test_a_silent_entry_of_half_a_short_name_may_be_a_second_one(second: dict[str, str]):
    first = {"record": 5001, "household": 5001, "source_row": 5001, "name": "周林", "birth_date": "1970-09-01"}
    again = first | {
        "record": 5002,
        "household": 5002,
        "source_row": 5002,
        "relation": "97",
        "division": "990102104209",
    }
    entries = people_table()
    model = entries.filter(record=1).to_dicts()[0] | {"citizen_id": None, "address": None}
    people = pl.concat([entries, pl.DataFrame([model | first, model | again | second], schema=entries.schema)])
    homes = residents_table()
    met = homes.filter(record=1).with_columns(
        record=pl.lit(5001, pl.Int64),
        residence=pl.lit(1_005_001, pl.Int64),
        source_row=pl.lit(5001, pl.Int64),
        name=pl.lit("周林"),
        birth_date=pl.lit("1970-09-01"),
        citizen_id=pl.lit(None, pl.String),
    )
    found = reconcile(people, pl.concat([homes, met]), {}, county=COUNTY, as_of=AS_OF).findings
    twice = found.filter(pl.col("class") == "held_twice", pl.col("record").is_in([5001, 5002]))
    assert twice.height == (1 if "sex" not in second else 0)


def test_an_empty_register_has_no_findings():
    result = reconcile(people_table().clear(), residents_table().clear(), {}, county=COUNTY, as_of=AS_OF)
    assert result.findings.is_empty()
    assert result.classes["found"].sum() == 0


def adoption(**given: object) -> dict[str, pl.DataFrame]:
    row = {
        "row": 4,
        "name": "欧阳晓禾",
        "sex": "2",
        "birth_date_earliest": date(2023, 5, 6),
        "birth_date_text": "2023-05-06",
        "adopter_name": "欧阳青山",
        "adopter_citizen_id": checked("99010219800307123"),
        "address": "甲县乙镇东村3组12号",
        **given,
    }
    return {"adoptions": pl.DataFrame([row])}


def test_an_adopted_child_of_a_registered_adopter_who_stands_in_no_register_is_asked_about():
    (one,) = only("no_registration", adoption())
    assert one["probability"] >= 0.9
    assert "收养登记" in one["reason"]
    assert {line["item"] for line in orjson.loads(one["evidence"])} >= {"收养人姓名"}


def test_an_adopted_child_in_the_adopters_household_is_registered():
    people = people_table()
    child = people.filter(pl.col("record") == 1).with_columns(
        record=pl.lit(2, pl.Int64),
        relation=pl.lit("20"),
        name=pl.lit("欧阳禾"),
        sex=pl.lit("2"),
        birth_date=pl.lit("2023-05-06"),
        citizen_id=pl.lit(None, pl.String),
    )
    result = reconcile(pl.concat([people, child]), residents_table(), adoption(), county=COUNTY, as_of=AS_OF)
    assert result.findings.filter(pl.col("class") == "no_registration").is_empty()


def test_an_adoption_by_somebody_of_elsewhere_is_no_business_of_this_register():
    strange = adoption(adopter_name="司徒远", adopter_citizen_id=checked("99020219700101123"))
    assert only("no_registration", strange) == []
