"""Match addresses to a register: exact key, left-out parts, slips of the pen, the parent where a door is unknown.

Each step (`steps.py`) looks the texts that are still open up by a key, from strict to lenient, and answers when one
register address fits. One text and a million go the same way. The score is a function of which parts agree, so that
near-identical texts get near-identical scores; 0.9 and above is safe to take automatically.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from huangce.addressing.columns import parse_columns
from huangce.addressing.comparing import (
    NUMBERS,
    comparison_parts,
    given_bits,
    hash_of,
    hashed,
    key_of,
    place_of,
    table_of,
)
from huangce.addressing.gazetteer import Divisions
from huangce.addressing.known_names import NAMES, KnownNames
from huangce.addressing.steps import AUTOMATIC, CORRECTED, PARENTS, SEVERAL, STEPS, Manner, Step

SHOWN = 5  # candidates named where several fit
NOT_FOUND, SEVERAL_FIT = "not-found", "several-fit"
_HALF = np.uint64(32)


@dataclass(slots=True)
class _Sheet:
    """What is known of each text: the address (-1: none), score, reason, and pairs where several fit."""

    row: np.ndarray
    score: np.ndarray
    reason: np.ndarray  # place in `reasons`; 0 while the text is open
    reasons: list[str] = field(default_factory=lambda: [NOT_FOUND])
    several: list[np.ndarray] = field(default_factory=list)  # [2, pairs]: text, address

    def still_open(self, texts: np.ndarray) -> np.ndarray:
        """Return those of the texts that have no answer."""
        left: np.ndarray = texts[self.reason[texts] == 0]
        return left

    def write(self, texts: np.ndarray, rows: np.ndarray | int, score: float, reason: str) -> None:
        """Answer some texts."""
        if len(texts):
            if reason not in self.reasons:
                self.reasons.append(reason)
            self.row[texts], self.score[texts], self.reason[texts] = rows, score, self.reasons.index(reason)


class AddressIndex:
    """The register's addresses, arranged for the steps."""

    def __init__(
        self,
        register: pl.DataFrame,
        parts: pl.DataFrame,
        address: np.ndarray,
        *,
        default_division: str | None,
        divisions: Divisions | None,
    ) -> None:
        """Arrange spellings: their parts, and the row of `register` that each means. Those after the register's own
        are former ones."""
        self.register = register
        self.default_division = default_division
        self.divisions = divisions
        self._named = parts.select("county", *NAMES)
        self._address = address
        whole = hashed(parts)
        self._parts = (whole >> _HALF).astype(np.uint32)
        tables = {which: table_of(whole, *which) for which in dict.fromkeys((s.equal, s.without) for s in STEPS)}
        self._tables = [tables[step.equal, step.without] for step in STEPS]

    @cached_property
    def names(self) -> KnownNames:
        """The names of the register, collected when the first text is put right."""
        return KnownNames(self._named)

    @classmethod
    def build(
        cls,
        register: pl.DataFrame,
        *,
        former: pl.DataFrame | None = None,
        default_division: str | None = None,
        divisions: Divisions | None = None,
    ) -> AddressIndex:
        """Arrange a register: columns address_id, standard, and optionally division_code (which then decides).

        `former` has the columns address_id and standard: how addresses of the register were called before, or are
        called as well. Without `default_division` a register that lies in one county lends it to the texts.
        """
        kept = register.select("address_id", "standard")
        rows = kept.select("address_id").with_row_index("row").unique("address_id", keep="first")
        # An id that stands in several rows is one address, spelled several times.
        spelled = [kept.join(rows, on="address_id", nulls_equal=True, maintain_order="left").select("row", "standard")]
        if former is not None:
            before = former.select(pl.col("address_id").cast(kept["address_id"].dtype), "standard")
            spelled.append(before.join(rows, on="address_id", maintain_order="left").select("row", "standard"))
        spellings = pl.concat(spelled)
        parsed = parse_columns(spellings["standard"], default_division=default_division, divisions=divisions)
        if "division_code" in register.columns:
            given = register["division_code"].cast(pl.String).extend_constant(None, len(spellings) - len(register))
            both = pl.DataFrame({"given": given, "code": parsed["division_code"]})
            parsed = parsed.with_columns(division_code=both.select(_deciding()).to_series())
        parts = comparison_parts(parsed)
        counties = parts["county"].unique().drop_nulls()
        if default_division is None and len(counties) == 1 and not counties[0].endswith("00"):
            default_division = str(counties[0])
        address = spellings["row"].cast(pl.Int64).to_numpy()
        return cls(kept, parts, address, default_division=default_division, divisions=divisions)

    def match(self, texts: pl.Series) -> pl.DataFrame:
        """Match texts; same order and count.

        Columns: address_id (null where none fits), standard (of the register address), score (0–1), reason, candidates
        (standard texts of those that fit when several do).
        """
        different = texts.cast(pl.String).fill_null("").rename("text").to_frame()
        unique = different["text"].unique(maintain_order=True)
        parsed = parse_columns(unique, default_division=self.default_division, divisions=self.divisions)
        found = self.match_read(parsed)
        if len(unique) == len(different):
            return found
        found = found.with_columns(text=unique)
        return different.join(found, on="text", how="left", maintain_order="left").drop("text")

    def match_read(self, parsed: pl.DataFrame) -> pl.DataFrame:
        """Match texts that were read (`parse_columns` with the register's default division), as `match` does."""
        parts = comparison_parts(parsed)
        if self.default_division:
            # A county that the tables do not know completes a text all the same, if the text names no other.
            silent = pl.all_horizontal(parsed[name].is_null() for name in ("province", "city", "county"))
            lent = pl.when(silent).then(pl.lit(self.default_division[:6]))
            parts = parts.with_columns(county=pl.coalesce("county", lent))
        return self._matched(parts)

    def _matched(self, asked: pl.DataFrame) -> pl.DataFrame:
        size = len(asked)
        sheet = _Sheet(np.full(size, -1, np.int64), np.zeros(size), np.zeros(size, np.int64))
        parts = hashed(asked)
        open_ = self._run(parts, np.arange(size), sheet, Manner())
        if not len(open_):
            return self._answers(sheet)
        mended, certain, likely = self._corrected(asked, parts, open_)
        for changed, cost in zip((certain, likely), CORRECTED, strict=True):
            self._run(mended, changed, sheet, Manner(cost))
        self._parents(parts, sheet.still_open(open_), sheet, cost=0.0)
        for changed, cost in zip((certain, likely), CORRECTED, strict=True):
            self._parents(mended, sheet.still_open(changed), sheet, cost=cost)
        return self._answers(sheet)

    def _run(self, parts: np.ndarray, open_: np.ndarray, sheet: _Sheet, manner: Manner) -> np.ndarray:
        """Answer the texts that a step fits, the first for each; return those that are still open."""
        if not len(open_):
            return open_
        bits = given_bits(parts)
        for step, table in zip(STEPS, self._tables, strict=True):
            usable = open_[step.has_what_it_needs(bits[open_])]
            if not len(usable):
                continue
            place, spelling = table.find(key_of(parts, step.equal, usable))
            if len(place):
                text = usable[place]
                agree = ~self._speaks_against(parts, text, spelling, step)
                self._answer(text[agree], spelling[agree], step, sheet, manner)
                open_ = sheet.still_open(open_)
        return open_

    def _speaks_against(self, parts: np.ndarray, text: np.ndarray, spelling: np.ndarray, step: Step) -> np.ndarray:
        """Return for each pair whether a part that the step does not compare is given on both sides and differs."""
        against = np.zeros(len(text), np.bool_)
        for name in step.not_apart:
            place = place_of(name)
            ours, theirs = (parts[place, text] >> _HALF).astype(np.uint32), self._parts[place, spelling]
            against |= (ours != theirs) & (ours != 0) & (theirs != 0)
        return against

    def _answer(self, text: np.ndarray, spelling: np.ndarray, step: Step, sheet: _Sheet, manner: Manner) -> None:
        """Write what a step found: pairs of texts and spellings. One that stands goes before a former one."""
        former = spelling >= len(self.register)
        standing = np.zeros(len(sheet.row), np.bool_)
        standing[text[~former]] = True
        kept = ~(former & standing[text])
        pairs = np.unique(np.stack([text[kept], self._address[spelling[kept]]]), axis=1)
        texts, first, count = np.unique(pairs[0], return_index=True, return_counts=True)
        for before in (False, True):
            some = (count == 1) & (standing[texts] != before)
            score, reason = manner.score(step, former=before), manner.reason(step, former=before)
            sheet.write(texts[some], pairs[1, first[some]], score, reason)
        if not manner.parent:
            sheet.write(texts[count > 1], -1, SEVERAL, SEVERAL_FIT)
            sheet.several.append(pairs[:, np.repeat(count > 1, count)])

    def _corrected(
        self, asked: pl.DataFrame, parts: np.ndarray, open_: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the parts with names put right, and the open texts in which that is certain and where it is likely."""
        changed, doubtful = np.zeros(len(open_), np.bool_), np.zeros(len(open_), np.bool_)
        mended = parts.copy()
        for name, (meant, certain) in self.names.meant(asked[open_]).items():
            known = meant.is_not_null().to_numpy()
            mended[place_of(name), open_[known]] = hash_of(meant.drop_nulls())
            changed |= known
            doubtful |= known & ~certain
        return mended, open_[changed & ~doubtful], open_[doubtful]

    def _parents(self, parts: np.ndarray, open_: np.ndarray, sheet: _Sheet, *, cost: float) -> None:
        """Take away room, floor, unit and building until the register knows the rest."""
        blank = parts.copy()
        bits = given_bits(parts)
        for taken, (reason, left) in zip(reversed(NUMBERS), PARENTS, strict=True):
            blank[place_of(taken)] = 0
            within = sum(1 << place_of(name) for name in NUMBERS if name not in left)
            some = open_[bits[open_] & np.uint16(within) != 0]
            self._run(blank, some, sheet, Manner(cost, reason))
            open_ = sheet.still_open(open_)

    def _answers(self, sheet: _Sheet) -> pl.DataFrame:
        row = pl.Series("row", sheet.row)
        known = self.register.select(pl.all().gather(row.set(row < 0, None)))
        answers = known.with_columns(
            pl.Series("score", sheet.score),
            pl.Series("reason", sheet.reasons, dtype=pl.String).gather(sheet.reason),
        )
        if not sheet.several:
            return answers.with_columns(pl.lit([], pl.List(pl.String)).alias("candidates"))
        pairs = np.concatenate(sheet.several, axis=1)
        several = pl.DataFrame({"text": pairs[0], "candidates": self.register["standard"].gather(pairs[1])})
        listed = several.group_by("text", maintain_order=True).agg(pl.col("candidates").head(SHOWN))
        texts = pl.DataFrame({"text": np.arange(len(row))})
        candidates = texts.join(listed, on="text", how="left", maintain_order="left")["candidates"]
        return answers.with_columns(candidates.fill_null([]))


def _deciding() -> pl.Expr:
    """Return the given code, unless the text says more: its code lies below the given one."""
    given, code = pl.col("given"), pl.col("code")
    stem = given
    for length in (9, 6, 4, 2):
        stem = pl.when(given.str.ends_with("0" * (12 - length))).then(given.str.slice(0, length)).otherwise(stem)
    more = (code.str.starts_with(stem) & (code != given)).fill_null(value=False)
    return pl.when((given != "") & ~more).then(given).otherwise(code)


__all__ = ["AUTOMATIC", "AddressIndex"]
