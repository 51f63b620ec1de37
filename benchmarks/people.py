"""People for benchmarks: a county's register as `open_register` takes it, generated in columns, the same for a seed.

Names follow the frequency of Chinese surnames, so that common ones are common; numbers carry the unassigned prefix 99.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢"
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红梅华建国文玉志春海龙飞林生荣德福贵喜庆忠义仁礼信永康宁安"
    "子轩梓涵浩然雨欣诗雅佳怡宇航俊熙思源晨曦嘉琪美琳天佑一诺可馨若溪书瑶清妍翠莲凤珍淑贞素云彩凤金枝玉珠月娥"
)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
TOWNS, VILLAGES = 20, 20


def county(persons: int, seed: int = 1) -> pl.DataFrame:
    """A frame of `persons` rows with the columns of a register's list, households together."""
    rng = np.random.default_rng(seed)
    sizes = rng.choice(np.arange(1, 8), size=persons, p=(0.16, 0.22, 0.22, 0.18, 0.12, 0.07, 0.03))
    households = int(np.searchsorted(np.cumsum(sizes), persons) + 1)
    household = np.repeat(np.arange(households), sizes[:households])[:persons]
    place = np.arange(persons) - np.searchsorted(household, household)
    village = np.sort(rng.integers(0, TOWNS * VILLAGES, households))[household]
    male = rng.random(persons) < 0.51
    age = np.where(place == 0, rng.integers(25, 85, persons), rng.integers(0, 90, persons))
    born = np.datetime64("2018-06-01") - (age * 365 + rng.integers(0, 365, persons)).astype("timedelta64[D]")
    frame = pl.DataFrame(
        {
            "row": np.arange(1, persons + 1),
            "household_no": household,
            "division": 990101000000 + (1 + village // VILLAGES) * 1000 + 1 + village % VILLAGES,
            "address": household,
            "moved_in_on": np.datetime64("2018-06-01") - rng.integers(1, 9000, persons).astype("timedelta64[D]"),
            "born": born,
        }
    )
    codes = {"relation": np.where(place == 0, "02", np.where(place == 1, "10", np.where(male, "20", "30")))}
    return frame.select(
        "row",
        pl.format("H{}", "household_no").alias("household_no"),
        pl.lit("family").alias("household_kind"),
        pl.Series("relation", codes["relation"]),
        pl.Series("name", _names(rng, persons)),
        pl.when(pl.Series(rng.random(persons) < 0.02)).then(pl.Series(_names(rng, persons))).alias("former_name"),
        pl.Series("sex", np.where(male, "1", "2")),
        pl.lit("01").alias("ethnicity"),
        pl.col("born").dt.strftime("%Y-%m-%d").alias("birth_date"),
        pl.Series("citizen_id", _numbers(born, male)),
        pl.lit("四川省达州市").alias("birthplace"),
        pl.lit("四川省达州市").alias("native_place"),
        pl.lit("60").alias("education"),
        pl.when(pl.col("born") < date(1995, 1, 1)).then(pl.lit("20")).otherwise(pl.lit("10")).alias("marital_status"),
        pl.col("division").cast(pl.String),
        pl.format(
            "四川省达州市示范县第{}镇第{}村{}组{}号",
            pl.col("division") // 1000 % 1000,
            pl.col("division") % 1000,
            pl.col("address") % 12 + 1,
            "address",
        ).alias("address"),
        pl.lit(None, pl.Int64).alias("address_id"),
        pl.col("moved_in_on").dt.strftime("%Y-%m-%d"),
    )


def _names(rng: np.random.Generator, count: int) -> list[str]:
    share = 1 / np.arange(1.5, len(SURNAMES) + 1.5) ** 0.9
    surnames = np.array(list(SURNAMES))[rng.choice(len(SURNAMES), count, p=share / share.sum())]
    given = np.array(list(GIVEN))
    first, second = given[rng.integers(0, len(GIVEN), count)], given[rng.integers(0, len(GIVEN), count)]
    return (
        pl.DataFrame({"a": surnames, "b": first, "c": np.where(rng.random(count) < 0.15, "", second)})
        .select(pl.concat_str("a", "b", "c"))
        .to_series()
        .to_list()
    )


def _numbers(born: np.ndarray, male: np.ndarray) -> pl.Series:
    """One number each: those born on one day count up, odd for men, through as many county prefixes as it takes."""
    frame = pl.DataFrame({"born": born, "male": male})
    nth = frame.select(pl.int_range(pl.len()).over("born", "male")).to_series().to_numpy()
    day = frame["born"].dt.strftime("%Y%m%d").cast(pl.Int64).to_numpy()
    body = (990101 + nth // 499) * 10**11 + day * 1000 + (nth % 499) * 2 + np.where(male, 1, 2)
    digits = body[:, None] // 10 ** np.arange(16, -1, -1) % 10
    check = np.array(list("10X98765432"))[(digits * np.array(WEIGHTS)).sum(axis=1) % 11]
    return pl.DataFrame({"b": body.astype(str), "c": check}).select(pl.concat_str("b", "c")).to_series()
