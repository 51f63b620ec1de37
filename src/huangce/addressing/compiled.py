"""Hot loops are plain Python functions over NumPy arrays, compiled by numba when it is there.

Without numba (or with `NUMBA_DISABLE_JIT=1`) the same source runs as Python, slowly and with identical results: scores
are integers, and hashes stay below 2^63, so neither rounding nor overflow can make the two differ.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

try:
    from numba import njit
except ImportError:  # a machine that numba has no wheel for
    njit = None  # type: ignore[assignment]


Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(function: Loop) -> Loop:
    """Compile `function` and keep the machine code on disk; return it unchanged where numba is missing."""
    if njit is None:
        return function
    return cast(Loop, njit(cache=True, nogil=True)(function))
