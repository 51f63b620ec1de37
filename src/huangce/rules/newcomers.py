"""Somebody who is entered into the register anew, and who may stand in it already.

Before each registration the register is looked through, so that nobody is registered twice (notice 003 五(四);
requirements C11). What is alike, `register.alike` finds; that each was looked at and is another person stands in the
act, so that it can be seen later that and what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass

from huangce.errors import Refused
from huangce.rules.situation import Situation


class MayBeRegistered(Refused):
    """Records may be of this person already: {records}. They bear a name of the same sound and the same date of birth,
    or were born on that day in the same household. Look at each, and say of which it is another person."""

    code = "may-be-registered"
    legal_ground = "notice 003 五(四)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Whom an act enters anew: the date of birth in full or in part, and who was found not to be it.

    `born_into` is the household of a newborn, whose other children of that day are looked at whatever their names.
    """

    name: str
    birth_date: str
    not_same_as: tuple[int, ...]
    born_into: int | None = None


def need_looked_at(newcomer: Newcomer, situation: Situation) -> None:
    """Raise `MayBeRegistered` while a record that is alike was not said to be another person's."""
    open_ones = [str(one) for one in situation.alike if one not in newcomer.not_same_as]
    if open_ones:
        raise MayBeRegistered(records="、".join(open_ones))
