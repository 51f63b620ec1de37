"""The score counts persons, and pairs for those held twice; it cannot be raised by repeating oneself."""

import polars as pl
import pytest

from huangce.simulate.score import NotFindings, NoTruth, score
from huangce.simulate.truth import CLASSES, SCHEMA


@pytest.fixture
def truth(tmp_path):
    persons = [(1, "register", 1), (1, "register", 2), (2, "register", 3), (3, "register", 4), (2, "insured", 1)]
    persons += [(4, "newborns", 1), (4, "residents", 1)]
    planted = [
        ("held_twice", "register", 1, "register", 2, 1),
        ("living_here_not_collected", "register", 3, "insured", 1, 2),
        ("no_registration", "newborns", 1, None, None, 4),
        ("no_registration", "residents", 1, None, None, 4),
    ]
    pl.DataFrame(persons, schema=["truth_person", "list", "row"], orient="row").write_parquet(
        tmp_path / "persons.parquet"
    )
    pl.DataFrame(planted, schema=SCHEMA, orient="row").write_parquet(tmp_path / "discrepancies.parquet")
    return tmp_path


def findings(*rows):
    columns = {name: SCHEMA[name] for name in ("class", "list", "row", "other_list", "other_row")}
    return pl.DataFrame(rows, schema=columns, orient="row")


def line(table, name):
    return table.row(by_predicate=pl.col("class") == name, named=True)


def test_it_works(truth):
    found = findings(("held_twice", "register", 1, "register", 2))
    assert line(score(found, truth), "held_twice") == {
        "class": "held_twice", "found": 1, "true": 1, "correct": 1, "precision": 1.0, "recall": 1.0,
    }  # fmt: skip


def test_a_pair_counts_in_either_order_and_once(truth):
    found = findings(("held_twice", "register", 2, "register", 1), ("held_twice", "register", 1, "register", 2))
    assert line(score(found, truth), "held_twice")["found"] == 1


def test_a_wrong_pair_is_wrong_even_if_one_of_it_is_held_twice(truth):
    assert line(score(findings(("held_twice", "register", 1, "register", 3)), truth), "held_twice")["precision"] == 0


def test_any_row_of_the_person_is_the_same_finding(truth):
    name = "living_here_not_collected"
    found = findings((name, "insured", 1, None, None), (name, "register", 3, "insured", 1))
    assert line(score(found, truth), name)["found"] == line(score(found, truth), name)["correct"] == 1


def test_several_planted_rows_of_a_person_are_one_truth(truth):
    table = score(findings(("no_registration", "residents", 1, None, None)), truth)
    assert (line(table, "no_registration")["true"], line(table, "no_registration")["recall"]) == (1, 1.0)


def test_a_row_of_nobody_is_a_finding_and_wrong(truth):
    found = findings(("wrong_number", "register", 99, None, None), ("wrong_number", "register", 98, None, None))
    assert line(score(found, truth), "wrong_number")["found"] == 2
    assert line(score(found, truth), "wrong_number")["precision"] == 0
    assert line(score(found, truth), "wrong_number")["recall"] is None


def test_every_class_has_its_line_and_unknown_ones_too(truth):
    assert score(findings(), truth)["class"].to_list() == list(CLASSES)
    assert score(findings(("odd", "register", 1, None, None)), truth)["class"].to_list() == [*CLASSES, "odd"]


def test_other_columns_may_be_missing_but_not_the_row(truth):
    table = score(pl.DataFrame({"class": ["wrong_number"], "list": ["register"], "row": [4]}), truth)
    assert line(table, "wrong_number")["found"] == 1
    with pytest.raises(NotFindings):
        score(pl.DataFrame({"class": ["wrong_number"]}), truth)


def test_without_truth_there_is_no_score(tmp_path):
    with pytest.raises(NoTruth):
        score(findings(), tmp_path)


def test_the_truth_itself_scores_full_marks(folder):
    planted = pl.read_parquet(folder / "truth" / "discrepancies.parquet")
    table = score(planted, folder / "truth")
    assert (table["precision"] == 1).all()
    assert (table["recall"] == 1).all()
