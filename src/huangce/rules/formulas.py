"""Formulas as data: a small expression language that an assessment plan is written in, computed exactly.

Numbers, names, + - * /, parentheses, min(…), max(…), and sum(…) over rows where the plan allows it; × ÷ − are read as
* / -. Nothing else: no attribute, call, power or string, so that a plan from elsewhere can do no harm. Values are
fractions, so that 30 × 0.7 is 21 and not 20.999999999999996.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, TypeAlias

from huangce.errors import Unreadable

Values: TypeAlias = Mapping[str, Fraction]
Compiled: TypeAlias = Callable[[Values, Sequence[Values]], Fraction]

LONGEST: Final = 1000
DEEPEST: Final = 50
NUMBER = re.compile(r"\d{1,18}(\.\d{1,18})?")
SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "－": "-", "（": "(", "）": ")", "，": ",", "＋": "+"})
CHOICES: Final[dict[str, Callable[[Iterable[Fraction]], Fraction]]] = {"min": min, "max": max}


class BadFormula(Unreadable):
    """The formula "{formula}" cannot be used: {reason}."""

    code = "bad-formula"


@dataclass(frozen=True, slots=True)
class Formula:
    """A checked formula: its text, the names that it reads, and those that it reads of every row inside `sum`."""

    text: str
    names: frozenset[str]
    row_names: frozenset[str]
    _compiled: Compiled

    def value(self, values: Values, rows: Sequence[Values] = ()) -> Fraction:
        """Return the exact value. Raises `ZeroDivisionError` where a denominator is zero."""
        return self._compiled(values, rows)


def formula(text: str, *, sums: bool = False) -> Formula:
    """Return the formula that `text` writes; `sums` allows sum(…). Raises `BadFormula`.

    >>> from fractions import Fraction
    >>> f = formula("(a − b) ÷ 0.6 × 40")
    >>> sorted(f.names), f.value({"a": Fraction("39.45"), "b": Fraction(39)})
    (['a', 'b'], Fraction(30, 1))
    """
    written = text.translate(SIGNS).strip()
    if len(written) > LONGEST:
        raise BadFormula(formula=f"{text[:40]}…", reason=f"it is longer than {LONGEST} characters")
    try:
        tree = ast.parse(written, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise BadFormula(formula=text, reason="it is not an expression") from error
    compiler = _Compiler(text, written, sums=sums)
    compiled = compiler.compile(tree.body, depth=0, in_sum=False)
    return Formula(text, frozenset(compiler.names), frozenset(compiler.row_names), compiled)


class _Compiler:
    """Walks the tree once and refuses what is not on the list."""

    def __init__(self, text: str, written: str, *, sums: bool) -> None:
        self.text, self.written, self.sums = text, written, sums
        self.names: set[str] = set()
        self.row_names: set[str] = set()

    def refuse(self, reason: str) -> BadFormula:
        return BadFormula(formula=self.text, reason=reason)

    def compile(self, node: ast.expr, *, depth: int, in_sum: bool) -> Compiled:
        if depth > DEEPEST:
            raise self.refuse("it is nested too deep")

        def below(one: ast.expr) -> Compiled:
            return self.compile(one, depth=depth + 1, in_sum=in_sum)

        match node:
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(op, below(left), below(right))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
                inner = below(operand)
                return inner if isinstance(op, ast.UAdd) else lambda values, rows: -inner(values, rows)
            case ast.Call(func=ast.Name(id="sum"), args=[one], keywords=[]) if self.sums and not in_sum:
                return _sum(self.compile(one, depth=depth + 1, in_sum=True))
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in CHOICES and args:
                return _choice(CHOICES[name], [below(one) for one in args])
            case ast.Name(id=name):
                (self.row_names if in_sum else self.names).add(name)
                return lambda values, _rows: values[name]
            case ast.Constant():
                return _constant(self._number(node))
            case _:
                raise self.refuse("it may hold numbers, names, + - * /, parentheses, min(…) and max(…) only")

    def _binary(self, op: ast.operator, left: Compiled, right: Compiled) -> Compiled:
        match op:
            case ast.Add():
                return lambda values, rows: left(values, rows) + right(values, rows)
            case ast.Sub():
                return lambda values, rows: left(values, rows) - right(values, rows)
            case ast.Mult():
                return lambda values, rows: left(values, rows) * right(values, rows)
            case ast.Div():
                return lambda values, rows: left(values, rows) / right(values, rows)
            case _:
                raise self.refuse("of the operators it may use + - * / only")

    def _number(self, node: ast.Constant) -> Fraction:
        """The number as it is written: 0.6 is six tenths."""
        written = ast.get_source_segment(self.written, node) or ""
        if not NUMBER.fullmatch(written):
            raise self.refuse("a number in it is not written as 12 or 12.5")
        return Fraction(written)


def _sum(part: Compiled) -> Compiled:
    return lambda _values, rows: sum((part(row, ()) for row in rows), Fraction(0))


def _choice(choose: Callable[[Iterable[Fraction]], Fraction], parts: Sequence[Compiled]) -> Compiled:
    return lambda values, rows: choose(part(values, rows) for part in parts)


def _constant(number: Fraction) -> Compiled:
    return lambda _values, _rows: number
