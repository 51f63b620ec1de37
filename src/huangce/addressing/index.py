"""Match addresses to a register: exact key, left-out parts, slips of the pen, the parent where a door is unknown.

Each step is a join over all texts that are still open, from strict to lenient; a step answers only when one register
address fits. The score is a function of which parts agree, so that near-identical texts get near-identical scores; 0.9
and above is safe to take automatically.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from huangce.addressing.columns import parse_columns
from huangce.addressing.gazetteer import Divisions
from huangce.addressing.likeness import corrected_names

# Parts of the comparison form, in order of the tree.
PARTS = ("county", "town", "village", "group", "street", "plate", "place", "building", "unit", "floor", "room")
NUMBERS = ("building", "unit", "floor", "room")
AUTOMATIC = 0.9
# What counts the groups of a village; the numbers are the same.
GROUP_WORDS = "^([0-9]+)(?:村民小组|生产队|小组|组|社|队)$"


@dataclass(frozen=True, slots=True)
class Step:
    """One way to compare: parts that must be equal, of which some must be given, and parts that must be missing."""

    reason: str
    score: float
    equal: tuple[str, ...]
    needs: tuple[tuple[str, ...], ...]  # any one of these sets must be given in the text
    without: tuple[str, ...] = ()  # parts that the register's address must not have


_STREET = ("street", "plate")
STEPS: tuple[Step, ...] = (
    Step(
        "same-address",
        1.0,
        PARTS,
        (("plate",), ("place",), ("group",), ("building",), ("room",), ("village",), ("street",)),
    ),
    Step(
        "group-called-otherwise",  # 1社 is 1组
        0.98,
        tuple("group_number" if p == "group" else p for p in PARTS),
        (("group_number", "plate"),),
    ),
    Step("floor-left-out", 0.99, tuple(p for p in PARTS if p != "floor"), (_STREET, ("place",), ("group", "plate"))),
    Step(
        "middle-left-out",
        0.97,
        ("county", *_STREET, "place", *NUMBERS),
        (_STREET, ("place", "building"), ("place", "room")),
    ),
    Step("middle-left-out", 0.96, ("county", *_STREET, "building", "unit", "room"), (_STREET,)),
    Step(
        "street-left-out",
        0.95,
        ("county", "place", "building", "unit", "room"),
        (("place", "building"), ("place", "room")),
    ),
    Step("unit-left-out", 0.92, ("county", *_STREET, "building", "room"), (("street", "plate", "room"),)),
    Step("unit-left-out", 0.92, ("county", "place", "building", "room"), (("place", "building", "room"),)),
    Step(
        "town-left-out",
        0.95,
        ("county", "village", "group_number", "plate", "building", "unit", "room"),
        (("village", "plate"), ("village", "group_number")),
    ),
    # A hamlet named beside the group that numbers its doors.
    Step(
        "place-unknown",
        0.93,
        ("county", "town", "village", "group_number", "plate", *NUMBERS),
        (("village", "group_number", "plate"),),
        without=("street", "place"),
    ),
)
PARENT_SCORE = 0.7


class AddressIndex:
    """The register's addresses, arranged for the steps."""

    def __init__(self, register: pl.DataFrame, default_division: str | None, divisions: Divisions | None) -> None:
        self.register = register
        self.default_division = default_division
        self.divisions = divisions
        self.tables = {(step.equal, step.without): _unique_keys(register, step) for step in STEPS}

    @classmethod
    def build(
        cls, register: pl.DataFrame, *, default_division: str | None = None, divisions: Divisions | None = None
    ) -> AddressIndex:
        """Arrange a register: columns address_id, standard, and optionally division_code (which then decides)."""
        parsed = parse_columns(register["standard"], default_division=default_division, divisions=divisions)
        code = parsed["division_code"]
        if "division_code" in register.columns:
            # The given code decides, unless the text says more: its code lies below the given one.
            given = register["division_code"].cast(pl.String)
            stem = given.str.strip_chars_end("0")
            less = code.str.starts_with(stem).fill_null(value=False) & (
                code.str.strip_chars_end("0").str.len_chars() > stem.str.len_chars()
            )
            code = given.zip_with(given.is_not_null() & (given != "") & ~less, code)
        parts = _comparison_parts(parsed.with_columns(division_code=code))
        return cls(
            parts.with_columns(address_id=register["address_id"], standard=register["standard"]).with_row_index("row"),
            default_division,
            divisions,
        )

    def match(self, texts: pl.Series) -> pl.DataFrame:
        """Match texts; same order and count.

        Columns: address_id (null where none fits), standard (of the register address), score (0–1), reason, candidates
        (standard texts of those that fit when several do).
        """
        different = texts.cast(pl.String).fill_null("").rename("text")
        unique = different.unique(maintain_order=True)
        parsed = parse_columns(unique, default_division=self.default_division, divisions=self.divisions)
        open_ = _comparison_parts(parsed).with_columns(text=unique)
        found = [self._run(open_, 0.0, "")]
        done = found[0].filter(pl.col("row").is_not_null() | (pl.col("rows").list.len() > 0))
        open_ = open_.join(done, on="text", how="anti")
        if len(open_):
            repaired = corrected_names(open_, self.register)
            if len(repaired):
                answers = self._run(repaired, 0.06, "corrected ")
                found.append(answers)
                answered = answers.filter(pl.col("row").is_not_null() | (pl.col("rows").list.len() > 0))
                open_ = open_.join(answered, on="text", how="anti")
        if len(open_):
            found.append(self._parents(open_))
        best = (
            pl.concat(found)
            .filter(pl.col("row").is_not_null() | (pl.col("rows").list.len() > 0))
            .unique("text", keep="first", maintain_order=True)
        )
        return self._answers(different.to_frame(), best)

    def _run(self, open_: pl.DataFrame, penalty: float, prefix: str) -> pl.DataFrame:
        """Apply the steps in order; answer the first that fits each text."""
        answers = []
        for step in STEPS:
            if not len(open_):
                break
            usable = open_.filter(
                pl.any_horizontal(*(pl.all_horizontal(*(pl.col(p).is_not_null() for p in set_)) for set_ in step.needs))
            )
            hits = _joined(usable, self.tables[step.equal, step.without], step.equal)
            answers.append(
                hits.select(
                    "text",
                    pl.when(pl.col("rows").list.len() == 1).then(pl.col("rows").list.first()).alias("row"),
                    "rows",
                    score=pl.when(pl.col("rows").list.len() == 1).then(step.score - penalty).otherwise(0.5),
                    reason=pl.when(pl.col("rows").list.len() == 1)
                    .then(pl.lit(prefix + step.reason))
                    .otherwise(pl.lit("several-fit")),
                )
            )
            open_ = open_.join(hits, on="text", how="anti")
        return pl.concat(answers) if answers else _no_answers()

    def _parents(self, open_: pl.DataFrame) -> pl.DataFrame:
        """Take away room, floor, unit and building until the register knows the rest."""
        answers = []
        for number, left in (("room", NUMBERS[:3]), ("floor", NUMBERS[:2]), ("unit", NUMBERS[:1]), ("building", ())):
            blank = [pl.lit(None, pl.String).alias(name) for name in NUMBERS if name not in left]
            partly = open_.filter(
                pl.any_horizontal(*(pl.col(n).is_not_null() for n in NUMBERS if n not in left))
            ).with_columns(blank)
            hits = self._run(partly, 0.0, "")
            answers.append(
                hits.filter(pl.col("row").is_not_null()).with_columns(
                    score=pl.col("score") * PARENT_SCORE, reason=pl.lit(f"{number}-unknown")
                )
            )
            open_ = open_.join(answers[-1], on="text", how="anti")
        return pl.concat(answers) if answers else _no_answers()

    def _answers(self, texts: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
        names = self.register.select("row", "address_id", "standard")
        several = (
            best.filter(pl.col("row").is_null())
            .select("text", pl.col("rows").list.head(5))
            .explode("rows")
            .join(names, left_on="rows", right_on="row")
            .group_by("text", maintain_order=True)
            .agg(candidates=pl.col("standard"))
        )
        return (
            texts.join(best.join(names, on="row", how="left"), on="text", how="left", maintain_order="left")
            .join(several, on="text", how="left", maintain_order="left")
            .select(
                "address_id",
                "standard",
                score=pl.col("score").fill_null(0.0),
                reason=pl.col("reason").fill_null("not-found"),
                candidates=pl.col("candidates").fill_null([]),
            )
        )


def _no_answers() -> pl.DataFrame:
    return pl.DataFrame(
        schema={
            "text": pl.String,
            "row": pl.UInt32,
            "rows": pl.List(pl.UInt32),
            "score": pl.Float64,
            "reason": pl.String,
        }
    )


def _comparison_parts(parsed: pl.DataFrame) -> pl.DataFrame:
    """Return the parts that are compared: division codes by level, names, and numbers without their suffix."""
    code = pl.col("division_code")
    number = pl.col("key").str.split("|").list
    return parsed.select(
        county=code.str.slice(0, 6),
        town=pl.when(code.str.slice(6, 3) != "000").then(code.str.slice(6, 3)).otherwise(pl.col("town")),
        village=pl.when(code.str.slice(9, 3) != "000").then(code.str.slice(9, 3)).otherwise(pl.col("village")),
        group=pl.col("group"),
        group_number=pl.col("group").str.replace(GROUP_WORDS, "$1"),
        street=pl.col("street"),
        place=pl.col("place"),
        plate=_blank_to_null(number.get(5, null_on_oob=True)),
        building=_blank_to_null(number.get(6, null_on_oob=True)),
        unit=_blank_to_null(number.get(7, null_on_oob=True)),
        floor=_blank_to_null(number.get(8, null_on_oob=True)),
        room=_blank_to_null(number.get(9, null_on_oob=True)),
    )


def _blank_to_null(column: pl.Expr) -> pl.Expr:
    return pl.when(column != "").then(column)


def _unique_keys(register: pl.DataFrame, step: Step) -> pl.DataFrame:
    if step.without:
        register = register.filter(pl.all_horizontal(pl.col(part).is_null() for part in step.without))
    return register.group_by(step.equal, maintain_order=True).agg(rows=pl.col("row"))


def _joined(open_: pl.DataFrame, table: pl.DataFrame, equal: tuple[str, ...]) -> pl.DataFrame:
    return open_.join(table, on=list(equal), how="inner", nulls_equal=True, maintain_order="left")


__all__ = ["AUTOMATIC", "AddressIndex"]
