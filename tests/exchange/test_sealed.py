"""A delivery can be read with its key, by nobody else, and by nobody at all once it is forgotten."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import polars as pl
import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huangce.exchange import sealed
from huangce.exchange.sealed import KeyExists, KeyForgotten, SealBroken, forget, seal, seal_parts, unseal

FRAME = pl.DataFrame({"name": ["林国强", None, "陈秀英"], "row": [2, 3, 4]})


def test_it_works(tmp_path: Path) -> None:
    path, key = tmp_path / "a.sealed", tmp_path / "keys" / "a.key"
    seal(FRAME, path, key)
    assert unseal(path, key).equals(FRAME)
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert "林国强".encode() not in path.read_bytes()
    assert b"PAR1" not in path.read_bytes()
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["a.key", "a.sealed", "keys"]


def test_without_the_key_nothing_comes_back(tmp_path: Path) -> None:
    path, key = tmp_path / "a.sealed", tmp_path / "a.key"
    seal(FRAME, path, key)
    forget(key)
    assert not key.exists()
    with pytest.raises(KeyForgotten):
        unseal(path, key)
    forget(key)


def test_a_delivery_never_shares_a_key(tmp_path: Path) -> None:
    seal(FRAME, tmp_path / "a.sealed", tmp_path / "a.key")
    with pytest.raises(KeyExists):
        seal(FRAME, tmp_path / "b.sealed", tmp_path / "a.key")
    seal(FRAME, tmp_path / "b.sealed", tmp_path / "b.key")
    with pytest.raises(SealBroken):
        unseal(tmp_path / "b.sealed", tmp_path / "a.key")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_every_altered_bit_is_noticed(tmp_path: Path, place: float, bit: int) -> None:
    path, key = tmp_path / "a.sealed", tmp_path / "a.key"
    forget(key)
    seal(FRAME, path, key)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= 1 << bit
    path.write_bytes(bytes(data))
    with pytest.raises(SealBroken):
        unseal(path, key)


@pytest.mark.parametrize("kept", [0, 10, 18, 19, 100])
def test_a_sealed_file_cut_off_is_noticed(tmp_path: Path, kept: int) -> None:
    path, key = tmp_path / "a.sealed", tmp_path / "a.key"
    seal(FRAME, path, key)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(SealBroken):
        unseal(path, key)


def test_a_delivery_in_several_parts_keeps_their_order(tmp_path: Path) -> None:
    path, key = tmp_path / "a.sealed", tmp_path / "a.key"
    seal_parts([FRAME] * 3, path, key)
    assert unseal(path, key).equals(pl.concat([FRAME] * 3))
    data, start = path.read_bytes(), len(sealed.MAGIC)
    size = 8 + 12 + int.from_bytes(data[start : start + 8], "big")
    first, second = data[start : start + size], data[start + size : start + 2 * size]
    path.write_bytes(data[:start] + second + first + data[start + 2 * size :])
    with pytest.raises(SealBroken):
        unseal(path, key)


def test_what_was_sealed_before_parts_were_is_still_read(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    FRAME.write_parquet(buffer)
    key, nonce, pieces = bytes(range(32)), bytes(12), (1).to_bytes(4, "big")
    magic = b"HUANGCE-SEALED-1"
    content = AESGCM(key).encrypt(nonce, buffer.getvalue(), magic + bytes(4) + pieces)
    (tmp_path / "a.key").write_bytes(key)
    (tmp_path / "a.sealed").write_bytes(magic + pieces + nonce + content)
    assert unseal(tmp_path / "a.sealed", tmp_path / "a.key").equals(FRAME)
