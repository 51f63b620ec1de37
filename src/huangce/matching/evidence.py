"""The evidence of a finding: two records side by side, item by item, as an officer reads them.

Numbers are masked: that two of them differ is said in words. What an item is worth comes from the explanation of the
link, in natural-logarithm odds; null where nothing was weighed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

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
    "adopter_name": "收养人姓名",
}
COLUMNS = ("row", *ITEMS, "birth_date_text", "citizen_id_written", "received", *OTHERS)
SAID = ("source", "item", "register_value", "list_value", "words")
Rows: TypeAlias = "dict[tuple[str, int], dict[str, Any]]"
SOURCES = {
    "register": "户籍登记",
    "residents": "实有人口",
    "cremations": "火化名单",
    "medical_deaths": "医疗机构死亡名单",
    "funeral_benefits": "丧葬补助名单",
    "enlisted": "入伍名单",
    "settled_abroad": "出国定居名单",
    "insured": "参保人员名单",
    "permits": "居住证名单",
    "relocated": "易地搬迁名单",
    "transferred_labour": "转移就业人员名单",
    "newborns": "新生儿名单",
    "pupils": "无户籍学生名单",
    "adoptions": "收养登记名单",
}
SEXES = {"1": "男", "2": "女"}
WEIGHT = re.compile(r"([^；]+?) ([+-][0-9.]+)；")


def with_evidence(case: Case, found: pl.DataFrame) -> pl.DataFrame:
    """Return the findings with `evidence`, JSON text: a list of source, row, item, values, weight, words; `digest`."""
    rows = _looked_up(case, found)
    texts, digests = [], []
    for claim in found.iter_rows(named=True):
        lines = list(_lines(claim, _row(rows, claim, "", "record"), _row(rows, claim, "other_", "other_record")))
        texts.append(orjson.dumps(lines).decode())
        said = [[claim["class"]], *([line[name] for name in SAID] for line in lines)]
        digests.append(hashlib.sha256(orjson.dumps(said)).hexdigest())
    return found.with_columns(
        pl.Series("evidence", texts, dtype=pl.String), pl.Series("digest", digests, dtype=pl.String)
    )


def _row(rows: Rows, claim: dict[str, Any], prefix: str, record: str) -> dict[str, Any] | None:
    kind = claim[f"{prefix}list"]
    return rows.get((kind, claim[record] if kind == "register" else claim[f"{prefix}row"]))


def _looked_up(case: Case, found: pl.DataFrame) -> Rows:
    """Return what findings name: records of the register, rows of the other lists."""
    named = [
        found.select(
            pl.col(f"{prefix}list").alias("list"),
            pl.when(pl.col(f"{prefix}list") == "register").then(record).otherwise(f"{prefix}row").alias("row"),
        )
        for prefix, record in (("", "record"), ("other_", "other_record"))
    ]
    own = {
        "register": case.people.drop("source_row").with_columns(row="record"),
        "residents": case.residents.rename({"source_row": "row"}),
    }
    rows: Rows = {}
    for (kind,), some in pl.concat(named).drop_nulls().unique().group_by("list"):
        name = str(kind)
        frame = own[name] if name in own else case.lists[name]
        columns = [column for column in COLUMNS if column in frame.columns]
        wanted = frame.select(columns).join(some.select("row"), on="row", how="semi")
        for row in wanted.iter_rows(named=True):
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
    told = other if other is not None else subject
    row = claim["other_row"] if claim["other_list"] else claim["row"]
    where = {
        "source": claim["other_list"] or claim["list"],
        "delivery": told.get("received") if told else None,
        "row": row % (1 << 32) if row is not None and row >= 0 else None,
    }
    registered = claim["list"] == "register"
    for item, (label, begins) in ITEMS.items():
        a, b = mine.get(item), theirs.get(item)
        if a is None and b is None:
            continue
        words, weight = _weighed(weights, begins)
        if other is not None:
            words = words or _compared(a, b, item)
        shown = (masked(a) or None, masked(b) or None) if item == "citizen_id" else (a, b)
        yield {
            **where,
            "item": label,
            "register_value": shown[0] if registered else None,
            "list_value": shown[1] if registered else shown[0],
            "weight": weight,
            "words": words,
        }
    for column, label in OTHERS.items():
        if told and told.get(column):
            yield {
                **where,
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


def _compared(a: str | None, b: str | None, item: str) -> str:
    if a is None or b is None:
        return "一方缺"
    if a == b:
        return "一致"
    return "写法不同" if item == "address" else "不同"
