"""Documents that others keep and check without us: receipts and pages of feeds, signed with the key of the seal.

The signature covers the canonical JSON of everything else (sorted keys, no spaces, UTF-8), so a document may be stored
and laid out anew by any program. RFC 8032 (Ed25519), or SM2 (GB/T 32918) where the office seals with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from huangce.errors import HuangceError, Unreadable
from huangce.home import paths
from huangce.register import signing

PREFIX: Final = b"huangce document 1\n"
DOCUMENT: Final = "document"
SIGNED: Final = ("suite", "key", "signature")


class NotADocument(Unreadable):
    """{file} is no signed document of this platform: {reason}."""

    code = "not-a-signed-document"


class SignatureBroken(Unreadable):
    """The signature of {file} does not hold: it was altered, or is not of the office's key."""

    code = "signature-broken"


def signed(kind: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return `body` as a signed document of a kind ("receipt", "feed page" …). Values are those of JSON."""
    chosen, private = _own()
    document = {DOCUMENT: kind, **body, "suite": chosen.name, "key": chosen.public(private).hex()}
    return document | {"signature": chosen.sign(private, message(document)).hex()}


def own_key() -> str:
    """Return the public key (hex) that this office signs with: what others are told by another way than a document."""
    chosen, private = _own()
    return chosen.public(private).hex()


def _own() -> tuple[signing.Suite, bytes]:
    chosen = signing.suite(os.environ.get("HUANGCE_SEAL", "ed25519"))
    return chosen, signing.private_key(paths.make_home() / "secrets", chosen)


def message(document: Mapping[str, Any]) -> bytes:
    """Return what the signature covers."""
    covered = {name: value for name, value in document.items() if name != "signature"}
    return PREFIX + json.dumps(covered, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def check(document: Any, kind: str, *, key: str | None = None, file: str = "-") -> dict[str, Any]:
    """Return a signed document of that kind. `key` (hex) is the office's public key where it is known from elsewhere.

    Needs no database and no home. Raises `NotADocument`, `SignatureBroken`.
    """
    if not isinstance(document, dict) or document.get(DOCUMENT) != kind:
        raise NotADocument(file=file, reason=f"it is not a {kind}")
    if not all(isinstance(document.get(name), str) for name in SIGNED):
        raise NotADocument(file=file, reason="it has no signature")
    try:
        chosen = signing.suite(document["suite"])
        public, signature = bytes.fromhex(key or document["key"]), bytes.fromhex(document["signature"])
        holds = chosen.holds(public, signature, message(document))
    except (HuangceError, ValueError, IndexError):
        holds = False
    if not holds:
        raise SignatureBroken(file=file)
    return document


def read(file: Path, kind: str, *, key: str | None = None) -> dict[str, Any]:
    """Return the signed document in a file, as `check` does."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise NotADocument(file=file.name, reason="it is no JSON") from error
    return check(content, kind, key=key, file=file.name)


def write(document: Mapping[str, Any], file: Path) -> None:
    """Write a document as JSON."""
    file.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
