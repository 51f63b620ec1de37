"""Streets that are numbered as their scheme says, and faults put into them, for tests and for the benchmark."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date

from huangce.rules.numbering import Entrance, Number, Rested, Scheme

ON = date(2020, 6, 1)
BEGAN = date(2018, 1, 1)


def scheme(**changes) -> Scheme:
    return replace(Scheme("9901", BEGAN, "门楼牌编制管理办法"), **changes)


def doors(*numbers: int | tuple[int, int] | None, side: str = "left", apart: float = 10.0) -> list[Entrance]:
    """Entrances of one side, ten metres from each other, with these numbers."""
    return [
        Entrance(
            index, side, index * apart, None if one is None else Number(*((one,) if isinstance(one, int) else one))
        )
        for index, one in enumerate(numbers, start=1)
    ]


def correct_street(rng: random.Random, rule: Scheme, count: int, *, first_id: int = 1) -> list[Entrance]:
    """A street without a fault: both sides, uneven distances, now and then a suffix."""
    street = []
    for side in ("left", "right"):
        odd = rule.wants_odd(side) if rule.odd_side is not None else None
        if odd is None and side == "right":
            break
        number, chainage = Number(rule.first(odd=odd)), 0.0
        for index in range(count):
            if rule.mode == "distance":
                chainage = number.main * (rule.step_m or 1.0) + rng.uniform(0, 0.4)
            else:
                chainage += rng.uniform(4, 16)
            street.append(Entrance(first_id + len(street), side, round(chainage, 2), number))
            if rule.mode != "distance" and rng.random() < 0.08 and index:
                number = Number(number.main, number.suffix + 1)
            else:
                number = Number(number.main + rule.stride * (rng.choice((1, 2, 4)) if rule.mode == "distance" else 1))
            while number.main in rule.skip:
                number = Number(number.main + rule.stride)
    return street


@dataclass(frozen=True)
class Fault:
    """What was done to a street: the code that should be found, and the entrances or numbers that it names."""

    code: str
    entrances: frozenset[int]
    number: Number | None = None


def spoil(
    rng: random.Random, rule: Scheme, street: list[Entrance], kind: str
) -> tuple[list[Entrance], Fault, list[Rested]]:
    """Put one fault of a kind into a correct street; return it, what should be found, and the numbers that rest."""
    return SPOILED[kind](rng, rule, street)


def _swap(street: list[Entrance], changed: Entrance) -> list[Entrance]:
    return [changed if one.id == changed.id else one for one in street]


def _inner(rng: random.Random, street: list[Entrance], room: int = 1) -> tuple[list[Entrance], int]:
    """The doors of one side with main numbers only, and the place of one of them away from the ends.

    Raises `IndexError` on a street too short for it.
    """
    places = []
    for side in ("left", "right"):
        mine = [one for one in street if one.side == side and one.number and one.state == "standing"]
        mains = {one.number.main for one in mine if one.number.suffix}
        places += [(mine, i) for i in range(room, len(mine) - room) if mine[i].number.main not in mains]
    return rng.choice(places)


def _missing(rng, rule, street):
    mine, at = _inner(rng, street)
    one = mine[at]
    return _swap(street, replace(one, number=None)), Fault("missing", frozenset({one.id}), one.number), []


def _crowded(rng, rule, street):
    """A door more than there are numbers."""
    mine, at = _inner(rng, street)
    one = replace(mine[at], id=10_000_000 + mine[at].id, chainage=(mine[at].chainage + mine[at + 1].chainage) / 2)
    return (
        [*street, replace(one, number=None)],
        Fault("missing-suffix", frozenset({one.id}), Number(one.number.main, 1)),
        [],
    )


def _duplicate(rng, rule, street):
    mine, at = _inner(rng, street, 3)
    other = rng.choice([one for i, one in enumerate(mine) if i != at])
    spoiled = _swap(street, replace(mine[at], number=other.number))
    return spoiled, Fault("duplicate", frozenset({mine[at].id, other.id})), []


def _wrong_side(rng, rule, street):
    mine, at = _inner(rng, street)
    used = {one.number for one in street if one.number}
    number = Number(mine[at].number.main + 1)
    while number in used:
        number = Number(number.main + 2)
    return _swap(street, replace(mine[at], number=number)), Fault("wrong-side", frozenset({mine[at].id})), []


def _out_of_order(rng, rule, street):
    mine, at = _inner(rng, street, 4)
    number = Number(max(one.number.main for one in mine) + rule.stride * rng.randint(1, 40))
    return _swap(street, replace(mine[at], number=number)), Fault("out-of-order", frozenset({mine[at].id})), []


def _demolished(rng, rule, street):
    mine, at = _inner(rng, street)
    gone = replace(mine[at], state="demolished", gone_on=date(2019, 5, 1))
    return _swap(street, gone), Fault("gap-demolished", frozenset(), gone.number), []


def _retired(rng, rule, street):
    mine, at = _inner(rng, street)
    rested = [Rested(mine[at].number, date(2005, 5, 1))]
    return [one for one in street if one is not mine[at]], Fault("gap-demolished", frozenset(), mine[at].number), rested


def _reserved(rng, rule, street):
    mine, at = _inner(rng, street)
    return (
        _swap(street, replace(mine[at], state="reserved")),
        Fault("gap-reserved", frozenset(), mine[at].number),
        [],
    )


def _vanished(rng, rule, street):
    mine, at = _inner(rng, street)
    return [one for one in street if one is not mine[at]], Fault("gap-unexplained", frozenset(), mine[at].number), []


SPOILED = {
    "missing": _missing,
    "missing-suffix": _crowded,
    "duplicate": _duplicate,
    "wrong-side": _wrong_side,
    "out-of-order": _out_of_order,
    "gap-demolished": _demolished,
    "retired": _retired,
    "gap-reserved": _reserved,
    "gap-unexplained": _vanished,
}
