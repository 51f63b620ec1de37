"""Errors and labels in the language of the reader: Chinese for what the code says in English, and the other way round.

The code raises English sentences with stable codes and stores Chinese labels; a page shows one language and no other
(GB 18030 text, Chinese first, English complete). Sentences and words are data: `errors.zh.toml`, `words.zh.toml` and
`labels.en.toml` beside this file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from huangce.accounts.purposes import PURPOSES
from huangce.errors import HuangceError
from huangce.exchange.formats import FORMATS
from huangce.exchange.messages import MESSAGES
from huangce.rules import codes, divisions
from huangce.rules.acts import KINDS
from huangce.rules.authority import DUTIES, ROLES, VIEWS
from huangce.rules.indicators import INDICATORS
from huangce.rules.items import GROUPS
from huangce.rules.plates import STEPS
from huangce.rules.population_changes import LINES

CHINESE, ENGLISH = "zh-hans", "en"
PROSE = ("reason", "reasons", "why")
LABELLED = ("found", "title", "nearest", "candidates", "message")  # placeholders that hold labels of our own
NOT_STATED = "（未说明）"
# Cases that pages state themselves, and their Chinese.
CASES = (
    (re.compile(r"finding (\S+)"), "疑点{}"),
    (re.compile(r"referral (\S+)"), "推送{}"),
    (re.compile(r"work list (\d{12}) ([\d-]+)"), "核查清单，{}，{}"),
    (re.compile(r"sample (\d+)"), "抽查{}"),
    (re.compile(r"visits ([\d-]+), (\d+)"), "入户核查，{}，第{}页"),
)
_BETWEEN = re.compile("、|, | or | and ")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_LABEL = re.compile("[\u3400-\u9fff]+(?:（[\u3400-\u9fff]+）)?")
_WORD = re.compile("[A-Za-z]{2}")


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return NOT_STATED


def said(error: HuangceError, language: str) -> str:
    """Return what an error says: in Chinese for "zh-hans", in English for others and for codes without Chinese."""
    if language != CHINESE:
        return _english(error)
    sentence = _sentence(type(error))
    if sentence is None:
        return error.message
    return sentence.format_map(_Values({name: _value(error, name, value) for name, value in error.details.items()}))


def case_said(case: str, language: str) -> str:
    """Return the case of a look: what somebody typed as it is, and what a page stated for them in its language."""
    if language != CHINESE:
        return case
    for stated, words in CASES:
        if found := stated.fullmatch(case):
            return words.format(*found.groups())
    return case


def problem_said(code: str) -> str:
    """Return the Chinese sentence of a problem with a value, "" for a code that is not known."""
    return MESSAGES[code][1] if code in MESSAGES else _words()["problems"].get(code, "")


def word(stored: str, *tables: str) -> str:
    """Return the Chinese of a stored English word, as the first of the tables has it; else the word as it is.

    Tables: acts, roles, duties, views, purposes, items, groups, fields, evidence, triggers, states, classes, reasons,
    lists, lines, figures, needs, counted, notes and the names of the code lists (`rules.codes.TABLES`).
    """
    known = _words()
    return next((known[table][stored] for table in tables if stored in known.get(table, {})), stored)


def label(text: str, language: str, of: str = "") -> str:
    """Return a Chinese label of the project in the language; text that no table has comes back as it is.

    of: the table, such as "relation" or "lines", where one word stands in several: 女 is a sex and a relation.
    """
    if language == CHINESE:
        return text
    known = _labels()
    return known.get(of, {}).get(text) or known["labels"].get(text, text)


def finding_said(text: str, language: str) -> str:
    """Return the words of a finding or of the explanation of a link, which are put together from known pieces."""
    if language == CHINESE:
        return text
    pieces = _pieces()
    english = re.sub("|".join(map(re.escape, pieces)), lambda piece: pieces[piece[0]], text).strip()
    return english[:1].upper() + english[1:]


def _sentence(kind: type[HuangceError]) -> str | None:
    sentences: Mapping[str, str] = _read("errors.zh.toml")["errors"]
    return sentences.get(f"{kind.code}.{kind.__name__}") or sentences.get(kind.code)


def _english(error: HuangceError) -> str:
    """Return the message with the Chinese labels in its values put into English."""
    message = error.message
    for name in LABELLED:
        value = str(error.details.get(name, ""))
        english = label(value, ENGLISH)
        if english == value:
            english = _LABEL.sub(lambda found: label(found[0], ENGLISH), value).replace("、", ", ")
        message = message.replace(value, english) if value else message
    return message


def _value(error: HuangceError, name: str, value: Any) -> str:
    if value is None:
        return NOT_STATED
    if isinstance(value, datetime):
        return f"{_day(value)}{value:%H:%M}"
    if isinstance(value, date):
        return _day(value)
    text = str(value)
    if name in PROSE:
        return _bracketed(_prose(error, text))
    if name == "message":
        return problem_said(str(error.details.get("problem"))) or text
    return _place(text) if name == "division" else _written(name, text)


def _place(code: str) -> str:
    """Return a division by its name and its code, and what is no division as it stands."""
    try:
        return f"{divisions.get(code).short_name}（{code}）"
    except HuangceError:
        return _written("division", code)


def _written(name: str, text: str) -> str:
    """Return a value in Chinese: a day, or the words that the tables of its placeholder have for it."""
    if day := _ISO.fullmatch(text):
        return "{}年{}月{}日".format(*map(int, day.groups()))
    tables = _words()["placeholders"].get(name, ())
    if not tables or word(text, *tables) != text:
        return word(text, *tables)
    parts = [re.sub(r" \([a-z_]+\)$", "", part) for part in _BETWEEN.split(text)]
    return "、".join(word(part, *tables) for part in parts)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _bracketed(words: str) -> str:
    return f"（{words}）" if words else ""


def _prose(error: HuangceError, text: str) -> str:
    """Return the Chinese of a reason, "" where there is none: English is not shown for want of it."""
    if not _WORD.search(text):
        return text
    cause = error.__cause__
    if isinstance(cause, HuangceError) and cause.message == text:
        return said(cause, CHINESE).removesuffix("。")
    found = ((re.fullmatch(pattern, text), chinese) for pattern, chinese in _words()["prose"].items())
    return next((_filled(match, chinese) for match, chinese in found if match), "")


def _filled(match: re.Match[str], chinese: str) -> str:
    return re.sub(r"\\(\d)", lambda number: word(match[int(number[1])], "needs"), chinese)


@cache
def _read(name: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(name).read_text(encoding="utf-8"))


@cache
def _words() -> Mapping[str, Mapping[str, Any]]:
    from huangce.matching.models import REASONS  # needs Django's tables of models, which are ready when a page is asked
    from huangce.matching.reconcile import CLASSES

    own: dict[str, dict[str, str]] = {
        "acts": {name: kind.zh for name, kind in KINDS.items()},
        "roles": {name: role.zh for name, role in ROLES.items()},
        "duties": dict(DUTIES),
        "views": dict(VIEWS),
        "purposes": {name: purpose.zh for name, purpose in PURPOSES.items()},
        "items": {item.name: item.zh for group in GROUPS.values() for item in group.items},
        "lists": {name: form.title for name, form in FORMATS.items()},
        "lines": {name: line.zh for name, line in LINES.items()},
        "steps": {name: step.zh for name, step in STEPS.items()},
        "classes": dict(CLASSES),
        "reasons": dict(REASONS),
        **{name: {code: entry.zh for code, entry in table.items()} for name, table in codes.TABLES.items()},
    }
    written = _read("words.zh.toml")
    return {name: {**own.get(name, {}), **written.get(name, {})} for name in {*own, *written}}


@cache
def _labels() -> Mapping[str, Mapping[str, str]]:
    own = {
        "acts": {kind.zh: kind.en for kind in KINDS.values()},
        "items": {item.zh: item.en for group in GROUPS.values() for item in group.items},
        "purposes": {purpose.zh: purpose.en for purpose in PURPOSES.values()},
        "lines": {line.zh: line.en for line in LINES.values()},
        "indicators": {row.zh: row.en for row in INDICATORS.values()},
        "evidence": {zh: name.replace("_", " ") for name, zh in _words()["evidence"].items()},
        "triggers": {zh: name.replace("_", " ") for name, zh in _words()["triggers"].items()},
        **{name: {entry.zh: entry.en for entry in table.values()} for name, table in codes.TABLES.items()},
        "steps": {zh: name.replace("_", " ") for name, zh in _words()["steps"].items()},
    }
    everywhere: dict[str, str] = {}
    for table in (_read("labels.en.toml")["labels"], *own.values()):
        everywhere = {**table, **everywhere}
    return {**own, "labels": everywhere}


@cache
def _pieces() -> Mapping[str, str]:
    """The pieces of the words of findings, the longest first, so that none is cut by a shorter one."""
    found = _read("labels.en.toml")
    known = {**found["labels"], **found["pieces"]}
    return {piece: known[piece] for piece in sorted(known, key=len, reverse=True)}
