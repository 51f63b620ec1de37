"""What a delivered file really is, by its first bytes: its name is the sender's word."""

from __future__ import annotations

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
XML_WORKBOOK = b"urn:schemas-microsoft-com:office:spreadsheet"

LARGEST: dict[Kind, int] = {
    "xlsx": limits.WORKBOOK_BYTES,
    "xls": limits.WORKBOOK_BYTES,
    "html": limits.MARKUP_BYTES,
    "xml": limits.MARKUP_BYTES,
    "text": limits.FILE_BYTES,
}


def sniff(file: str, data: bytes) -> Kind:
    """Return the kind of a file from its content, or raise why it is no list."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise FileEmpty(file=file)
    for start, found in FOREIGN:
        if data.startswith(start):
            raise WrongType(file=file, found=found)
    kind = _kind(file, data)
    if len(data) > LARGEST[kind]:
        raise FileTooLarge(file=file, size=len(data) >> 20, limit=LARGEST[kind] >> 20)
    return kind


def _kind(file: str, data: bytes) -> Kind:
    if data.startswith(b"PK"):
        if not data.startswith(ZIP):
            raise FileDamaged(file=file)
        return "xlsx"
    if data.startswith(COMPOUND):
        return _compound(file, data)
    start = data[:8192].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if XML_WORKBOOK in start:
        return "xml"
    if start.startswith(HTML_STARTS) or (start.startswith(b"<?xml") and b"<html" in start):
        return "html"
    if start.startswith(b"<?xml"):
        raise WrongType(file=file, found="XML 文件")
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
