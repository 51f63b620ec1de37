"""Deliveries at rest: encrypted under a key of their own, so that destroying the key forgets the delivery.

AES-256-GCM (GB/T 36624, NIST SP 800-38D) over the Parquet bytes of the checked rows. One random key a delivery
stands in a file of its own that only the owner may read. When the agreement's retention ends, `forget` destroys the
key; the sealed file, and every copy of it in any backup, is then noise. No plaintext is ever written to disk.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from pathlib import Path

import polars as pl
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huangce.errors import NotFound, Refused, Unreadable

MAGIC = b"HUANGCE-SEALED-1"
KEY_BYTES = 32
NONCE_BYTES = 12
PIECE = 1 << 28  # AES-GCM takes up to 2 GiB at once here; pieces keep the memory for a copy small
COUNT_BYTES = 4


class KeyForgotten(NotFound):
    """The key {key} is gone: this delivery was forgotten and cannot be read any more."""

    code = "delivery-forgotten"


class SealBroken(Unreadable):
    """The sealed delivery {file} was altered, is cut off, or belongs to another key."""

    code = "delivery-altered"


class KeyExists(Refused):
    """There is a key {key} already; a delivery never shares one."""

    code = "delivery-key-exists"


def seal(frame: pl.DataFrame, path: Path, key_path: Path) -> None:
    """Write a frame encrypted to `path` under a new key that is written to `key_path` (mode 0600).

    Raises `KeyExists` when there is a key already.
    """
    buffer = io.BytesIO()
    frame.write_parquet(buffer, compression="zstd")
    key = AESGCM.generate_key(KEY_BYTES * 8)
    _write_key(key_path, key)
    try:
        _write_sealed(path, key, buffer.getbuffer())
    except BaseException:
        key_path.unlink()
        raise


def unseal(path: Path, key_path: Path) -> pl.DataFrame:
    """Return the frame of a sealed delivery. Raises `KeyForgotten` or `SealBroken`."""
    try:
        key = key_path.read_bytes()
    except FileNotFoundError:
        raise KeyForgotten(key=key_path.name) from None
    if len(key) != KEY_BYTES or not any(key):
        raise KeyForgotten(key=key_path.name)
    try:
        sealed = memoryview(path.read_bytes())
    except OSError as error:
        raise SealBroken(file=path.name) from error
    return pl.read_parquet(io.BytesIO(_opened(path.name, key, sealed)))


def forget(key_path: Path) -> None:
    """Destroy a key: overwrite it, flush, remove the file. A key that is gone already is no error."""
    with contextlib.suppress(FileNotFoundError):
        with key_path.open("r+b") as file:
            for filling in (secrets.token_bytes(KEY_BYTES), bytes(KEY_BYTES)):
                file.seek(0)
                file.write(filling)
                file.flush()
                os.fsync(file.fileno())
        key_path.unlink()


def _write_key(key_path: Path, key: bytes) -> None:
    key_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyExists(key=key_path.name) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def _write_sealed(path: Path, key: bytes, content: memoryview) -> None:
    """Encrypt in pieces; each binds its place and the number of pieces, so that none can be cut off or swapped."""
    cipher = AESGCM(key)
    count = max(1, -(-len(content) // PIECE))
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".tmp")
    with draft.open("wb") as file:
        file.write(MAGIC + count.to_bytes(COUNT_BYTES, "big"))
        for i in range(count):
            piece = content[i * PIECE : (i + 1) * PIECE]
            nonce = secrets.token_bytes(NONCE_BYTES)
            file.write(nonce + cipher.encrypt(nonce, piece, _place(i, count)))
    draft.replace(path)


def _opened(file: str, key: bytes, sealed: memoryview) -> bytes:
    head = len(MAGIC) + COUNT_BYTES
    if bytes(sealed[: len(MAGIC)]) != MAGIC or len(sealed) < head:
        raise SealBroken(file=file)
    cipher = AESGCM(key)
    count = int.from_bytes(sealed[len(MAGIC) : head], "big")
    size = NONCE_BYTES + PIECE + 16
    if -(-(len(sealed) - head) // size) != count:
        raise SealBroken(file=file)
    pieces = []
    try:
        for i in range(count):
            piece = sealed[head + i * size : head + (i + 1) * size]
            pieces.append(cipher.decrypt(bytes(piece[:NONCE_BYTES]), bytes(piece[NONCE_BYTES:]), _place(i, count)))
    except (InvalidTag, ValueError) as error:
        raise SealBroken(file=file) from error
    return b"".join(pieces)


def _place(i: int, count: int) -> bytes:
    return MAGIC + i.to_bytes(COUNT_BYTES, "big") + count.to_bytes(COUNT_BYTES, "big")
