"""Which encoding a text file is in: UTF-8, UTF-16 or GB 18030 (which contains GBK and GB 2312).

Chinese programs write any of them and say nothing. UTF-8 is tried first because other text almost never is valid UTF-8;
every byte string that GB 2312 or GBK produce is valid GB 18030. A cell cut in the middle of a character (fixed-width
fields of old systems) becomes U+FFFD at that place and is reported; a file full of such places is refused.

A file is gone through in pieces, so that a file of two gibibytes costs no more memory than a small one.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from huangce.exchange.reading.table import TextStyle
from huangce.exchange.reading.unreadable import NulBytes, UnknownEncoding

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SAMPLE = 1 << 16
PIECE = 1 << 22
BROKEN = "\ufffd"
BROKEN_SHARE = 0.005  # of the characters beyond ASCII; above it the guess of the encoding is wrong

Opened = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Text:
    """How a text file is written: encoding, byte order mark, whether characters are broken, and what it is made of.

    size: characters. lines: line feeds. quotes: quotation marks. line_end: as at its first line.
    """

    opened: Opened
    encoding: str
    byte_order_mark: bool
    is_broken: bool = False
    size: int = 0
    lines: int = 0
    quotes: int = 0
    returns: int = 0
    line_end: str = "\n"

    def style(self, separator: str) -> TextStyle:
        """Return how to write an answer in the same way."""
        return TextStyle(self.encoding, self.byte_order_mark, separator, self.line_end)

    def pieces(self) -> Iterator[bytes]:
        """Yield the text as UTF-8 without its mark, whole characters in each piece; line ends of old Macintoshes as
        line feeds.
        """
        is_mac = self.returns and not self.lines
        errors = "replace" if self.is_broken else "strict"
        if self.encoding == "utf-8" and not self.is_broken and not is_mac:
            with self.opened() as file:
                file.seek(len(codecs.BOM_UTF8) if self.byte_order_mark else 0)
                yield from iter(lambda: file.read(PIECE), b"")
            return
        for piece in _decoded(self.opened, self.encoding, self.byte_order_mark, errors):
            text = piece.replace("\r", "\n") if is_mac else piece
            yield text.encode()

    def whole(self) -> str:
        """Return all of it."""
        return b"".join(self.pieces()).decode()


def text_of(path: Path) -> Text:
    """Return how a text file is written. Raises `NulBytes` or `UnknownEncoding` with the row."""
    return _examined(path.name, lambda: path.open("rb"))


def decode(file: str, data: bytes) -> str:
    """Return the text of these bytes. Raises as `text_of` does."""
    return _examined(file, lambda: io.BytesIO(data)).whole()


def _examined(file: str, opened: Opened) -> Text:
    with opened() as data:
        sample = data.read(SAMPLE)
        size = data.seek(0, io.SEEK_END)
    mark = next((encoding for start, encoding in MARKS if sample.startswith(start)), None)
    encoding = mark or _utf_16_without_mark(sample, size)
    candidates = (encoding,) if encoding else ("utf-8", "gb18030")
    if encoding is None:
        _refuse_nul_bytes(file, opened)
    for candidate in candidates:
        try:
            return _counted(file, opened, candidate, byte_order_mark=mark is not None)
        except UnicodeDecodeError:
            continue
    return _broken(file, opened, candidates, byte_order_mark=mark is not None)


def _utf_16_without_mark(sample: bytes, size: int) -> str | None:
    """Recognise UTF-16 by its digits and commas, which are NUL in one of two bytes, and by its line ends."""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd < len(sample) // 20 or size % 2:
        return None
    if odd > 10 * even and b"\n\0" in sample:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd and b"\0\n" in sample else None


def _refuse_nul_bytes(file: str, opened: Opened) -> None:
    row = 1
    with opened() as data:
        while piece := data.read(PIECE):
            if (nul := piece.find(b"\0")) >= 0:
                raise NulBytes(file=file, row=row + piece.count(b"\n", 0, nul))
            row += piece.count(b"\n")


def _decoded(opened: Opened, encoding: str, byte_order_mark: bool, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with opened() as data:
        if byte_order_mark:
            data.seek(next(len(start) for start, name in MARKS if name == encoding))
        while piece := data.read(PIECE):
            yield decoder.decode(piece)
        yield decoder.decode(b"", True)


def _counted(file: str, opened: Opened, encoding: str, *, byte_order_mark: bool, errors: str = "strict") -> Text:
    """Go through a text once. Raises `UnicodeDecodeError`, `NulBytes`."""
    size = lines = quotes = returns = 0
    line_end = ""
    for piece in _decoded(opened, encoding, byte_order_mark, errors):
        if (nul := piece.find("\0")) >= 0:
            raise NulBytes(file=file, row=lines + piece.count("\n", 0, nul) + 1)
        if not line_end and "\n" in piece:
            line_end = "\r\n" if "\r\n" in piece[:SAMPLE] else "\n"
        size += len(piece)
        lines += piece.count("\n")
        quotes += piece.count('"')
        returns += piece.count("\r")
    is_broken = errors != "strict"
    return Text(opened, encoding, byte_order_mark, is_broken, size, lines, quotes, returns, line_end or "\n")


def _broken(file: str, opened: Opened, encodings: tuple[str, ...], *, byte_order_mark: bool) -> Text:
    furthest = 1  # two files glued together are broken where the second begins
    for encoding in encodings:
        broken, sample, total, row = 0, "", 0, 1
        for piece in _decoded(opened, encoding, byte_order_mark, "replace"):
            sample = sample if len(sample) >= SAMPLE else (sample + piece)[:SAMPLE]
            if not broken:
                row += piece.count("\n", 0, max(piece.find(BROKEN), 0) if BROKEN in piece else len(piece))
            broken += piece.count(BROKEN)
            total += len(piece)
        furthest = max(furthest, row)
        beyond_ascii = sum(1 for character in sample if character > "\x7f") / max(len(sample), 1) * total
        if broken <= max(1, BROKEN_SHARE * beyond_ascii):
            return _counted(file, opened, encoding, byte_order_mark=byte_order_mark, errors="replace")
    raise UnknownEncoding(file=file, row=furthest)
