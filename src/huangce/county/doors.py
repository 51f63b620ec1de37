"""Doors that nobody is told to live at, written as the register writes those of a village: for control pairs.

A door is one of the village with another last number: its town, hamlet, street, compound and unit are real, and so is
the manner of writing. Addresses are no personal data; who really lives at such a number is in no control.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from huangce.addressing import parse_many
from huangce.addressing.parsed import Span

ABOVE: Final = frozenset({"prov", "city", "district"})  # what a list of the county writes or leaves out at will
NUMBER: Final = re.compile(r"\d+")
HUNDRED: Final = 100
FEWEST: Final = 8  # doors of a street or group, even where the register knows fewer
ROOMS: Final = 4  # on a floor
TRIES: Final = 100


@dataclass(frozen=True, slots=True)
class Doors:
    """Addresses of a village in two parts: what lists leave out at will, and the rest."""

    heads: tuple[str, ...]
    rests: tuple[str, ...]

    def draw(self, rng: Random) -> str:
        """Return a door of the village."""
        return rng.choice(self.heads) + _other_number(rng, rng.choice(self.rests))

    def rewritten(self, rng: Random, address: str) -> str:
        """Return the same door as somebody else writes it: with more of county and province, or less."""
        for head in sorted(set(self.heads), key=len, reverse=True):
            if address.startswith(head):
                return rng.choice(self.heads) + address[len(head) :]
        return address


def of_village(addresses: Sequence[str], *, name: str) -> Doors:
    """Return the doors of a village from addresses that the register has there; from its name where it has none."""
    if not addresses:
        return Doors(("",), tuple(f"{name}{group}组{FEWEST}号" for group in range(1, 9)))
    cut = [(text, _end_of_head(one.spans)) for text, one in zip(addresses, parse_many(list(addresses)), strict=True)]
    return Doors(tuple(text[:end] for text, end in cut), tuple(text[end:] for text, end in cut))


def beside(rng: Random, address: str) -> str:
    """Return another door of the same street, group or floor; the same where it has no number."""
    others = (_other_number(rng, address) for _ in range(TRIES))
    return next((one for one in others if one != address), address)


def without_number(address: str) -> str:
    """Return an address without its last number, as who is in a hurry writes it."""
    numbers = list(NUMBER.finditer(address))
    return address[: numbers[-1].start()] if numbers else address


def _end_of_head(spans: Sequence[Span]) -> int:
    return max((one.end for one in spans if one.label in ABOVE), default=0)


def _other_number(rng: Random, address: str) -> str:
    """Return an address with another last number: a room of the same floor, a house of the same street."""
    numbers = list(NUMBER.finditer(address))
    if not numbers:
        return address
    last = numbers[-1]
    value = int(last[0])
    floor, room = divmod(value, HUNDRED)
    number = HUNDRED * floor + rng.randint(1, max(room, ROOMS)) if floor else rng.randint(1, max(value, FEWEST))
    return (
        f"{address[: last.start()]}{number:0{len(last[0]) if last[0].startswith('0') else 1}d}{address[last.end() :]}"
    )
