"""What a delivered file really is, by its first bytes: its name is the sender's word."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from huangce.exchange.reading import limits
from huangce.exchange.reading.unreadable import FileDamaged, FileEmpty, FileTooLarge, PasswordProtected, WrongType

Kind = Literal["xlsx", "xls", "html", "xml", "text"]

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE 2: xls, but also Word and encrypted files
FOREIGN = (
    (b"%PDF", "PDF 文档"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gzip 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MIME-Version", "单个网页文件 mht"),
    (b"PAR1", "Parquet 文件"),
    (b"SQLite format 3", "数据库文件"),
)
# Names of streams in a compound file, as it writes them.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
FOREIGN_STREAMS = (
    ("WordDocument".encode("utf-16-le"), "Word 文档"),
    ("PowerPoint Document".encode("utf-16-le"), "演示文稿"),
)
WORKBOOK_STREAMS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
HTML_STARTS = (
    b"<html",
    b"<!doctype html",
    b"<table",
    b"<meta",
    b"<head",
    b"<body",
    b"<style",
    b"<div",
    b"<!--",
    b"<script",
)
START = 1 << 20
NOTHING = b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"
XML_WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"

LARGEST: dict[Kind, int] = {
    "xlsx": limits.WORKBOOK_BYTES,
    "xls": limits.WORKBOOK_BYTES,
    "html": limits.MARKUP_BYTES,
    "xml": limits.MARKUP_BYTES,
    "text": limits.FILE_BYTES,
}


def sniff(path: Path) -> Kind:
    """Return the kind of a file from its content, or raise why it is no list."""
    with path.open("rb") as file:
        start = file.read(START)
        if not start.strip(NOTHING) and not any(piece.strip(NOTHING) for piece in iter(lambda: file.read(START), b"")):
            raise FileEmpty(file=path.name)
    for mark, found in FOREIGN:
        if start.startswith(mark):
            raise WrongType(file=path.name, found=found)
    kind = _kind(path, start)
    if (size := path.stat().st_size) > LARGEST[kind]:
        raise FileTooLarge(file=path.name, size=size >> 20, limit=LARGEST[kind] >> 20)
    return kind


def _kind(path: Path, data: bytes) -> Kind:
    if data.startswith(b"PK"):
        if not data.startswith(ZIP):
            raise FileDamaged(file=path.name)
        return "xlsx"
    if data.startswith(COMPOUND):
        if (size := path.stat().st_size) > LARGEST["xls"]:
            raise FileTooLarge(file=path.name, size=size >> 20, limit=LARGEST["xls"] >> 20)
        return _compound(path.name, path.read_bytes())
    start = data[:8192].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if XML_WORKBOOK in start:
        return "xml"
    if start.startswith(HTML_STARTS) or (start.startswith(b"<?xml") and b"<html" in start):
        return "html"
    if start.startswith(b"<?xml"):
        raise WrongType(file=path.name, found="XML 文件")
    return "text"


def _compound(file: str, data: bytes) -> Kind:
    if ENCRYPTED_PACKAGE in data:
        raise PasswordProtected(file=file)
    if not any(name in data for name in WORKBOOK_STREAMS):
        found = next((kind for name, kind in FOREIGN_STREAMS if name in data), None)
        if found:
            raise WrongType(file=file, found=found)
        raise FileDamaged(file=file)
    return "xls"
