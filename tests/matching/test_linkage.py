"""The bars of matching on simulated lists, at a size that a test can afford; the benchmark has the large ones."""

from __future__ import annotations

import polars as pl
import pytest

from huangce.matching import match, match_within
from huangce.matching import pairs as pairing
from huangce.matching.results import cautious
from huangce.simulate import linkage

SIZE = 20_000


@pytest.mark.parametrize(
    ("mix", "automatic", "found", "asked"), [("standard", 0.99, 0.999, 0.005), ("hard", 0.985, 0.996, 0.02)]
)
def test_links_are_right_and_nearly_all_are_found(mix: str, automatic: float, found: float, asked: float) -> None:
    register, rows, truth = linkage.make(SIZE, 11, mix)
    links = match(register, rows)
    assert links.group_by("list_row_id").len()["len"].max() <= 3
    known = truth.drop_nulls("register_row_id").with_columns(right=pl.lit(True))
    judged = links.join(known, on=["list_row_id", "register_row_id"], how="left")
    sure = judged.filter(pl.col("probability") >= 0.99)
    assert sure["right"].null_count() <= 1
    assert sure["right"].sum() >= automatic * known.height
    assert judged["right"].sum() >= found * known.height
    doubtful = links.filter(pl.col("probability") < 0.99)["list_row_id"].n_unique()
    assert doubtful <= asked * rows.height
    odd = known.filter(pl.col("number").is_in(["mistyped", "old_form", "full_width", "lower_case", "blanks"]))
    assert odd.join(judged.filter("right"), on="list_row_id", how="anti").is_empty()


def test_every_explanation_adds_up_to_its_score() -> None:
    register, rows, _ = linkage.make(6000, 16, {"missing": 0.4, "name": 0.3, "birth": 0.2, "relative": 0.05})
    links = match(register, rows).with_columns(pl.col("explanation").str.replace_all(r"\(.*?\)", ""))
    weights = links["explanation"].str.extract_all(r"[+-]\d+\.\d\d").list.eval(pl.element().cast(pl.Float64))
    totals = weights.list.last()
    assert (weights.list.sum() - 2 * totals).abs().max() < 1e-6
    assert (1 / (1 + (-totals).exp()) - links["probability"]).abs().max() < 1e-9


def test_where_too_many_links_are_unsure_the_least_sure_go_to_a_person() -> None:
    scores = [470] * 300 + [600] * 300 + [1500] * 9000
    first = pl.DataFrame({"list_row": range(len(scores)), "register_row": 1, "place": 1, "score": scores})
    second = pl.DataFrame({"list_row": [0, 9599], "register_row": 2, "place": 2, "score": [-100, -100]})
    scored = pl.concat([first, second]).with_columns(probability=1 / (1 + (-pl.col("score") / 100).exp()))
    answer = cautious(scored, settled=0)
    doubted = answer.filter(pl.col("caution") < 0)
    assert doubted["list_row"].to_list() == list(range(300))
    assert (doubted["score"] - doubted["caution"] == 470).all()
    assert (doubted["probability"] < 0.99).all()
    assert answer.filter(place=2)["list_row"].to_list() == [0]
    assert cautious(scored.filter(pl.col("score") != 470), settled=0)["caution"].eq(0).all()


def test_a_second_entry_with_another_number_is_found() -> None:
    register, pairs = linkage.make_within(SIZE, 12)
    found = match_within(register).select(
        row_id=pl.min_horizontal("register_row_id", "list_row_id"),
        other_row_id=pl.max_horizontal("register_row_id", "list_row_id"),
        probability="probability",
    )
    assert pairs.join(found, on=["row_id", "other_row_id"], how="anti").is_empty()
    assert (found["probability"] < 0.99).all()


def test_what_is_known_of_pairs_that_are_alike_is_what_comparing_them_says(monkeypatch: pytest.MonkeyPatch) -> None:
    register, rows, _ = linkage.make(4000, 17, {"missing": 0.5, "no_address": 0.3})
    known = match(register, rows)
    monkeypatch.setattr(pairing, "ALIKE", "FALSE")
    assert match(register, rows).equals(known)


def test_the_same_lists_give_the_same_answer() -> None:
    register, rows, _ = linkage.make(4000, 13, "hard")
    assert match(register, rows).equals(match(register, rows))


def test_the_order_of_rows_does_not_change_who_is_linked() -> None:
    register, rows, _ = linkage.make(4000, 14, "hard")
    turned = match(register.reverse(), rows.sample(fraction=1, shuffle=True, seed=1))
    keys = ["list_row_id", "register_row_id"]
    assert match(register, rows).sort(keys).equals(turned.sort(keys))
