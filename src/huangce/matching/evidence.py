"""The evidence of a finding: two records side by side, item by item, as an officer reads them.

Numbers are masked: that two of them differ is said in words. What an item is worth comes from the explanation of the
link, in natural-logarithm odds; null where nothing was weighed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson
import polars as pl

from huangce.accounts.masking import masked
from huangce.matching.reconcile_case import Case

# Item → Chinese word, and what begins the words of a link's explanation about it.
ITEMS: dict[str, tuple[str, str]] = {
    "name": ("姓名", "姓名|二字姓名|同姓"),
    "sex": ("性别", "性别"),
    "birth_date": ("出生日期", "出生"),
    "citizen_id": ("公民身份号码", "号码"),
    "address": ("住址", "住址|同村|同乡|同县|区划"),
    "division": ("村（社区）", ""),
}
# What else a row says that matters to a finding.
OTHERS = {
    "died_on_text": "死亡日期",
    "enlisted_on_text": "入伍日期",
    "settled_on_text": "定居日期",
    "issued_on_text": "签发日期",
    "registered_place": "户籍地",
    "mother_name": "母亲姓名",
    "father_name": "父亲姓名",
    "guardian_name": "监护人姓名",
}
COLUMNS = ("row", *ITEMS, "birth_date_text", "citizen_id_written", *OTHERS)
SEXES = {"1": "男", "2": "女"}
WEIGHT = re.compile(r"([^；]+?) ([+-][0-9.]+)；")


def with_evidence(case: Case, found: pl.DataFrame) -> pl.DataFrame:
    """Return the findings with `evidence`, JSON text: a list of source, row, item, values, weight, words."""
    left = _looked_up(case, found.select(pl.col("list"), pl.col("row")))
    right = _looked_up(case, found.select(pl.col("other_list").alias("list"), pl.col("other_row").alias("row")))
    texts = [
        orjson.dumps(list(_lines(claim, left.get((claim["list"], claim["row"])), other))).decode()
        for claim in found.iter_rows(named=True)
        for other in [right.get((claim["other_list"], claim["other_row"]))]
    ]
    return found.with_columns(pl.Series("evidence", texts, dtype=pl.String))


def _looked_up(case: Case, wanted: pl.DataFrame) -> dict[tuple[str, int], dict[str, Any]]:
    """Return the rows of lists that findings name, by list and row."""
    rows: dict[tuple[str, int], dict[str, Any]] = {}
    own = {"register": case.people, "residents": case.residents}
    for (kind,), some in wanted.drop_nulls().unique().group_by("list"):
        name = str(kind)
        frame = own[name].rename({"source_row": "row"}) if name in own else case.lists[name]
        frame = frame.with_columns(pl.col("row").cast(pl.Int64)).join(some.select("row"), on="row", how="semi")
        columns = [column for column in COLUMNS if column in frame.columns]
        for row in frame.select(columns).iter_rows(named=True):
            rows[name, row["row"]] = row
    return rows


def _values(row: dict[str, Any] | None) -> dict[str, str | None]:
    if row is None:
        return {}
    values = {item: row.get(item) for item in ITEMS}
    values["birth_date"] = row.get("birth_date_text") or values["birth_date"]
    values["citizen_id"] = values["citizen_id"] or row.get("citizen_id_written")
    values["sex"] = SEXES.get(values["sex"] or "", values["sex"])
    return {item: str(value) if value is not None else None for item, value in values.items()}


def _lines(
    claim: dict[str, Any], subject: dict[str, Any] | None, other: dict[str, Any] | None
) -> Iterator[dict[str, Any]]:
    mine, theirs = _values(subject), _values(other)
    weights = dict(WEIGHT.findall(claim["explanation"] or ""))
    source = claim["other_list"] or claim["list"]
    row = claim["other_row"] if claim["other_list"] else claim["row"]
    registered = claim["list"] == "register"
    for item, (label, begins) in ITEMS.items():
        a, b = mine.get(item), theirs.get(item)
        if a is None and b is None:
            continue
        words, weight = _weighed(weights, begins)
        if other is not None:
            words = words or _compared(a, b)
        shown = (masked(a) or None, masked(b) or None) if item == "citizen_id" else (a, b)
        yield {
            "source": source,
            "row": row,
            "item": label,
            "register_value": shown[0] if registered else None,
            "list_value": shown[1] if registered else shown[0],
            "weight": weight,
            "words": words,
        }
    told = other if other is not None else subject
    for column, label in OTHERS.items():
        if told and told.get(column):
            yield {
                "source": source,
                "row": row,
                "item": label,
                "register_value": None,
                "list_value": str(told[column]),
                "weight": None,
                "words": "",
            }


def _weighed(weights: dict[str, str], begins: str) -> tuple[str, float | None]:
    """Return the words and the weight that the link's explanation has for an item."""
    for words, weight in weights.items():
        if begins and re.match(begins, words):
            return words.split("(")[0], float(weight)
    return "", None


def _compared(a: str | None, b: str | None) -> str:
    if a is None or b is None:
        return "一方缺"
    return "一致" if a == b else "不同"
