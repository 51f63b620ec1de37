"""Which encoding a text file is in: UTF-8, UTF-16 or GB 18030 (which contains GBK and GB 2312).

Chinese programs write any of them and say nothing. UTF-8 is tried first because other text almost never is valid UTF-8;
every byte string that GB 2312 or GBK produce is valid GB 18030. A cell cut in the middle of a character (fixed-width
fields of old systems) becomes U+FFFD at that place and is reported; a file full of such places is refused.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from huangce.exchange.reading.table import TextStyle
from huangce.exchange.reading.unreadable import NulBytes, UnknownEncoding

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
SAMPLE = 1 << 16
BROKEN = "\ufffd"
BROKEN_SHARE = 0.005  # of the characters beyond ASCII; above it the guess of the encoding is wrong


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as UTF-8 bytes without byte order mark, how it was written, and whether characters were broken."""

    utf8: bytes
    encoding: str
    byte_order_mark: bool
    is_broken: bool = False

    def style(self, separator: str) -> TextStyle:
        """Return how to write an answer in the same way."""
        line_end = "\r\n" if b"\r\n" in self.utf8[:SAMPLE] else "\n"
        return TextStyle(self.encoding, self.byte_order_mark, separator, line_end)


def decode(file: str, data: bytes) -> Text:
    """Return the text of a file. Raises `NulBytes` or `UnknownEncoding` with the row."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _decode_as(file, data[len(mark) :], encoding, byte_order_mark=True)
    if wide := _utf_16_without_mark(data):
        return _decode_as(file, data, wide, byte_order_mark=False)
    if (nul := data.find(b"\0")) >= 0:
        raise NulBytes(file=file, row=data.count(b"\n", 0, nul) + 1)
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return Text(data if encoding == "utf-8" else text.encode(), encoding, byte_order_mark=False)
    return _decode_broken(file, data, ("utf-8", "gb18030"), byte_order_mark=False)


def _utf_16_without_mark(data: bytes) -> str | None:
    """Recognise UTF-16 by its digits and commas, which are NUL in one of two bytes, and by its line ends."""
    sample = data[:SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if even + odd < len(sample) // 20 or len(data) % 2:
        return None
    if odd > 10 * even and b"\n\0" in sample:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd and b"\0\n" in sample else None


def _decode_as(file: str, data: bytes, encoding: str, *, byte_order_mark: bool) -> Text:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return _decode_broken(file, data, (encoding,), byte_order_mark=byte_order_mark)
    if (nul := text.find("\0")) >= 0:
        raise NulBytes(file=file, row=text.count("\n", 0, nul) + 1)
    return Text(data if encoding == "utf-8" else text.encode(), encoding, byte_order_mark)


def _decode_broken(file: str, data: bytes, encodings: tuple[str, ...], *, byte_order_mark: bool) -> Text:
    for encoding in encodings:
        text = data.decode(encoding, errors="replace")
        broken = text.count(BROKEN)
        beyond_ascii = (
            sum(1 for character in text[:SAMPLE] if character > "\x7f") / max(len(text[:SAMPLE]), 1) * len(text)
        )
        if broken <= max(1, BROKEN_SHARE * beyond_ascii) and "\0" not in text:
            return Text(text.encode(), encoding, byte_order_mark, is_broken=True)
    text = data.decode(encodings[-1], errors="replace")
    raise UnknownEncoding(file=file, row=text.count("\n", 0, text.find(BROKEN)) + 1)
