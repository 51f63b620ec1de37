"""The card of an installation: what its papers are signed with and encrypted for, in one signed document.

The key to encrypt for stands under the signature of the key to sign with, and the fingerprint is of both. So the card
may travel by any way, if the fingerprint is read out by telephone or handed over on paper: one comparison covers both.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from huangce.exchange import envelopes
from huangce.register import signed

CARD: Final = "huangce partner card 1"
ENCRYPTS: Final = "encryption_key"
GROUP: Final = 4
GROUPS: Final = 8  # 128 bits: nobody finds other keys with the fingerprint of these


def own() -> dict[str, Any]:
    """Return the card of this installation."""
    return signed.signed(CARD, {ENCRYPTS: envelopes.own_key()})


def fingerprint(key: str, encryption_key: str) -> str:
    """Return what is compared by telephone: eight groups of four hexadecimal digits, of both keys."""
    digits = hashlib.sha256(f"{CARD}\n{key}\n{encryption_key}".encode()).hexdigest()
    return " ".join(digits[i * GROUP : (i + 1) * GROUP] for i in range(GROUPS))


def read(file: Path) -> dict[str, Any]:
    """Return the card in a file, its signature and keys checked. Raises `NotADocument`, `SignatureBroken`."""
    card = signed.read(file, CARD)
    is_whole = card.keys() == {signed.DOCUMENT, ENCRYPTS, *signed.SIGNED}
    if not is_whole or not envelopes.is_key(card[ENCRYPTS]) or bytes.fromhex(card["key"]).hex() != card["key"]:
        raise signed.NotADocument(file=file.name, reason="it does not have the fields and keys of a card")
    return card


def is_fingerprint(told: str, card: Mapping[str, Any]) -> bool:
    """Whether a fingerprint, however it is spaced, is that of a card."""
    return "".join(told.split()).lower() == "".join(fingerprint(card["key"], card[ENCRYPTS]).split())
