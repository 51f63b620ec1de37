"""What a list format is made of: fields with their headers, and what is asked of the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from huangce.exchange.formats.headwords import known_word, plain

FieldType = Literal["name", "citizen_id", "date", "code", "division", "address", "phone", "number", "text"]
Need = Literal["required", "expected", "optional"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column that a list may have.

    name: canonical name; header: its usual Chinese header; synonyms: other headers for the same thing.
    need: an empty `required` value is an error, an empty `expected` one a warning.
    codes: for the type `code`, the name of the code list, see `huangce.exchange.formats.codes`.
    not_before: canonical name of a date that must not be later than this one.
    may_be_future: for dates that are planned, such as the end of a permit.
    """

    name: str
    header: str
    type: FieldType
    synonyms: tuple[str, ...] = ()
    need: Need = "optional"
    codes: str = ""
    not_before: str = ""
    may_be_future: bool = False

    def words(self) -> tuple[str, ...]:
        """Return every header that means this field, in plain form, the usual one first."""
        return tuple(dict.fromkeys(plain(word) for word in (self.header, *self.synonyms, self.name)))


@dataclass(frozen=True)
class Format:
    """A kind of list.

    kind: identifier. title: Chinese name. supplier: who usually delivers it.
    key: fields whose values together name a row, for finding the same row twice.
    title_words: words in file names and titles that tell this kind.
    telling: fields of which one must be there (under one of `telling_words`, if given) unless a title tells the kind,
    because the rest of the columns would fit any list of persons.
    is_own: the office's own list, which needs no agreement. is_described: of a file of the office, see `described`.
    """

    kind: str
    title: str
    supplier: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    title_words: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    telling_words: tuple[str, ...] = ()
    is_own: bool = False
    is_described: bool = False

    @cached_property
    def by_word(self) -> Mapping[str, Field]:
        """The field that each plain header word means."""
        return {word: field for field in self.fields for word in field.words()}

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The field of each canonical name."""
        return {field.name: field for field in self.fields}

    def field_of(self, header: str) -> Field | None:
        """Return the field that a written header means, or None."""
        word = known_word(header, self.by_word)
        return self.by_word[word] if word else None


def prefixed(prefixes: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, ...]:
    """Return each word behind each prefix: 死者 and 姓名 give 死者姓名."""
    return tuple(prefix + word for prefix in prefixes for word in words)
