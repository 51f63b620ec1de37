"""Explanations in words: each compared item with what it is worth, and their sum, which is the score.

Weights are natural-logarithm odds; the probability is 1 / (1 + e^-sum). Items that one side does not have are worth
nothing and are left out. A list has few different levels and weights: their texts are written once and then picked,
those of neighbours together where few of them occur together.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np
import polars as pl

from huangce.matching.comparisons import BIRTH, COMPARISONS, NAME, NUMBER, SEX, Comparison
from huangce.matching.model import Model, hundredths
from huangce.matching.prepare.text import Int
from huangce.matching.steps import STEPS, TOO_MANY_ALIKE

OPTIONAL = {
    "claim": "该登记行另有名单行认领",
    "twin": "同日出生者另有此名",
    "competition": "另有候选",
    "ceiling": "亲属或同名者可能",
    "caution": "整批从严",
}
AFTER = "；"
# What settled rows are compared by, besides the number.
SETTLED_BY = (NAME, BIRTH, SEX)
# Neighbours are written together while there are no more phrases than this, drawn from so many combinations at most.
MOST_PHRASES, MOST_COMBINED = 4_000, 1 << 21


class Phrases(NamedTuple):
    """Different texts, and which of them stands in each row."""

    texts: list[str]
    which: Int

    def picked(self) -> pl.Series:
        """Return the text of each row."""
        return _picked(self.texts, pl.Series(self.which))


def scored_texts(scored: pl.DataFrame, *, prior: int) -> pl.DataFrame:
    """Return list_row, register_row, probability, step, explanation and place for rows of `scored` with `names`."""
    items = {each: _item(scored, each) for each in COMPARISONS}
    named = _with_names(scored, items.pop(NAME))
    optional = [
        _phrases([text], scored[column] * 0, scored[column], without=scored[column] == 0)
        for column, text in OPTIONAL.items()
    ]
    ending = _phrases([_ending(prior)], scored["score"] * 0, scored["score"], after="")
    first, *others = items.values()
    phrases = (first.picked(), named, *(each.picked() for each in _together([*others, *optional, ending])))
    parts = [part.alias(str(i)) for i, part in enumerate(phrases)]
    return scored.select(
        "list_row",
        "register_row",
        "probability",
        _picked([step.name for step in STEPS], scored["step"]).alias("step"),
        pl.DataFrame(parts).select(pl.concat_str(pl.all())).to_series().alias("explanation"),
        pl.col("place").cast(pl.Int32),
    )


def settled_texts(settled: pl.DataFrame, model: Model, *, persons: int, prior: int) -> pl.DataFrame:
    """Return the same for rows settled by number, which have one text for every combination of levels."""
    share = model.number_holder_is_other / persons

    def worth(comparison: Comparison, level: int) -> int:
        chances = model.levels[comparison.name]
        return chances[comparison.levels[level].name].weight(u=share, number="same")

    same = NUMBER.code("same")
    probability, before, after = [], [], []
    for levels in product(*(range(len(each.levels)) for each in SETTLED_BY)):
        weights = [worth(each, level) for each, level in zip(SETTLED_BY, levels, strict=True)]
        score = prior + worth(NUMBER, same) + sum(weights)
        _, *others = (_said(each, *pair) for each, *pair in zip(SETTLED_BY, levels, weights, strict=True))
        probability.append(1 / (1 + math.exp(-score / 100)))
        before.append(_said(NUMBER, same, worth(NUMBER, same)) + NAME.levels[levels[0]].text)
        after.append(_weight(weights[0]) + "".join(others) + _ending(prior) + _weight(score, after=""))
    pattern = pl.lit(0)
    for each in SETTLED_BY:
        pattern = pattern * len(each.levels) + pl.col(f"{each.name}_level").cast(pl.Int32)
    which = settled.select(pattern).to_series()
    whole = [one + other for one, other in zip(before, after, strict=True)]
    named = settled["names"] != ""
    texts = pl.DataFrame(
        [
            _picked(before, which.filter(named)).alias("before"),
            settled["names"].filter(named),
            _picked(after, which.filter(named)).alias("after"),
        ]
    ).select(pl.concat_str(pl.all()))
    return settled.select(
        "list_row",
        "register_row",
        pl.Series(probability).gather(which).alias("probability"),
        pl.lit("number").alias("step"),
        _picked(whole, which).scatter(named.arg_true(), texts.to_series()).alias("explanation"),
        pl.lit(1, dtype=pl.Int32).alias("place"),
    )


def crowded_texts(crowded: pl.DataFrame) -> pl.DataFrame:
    """Return the same for rows (list_row, alike) of whom nobody can say which of so many they are: no register row."""
    said = []
    for alike in crowded["alike"].unique(maintain_order=True):
        score = hundredths(-math.log(alike - 1))
        text = f"有{alike}人同样相像，无从分辨{_weight(score)}合计{_weight(score, after='')}"
        said.append((alike, 1 / (1 + math.exp(-score / 100)), text))
    schema = {"alike": pl.Int64, "probability": pl.Float64, "explanation": pl.String}
    return crowded.join(pl.DataFrame(said, schema, orient="row"), on="alike").select(
        "list_row",
        pl.lit(None, pl.Int64).alias("register_row"),
        "probability",
        pl.lit(TOO_MANY_ALIKE).alias("step"),
        "explanation",
        pl.lit(1, dtype=pl.Int32).alias("place"),
    )


def _item(scored: pl.DataFrame, comparison: Comparison) -> Phrases:
    """Return what is said of one item, nothing where a side does not have it."""
    level, weight = (scored[f"{comparison.name}_{what}"].cast(pl.Int64) for what in ("level", "weight"))
    without = (level == comparison.code("missing")) & (weight == 0)
    return _phrases([each.text for each in comparison.levels], level, weight, without=without)


def _with_names(scored: pl.DataFrame, phrases: Phrases) -> pl.Series:
    """Return what is said of the name, with both names where they are not the same."""
    level, weight = (scored[f"{NAME.name}_{what}"].cast(pl.Int64) for what in ("level", "weight"))
    named = ((level != NAME.code("missing")) | (weight != 0)) & (scored["names"] != "")
    words = _picked([each.text for each in NAME.levels], level.filter(named))
    worth = _phrases([""], weight.filter(named) * 0, weight.filter(named)).picked()
    return phrases.picked().scatter(named.arg_true(), words + scored["names"].filter(named) + worth)


def _together(parts: Sequence[Phrases]) -> list[Phrases]:
    """Return the same with fewer parts: neighbours of which few combinations occur are one."""
    one, *others = parts
    whole = []
    for other in others:
        both = _beside(one, other)
        if both is None:
            whole.append(one)
        one = both or other
    return [*whole, one]


def _beside(one: Phrases, other: Phrases) -> Phrases | None:
    wide = len(other.texts)
    if len(one.texts) * wide > MOST_COMBINED:
        return None
    code = one.which * wide + other.which
    said = np.flatnonzero(np.bincount(code))
    if len(said) > MOST_PHRASES:
        return None
    place = np.zeros(len(one.texts) * wide, dtype=np.int64)
    place[said] = np.arange(len(said))
    return Phrases([one.texts[each // wide] + other.texts[each % wide] for each in said.tolist()], place[code])


def _picked(texts: list[str], which: pl.Series) -> pl.Series:
    return pl.Series(texts, dtype=pl.String).gather(which.cast(pl.UInt32))


def _phrases(
    texts: list[str], which: pl.Series, weight: pl.Series, *, after: str = AFTER, without: pl.Series | None = None
) -> Phrases:
    """Return texts with weights, empty `without`; each different phrase is written once."""
    low, high = int(weight.min() or 0), int(weight.max() or 0)  # type: ignore[arg-type]
    wide = high - low + 1
    code = (which.cast(pl.Int64) * wide + weight.cast(pl.Int64) - low).to_numpy()
    said = np.flatnonzero(np.bincount(code, minlength=1))
    place = np.zeros(len(texts) * wide, dtype=np.int64)
    place[said] = np.arange(len(said))
    phrases = [texts[each // wide] + _weight(each % wide + low, after) for each in said.tolist()]
    where = place[code]
    if without is not None:
        where = np.where(without.to_numpy(), len(phrases), where)
    return Phrases([*phrases, ""], where)


def _said(comparison: Comparison, level: int, weight: int) -> str:
    if level == comparison.code("missing") and not weight:
        return ""
    return comparison.levels[level].text + _weight(weight)


def _ending(prior: int) -> str:
    return f"先验{_weight(prior)}合计"


def _weight(hundredths: int, after: str = AFTER) -> str:
    """Return hundredths as a clerk writes them, after a space: ` +3.20；`."""
    whole, part = divmod(abs(hundredths), 100)
    return f" {'-' if hundredths < 0 else '+'}{whole}.{part:02}{after}"
