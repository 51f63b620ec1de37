"""Photos of plates: the picture is kept, what the camera says of its owner is not, and what is no photo is refused."""

from __future__ import annotations

import contextlib
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huangce.rules.photos import JPEG, LARGEST, PNG, NotAPhoto, read_photo

WHERE = b"GPS 31.2N 107.5E"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def exif(turn: int) -> bytes:
    """An Exif segment with which side is up, and a word on where the camera was."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, turn, 0)
    return segment(0xE1, b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entries + bytes(4) + WHERE)


def jpeg(*more: bytes, width: int = 640, height: int = 480, after: bytes = b"") -> bytes:
    """A JPEG in its shape: segments, two scans with stuffed bytes and a restart, the end, and what follows it."""
    frame = segment(0xC2, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00")
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"line\xff\x00line\xff\xd0line"
    return b"\xff\xd8" + b"".join(more) + frame + scan + segment(0xC4, b"\x00" * 17) + scan + b"\xff\xd9" + after


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(*more: bytes, width: int = 320, height: int = 240) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    lines = zlib.compress(b"\0" * (width + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def test_it_works():
    photo = read_photo(jpeg(segment(0xE0, b"JFIF\0"), exif(6), segment(0xFE, WHERE), after=WHERE))
    assert (photo.media_type, photo.width, photo.height) == (JPEG, 640, 480)
    assert WHERE not in photo.content
    assert b"JFIF" in photo.content
    assert photo.content.endswith(b"\xff\xd9")
    assert photo.content.count(b"line\xff\x00line") == 2


def test_a_photo_taken_sideways_still_says_which_side_is_up():
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in read_photo(jpeg(exif(6))).content
    assert b"Exif" not in read_photo(jpeg(exif(1))).content


def test_a_png_keeps_its_picture_and_loses_its_words():
    photo = read_photo(png(chunk(b"tEXt", b"Author\0" + WHERE), chunk(b"eXIf", WHERE)))
    assert (photo.media_type, photo.width, photo.height) == (PNG, 320, 240)
    assert photo.content == png()


@pytest.mark.parametrize("build", [lambda: jpeg(exif(3)), lambda: png(chunk(b"tIME", bytes(7)))])
def test_what_is_kept_is_read_as_itself(build):
    kept = read_photo(build()).content
    assert read_photo(kept).content == kept


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "another kind"),
        (b"%PDF-1.7", "another kind"),
        (b"GIF89a", "another kind"),
        (bytes(LARGEST + 1), "larger"),
        (jpeg(width=20), "20 × 480"),
        (png(height=20_000), "320 × 20000"),
        (jpeg()[:-2], "cut off"),
        (png()[:-12], "cut off"),
        (png().replace(b"IDAT", b"IDAX", 1), "cut off"),
        (b"\xff\xd8\xff", "cut off"),
    ],
)
def test_what_is_no_photo_is_refused_with_the_reason(content, why):
    with pytest.raises(NotAPhoto, match=why):
        read_photo(content)


@given(st.sampled_from([jpeg(exif(6)), png()]), st.data())
def test_no_damage_ends_in_anything_but_a_photo_or_a_refusal(whole, data):
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(NotAPhoto):
        read_photo(bytes(broken[: data.draw(st.integers(0, len(broken)))]))
