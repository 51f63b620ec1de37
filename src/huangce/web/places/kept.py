"""What is found by looking through all addresses of a division, kept in this process, with the moment it was found."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Generic, TypeVar

from huangce.register.keeper import Keeper
from huangce.register.locks import raw_cursor

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Kept(Generic[Made]):
    """What was found, what it rested on then (`state`), and when."""

    found: Made
    state: tuple[Any, ...]
    at: datetime

    def is_of(self, state: tuple[Any, ...]) -> bool:
        """Whether it rests on what stands now; if not, the page says when it was found."""
        return self.state == state


_keeper: Final[Keeper[Kept[Any]]] = Keeper(kept=24)


def kept(what: tuple[Hashable, ...], state: tuple[Any, ...], make: Callable[[], Made]) -> Kept[Made]:
    """Return what `make` returned the last time, or returns now: `what` names it, `state` is what it rests on."""
    with raw_cursor() as cursor:
        info = cursor.connection.info
    return _keeper.get(
        (info.host, info.port, info.dbname, *what), state, lambda: Kept(make(), state, datetime.now(UTC))
    )
