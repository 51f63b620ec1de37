"""Values of one row that contradict each other, rows that repeat each other, columns that changed places."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from huangce.exchange.findings import Findings
from huangce.exchange.formats import Format
from huangce.exchange.rows import first_rows

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


class Repetitions:
    """What only the whole list tells: rows and numbers that stand twice, columns that changed places.

    Of every row two or three hashes of 64 bits are kept, and of every column how many cells look like a number.
    """

    def __init__(self, form: Format, mapping: Mapping[str, str]) -> None:
        self.form, self.mapping = form, mapping
        values = {"number-repeated": "citizen_id", "key-repeated": form.key[0]}
        self.values = {
            code: name
            for code, name in values.items()
            if name in mapping and (code == "number-repeated") == (name == "citizen_id")
        }
        self._hashes: dict[str, list[pl.Series]] = {code: [] for code in ("row-duplicated", *self.values)}
        self._rows: list[pl.Series] = []
        self._filled = dict.fromkeys(mapping, 0)
        self._shaped = dict.fromkeys(mapping, 0)

    def look(self, texts: pl.DataFrame, frame: pl.DataFrame) -> None:
        """Look at a part: its cleaned texts, one column a field, and its checked values."""
        if frame.height == 0:
            return
        self._rows.append(frame["row"])
        self._hashes["row-duplicated"].append(texts.hash_rows())
        for code, name in self.values.items():
            self._hashes[code].append(
                frame.select(pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash())).to_series()
            )
        shaped = texts.select(pl.all().str.contains(SHAPED_LIKE_A_NUMBER).sum()).row(0, named=True)
        for name in texts.columns:
            self._shaped[name] += shaped[name] or 0
            self._filled[name] += texts.height - texts[name].null_count()

    def note(self, findings: Findings) -> None:
        """Note rows that say the same as an earlier one, rows that share a number or key with one that says otherwise,
        and a column full of citizen numbers where the number column holds hardly any.
        """
        if not self._rows:
            return
        rows = pl.concat(self._rows)
        repeated = first_rows(pl.concat(self._hashes["row-duplicated"]), rows)
        findings.add_rows("row-duplicated", repeated)
        for code, name in self.values.items():
            hashes = pl.concat(self._hashes[code])
            if repeated.height:
                hashes = hashes.set(rows.is_in(repeated["row"].implode()), None)
            findings.add_rows(code, first_rows(hashes, rows), self.mapping[name])
        numbers = [
            field.name for field in self.form.fields if field.type == "citizen_id" and field.name in self.mapping
        ]
        if any(self._share(name) < MOST for name in numbers):
            for name, column in self.mapping.items():
                if name not in numbers and self.form.by_name[name].type != "text" and self._share(name) > MOST:
                    findings.add_for_list("columns-swapped", column)

    def _share(self, name: str) -> float:
        return self._shaped[name] / self._filled[name] if self._filled[name] else 0
