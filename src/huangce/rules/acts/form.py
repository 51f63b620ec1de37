"""The form of an act: what its fields may hold at all, whichever door built it and before any rule looks at it.

Texts are one line of characters that every database, file and page can hold; ids are what JSON keeps exactly (RFC 8259
section 6: integers below 2^53); days lie where a population register can have them, as partial dates do.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from huangce.errors import Refused
from huangce.rules.acts.base import Act
from huangce.rules.partial_date import EARLIEST_YEAR, LATEST_YEAR

LONGEST_TEXT: Final = 1_000
LARGEST_NUMBER: Final = (1 << 53) - 1
LAST_IN_A_DAY: Final = 10_000
FIRST_DAY, LAST_DAY = date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31)
# Control characters, line and paragraph separators, halves of characters, and what Unicode keeps free of characters.
_NO_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
SHOWN_OF_A_NAME = 40


class MalformedAct(Refused):
    """Field {field} of act {kind} is missing or not of its form."""

    code = "malformed-act"


class ControlCharacters(Refused):
    """The field {field} holds control characters, or halves of characters: write it as one line of text."""

    code = "control-characters"


class TextTooLong(Refused):
    """The field {field} has {length} characters, and may have {longest}."""

    code = "text-too-long"


class NamedTwice(Refused):
    """The field {field} names {one} twice."""

    code = "named-twice"


def check(act: Act) -> None:
    """Refuse an act of which a field is not of its form, naming the field."""
    _check_fields(act, type(act).kind, "")
    if abs(act.day_order) > LAST_IN_A_DAY:
        raise MalformedAct(field="day_order", kind=type(act).kind)


def shown(name: object) -> str:
    """What somebody wrote for a name, cut, and with what cannot be printed spelled out: a message may hold it."""
    text = _NO_TEXT.sub(lambda match: f"\\u{ord(match[0]):04x}", str(name))
    return text if len(text) <= SHOWN_OF_A_NAME else text[:SHOWN_OF_A_NAME] + "…"


def is_number(value: object) -> bool:
    """Whether a value is a number that an id, version or count can be."""
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST_NUMBER


def need_text(value: str, field: str) -> None:
    """Refuse a text that is too long, or is not one line of characters."""
    if len(value) > LONGEST_TEXT:
        raise TextTooLong(field=field, length=len(value), longest=LONGEST_TEXT)
    if _NO_TEXT.search(value):
        raise ControlCharacters(field=field)


@cache
def _hints(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {one.name: hints[one.name] for one in dataclasses.fields(cls)}


def _check_fields(whole: Any, kind: str, above: str) -> None:
    for name, hint in _hints(type(whole)).items():  # type: ignore[arg-type]  # a class is hashable
        _check(hint, getattr(whole, name), kind, above + name)


def _check(hint: Any, value: Any, kind: str, field: str) -> None:
    """Raise unless `value` is of the type that `hint` says, within its bounds."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        hint = next((one for one in arguments if _is_of(one, value)), None)
        origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is None or not _is_of(hint, value):
        raise MalformedAct(field=field, kind=kind)
    if isinstance(value, str):
        need_text(value, field)
    elif origin is tuple:
        _check_entries(arguments, value, kind, field)
    elif isinstance(value, Mapping):
        for key, one in value.items():
            _check(arguments[0], key, kind, field)
            _check(arguments[1], one, kind, f"{field}.{shown(key)}")
    elif dataclasses.is_dataclass(value):
        _check_fields(value, kind, f"{field}.")


def _check_entries(arguments: tuple[Any, ...], value: tuple[Any, ...], kind: str, field: str) -> None:
    forms = [arguments[0]] * len(value) if Ellipsis in arguments else list(arguments)
    if len(forms) != len(value):
        raise MalformedAct(field=field, kind=kind)
    for form, one in zip(forms, value, strict=True):
        _check(form, one, kind, field)
    # Whoever is named in a list of records is named once; relations and documents may repeat.
    if Ellipsis in arguments and (arguments[0] is int or typing.get_origin(arguments[0]) is tuple):
        again = next((one for one in value if value.count(one) > 1), None) if len(set(value)) < len(value) else None
        if again is not None:
            raise NamedTwice(field=field, one=again)


def _is_of(hint: Any, value: Any) -> bool:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return isinstance(value, str) and value in arguments
    if hint is int:
        return is_number(value)
    if hint is date:
        return type(value) is date and FIRST_DAY <= value <= LAST_DAY
    return isinstance(value, origin or hint)
