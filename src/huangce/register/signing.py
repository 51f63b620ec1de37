"""Suites for the seal: what hashes the log and what signs its heads.

`ed25519`: SHA-256 and Ed25519 (RFC 8032), the default. `sm2`: SM3 (GB/T 32905) and SM2 (GB/T 32918), for offices under
GB/T 39786. The private key stands in a file of the home, readable by its owner only; the public key in every head.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from huangce.errors import Unavailable
from huangce.rules.merkle import Hash, sha256


class UnknownSuite(Unavailable):
    """There is no seal suite called {suite}: use ed25519 or sm2."""

    code = "unknown-suite"


@dataclass(frozen=True, slots=True)
class Suite:
    """A hash for the log, and how to make keys, sign and check. Keys and signatures are bytes."""

    name: str
    hashing: Hash
    new_key: Callable[[], bytes]
    public: Callable[[bytes], bytes]
    sign: Callable[[bytes, bytes], bytes]
    holds: Callable[[bytes, bytes, bytes], bool]


def _ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905-2016)."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _sm2_new_key() -> bytes:
    from gmalg import SM2

    return bytes(SM2().generate_keypair()[0])


def _sm2_public(private: bytes) -> bytes:
    from gmalg import SM2

    return bytes(SM2().generate_pk(private))


SM2_IDENTITY = b"huangce"


def _sm2_sign(private: bytes, message: bytes) -> bytes:
    from gmalg import SM2

    r, s = SM2(private, SM2_IDENTITY, _sm2_public(private)).sign(message)
    return bytes(r + s)


def _sm2_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    from gmalg import SM2

    half = len(signature) // 2
    return bool(SM2(uid=SM2_IDENTITY, pk=public).verify(message, signature[:half], signature[half:]))


SUITES = {
    "ed25519": Suite(
        "ed25519",
        sha256,
        lambda: Ed25519PrivateKey.generate().private_bytes_raw(),
        lambda private: Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw(),
        lambda private, message: Ed25519PrivateKey.from_private_bytes(private).sign(message),
        _ed25519_holds,
    ),
    "sm2": Suite("sm2", sm3, _sm2_new_key, _sm2_public, _sm2_sign, _sm2_holds),
}


def suite(name: str) -> Suite:
    """The suite called `name`, or `UnknownSuite`."""
    if name not in SUITES:
        raise UnknownSuite(suite=name)
    return SUITES[name]


def private_key(folder: Path, of: Suite) -> bytes:
    """The private key of a suite, made at first use in a file that only its owner reads."""
    file = folder / f"seal-{of.name}.key"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = of.new_key()
        fresh = file.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(key.hex().encode())
        fresh.rename(file)
    return bytes.fromhex(file.read_text())
