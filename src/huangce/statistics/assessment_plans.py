"""Assessment plans as files: those that ship, and any other of the same form (docs/reference/assessment-plans.md).

A plan is TOML, so that a county which has the lost annexes, or another year's rules, enters them without a programmer.
Everything is checked when it is read: an unknown key, a formula that names no column, a target that a unit lacks.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from huangce.errors import Unreadable
from huangce.rules.assessment import Check, Column, Expectation, Plan, Score
from huangce.rules.figures import KINDS
from huangce.rules.formulas import BadFormula, Formula, formula
from huangce.rules.units import Unit

SHIPPED: Final = Path(__file__).parent / "plans"
LARGEST: Final = 4 * 1024 * 1024


class PlanMissing(Unreadable):
    """There is no assessment plan {plan}: name a file, or one of those that ship ({shipped})."""

    code = "plan-missing"


class PlanInvalid(Unreadable):
    """The assessment plan {plan} cannot be used: {reason}."""

    code = "plan-invalid"


def shipped() -> dict[str, Path]:
    """Return the plans that ship, by name."""
    return {path.stem: path for path in sorted(SHIPPED.glob("*.toml"))}


def read_plan(name: str) -> Plan:
    """Return the plan in a file, or the shipped plan of that name. Raises `PlanMissing` or `PlanInvalid`."""
    path = Path(name)
    if not path.is_file():
        path = shipped().get(name, path)
    try:
        if path.stat().st_size > LARGEST:
            raise PlanInvalid(plan=name, reason="it is larger than a plan can be")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise PlanMissing(plan=name, shipped=", ".join(shipped())) from error
    except UnicodeDecodeError as error:
        raise PlanInvalid(plan=name, reason="it is not UTF-8 text") from error
    try:
        return plan_from(tomllib.loads(text, parse_float=Decimal))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise PlanInvalid(plan=name, reason=f"it is not TOML: {error}") from error
    except (_Wrong, BadFormula) as error:
        raise PlanInvalid(plan=name, reason=str(error).rstrip(".")) from error


class _Wrong(Exception):
    """What is wrong with a plan, for the message."""


class _Table:
    """A TOML table that must be read to its last key."""

    def __init__(self, what: str, values: Any) -> None:
        if not isinstance(values, dict):
            raise _Wrong(f"{what} must be a table")
        self.what, self.values = what, dict(values)

    def take(self, name: str, kind: type, default: Any = None) -> Any:
        """Return a value of the right type; without a default it must be there."""
        value = self.values.pop(name, default)
        if value is None:
            raise _Wrong(f"{self.what} lacks {name}")
        if not isinstance(value, kind):
            raise _Wrong(f"{name} of {self.what} must be a {_KINDS[kind]}")
        return value

    def text(self, name: str, default: str | None = None) -> str:
        return str(self.take(name, str, default))

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.take(name, list, [])
        if not all(isinstance(one, str) for one in values):
            raise _Wrong(f"{name} of {self.what} must be a list of texts")
        return tuple(values)

    def number(self, name: str, default: Fraction | None = None) -> Fraction:
        value = self.values.pop(name, default)
        if value is None:
            raise _Wrong(f"{self.what} lacks {name}")
        return _number(value, f"{name} of {self.what}")

    def end(self) -> None:
        """Refuse what nobody read: a misspelt key would silently change the points."""
        if self.values:
            raise _Wrong(f"{self.what} has unknown keys: {', '.join(sorted(self.values))}")


_KINDS: Final = {str: "text", list: "list", dict: "table", bool: "true or false"}


def _number(value: Any, what: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise _Wrong(f"{what} must be a number")
    if isinstance(value, Decimal) and (not value.is_finite() or abs(value.adjusted()) > 18):
        raise _Wrong(f"{what} must be a plain number")
    return Fraction(value)


def plan_from(values: Mapping[str, Any]) -> Plan:
    """Return the plan that parsed TOML describes; `_Wrong` or `BadFormula` says what is wrong with it."""
    table = _Table("the plan", values)
    columns = {name: _column(name, one) for name, one in table.take("columns", dict).items()}
    plan = Plan(
        name=table.text("name"),
        title=table.text("title"),
        source=table.text("source"),
        columns=columns,
        key=table.text("key"),
        units=tuple(_unit(one) for one in table.take("units", list)),
        scores=tuple(_score(one) for one in table.take("scores", list)),
        expectations=tuple(_expectation(one) for one in table.take("expectations", list, [])),
        checks=tuple(_check(one) for one in table.take("checks", list, [])),
        within=table.texts("within"),
        notes=table.texts("notes"),
        english=_english(table.take("english", dict, {})),
    )
    table.end()
    _need_whole(plan)
    return plan


def _english(values: dict[str, Any]) -> dict[str, str]:
    if not all(isinstance(one, str) for one in values.values()):
        raise _Wrong("english must be a table of texts")
    return values


def _column(name: str, values: Any) -> Column:
    table = _Table(f"column {name}", values)
    kind = table.text("kind")
    if not name.isidentifier():
        raise _Wrong(f"column {name} must have a name without spaces and signs")
    if kind != "name" and kind not in KINDS:
        raise _Wrong(f"kind of column {name} must be name, {', '.join(KINDS)}")
    column = Column(
        name=name,
        kind=next((one for one in KINDS if one == kind), None),
        meaning=table.text("meaning", ""),
        excludes=table.texts("excludes"),
        also=table.texts("also"),
        optional=table.take("optional", bool, False),
    )
    table.end()
    return column


def _unit(values: Any) -> Unit:
    table = _Table("a unit", values)
    name = table.text("name")
    targets = {
        target: _number(value, f"target {target} of {name}")
        for target, value in table.take("targets", dict, {}).items()
    }
    unit = Unit(name, table.text("code", ""), targets, table.texts("also"))
    table.end()
    return unit


def _score(values: Any) -> Score:
    table = _Table("a score", values)
    name = table.text("name")
    table.what = f"score {name}"
    points = table.number("points")
    score = Score(
        name=name,
        title=table.text("title", name),
        points=points,
        formula=formula(table.text("formula")),
        cap=table.number("cap", points),
        floor=table.number("floor", Fraction(0)),
        source=table.text("source", ""),
        note=table.text("note", ""),
    )
    table.end()
    if score.floor > score.cap:
        raise _Wrong(f"the floor of score {name} lies above its cap")
    return score


def _expectation(values: Any) -> Expectation:
    table = _Table("an expectation", values)
    expectation = Expectation(formula(table.text("formula")), table.number("at_least"), table.text("message"))
    table.end()
    return expectation


def _check(values: Any) -> Check:
    table = _Table("a check", values)
    name = table.text("name")
    table.what = f"check {name}"
    check = Check(
        name=name,
        title=table.text("title", name),
        formula=formula(table.text("formula"), sums=True),
        at_least=table.number("at_least"),
        source=table.text("source", ""),
    )
    table.end()
    return check


def _need_whole(plan: Plan) -> None:
    """Refuse a plan whose parts do not fit together."""
    key = plan.columns.get(plan.key)
    if key is None or key.kind is not None or key.optional:
        raise _Wrong(f"key must name a column of kind name, and {plan.key} is none")
    if not plan.scores:
        raise _Wrong("it has no scores")
    _need_once("column", [text for one in plan.columns.values() for text in (one.name, *one.also)])
    _need_once("unit", [unit.name for unit in plan.units])
    _need_once("score", [score.name for score in plan.scores])
    _need_once("check", [check.name for check in plan.checks])
    targets = {name for unit in plan.units for name in unit.targets}
    figures = {one.name for one in plan.columns.values() if one.kind is not None}
    if both := sorted(targets & plan.columns.keys()):
        raise _Wrong(f"{', '.join(both)} is both a column and a target")
    for unit in plan.units:
        if missing := sorted(targets - unit.targets.keys()):
            raise _Wrong(f"unit {unit.name} lacks the target {', '.join(missing)}")
    optional = {one.name for one in plan.columns.values() if one.optional}
    for score in plan.scores:
        _need_names(f"score {score.name}", score.formula, (figures | targets) - optional)
    for expectation in plan.expectations:
        _need_names("an expectation", expectation.formula, figures | targets)
    for one in plan.checks:
        _need_names(f"check {one.name}", one.formula, figures | targets)
        if one.formula.names:
            raise _Wrong(f"check {one.name} reads {', '.join(sorted(one.formula.names))} outside sum(…)")


def _need_once(what: str, names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise _Wrong(f"{what} {', '.join(twice)} stands twice")


def _need_names(what: str, asked: Formula, known: set[str]) -> None:
    unknown = sorted((asked.names | asked.row_names) - known)
    if unknown:
        raise _Wrong(f"{what} reads {', '.join(unknown)}, which is no column of figures and no target")
