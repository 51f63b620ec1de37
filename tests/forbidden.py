"""What the register never holds about a person, as words that no table or column may be named by.

Requirements part 5, which rests on 个人信息保护法 arts 6 and 28 and on notice 003: if an item is needed neither to
record a civil status event, nor to give a person a legal residence, nor to give a place an address, nor to count
people, it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

FORBIDDEN = {
    "belief": "religion religious faith belief church mosque temple",
    "body": (
        "biometric biometrics fingerprint fingerprints face facial portrait iris retina voiceprint gait palm dna"
        " genetic genome blood height weight stature disability illness disease hiv"
    ),
    "reproduction": "pregnancy pregnant contraception sterilised sterilisation abortion parity fertility",
    "labels": (
        "category tag tags score scores risk risky watch watched watchlist blacklist whitelist suspicious suspect"
        " suspicion threat danger dangerous loyalty creditworthiness"
    ),
    "free text flags": "remark remarks comment comments memo note notes flag flags",
    "justice": "criminal crime offence offender convict conviction prison parole probation drug drugs petitioner",
    "movement": "track tracks trajectory movement gps hotel lodging passport",
    "communication": "courier parcel imei imsi wechat browsing cafe telegram",
    "means": "income salary wage wages bank tax debt poverty payroll",
    "party": "party political faction",
}
PHRASES = ("key_person", "key_population", "special_person", "work_object", "birth_plan", "family_plan", "last_seen")

# (table, column) that carries a forbidden word and is not about a person, or is needed by law: with the reason.
ALLOWED: dict[tuple[str, str], str] = {}

_WORDS = {word: kind for kind, words in FORBIDDEN.items() for word in words.split()}


def forbidden(name: str) -> str:
    """Return the kind of the forbidden word or phrase in an identifier, or ""."""
    plain = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    if any(phrase in plain for phrase in PHRASES):
        return "labels"
    return next((_WORDS[token] for token in re.split(r"[^a-z]+", plain) if token in _WORDS), "")


def offences(columns: Iterable[tuple[str, str]]) -> list[str]:
    """Return what is wrong with these (table, column) pairs, one line each."""
    found = []
    for table, column in columns:
        kind = forbidden(column) or forbidden(table)
        if kind and (table, column) not in ALLOWED:
            found.append(f"{table}.{column}: {kind}")
    return found
