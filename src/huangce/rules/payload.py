"""An act as plain JSON values and back, so that it can be kept as it was submitted and decided again later.

The form is the dataclass itself: one key a field, dates as ISO text, tuples as lists, defaults left out. Doors use the
same form, so that pages, the API, files and phones build the same act. Here text becomes dates and lists become tuples;
whether that is an act's form is said once, in `rules.acts.form`.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from typing import Any

from huangce.errors import Refused
from huangce.rules.acts import KINDS, form
from huangce.rules.acts.base import Act
from huangce.rules.acts.form import MalformedAct


class UnknownAct(Refused):
    """There is no kind of act called {kind}."""

    code = "unknown-act"


# JSON has texts for days and for the ids that are keys: each has one way of being written.
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID = re.compile(r"[1-9][0-9]{0,15}")


def to_payload(act: Act) -> dict[str, Any]:
    """Return `act` as JSON values, without fields that have their default value."""
    payload: dict[str, Any] = _plain(act)
    return payload


def from_payload(kind: str, payload: Mapping[str, Any]) -> Act:
    """Return the act that `payload` describes. Raises `UnknownAct`, or what `form.check` raises, naming the field."""
    row = KINDS.get(kind) if isinstance(kind, str) else None
    if row is None:
        raise UnknownAct(kind=form.shown(kind))
    built = _build(row.act, payload, kind, "")
    assert isinstance(built, Act)
    form.check(built)
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


def _build(cls: type, payload: object, kind: str, above: str) -> Any:
    if not isinstance(payload, Mapping):
        raise MalformedAct(field=above.rstrip(".") or "{}", kind=kind)
    hints = typing.get_type_hints(cls)
    known = {one.name: one for one in dataclasses.fields(cls)}
    for name in payload:
        if name not in known:
            raise MalformedAct(field=above + form.shown(name), kind=kind)
    values = {}
    for name, one in known.items():
        if name in payload:
            values[name] = _value(hints[name], payload[name], kind, above + name)
        elif one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING:
            raise MalformedAct(field=above + name, kind=kind)
    return cls(**values)


def _value(hint: Any, value: Any, kind: str, field: str) -> Any:
    """The value that plain JSON stands for; what stands for none is left for `form.check` to refuse."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _value(next(one for one in arguments if one is not type(None)), value, kind, field)
    if origin is tuple and isinstance(value, list | tuple):
        forms = arguments[:1] * len(value) if Ellipsis in arguments else arguments[: len(value)]
        rest = value[len(forms) :]
        return (*(_value(one_form, one, kind, field) for one_form, one in zip(forms, value, strict=False)), *rest)
    if origin is collections.abc.Mapping and isinstance(value, Mapping):
        return {_key(arguments[0], key): one for key, one in value.items()}
    if dataclasses.is_dataclass(hint):
        return _build(typing.cast(type, hint), value, kind, f"{field}.")
    return _day(value) if hint is date else value


def _day(value: Any) -> Any:
    """The day that is written 2026-05-01, and nothing looser."""
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def _key(hint: Any, key: Any) -> Any:
    return int(key) if hint is int and isinstance(key, str) and _ID.fullmatch(key) else key
