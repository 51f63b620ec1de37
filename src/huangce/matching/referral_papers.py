"""The signed papers by which installations refer a person to each other: what they say, and nothing else of the person.

A referral carries what the other office needs to find the person and to answer (requirements 3.11, part 5: minimal
fields); an answer carries the steps and by what they are known; a withdrawal and an erasure carry
no word about the person. A paper
with a field more, or one less, is none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final
from uuid import UUID

from huangce.register.signed import DOCUMENT, SIGNED, NotADocument, message
from huangce.rules import citizen_id
from huangce.rules.authority import scope
from huangce.rules.referrals import MOST_REDIRECTS, RESULTS, TOLD_HOW

REFERRAL: Final = "huangce referral 1"
ANSWER: Final = "huangce referral answer 1"
WITHDRAWAL: Final = "huangce referral withdrawal 1"
ERASURE: Final = "huangce referral erasure 1"
ERASED: Final = "huangce referral erased 1"
KINDS: Final = (REFERRAL, ANSWER, WITHDRAWAL, ERASURE, ERASED)
LONGEST: Final = 200
MOST_BYTES: Final = 1 << 16
HIGHEST: Final = (1 << 63) - 1


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value == " ".join(value.split())


def _is_words(value: Any) -> bool:
    return value == "" or _is_text(value)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_village(value: Any) -> bool:
    digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 12
    return digits and len(scope(value)) == 12


def _is_uid(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value
    except ValueError:
        return False


def _is_number(value: Any) -> bool:
    return isinstance(value, str) and citizen_id.is_valid(value) and citizen_id.validate(value) == value


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_REDIRECTS


def _is_act(value: Any) -> bool:
    return value is None or (type(value) is int and 0 < value <= HIGHEST)


def _or_none(form: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or form(value)


OF_ALL: Final[Mapping[str, Callable[[Any], bool]]] = {
    "referral": _is_uid,
    "redirects": _is_count,
    "from": _is_village,
    "to": _is_village,
}
FIELDS: Final[Mapping[str, Mapping[str, Callable[[Any], bool]]]] = {
    REFERRAL: {
        **OF_ALL,
        "name": _is_text,
        "citizen_id": _is_number,
        "claimed_address": _is_text,
        "contact": _is_text,
        "told_on": _is_day,
        "told_how": TOLD_HOW.__contains__,
        "sent_on": _is_day,
        "due_on": _is_day,
    },
    ANSWER: {
        **OF_ALL,
        "answer": RESULTS.__contains__,
        "received_on": _is_day,
        "visited_on": _or_none(_is_day),
        "answered_on": _is_day,
        "act": _is_act,
        "words": _is_words,
    },
    WITHDRAWAL: {**OF_ALL, "withdrawn_on": _is_day},
    ERASURE: {**OF_ALL, "erased_on": _is_day},
    ERASED: {**OF_ALL, "erased_on": _is_day},
}


def need_form(document: Mapping[str, Any], *, file: str) -> None:
    """Raise `NotADocument` unless a signed document has the fields of its kind of paper, each in its form, no more."""
    fields = FIELDS[document[DOCUMENT]]
    if wrong := sorted(document.keys() ^ {DOCUMENT, *SIGNED, *fields}):
        raise NotADocument(file=file, reason=f"other fields than its kind has: {', '.join(wrong)[:LONGEST]}")
    if wrong := [name for name, form in fields.items() if not _fits(form, document[name])]:
        raise NotADocument(file=file, reason=f"fields not in their form: {', '.join(wrong)}")


def _fits(form: Callable[[Any], bool], value: Any) -> bool:
    return isinstance(value, str | int | None) and form(value)


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of what a paper says, whoever signed it and however it is laid out."""
    said = {name: value for name, value in document.items() if name not in SIGNED}
    return hashlib.sha256(message(said)).hexdigest()


def days(document: Mapping[str, Any], *names: str) -> list[date]:
    """Return the days of a paper by their names; those that it leaves out are left out."""
    return [date.fromisoformat(document[name]) for name in names if document[name] is not None]
