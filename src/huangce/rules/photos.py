"""Photos of plates: what is taken as one, and what is cut off before it is kept (requirements 3.13: no persons on it).

A camera writes into a photo where it was, whose it is and a small second picture. None of that is about the plate, so
only the picture itself is kept (个人信息保护法 art. 6). Of a JPEG (ISO/IEC 10918-1) the application segments and the
comments go but for what says how the picture is coded and which side is up; of a PNG (ISO/IEC 15948) the chunks that
no reader needs. Whatever follows the end of the picture goes too.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from huangce.errors import Unreadable

LARGEST: Final = 4 << 20  # bytes
SMALLEST_SIDE, LARGEST_SIDE = 160, 12_000  # pixels
JPEG, PNG = "image/jpeg", "image/png"
START: Final = {JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
# JPEG: frames that say the size; segments kept besides those of the picture: JFIF and Adobe's colours.
FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
BEGINS, ENDS, SCAN, EXIF, COMMENT = 0xD8, 0xD9, 0xDA, 0xE1, 0xFE
APPLICATION: Final = frozenset(range(0xE0, 0xF0))
CODING: Final = frozenset({0xE0, 0xEE})
RESTARTS: Final = frozenset({0x00, *range(0xD0, 0xD8), 0xFF})
UPRIGHT: Final = 0x0112
CHUNKS: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB"})


class NotAPhoto(Unreadable):
    """A photo of a plate is a JPEG or a PNG of at most 4 MB, from 160 to 12,000 pixels on each side: {reason}."""

    code = "not-a-photo"


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept: its kind, its bytes without what a camera adds, its width and height in pixels."""

    media_type: str
    content: bytes
    width: int
    height: int


def read_photo(content: bytes) -> Photo:
    """Return a photo without what the camera wrote beside the picture. Raises `NotAPhoto`."""
    if len(content) > LARGEST:
        raise NotAPhoto(reason="it is larger")
    media_type = next((one for one, start in START.items() if content.startswith(start)), None)
    if media_type is None:
        raise NotAPhoto(reason="it is another kind of file")
    try:
        size, kept = (_jpeg if media_type == JPEG else _png)(content)
    except (IndexError, struct.error) as error:
        raise NotAPhoto(reason="it is cut off or damaged") from error
    if not all(SMALLEST_SIDE <= one <= LARGEST_SIDE for one in size):
        raise NotAPhoto(reason=f"it has {size[0]} × {size[1]} pixels")
    return Photo(media_type, kept, *size)


def _jpeg(content: bytes) -> tuple[tuple[int, int], bytes]:
    kept, size, at = bytearray(b"\xff\xd8"), (0, 0), 2
    while True:
        if content[at] != 0xFF:
            raise NotAPhoto(reason="it is cut off or damaged")
        marker = content[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker == ENDS:
            return size, bytes(kept + b"\xff\xd9")
        (length,) = struct.unpack_from(">H", content, at + 2)
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise NotAPhoto(reason="it is cut off or damaged")
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            size = (width, height)
        if marker == SCAN:
            end = _scan_end(content, end)
        if marker == EXIF:
            kept += _upright(content[at + 4 : end])
        elif marker != COMMENT and (marker not in APPLICATION or marker in CODING):
            kept += content[at:end]
        at = end


def _scan_end(content: bytes, at: int) -> int:
    """Where the next segment begins after the coded lines of a scan."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise NotAPhoto(reason="it is cut off or damaged")
        if content[at + 1] not in RESTARTS:
            return at
        at += 1 if content[at + 1] == 0xFF else 2


def _upright(exif: bytes) -> bytes:
    """An Exif segment (CIPA DC-008) that says no more than which side is up; none where it is the first row."""
    order = {b"II": "<", b"MM": ">"}.get(exif[6:8])
    if not exif.startswith(b"Exif\0\0") or order is None:
        return b""
    (first,) = struct.unpack_from(f"{order}I", exif, 10)
    (count,) = struct.unpack_from(f"{order}H", exif, 6 + first)
    for entry in range(count):
        tag, _kind, _count, value = struct.unpack_from(f"{order}HHIH", exif, 8 + first + 12 * entry)
        if tag == UPRIGHT and 2 <= value <= 8:
            told = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, UPRIGHT, 3, 1, value, 0, 0)
            return b"\xff\xe1" + struct.pack(">H", len(told) + 2) + told
    return b""


def _png(content: bytes) -> tuple[tuple[int, int], bytes]:
    kept, size = bytearray(START[PNG]), (0, 0)
    for kind, body in _chunks(content):
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
        if kind in CHUNKS:
            kept += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        if kind == b"IEND":
            return size, bytes(kept)
    raise NotAPhoto(reason="it is cut off or damaged")


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(START[PNG])
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        (crc,) = struct.unpack_from(">I", content, at + 8 + length)
        if len(body) < length or zlib.crc32(kind + body) != crc:
            raise NotAPhoto(reason="it is cut off or damaged")
        yield kind, body
        at += 12 + length
