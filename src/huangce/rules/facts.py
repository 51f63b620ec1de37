"""A fact: what an act asserts of one group of items of one record, from a day on.

It asserts absolutely and only the items it names, never a delta. Facts are named tuples, because a rebuild makes
millions of them. The order in which facts are folded is the order of
the world, not of recording: (valid from, order within the day, act, ordinal).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

from huangce.rules.items import GROUPS

Value: TypeAlias = str | int | bool | None


class Fact(NamedTuple):
    """What is asserted of `record` from `valid_from` on. `items` maps item names of `group` to values."""

    record: int
    group: str
    items: Mapping[str, Value]
    valid_from: date

    @property
    def object(self) -> int | None:
        """The id of the record that this fact points at, such as the household of a membership."""
        pointer = GROUPS[self.group].points_at
        target = self.items.get(pointer) if pointer else None
        return target if isinstance(target, int) else None


class RecordedFact(NamedTuple):
    """A fact as it stands in the register, with the act that asserted it."""

    act: int
    ordinal: int
    day_order: int
    fact: Fact

    @property
    def order(self) -> tuple[date, int, int, int]:
        """The place of this fact in the fold."""
        return (self.fact.valid_from, self.day_order, self.act, self.ordinal)
