"""The shape of a code list: its standard, its codes with Chinese and English words, and what people write instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from huangce.errors import Problem
from huangce.rules.problems import InvalidValue, problem

_FULL_WIDTH = {chr(point): chr(point - 0xFEE0) for point in range(0xFF01, 0xFF5F)}
# What surrounds a word without changing it.
_IGNORED = dict.fromkeys(" \t\r\n\u3000\u00a0\u200b\ufeff()[]{}.、,，。（）【】'\"", "")
_TABLE = str.maketrans({**_FULL_WIDTH, **_IGNORED})
_AFTER_WIDTH = str.maketrans(_IGNORED)


def normal(text: str) -> str:
    """Return the word as the lists are keyed: half-width, upper-case letters, without spaces and brackets.

    >>> normal(" （汉 族）"), normal("ｍ")
    ('汉族', 'M')
    """
    return text.translate(_TABLE).translate(_AFTER_WIDTH).upper()


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: the code as stored, its word in Chinese and in English, and other ways to write it."""

    code: str
    zh: str
    en: str
    synonyms: tuple[str, ...] = ()


class CodeTable(Mapping[str, Code]):
    """A code list: a mapping from stored code to entry, with `code_of` for what stands in files."""

    def __init__(self, name: str, zh: str, standard: str, entries: tuple[Code, ...], *, width: int = 0) -> None:
        """`width`: codes of digits are filled with zeros to it, because spreadsheets drop them; 0 for never."""
        self.name, self.zh, self.standard = name, zh, standard
        self._entries = {entry.code: entry for entry in entries}
        self._codes: dict[str, str] = {}
        for entry in entries:
            words = (entry.code, entry.zh, entry.en, *entry.synonyms)
            keys = {self.key(word) for word in words}
            if width and entry.code.isdigit():
                keys.add(entry.code.lstrip("0") or "0")
            for key in keys:
                if self._codes.setdefault(key, entry.code) != entry.code:
                    raise ValueError(f"{key} stands for two codes of {name}")

    def __getitem__(self, code: str) -> Code:
        return self._entries[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(self.name)

    def find(self, text: str | None) -> str | None:
        """Return the code for a code, a word or a usual synonym, or None when the list does not know it."""
        return self._codes.get(self.key(text)) if text else None

    def key(self, text: str) -> str:
        """Return the form under which `find` looks a text up; a list with habits of its own overrides it."""
        return normal(text)

    def code_of(self, text: str) -> str:
        """Return the code for a code, a word or a usual synonym. Raises InvalidValue "code-unknown"."""
        code = self.find(text)
        if code is None:
            raise InvalidValue(self.unknown())
        return code

    def unknown(self) -> Problem:
        """Return the problem of a word that the list does not know."""
        found = problem("code-unknown")
        return Problem(found.code, found.level, f"{found.message[:-1]} {self.zh}（{self.standard}）.")


def entries(lines: str) -> tuple[Code, ...]:
    """Return the entries of a text table: code | Chinese | English | synonyms with spaces between."""
    rows = [[cell.strip() for cell in line.split("|")] for line in lines.strip().splitlines()]
    return tuple(Code(code, zh, en, tuple(more[0].split()) if more else ()) for code, zh, en, *more in rows)
