"""An act as plain JSON values and back, so that it can be kept as it was submitted and decided again later.

The form is the dataclass itself: one key a field, dates as ISO text, tuples as lists, defaults left out. Doors use the
same form, so that pages, the API, files and phones build the same act.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from typing import Any

from huangce.errors import Refused
from huangce.rules.acts import KINDS
from huangce.rules.acts.base import Act


class UnknownAct(Refused):
    """There is no kind of act called {kind}."""

    code = "unknown-act"


class MalformedAct(Refused):
    """Field {field} of act {kind} is missing or not of its form."""

    code = "malformed-act"


def to_payload(act: Act) -> dict[str, Any]:
    """Return `act` as JSON values, without fields that have their default value."""
    payload: dict[str, Any] = _plain(act)
    return payload


def from_payload(kind: str, payload: Mapping[str, Any]) -> Act:
    """Return the act that `payload` describes. Raises `UnknownAct` or `MalformedAct`, naming the field."""
    row = KINDS.get(kind)
    if row is None:
        raise UnknownAct(kind=kind)
    built = _build(row.act, payload, kind)
    assert isinstance(built, Act)
    return built


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            one.name: _plain(getattr(value, one.name))
            for one in dataclasses.fields(value)
            if getattr(value, one.name) != one.default
        }
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value


def _build(cls: type, payload: Mapping[str, Any], kind: str) -> Any:
    hints = typing.get_type_hints(cls)
    known = {one.name: one for one in dataclasses.fields(cls)}
    for name in payload:
        if name not in known:
            raise MalformedAct(field=name, kind=kind)
    values = {}
    for name, one in known.items():
        if name in payload:
            try:
                values[name] = _value(hints[name], payload[name], kind)
            except (TypeError, ValueError) as error:
                raise MalformedAct(field=name, kind=kind) from error
        elif one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
            raise MalformedAct(field=name, kind=kind)
    return cls(**values)


def _value(hint: Any, value: Any, kind: str) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None and type(None) in arguments:
            return None
        return _value(next(one for one in arguments if one is not type(None)), value, kind)
    if origin is tuple:
        return _tuple(arguments, value, kind)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {_key(arguments[0], key): one for key, one in value.items()}
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast(type, hint), value, kind)
    return _single(hint, origin, arguments, value)


def _tuple(arguments: tuple[Any, ...], value: Any, kind: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise TypeError
    if Ellipsis in arguments:
        return tuple(_value(arguments[0], one, kind) for one in value)
    return tuple(_value(form, one, kind) for form, one in zip(arguments, value, strict=True))


def _single(hint: Any, origin: Any, arguments: tuple[Any, ...], value: Any) -> Any:
    if origin is typing.Literal:
        if value not in arguments:
            raise ValueError
        return value
    if hint is date:
        return date.fromisoformat(value)
    if isinstance(hint, type) and (not isinstance(value, hint) or (hint is int and isinstance(value, bool))):
        raise TypeError
    return value


def _key(hint: Any, key: str) -> Any:
    return int(key) if hint is int else key
