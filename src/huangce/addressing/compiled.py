"""Hot loops are plain Python functions over NumPy arrays, compiled by numba when it is there.

Without numba (or with `NUMBA_DISABLE_JIT=1`) the same source runs as Python, slowly and with identical results: scores
are integers, and hashes stay below 2^63, so neither rounding nor overflow can make the two differ.

Machine code is kept on disk in a folder named after the sources of all loops: numba itself notices a change only in the
file of a loop, not in the files of the loops that it calls, and would go on with stale code after an update.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.util
import os
import py_compile
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar, cast

try:
    import numba
    from numba.core import config as numba_config
except ImportError:  # a machine that numba has no wheel for
    numba = None  # type: ignore[assignment]

# Modules without loops whose constants are compiled into loops.
CONSTANTS = ("compiled.py", "labels.py", "lanes.py", "problems.py", "roles.py")

Loop = TypeVar("Loop", bound=Callable[..., Any])


@functools.cache
def kept_folder() -> str:
    """Return the folder of this version of the package for what is worth keeping between runs, "" if none can be."""
    here = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(here.glob("*.py")):
        code = source.read_bytes()
        if source.name in CONSTANTS or b"\n@inner\n" in code or b"\n@compiled\n" in code:
            digest.update(code)
    name = f"huangce-{digest.hexdigest()[:16]}"
    for parent in (here / "__pycache__", Path.home() / ".cache", Path(tempfile.gettempdir()) / f"cache-{os.getuid()}"):
        try:
            parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(parent, os.W_OK):
            return str(parent / name)
    return ""


def keep_byte_code(modules: Iterable[ModuleType]) -> int:
    """Write Python's byte code of every module that has none of today; return how many were written.

    Python does so itself unless it is told not to (PYTHONDONTWRITEBYTECODE), as in many containers; without byte code
    numba and polars alone take a second of each start.
    """
    written = 0
    for module in modules:
        source = getattr(getattr(module, "__spec__", None), "origin", None)
        if source and source.endswith(".py") and not _has_byte_code(Path(source)):
            with contextlib.suppress(OSError, py_compile.PyCompileError):
                written += py_compile.compile(source, doraise=True) is not None
    return written


def _has_byte_code(source: Path) -> bool:
    """Return whether byte code of this very source is kept: its header (PEP 552) has the time of the source."""
    try:
        header = Path(importlib.util.cache_from_source(str(source))).read_bytes()[:12]
        return header[8:] == (int(source.stat().st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    except OSError:
        return False


def compiles() -> bool:
    """Return whether loops are compiled here."""
    return numba is not None and not vars(numba_config)["DISABLE_JIT"]


def compiled(function: Loop) -> Loop:
    """Compile `function` and keep the machine code on disk; return it unchanged where numba is missing."""
    return _compiled(function)


def inner(function: Loop) -> Loop:
    """Compile a loop that other loops call and that makes no array.

    It borrows the arrays that it is given: counting references to them in each call took a third of the time.
    """
    return _compiled(function, _nrt=False)


def _compiled(function: Loop, **options: Any) -> Loop:
    if numba is None:
        return function
    before = vars(numba_config)["CACHE_DIR"]
    vars(numba_config)["CACHE_DIR"] = kept_folder() or before
    try:
        return cast(Loop, numba.njit(cache=True, nogil=True, **options)(function))
    except RuntimeError:  # nowhere to keep it: compile in each process
        return cast(Loop, numba.njit(nogil=True, **options)(function))
    finally:
        vars(numba_config)["CACHE_DIR"] = before
