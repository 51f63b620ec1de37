"""A command that is told to end ends, says nothing, and gives the number that shells expect (128 and the signal).

Ctrl-C may arrive while a library is at work that makes an error of its own of it, or that is called from C and cannot
pass it on. Such an error is no failure of the command. While the database is stopped, a second Ctrl-C is not heard.
"""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import NoReturn

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interruptible:
    """A context in which a request to end ends the program, whatever the code in it makes of it."""

    def __init__(self) -> None:
        self._heard = 0

    def __enter__(self) -> None:
        for number in ENDING:
            if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):  # not under nohup
                signal.signal(number, self._hear)

    def _hear(self, number: int, _frame: FrameType | None) -> NoReturn:
        self._heard = self._heard or number
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        raise SystemExit(128 + number)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._heard:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            if error is not None:
                raise SystemExit(128 + self._heard) from None
