"""A file that comes in pieces: encrypted as it grows, so that what lies here for hours is never plain on the disk.

AES-256 in counter mode (NIST SP 800-38A 6.5) under a key of its own, the counter being the number of the block in the
file: what comes may break off and go on at any byte. How much there is is the size of the file, so nothing that was
acknowledged can be contradicted by a row. No byte is written twice. Counter mode does not notice what was altered: the
digest does, that the sender named before the first piece. A key is destroyed as that of a delivery (`sealed`).
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from huangce.errors import Stale
from huangce.exchange import sealed

BLOCK: Final = 16
PIECE: Final = 1 << 20


class OffsetMoved(Stale):
    """{offset} bytes of this file are here: go on from there."""

    code = "upload-offset"


def begin(path: Path, key_path: Path) -> None:
    """Begin an empty file under a new key. Raises `KeyExists`."""
    sealed.new_key(key_path)
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def size(path: Path) -> int:
    """Return how many bytes are here; 0 where the file is not."""
    return path.stat().st_size if path.exists() else 0


def append(path: Path, key_path: Path, piece: bytes, *, at: int) -> int:
    """Write a piece behind the first `at` bytes; return how many there are then.

    Raises `OffsetMoved` where there are more or fewer than `at`: another connection went on; `KeyForgotten`.
    """
    key = sealed.key_of(key_path)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        here = os.fstat(file.fileno()).st_size
        if here != at:
            raise OffsetMoved(offset=here)
        file.write(_stream(key, at).update(piece))
        file.flush()
        os.fsync(file.fileno())
    return at + len(piece)


def read(path: Path, key_path: Path) -> Iterator[bytes]:
    """Yield what is here, in pieces. Raises `KeyForgotten`."""
    stream = _stream(sealed.key_of(key_path), 0)
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield stream.update(piece)


def forget(path: Path, key_path: Path) -> None:
    """Destroy the key and remove the file, if they are there."""
    sealed.forget(key_path)
    path.unlink(missing_ok=True)


def _stream(key: bytes, at: int) -> CipherContext:
    """Return what encrypts and decrypts from the byte `at` on."""
    stream = Cipher(AES(key), CTR((at // BLOCK).to_bytes(BLOCK, "big"))).encryptor()
    stream.update(bytes(at % BLOCK))
    return stream
