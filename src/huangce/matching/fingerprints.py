"""The key of the fingerprints that name findings, which stands in the secrets of the home and in its backups."""

from __future__ import annotations

import hashlib

from huangce.home import paths

SECRET = "fingerprints"


def fingerprint_key() -> bytes:
    """Return the key, made at first use."""
    return paths.secret(SECRET).encode()


def name_of_key() -> str:
    """Return a name for the key that does not give it away: two runs under one name give the same ids."""
    return hashlib.sha256(b"fingerprint key " + fingerprint_key()).hexdigest()[:16]
