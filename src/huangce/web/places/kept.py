"""What takes long to look through and changes seldom: kept in this process until something that it rests on changes.

Whoever asks while it is being made waits for that, and does not make it a second time beside it.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, Final, TypeVar

MOST: Final = 24
Made = TypeVar("Made")
_kept: OrderedDict[Hashable, tuple[Hashable, Any]] = OrderedDict()
_guard = Lock()
_making: defaultdict[Hashable, Lock] = defaultdict(Lock)


def kept(what: Hashable, state: Hashable, make: Callable[[], Made]) -> Made:
    """Return what `make` returned the last time, or returns now: `what` names it, `state` is what it rests on."""
    with _guard:
        held, making = _kept.get(what), _making[what]
    if held is not None and held[0] == state:
        return held[1]  # type: ignore[no-any-return]
    with making:
        with _guard:
            held = _kept.get(what)
        if held is not None and held[0] == state:
            return held[1]  # type: ignore[no-any-return]
        found = make()
        with _guard:
            _kept[what] = (state, found)
            _kept.move_to_end(what)
            while len(_kept) > MOST:
                _making.pop(_kept.popitem(last=False)[0], None)
        return found
