"""Deliveries at rest: encrypted under a key of their own, so that destroying the key forgets the delivery.

AES-256-GCM (GB/T 36624, NIST SP 800-38D) over the Parquet bytes of the checked rows, part by part, so that a list of
ten million rows is sealed with the memory of one part. One random key a delivery
stands in a file of its own that only the owner may read. When the agreement's retention ends, `forget` destroys the
key; the sealed file, and every copy of it in any backup, is then noise. No plaintext is ever written to disk.
"""

from __future__ import annotations

import contextlib
import io
import os
import secrets
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import IO

import polars as pl
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from huangce.errors import NotFound, Refused, Unreadable
from huangce.exchange.rows import packed

MAGIC = b"HUANGCE-SEALED-2"
FIRST_MAGIC = b"HUANGCE-SEALED-1"  # until version 0.9: one Parquet file, cut into pieces of equal size
KEY_BYTES = 32
NONCE_BYTES = 12
PIECE = 1 << 28  # of the first kind of file
LENGTH_BYTES = 8
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
    seal_parts([frame], path, key_path)


def seal_parts(frames: Iterable[pl.DataFrame], path: Path, key_path: Path) -> None:
    """Write frames of one schema, one below the other, as `seal` does one."""
    key = new_key(key_path)
    try:
        _write_sealed(path, key, map(packed, frames))
    except BaseException:
        key_path.unlink()
        raise


def unseal(path: Path, key_path: Path) -> pl.DataFrame:
    """Return the frame of a sealed delivery. Raises `KeyForgotten` or `SealBroken`."""
    frames = list(unseal_parts(path, key_path))
    return frames[0] if len(frames) == 1 else pl.concat(frames)


def unseal_parts(path: Path, key_path: Path) -> Iterator[pl.DataFrame]:
    """Yield the frames of a sealed delivery, as they were sealed. Raises `KeyForgotten` or `SealBroken`.

    That it is whole is only known when the last has come.
    """
    key = key_of(key_path)
    try:
        with path.open("rb") as file:
            kind = file.read(len(MAGIC))
            if kind == FIRST_MAGIC:
                yield pl.read_parquet(io.BytesIO(_opened_at_once(path.name, key, memoryview(kind + file.read()))))
                return
            if kind != MAGIC:
                raise SealBroken(file=path.name)
            for piece in _pieces(path.name, key, file):
                yield pl.read_parquet(io.BytesIO(piece))
    except OSError as error:
        raise SealBroken(file=path.name) from error


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


def new_key(key_path: Path) -> bytes:
    """Make a key and write it to `key_path` (mode 0600). Raises `KeyExists`."""
    key = AESGCM.generate_key(KEY_BYTES * 8)
    key_path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(key_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyExists(key=key_path.name) from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


def key_of(key_path: Path) -> bytes:
    """Return a key. Raises `KeyForgotten`."""
    try:
        key = key_path.read_bytes()
    except FileNotFoundError:
        raise KeyForgotten(key=key_path.name) from None
    if len(key) != KEY_BYTES or not any(key):
        raise KeyForgotten(key=key_path.name)
    return key


def _write_sealed(path: Path, key: bytes, parts: Iterable[bytes]) -> None:
    """Encrypt each part, bound to its place and to being the last or not, so that none can be cut off or swapped."""
    cipher = AESGCM(key)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".tmp")
    with draft.open("wb") as file:
        file.write(MAGIC)
        waiting = iter(parts)
        part = next(waiting, None)
        for i in count():
            if part is None:
                break
            following = next(waiting, None)
            nonce = secrets.token_bytes(NONCE_BYTES)
            sealed = cipher.encrypt(nonce, part, _in_order(i, is_last=following is None))
            file.write(len(sealed).to_bytes(LENGTH_BYTES, "big") + nonce + sealed)
            part = following
    draft.replace(path)


def _pieces(name: str, key: bytes, file: IO[bytes]) -> Iterator[bytes]:
    cipher, size = AESGCM(key), os.fstat(file.fileno()).st_size
    head = file.read(LENGTH_BYTES + NONCE_BYTES)
    for i in count():
        if len(head) != LENGTH_BYTES + NONCE_BYTES:
            raise SealBroken(file=name)
        length, nonce = int.from_bytes(head[:LENGTH_BYTES], "big"), head[LENGTH_BYTES:]
        if length > size:
            raise SealBroken(file=name)
        sealed = file.read(length)
        head = file.read(LENGTH_BYTES + NONCE_BYTES)
        try:
            yield cipher.decrypt(nonce, sealed, _in_order(i, is_last=not head))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(file=name) from error
        if not head:
            return


def _in_order(i: int, *, is_last: bool) -> bytes:
    return MAGIC + i.to_bytes(COUNT_BYTES, "big") + bytes([is_last])


def _opened_at_once(file: str, key: bytes, sealed: memoryview) -> bytes:
    head = len(MAGIC) + COUNT_BYTES
    if len(sealed) < head:
        raise SealBroken(file=file)
    cipher = AESGCM(key)
    number = int.from_bytes(sealed[len(MAGIC) : head], "big")
    size = NONCE_BYTES + PIECE + 16
    if -(-(len(sealed) - head) // size) != number:
        raise SealBroken(file=file)
    pieces = []
    try:
        for i in range(number):
            piece = sealed[head + i * size : head + (i + 1) * size]
            pieces.append(cipher.decrypt(bytes(piece[:NONCE_BYTES]), bytes(piece[NONCE_BYTES:]), _place(i, number)))
    except (InvalidTag, ValueError) as error:
        raise SealBroken(file=file) from error
    return b"".join(pieces)


def _place(i: int, pieces: int) -> bytes:
    return FIRST_MAGIC + i.to_bytes(COUNT_BYTES, "big") + pieces.to_bytes(COUNT_BYTES, "big")
