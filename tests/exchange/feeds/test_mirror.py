"""A department that copies the register once and then follows the feed has, at every head, what the register has."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.exchange.feeds.conftest import read
from tests.places import town
from tests.places.test_any_sequence import KINDS, World

Agree = Callable[..., None]
FIELDS = ("address", "standard", "former", "valid_from", "status", "came_from")


class Mirror:
    """A toy copy: address → how it is written and whether it stands; `through` is the last entry that it took."""

    def __init__(self) -> None:
        self.held = register()
        self.through = 0

    def follow(self, limit: int) -> None:
        """Take every entry that there is, some at a time; none may be left out."""
        while True:
            page = read("plates", after=self.through, limit=limit)
            for one in page["entries"]:
                assert one["sequence"] == self.through + 1
                self.through = one["sequence"]
                address = int(one["address"])
                if one["event"] == "retracted":
                    del self.held[address]
                else:
                    assert (one["event"] == "registered") == (address not in self.held)
                    self.held[address] = (one["standard"], one["status"])
            if not page["more"]:
                return


def register() -> dict[int, tuple[str, str]]:
    """What the register has: every address that was not taken back."""
    found = town.rows("select id, standard, status from address where retired_by is null")
    return {one: (standard, status) for one, standard, status in found}


@pytest.mark.parametrize("seed", range(6))
def test_a_mirror_equals_the_register_after_any_acts(seed: int, committed_db: None, agree: Agree) -> None:
    agree(code="plates", feed="address_changed", fields=FIELDS)
    rng, world = random.Random(seed), World()
    mirror = Mirror()
    for _ in range(14):
        world.day += timedelta(days=3)
        world.do(rng.choice(KINDS), rng.randrange(10), rng.randrange(10))
        if rng.random() < 0.4:
            mirror.follow(rng.choice((1, 3, 100)))
    assert len(world.receipts) > 3
    mirror.follow(7)
    assert mirror.held == register()
