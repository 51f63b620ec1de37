"""What is locked for one thing is not locked for another."""

from __future__ import annotations

from huangce.register import locks


def test_no_two_locks_share_a_number() -> None:
    numbers = [value for name, value in vars(locks).items() if name.startswith("LOCK_")]
    assert len(numbers) > 5
    assert len(numbers) == len(set(numbers))
