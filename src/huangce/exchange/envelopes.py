"""Papers between installations, encrypted so that only the one they are for can open them.

HPKE (RFC 9180) in its base mode: X25519, HKDF-SHA256, AES-256-GCM. A paper is signed first and encrypted then, so that
who opens it holds a signed paper in which stands where it goes, and cannot pass it on as one for somebody else. The
line and the key that it is encrypted for are bound to it (`info`). It is filled up with spaces to a whole number of
steps: its length would tell which answer it is. The private key is a secret of the home, made at first use.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from huangce.errors import Refused, Unreadable
from huangce.home import paths
from huangce.register.signed import DOCUMENT, NotADocument

ENVELOPE: Final = "huangce encrypted paper 1"
FIELDS: Final = frozenset({DOCUMENT, "for", "sealed"})
SECRET: Final = "papers-x25519"
STEP: Final = 2048
SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class PaperNotEncrypted(Unreadable):
    """{file} is not encrypted, nothing of it was taken in: ask who sent it to give it out again, encrypted."""

    code = "paper-not-encrypted"


class PaperForAnother(Refused):
    """{file} is encrypted for another installation, or for a key that this one had before: nothing of it was taken in.

    Compare the fingerprints of both with `huangce partners key`, and ask for the paper again.
    """

    code = "paper-for-another"


class PaperBroken(Unreadable):
    """{file} was altered or cut off on its way, nothing of it was taken in: ask for it again."""

    code = "paper-broken"


def own_key() -> str:
    """Return the public key (hex) that papers for this installation are encrypted for."""
    return _private().public_key().public_bytes_raw().hex()


def is_key(key: object) -> bool:
    """Whether this is a public key (hex) that can be encrypted for; points of small order cannot."""
    if not isinstance(key, str):
        return False
    try:
        raw = bytes.fromhex(key)
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))
    except ValueError:
        return False
    return raw.hex() == key


def encrypted(paper: Mapping[str, Any], key: str) -> dict[str, Any]:
    """Return a paper encrypted for a public key (hex). Each time it looks different and holds the same."""
    text = json.dumps(paper, ensure_ascii=False).encode()
    text += b" " * (-len(text) % STEP)
    sealed = SUITE.encrypt(text, X25519PublicKey.from_public_bytes(bytes.fromhex(key)), info=_info(key))
    return {DOCUMENT: ENVELOPE, "for": key, "sealed": b64encode(sealed).decode()}


def opened(envelope: Any, *, file: str) -> Any:
    """Return what was encrypted for this installation.

    Raises `NotADocument`, `PaperNotEncrypted`, `PaperForAnother`, `PaperBroken`.
    """
    if not isinstance(envelope, dict) or not isinstance(envelope.get(DOCUMENT), str):
        raise NotADocument(file=file, reason=f"it is not a {ENVELOPE}")
    if envelope[DOCUMENT] != ENVELOPE:
        raise PaperNotEncrypted(file=file)
    if envelope.keys() != FIELDS or not all(isinstance(one, str) for one in envelope.values()):
        raise PaperBroken(file=file)
    private = _private()
    if envelope["for"] != private.public_key().public_bytes_raw().hex():
        raise PaperForAnother(file=file)
    try:
        sealed = b64decode(envelope["sealed"], validate=True)
        return json.loads(SUITE.decrypt(sealed, private, info=_info(envelope["for"])))
    except (InvalidTag, ValueError, RecursionError):
        raise PaperBroken(file=file) from None


def _info(key: str) -> bytes:
    return f"{ENVELOPE}\n{key}".encode()


def _private() -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(urlsafe_b64decode(paths.secret(SECRET) + "="))
    except ValueError:
        raise paths.SecretLost(path=paths.secrets() / SECRET) from None
