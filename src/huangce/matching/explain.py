"""Explanations in words: each compared item with what it is worth, and their sum, which is the score.

Weights are natural-logarithm odds; the probability is 1 / (1 + e^-sum). Items that one side does not have are worth
nothing and are left out.
"""

from __future__ import annotations

import itertools

import polars as pl

from huangce.matching.comparisons import BIRTH, CLOSE_NAMES, COMPARISONS, NAME, NUMBER, SEX, Comparison
from huangce.matching.model import Model
from huangce.matching.steps import STEPS


def explained(scored: pl.DataFrame, *, prior: int) -> pl.DataFrame:
    """Return the output columns for rows of `scored`."""
    pair = pl.format("({}/{})", pl.col("list_name").fill_null(""), pl.col("register_name").fill_null(""))
    shown = pl.when(pl.col("list_name").eq_missing(pl.col("register_name"))).then(pl.lit("")).otherwise(pair)
    steps = {i: step.name for i, step in enumerate(STEPS)}
    return scored.select(
        "b",
        "register_row_id",
        "list_row_id",
        "probability",
        pl.col("step").replace_strict(steps, return_dtype=pl.String),
        pl.concat_str(
            *(_item(each, shown if each is NAME else None) for each in COMPARISONS),
            _optional("claim", "该登记行另有名单行认领"),
            _optional("competition", "另有候选"),
            _optional("ceiling", "亲属或同名者可能"),
            _ending(prior, "score"),
        ).alias("explanation"),
        pl.col("place").cast(pl.Int32),
    )


def patterns(model: Model, persons: int, *, prior: int) -> pl.DataFrame:
    """Return probability and explanation of a row settled by number, for every combination of levels it can have."""
    levels = itertools.product(CLOSE_NAMES, range(len(BIRTH.levels)), range(len(SEX.levels)))
    frame = pl.DataFrame(
        [(NUMBER.code("same"), *each) for each in levels],
        schema=["number_level", "name_level", "birth_level", "sex_level"],
        orient="row",
    )
    used = (NUMBER, NAME, BIRTH, SEX)
    for each in used:
        chances = model.levels[each.name]
        share = model.number_holder_is_other / persons
        worth = {i: chances[level.name].weight(u=share, number="same") for i, level in enumerate(each.levels)}
        frame = frame.with_columns(
            pl.col(f"{each.name}_level").replace_strict(worth, return_dtype=pl.Int64).alias(f"{each.name}_weight")
        )
    total = frame.with_columns(score=prior + pl.sum_horizontal(f"{each.name}_weight" for each in used))
    name = _text(NAME)
    return total.select(
        "name_level",
        "birth_level",
        "sex_level",
        probability=1 / (1 + (-pl.col("score") / 100).exp()),
        before=pl.concat_str(_item(NUMBER, None), name),
        after=pl.concat_str(_signed("name_weight"), _item(BIRTH, None), _item(SEX, None), _ending(prior, "score")),
    )


def _item(comparison: Comparison, shown: pl.Expr | None) -> pl.Expr:
    level = pl.col(f"{comparison.name}_level")
    words = pl.concat_str(
        _text(comparison), shown if shown is not None else pl.lit(""), _signed(f"{comparison.name}_weight")
    )
    weight = pl.col(f"{comparison.name}_weight")
    return pl.when((level == comparison.code("missing")) & (weight == 0)).then(pl.lit("")).otherwise(words)


def _text(comparison: Comparison) -> pl.Expr:
    texts = {i: level.text for i, level in enumerate(comparison.levels)}
    return pl.col(f"{comparison.name}_level").replace_strict(texts, return_dtype=pl.String)


def _optional(column: str, text: str) -> pl.Expr:
    return pl.when(pl.col(column) == 0).then(pl.lit("")).otherwise(pl.concat_str(pl.lit(text), _signed(column)))


def _ending(prior: int, score: str) -> pl.Expr:
    return pl.concat_str(pl.lit(f"先验 {prior / 100:+.2f}；合计"), _number(score))


def _signed(column: str) -> pl.Expr:
    return pl.concat_str(_number(column), pl.lit("；"))


def _number(column: str) -> pl.Expr:
    """Hundredths as a clerk writes them, after a space: ` +3.20`."""
    weight = pl.col(column).cast(pl.Int64)
    sign = pl.when(weight < 0).then(pl.lit(" -")).otherwise(pl.lit(" +"))
    whole, part = weight.abs() // 100, weight.abs() % 100
    return pl.concat_str(sign, whole.cast(pl.String), pl.lit("."), part.cast(pl.String).str.pad_start(2, "0"))
