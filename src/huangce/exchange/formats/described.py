"""List formats that an office describes in a file, in place of code: `HUANGCE_HOME/formats/KIND.toml`.

A described format is a table of fields, synonyms and checks like any other: recognised, read under its agreement,
checked, answered, kept. What the platform refuses to hold it refuses to read (requirements part 5).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NoReturn, get_args

from huangce.errors import Unreadable
from huangce.exchange.formats import FORMATS, common
from huangce.exchange.formats.codes import CODE_LISTS
from huangce.exchange.formats.field import Field, FieldType, Format, Need

# Words of headers for what is not read from any list.
FORBIDDEN: Final = (
    "religion",
    "宗教",
    "信仰",
    "指纹",
    "人像",
    "照片",
    "生育",
    "计生",
    "犯罪",
    "重点人员",
    "服刑",
    "信用",
    "血型",
    "工作单位",
    "用人单位",
)
KIND: Final = re.compile(r"[a-z][a-z0-9_]{1,39}")
OF_A_FORMAT: Final = {"kind", "title", "supplier", "key", "title_words", "telling", "telling_words", "field"}
OF_A_FIELD: Final = {"name", "header", "type", "synonyms", "common", "need", "codes", "not_before", "may_be_future"}


class FormatInvalid(Unreadable):
    """The list format in {file} is not valid: {reason}."""

    code = "format-invalid"


def read(path: Path) -> Format:
    """Return the format that a file describes. Raises `FormatInvalid`."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormatInvalid(file=path.name, reason=str(error)) from error
    return _Described(path.name, told).format()


def load(folder: Path) -> list[Format]:
    """Add every format that the files of a folder describe to `FORMATS`; return them. Raises `FormatInvalid`."""
    found = [read(path) for path in sorted(folder.glob("*.toml"))] if folder.is_dir() else []
    for form in found:
        FORMATS[form.kind] = form
    return found


class _Described:
    """One description, read with its file's name for what it says when it refuses."""

    def __init__(self, file: str, told: Mapping[str, Any]) -> None:
        self.file, self.told = file, told

    def refuse(self, reason: str) -> NoReturn:
        raise FormatInvalid(file=self.file, reason=reason)

    def format(self) -> Format:
        told = self.told
        if unknown := sorted(set(told) - OF_A_FORMAT):
            self.refuse(f"nothing is called {', '.join(unknown)}")
        kind = self.text(told, "kind")
        if not KIND.fullmatch(kind) or (kind in FORMATS and not FORMATS[kind].is_described):
            self.refuse("its kind has small letters, digits and _, and is not that of a list that ships")
        listed = told.get("field")
        if not isinstance(listed, list) or not listed:
            self.refuse("it has no fields")
        fields = tuple(self.field(one) for one in listed)
        names = [one.name for one in fields]
        words = [word for one in fields for word in one.words()]
        for what in (names, words):
            if twice := sorted({one for one in what if what.count(one) > 1}):
                self.refuse(f"it gives {', '.join(twice)} twice")
        key, telling = self.texts(told, "key"), self.texts(told, "telling")
        earlier = [one.not_before for one in fields if one.not_before]
        if unknown := sorted({*key, *telling, *earlier} - set(names)):
            self.refuse(f"it has no field {', '.join(unknown)}")
        if not key or not any(one.need == "required" for one in fields):
            self.refuse("it needs a key and a required field")
        return Format(
            kind=kind,
            title=self.text(told, "title"),
            supplier=self.text(told, "supplier"),
            fields=fields,
            key=key,
            title_words=self.texts(told, "title_words"),
            telling=telling,
            telling_words=self.texts(told, "telling_words"),
            is_described=True,
        )

    def field(self, told: Any) -> Field:
        if not isinstance(told, dict) or not set(told) <= OF_A_FIELD:
            self.refuse("a field has other names than those of the how-to")
        shared = told.get("common", "")
        synonyms = self.texts(told, "synonyms")
        if shared:
            found = getattr(common, str(shared), None)
            if not isinstance(found, tuple):
                self.refuse(f"there are no common words {shared}")
            synonyms = (*synonyms, *found)
        kind, need, codes = told.get("type", "text"), told.get("need", "optional"), told.get("codes", "")
        if kind not in get_args(FieldType) or need not in get_args(Need):
            self.refuse(f"a field is one of {', '.join(get_args(FieldType))}, and {', '.join(get_args(Need))}")
        if (kind == "code") != bool(codes) or (codes and codes not in CODE_LISTS):
            self.refuse(f"a code names its list: {', '.join(CODE_LISTS)}")
        one = Field(
            self.text(told, "name"),
            self.text(told, "header"),
            kind,
            tuple(dict.fromkeys(synonyms)),
            need=need,
            codes=codes,
            not_before=str(told.get("not_before", "")),
            may_be_future=told.get("may_be_future", False) is True,
        )
        if any(mark in word for word in one.words() for mark in FORBIDDEN):
            self.refuse("it asks for what no list may hold")
        return one

    def text(self, told: Mapping[str, Any], name: str) -> str:
        value = told.get(name)
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"it does not say {name}")
        return value.strip()

    def texts(self, told: Mapping[str, Any], name: str) -> tuple[str, ...]:
        value = told.get(name, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.refuse(f"{name} must be a list of texts")
        return tuple(value)
