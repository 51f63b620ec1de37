"""Numbers of doors: a main number and, where no main number was free, a suffix (12-1号, 12号附1号).

The address engine keeps the forms in which a plate is written apart, for they hang so on the wall; here they are one
number, for two doors may not have it in two forms.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

# Form of a suffix → how a number with one is written, and without.
FORMS: Final[dict[str, str]] = {"dash": "{main}-{suffix}号", "attached": "{main}号附{suffix}号"}
PLAIN: Final = "{main}号"
MOST: Final = 99_999  # a plate has five digits at the most; what is longer is no number of a door
WRITTEN: Final = re.compile(r"(?P<main>[0-9]{1,5})号?(?:(?:-|附|付|之)(?P<suffix>[0-9]{1,3})号?)?号?")


class Number(NamedTuple):
    """The number of a door. They are ordered as doors along a street are: 12, 12-1, 12-2, 14."""

    main: int
    suffix: int = 0

    @property
    def is_odd(self) -> bool:
        """Whether it belongs on the odd side: what the main number says."""
        return self.main % 2 == 1

    def written(self, form: str = "dash") -> str:
        """Return the number as it stands on the plate, with the suffix in a form of `FORMS`.

        >>> Number(12).written(), Number(12, 1).written(), Number(12, 1).written("attached")
        ('12号', '12-1号', '12号附1号')
        """
        return (FORMS[form] if self.suffix else PLAIN).format(main=self.main, suffix=self.suffix)


def read_number(text: str | None) -> Number | None:
    """Return the number that a plate shows; None for what is no number in Arabic digits.

    >>> read_number("12号附1号"), read_number("１２－１号"), read_number("40号之1"), read_number("甲3号")
    (Number(main=12, suffix=1), Number(main=12, suffix=1), Number(main=40, suffix=1), None)
    """
    plain = unicodedata.normalize("NFKC", text or "").replace("－", "-").replace("—", "-").replace(" ", "")
    found = WRITTEN.fullmatch(plain)
    if found is None or int(found["main"]) == 0:
        return None
    return Number(int(found["main"]), int(found["suffix"] or 0))
