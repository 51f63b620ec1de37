"""Which unit of an assessment plan a row names: 三都, 三都县, 三都水族自治县, 522732 and 黔南州三都县 are one county.

Offices write a county with or without the word for its kind, and keep the old word for years after a county became a
city. So names are compared first as they stand, then without the word for the kind, as long as only one unit fits.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from huangce.rules.divisions import name_forms

KINDS = ("自治县", "自治旗", "特区", "林区", "新区", "县", "市", "区", "旗")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a row is about, with its targets; `also` are further ways of writing it."""

    name: str
    code: str
    targets: Mapping[str, Fraction]
    also: tuple[str, ...] = ()


class UnitNames:
    """Finds the unit that a text names. `within` are names of the divisions above, which may stand before it."""

    def __init__(self, units: Sequence[Unit], within: Sequence[str] = ()) -> None:
        self._exact: dict[str, Unit | None] = {}
        self._stems: dict[str, Unit | None] = {}
        self._within = sorted(map(_compact, within), key=len, reverse=True)
        for unit in units:
            written = {_compact(text) for text in (unit.name, *unit.also)}
            codes = {unit.code, unit.code.ljust(12, "0")} - {"", "0" * 12}
            for text in written | codes:
                _claim(self._exact, text, unit)
            for text in written:
                for form in name_forms(text, "county") | {text}:
                    _claim(self._stems, _stem(form), unit)

    def find(self, text: str) -> Unit | None:
        """Return the unit that `text` names, or None when it names none or more than one."""
        name = _compact(text)
        found = self._lookup(name)
        for above in self._within:
            if found is not None or not name:
                break
            if name.startswith(above) and name != above:
                name = name.removeprefix(above)
                found = self._lookup(name)
        return found

    def _lookup(self, name: str) -> Unit | None:
        return self._exact.get(name) or self._stems.get(_stem(name))


def _claim(index: dict[str, Unit | None], form: str, unit: Unit) -> None:
    """Enter a form; one that two units share names neither."""
    index[form] = unit if index.get(form, unit) is unit else None


def _compact(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _stem(name: str) -> str:
    kind = next((kind for kind in KINDS if name.endswith(kind) and len(name) - len(kind) >= 2), "")
    return name.removesuffix(kind)
