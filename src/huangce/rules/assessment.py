"""Assessment: points for figures, by a plan that is data (requirements 1.K; notice 004, annex 1).

A plan names its columns, units (rows) with their targets, scores with formula, points, cap and floor, what it expects
of the figures, and checks over all rows. Everything is exact; only what is shown is rounded. A zero denominator is
"not applicable" and a figure that is missing or unreadable is a problem: neither is ever a score.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from huangce.errors import Level, Problem, Where
from huangce.rules import figures
from huangce.rules.formulas import Formula
from huangce.rules.units import Unit, UnitNames

PROBLEMS: Final[dict[str, tuple[Level, str]]] = {
    **{code: ("error", text) for code, text in figures.PROBLEMS.items()},
    "row-shifted": (
        "error",
        "The cells of this row may stand in wrong columns: write 4,200 in quotes or without comma.",
    ),
    "no-target": ("error", "The plan names no target for this unit."),
    "not-applicable": ("error", "The denominator is zero: not applicable, which is no score."),
    "total-not-known": ("error", "There is no total, because these scores are not known: {scores}."),
    "duplicate-row": ("warning", "Another row is about the same unit: rows {rows}."),
    "unexpected": ("warning", "{expected}"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the plan reads: a name or a figure, what it means, and what does not count in it."""

    name: str
    kind: figures.Kind | None  # None: text that identifies the row
    meaning: str = ""
    excludes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """One part of the assessment: max(floor, min(cap, formula)) points."""

    name: str
    title: str
    points: Fraction
    formula: Formula
    cap: Fraction
    floor: Fraction
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Expectation:
    """Something that holds of sound figures: formula ≥ at_least. Where it does not, the row gets a warning."""

    formula: Formula
    at_least: Fraction
    message: str


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold over all rows together, such as the target of the prefecture: formula ≥ at_least."""

    name: str
    title: str
    formula: Formula
    at_least: Fraction
    source: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """An assessment plan. `key` is the identifying column that names the unit; `within` the divisions above units.

    `english`: what its Chinese words are in English, for readers of English.
    """

    name: str
    title: str
    source: str
    columns: Mapping[str, Column]
    key: str
    units: tuple[Unit, ...]
    scores: tuple[Score, ...]
    expectations: tuple[Expectation, ...] = ()
    checks: tuple[Check, ...] = ()
    within: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    english: Mapping[str, str] = field(default_factory=dict)

    def in_english(self) -> Plan:
        """Return the plan with its titles and meanings in English; what it has no English for stays as it is."""

        def said(text: str) -> str:
            return self.english.get(text, text)

        return replace(
            self,
            title=said(self.title),
            columns={
                name: replace(one, meaning=said(one.meaning), excludes=tuple(map(said, one.excludes)))
                for name, one in self.columns.items()
            },
            scores=tuple(replace(one, title=said(one.title)) for one in self.scores),
            checks=tuple(replace(one, title=said(one.title)) for one in self.checks),
        )

    @property
    def identifying(self) -> tuple[str, ...]:
        """The columns that say what a row is about."""
        return tuple(one.name for one in self.columns.values() if one.kind is None)

    @property
    def points(self) -> Fraction:
        """The most points that a row can have."""
        return sum((one.points for one in self.scores), Fraction(0))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the data: its number in the file, and the text of each column of the plan that the file has.

    `is_shifted`: its cells do not fit the header, so that no figure in it can be trusted.
    """

    number: int
    cells: Mapping[str, str]
    is_shifted: bool = False


@dataclass(frozen=True, slots=True)
class RowProblem(Problem):
    """A problem of a row: in the column that `where` names, or with a score."""

    score: str = ""


@dataclass(slots=True)
class Assessed:
    """What a row got. A score is None where it is not known or not applicable, and then so is the total."""

    row: Row
    identity: dict[str, str]
    unit: Unit | None
    values: dict[str, Fraction] = field(default_factory=dict)
    scores: dict[str, Fraction | None] = field(default_factory=dict)
    total: Fraction | None = None
    problems: list[RowProblem] = field(default_factory=list)

    def add(self, code: str, *, column: str = "", score: str = "", **details: str) -> None:
        """Note a problem of this row, in a column or with a score."""
        level, text = PROBLEMS[code]
        where = Where(row=self.row.number, column=column)
        self.problems.append(RowProblem(code, level, text.format(**details), where, score))


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check: its value, or None and why it is not known."""

    check: Check
    value: Fraction | None
    why: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the figures together reach what the check asks."""
        return None if self.value is None else self.value >= self.check.at_least


def assess(plan: Plan, rows: Sequence[Row]) -> list[Assessed]:
    """Return what each row gets, in order."""
    names = UnitNames(plan.units, plan.within)
    found = [_assess_row(plan, row, names.find(row.cells.get(plan.key, ""))) for row in rows]
    _mark_duplicates(plan, found)
    return found


def _assess_row(plan: Plan, row: Row, unit: Unit | None) -> Assessed:
    one = Assessed(row, {name: row.cells.get(name, "").strip() for name in plan.identifying}, unit)
    if row.is_shifted:
        one.add("row-shifted")
    else:
        _read_figures(plan, one)
    if not one.identity[plan.key]:
        one.add("missing-value", column=plan.key)
    elif unit is None:
        one.add("no-target", column=plan.key)
    if unit is not None:
        one.values.update(unit.targets)
    for score in plan.scores:
        one.scores[score.name] = _score(score, one)
    missing = [name for name, points in one.scores.items() if points is None]
    if missing:
        one.add("total-not-known", scores=", ".join(missing))
    else:
        one.total = sum((points for points in one.scores.values() if points is not None), Fraction(0))
    for expectation in plan.expectations:
        if _known(expectation.formula, one) and expectation.formula.value(one.values) < expectation.at_least:
            one.add("unexpected", expected=expectation.message)
    return one


def _read_figures(plan: Plan, one: Assessed) -> None:
    for column in plan.columns.values():
        if column.kind is None or (column.optional and not one.row.cells.get(column.name, "").strip()):
            continue
        value = figures.figure(one.row.cells.get(column.name), column.kind)
        if isinstance(value, str):
            one.add(value, column=column.name)
        else:
            one.values[column.name] = value


def _known(formula: Formula, one: Assessed) -> bool:
    return formula.names <= one.values.keys()


def _score(score: Score, one: Assessed) -> Fraction | None:
    """The points of a score. Figures that are missing were named already; a zero denominator is named here."""
    if not _known(score.formula, one):
        return None
    try:
        points = score.formula.value(one.values)
    except ZeroDivisionError:
        one.add("not-applicable", score=score.name)
        return None
    return max(score.floor, min(score.cap, points))


def _mark_duplicates(plan: Plan, found: Sequence[Assessed]) -> None:
    same: dict[str, list[Assessed]] = {}
    for one in found:
        same.setdefault(one.unit.name if one.unit else one.identity[plan.key], []).append(one)
    for group in same.values():
        if len(group) > 1 and group[0].identity[plan.key]:
            numbers = ", ".join(str(one.row.number) for one in group)
            for one in group:
                one.add("duplicate-row", column=plan.key, rows=numbers)


def check(plan: Plan, found: Sequence[Assessed]) -> list[Checked]:
    """Return the outcome of each check of the plan over all rows together.

    It is not known unless every unit of the plan has exactly one row with every figure that the check reads.
    """
    return [_check(one, plan, found) for one in plan.checks]


def _check(asked: Check, plan: Plan, found: Sequence[Assessed]) -> Checked:
    present = [one.unit.name for one in found if one.unit is not None]
    absent = [unit.name for unit in plan.units if unit.name not in present]
    if absent:
        return Checked(asked, None, f"there is no row of {', '.join(absent)}")
    if len(present) != len(plan.units):
        return Checked(asked, None, "a unit has more than one row")
    rows = [one for one in found if one.unit is not None]
    for name in sorted(asked.formula.row_names):
        without = [one.identity[plan.key] for one in rows if name not in one.values]
        if without:
            return Checked(asked, None, f"{name} is not known of {', '.join(without)}")
    try:
        return Checked(asked, asked.formula.value({}, [one.values for one in rows]))
    except ZeroDivisionError:
        return Checked(asked, None, "the denominator is zero")
