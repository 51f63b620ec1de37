"""Values of one row that contradict each other, rows that repeat each other, columns that changed places."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from huangce.exchange.findings import Findings
from huangce.exchange.formats import Format

SHAPED_LIKE_A_NUMBER = r"^[0-9０-９]{14,17}[0-9０-９XxＸｘ]$"
MOST = 0.5  # of the filled cells of a column


def note_contradictions(frame: pl.DataFrame, form: Format, mapping: Mapping[str, str], findings: Findings) -> None:
    """Note where sex and birth date are not those of the citizen number, and dates that come before their turn."""
    if {"citizen_id", "sex"} <= set(mapping):
        stated = frame["sex"].is_in(["1", "2"])
        findings.add("sex-contradicts-number", stated & (frame["sex"] != frame["citizen_id_sex"]), mapping["sex"])
    if {"citizen_id", "birth_date"} <= set(mapping):
        born = frame["citizen_id_birth_date"]
        differs = (born < frame["birth_date_earliest"]) | (born > frame["birth_date_latest"])
        findings.add("birth-date-contradicts-number", differs, mapping["birth_date"])
    for field in form.fields:
        if field.not_before and {field.name, field.not_before} <= set(mapping):
            too_soon = frame[f"{field.name}_latest"] < frame[f"{field.not_before}_earliest"]
            findings.add("dates-out-of-order", too_soon, mapping[field.name])


def note_repetitions(
    texts: pl.DataFrame, frame: pl.DataFrame, form: Format, mapping: Mapping[str, str], findings: Findings
) -> None:
    """Note rows that say the same as an earlier one, and rows that share a number or key with one that says otherwise.

    texts: the cleaned texts, one column a field; frame: the checked values.
    """
    if frame.height == 0:
        return
    same = texts.hash_rows()
    first = _first_row(same, frame["row"])
    repeated = first != frame["row"]
    findings.add("row-duplicated", repeated, other=first)
    for code, name in (("number-repeated", "citizen_id"), ("key-repeated", form.key[0])):
        if name in mapping and (code == "number-repeated") == (name == "citizen_id"):
            values = frame[name].set(repeated, None)
            first_with = _first_row(values, frame["row"])
            findings.add(code, (first_with != frame["row"]) & values.is_not_null(), mapping[name], other=first_with)
    _note_swapped_columns(texts, form, mapping, findings)


def _first_row(values: pl.Series, rows: pl.Series) -> pl.Series:
    """Return for each row the number of the first row with the same value."""
    pair = pl.DataFrame({"value": values, "row": rows})
    if values.n_unique() == len(values):
        return rows
    return pair.select(pl.col("row").min().over("value")).to_series()


def _note_swapped_columns(texts: pl.DataFrame, form: Format, mapping: Mapping[str, str], findings: Findings) -> None:
    """Note a column full of citizen numbers where the number column holds hardly any."""
    numbers = [field.name for field in form.fields if field.type == "citizen_id" and field.name in mapping]
    shares = texts.select(pl.all().str.contains(SHAPED_LIKE_A_NUMBER).mean()).row(0, named=True)
    if any((shares[name] or 0) < MOST for name in numbers):
        for name, column in mapping.items():
            if name not in numbers and form.by_name[name].type != "text" and (shares[name] or 0) > MOST:
                findings.add_for_list("columns-swapped", column)
