"""On a quiet register nobody is told that others are at work, however long the chain of records that an act touches."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from huangce.register import record as writer
from tests.statistics.histories import (
    History,
    arrived,
    born,
    dead,
    linked,
    moved_in,
    moved_out,
    moved_within,
    restored,
    reversed_,
    unlinked,
)

CHANCES = (
    (born, 4),
    (dead, 2),
    (moved_in, 8),
    (moved_out, 3),
    (arrived, 2),
    (moved_within, 8),
    (linked, 8),
    (unlinked, 6),
    (restored, 3),
    (reversed_, 6),
)


@pytest.mark.parametrize("seed", range(3))
def test_what_turns_out_to_be_touched_costs_no_attempt(db: None, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """With one attempt alone every history of merges, partings and late reports is recorded as with many."""
    monkeypatch.setattr(writer, "ATTEMPTS", 1)
    life = History(random.Random(seed))
    with transaction.atomic():
        life.open()
        life.live(60, CHANCES)
        transaction.set_rollback(True)
    assert {"link", "move_within"} <= life.kinds
