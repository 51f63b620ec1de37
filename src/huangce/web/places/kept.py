"""What takes long to look through and changes seldom: kept in this process until something that it rests on changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from huangce.places.address_doubts import stamp

MOST: Final = 24
Made = TypeVar("Made")
_kept: OrderedDict[Hashable, Any] = OrderedDict()


def kept(what: tuple[Hashable, ...], make: Callable[[], Made]) -> Made:
    """Return what `make` returned the last time, or returns now: `what` names it, the stamp of the places its state."""
    key = (*what, stamp())
    held = _kept.pop(key, None)
    found: Made = make() if held is None else held[0]
    _kept[key] = (found,)  # the latest asked for stands last
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return found
