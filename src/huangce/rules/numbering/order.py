"""Which doors stand out of order: the fewest whose removal leaves the numbers rising along the street.

Reporting every number that is lower than one before it would blame a whole street for one wrong plate.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TypeVar

Key = TypeVar("Key", bound="tuple[int, ...]")


def longest_rising(keys: Sequence[Key]) -> list[int]:
    """Return the indices of a longest run of keys that never falls, in order; of several, one that ends lowest.

    >>> longest_rising([(1,), (3,), (9,), (5,), (7,)])
    [0, 1, 3, 4]
    """
    tails: list[Key] = []
    at: list[int] = []
    before: list[int] = []
    for index, key in enumerate(keys):
        place = bisect_right(tails, key)
        before.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(key)
            at.append(index)
        else:
            tails[place] = key
            at[place] = index
    run: list[int] = []
    index = at[-1] if at else -1
    while index >= 0:
        run.append(index)
        index = before[index]
    return run[::-1]


def runs_backwards(keys: Sequence[Key], rising: Sequence[int]) -> bool:
    """Whether the numbers fall along the street rather than rise: more than half of them, and more than rise."""
    falling = len(longest_rising([tuple(-part for part in key) for key in keys]))
    return falling >= 3 and falling > len(rising) and 2 * falling > len(keys)
