"""Explanations in words: each compared item with what it is worth, and their sum, which is the score.

Weights are natural-logarithm odds; the probability is 1 / (1 + e^-sum). Items that one side does not have are worth
nothing and are left out.
"""

from __future__ import annotations

import polars as pl

from huangce.matching.comparisons import BIRTH, COMPARISONS, NAME, NUMBER, SEX, Comparison
from huangce.matching.model import Model
from huangce.matching.steps import STEPS


def scored_texts(scored: pl.DataFrame, *, prior: int) -> pl.DataFrame:
    """Return list_row, register_row, probability, step, explanation and place for rows of `scored` with `names`."""
    steps = {i: step.name for i, step in enumerate(STEPS)}
    return scored.select(
        "list_row",
        "register_row",
        "probability",
        pl.col("step").replace_strict(steps, return_dtype=pl.String),
        pl.concat_str(
            *(_item(each) for each in COMPARISONS),
            _optional("claim", "该登记行另有名单行认领"),
            _optional("competition", "另有候选"),
            _optional("ceiling", "亲属或同名者可能"),
            _ending(prior, "score"),
        ).alias("explanation"),
        pl.col("place").cast(pl.Int32),
    )


def settled_texts(settled: pl.DataFrame, model: Model, *, persons: int, prior: int) -> pl.DataFrame:
    """Return the same for rows settled by number, which have one text for every combination of levels."""
    levels = [f"{each.name}_level" for each in (NAME, BIRTH, SEX)]
    patterns = settled.select(levels).unique().with_columns(number_level=NUMBER.code("same"))
    used = (NUMBER, NAME, BIRTH, SEX)
    for each in used:
        chances = model.levels[each.name]
        share = model.number_holder_is_other / persons
        worth = {i: chances[level.name].weight(u=share, number="same") for i, level in enumerate(each.levels)}
        patterns = patterns.with_columns(
            pl.col(f"{each.name}_level").replace_strict(worth, return_dtype=pl.Int64).alias(f"{each.name}_weight")
        )
    patterns = patterns.with_columns(score=prior + pl.sum_horizontal(f"{each.name}_weight" for each in used))
    texts = patterns.select(
        *levels,
        probability=1 / (1 + (-pl.col("score") / 100).exp()),
        before=pl.concat_str(_item(NUMBER), _text(NAME)),
        after=pl.concat_str(_signed("name_weight"), _item(BIRTH), _item(SEX), _ending(prior, "score")),
    )
    whole = texts.with_columns(whole=pl.col("before") + pl.col("after"))
    text = pl.when(pl.col("names") == "").then("whole").otherwise(pl.concat_str("before", "names", "after"))
    return settled.join(whole, on=levels).select(
        "list_row",
        "register_row",
        "probability",
        step=pl.lit("number"),
        explanation=text,
        place=pl.lit(1, dtype=pl.Int32),
    )


def _item(comparison: Comparison) -> pl.Expr:
    level, weight = pl.col(f"{comparison.name}_level"), pl.col(f"{comparison.name}_weight")
    names = pl.col("names") if comparison is NAME else pl.lit("")
    words = pl.concat_str(_text(comparison), names, _signed(f"{comparison.name}_weight"))
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
