"""Find the division that an office or a grant is for, by its name."""

from __future__ import annotations

from huangce.errors import NotFound
from huangce.rules import divisions
from huangce.rules.divisions import Division

MOST = 30


def found_by_name(name: str, *, levels: tuple[str, ...] = divisions.LEVELS) -> list[Division]:
    """Return the divisions that are called so today, or that one whose code this is; at most `MOST`."""
    wanted = name.strip()
    if wanted.isascii() and wanted.isdigit():
        try:
            found = [divisions.get(wanted)]
        except NotFound:
            found = []
    else:
        found = [one for one in divisions.search(wanted) if one.is_current]
    return [one for one in found if one.level in levels][:MOST]
