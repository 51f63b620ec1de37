"""Changes of divisions as they bear on addresses: their codes, and the names that addresses write before the street."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from huangce.rules.authority import scope
from huangce.rules.state import Record


@dataclass(frozen=True, slots=True)
class DivisionChange:
    """A change that stands. `digits` begin the code of every division that it concerns; `order` is its place in
    time."""

    division: str
    becomes: str
    name_before: str
    name_after: str
    act: int
    order: tuple[date, int, int]

    @property
    def digits(self) -> str:
        return scope(self.division)

    def concerns(self, code: str) -> bool:
        """Whether a division is the one that changes, or lies in it."""
        return code.startswith(self.digits)


def change_of(record: Record) -> DivisionChange:
    """Return a change of a division from what is asserted of it."""
    of = record.groups["division_change"]
    said = record.history[-1]
    return DivisionChange(
        str(of["division"]),
        str(of["division_becomes"]),
        str(of["name_before"]),
        str(of["name_after"]),
        said.act,
        (said.fact.valid_from, said.day_order, said.act),
    )


def code_after(code: str, changes: Iterable[tuple[str, str]]) -> str:
    """Return the code that a division has after changes, (code, code after it) in the order of their days.

    >>> code_after("511703116001", [("511703116000", "511703117000")])
    '511703117001'
    """
    for before, becomes in changes:
        if code.startswith(scope(before)):
            code = scope(becomes) + code[len(scope(before)) :]
    return code


def division_on(code: str, changes: Sequence[DivisionChange], day: date) -> str:
    """Return the code on a day of the division that bore `code` when the address was entered."""
    return _on(code, "", changes, day)[0]


def codes_on(code: str, changes: Sequence[DivisionChange], day: date) -> frozenset[str]:
    """Return the codes that may have been entered for what bears `code` on a day: the inverse of `division_on`."""
    found = {code}
    for one in reversed(changes):
        after = scope(one.becomes)
        found |= {one.digits + known[len(after) :] for known in found if known.startswith(after)}
    return frozenset(one for one in found if division_on(one, changes, day) == code)


def named_on(code: str, names: str, changes: Sequence[DivisionChange], day: date) -> str:
    """Return the names before the street on a day.

    Where a list left the name out there is nothing to change. The last place where it stands is meant: a township may
    be called like its county.
    """
    return _on(code, names, changes, day)[1]


def _on(code: str, names: str, changes: Sequence[DivisionChange], day: date) -> tuple[str, str]:
    for one in changes:
        if one.order[0] > day or not one.concerns(code):
            continue
        code = scope(one.becomes) + code[len(one.digits) :]
        before, found, after = names.rpartition(one.name_before)
        names = before + one.name_after + after if found else names
    return code, names
