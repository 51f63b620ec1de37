"""Look into an xlsx before it is opened: is it safe, and what does the reader not tell (merges, formulas without
value).

An xlsx is a zip of XML parts (ECMA-376). Each part is unpacked as a stream that is cut off at the limits, because
the sizes that a zip declares are the sender's word. Cells are found by regular expressions over the raw XML: this
only has to bound the sheet and to find formulas, not to read values.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from huangce.exchange.reading import limits
from huangce.exchange.reading.grid import Area
from huangce.exchange.reading.unreadable import (
    CellTooLong,
    FileDamaged,
    PasswordProtected,
    TooManyCells,
    TooManyColumns,
    WrongType,
    ZipBomb,
)

CHUNK = 1 << 20
WORKBOOK = "xl/workbook.xml"
# What a zip is when it is no xlsx, by a part that only this kind has.
OTHER_KINDS = (
    ("word/document.xml", "Word 文档"),
    ("ppt/presentation.xml", "演示文稿"),
    ("xl/workbook.bin", "二进制工作簿 xlsb"),
    ("content.xml", "OpenDocument 文件"),
)
# Repetitions are bounded, so that a part of unclosed tags costs no more than one of closed ones.
FILLED_CELL = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"(?:[^<>]{0,200}[^/<>])?>')
FORMULA = re.compile(rb"[<:]f[\s>/]")
CELL_WITH_FORMULA = re.compile(
    rb"<(?:\w{1,9}:)?c\s([^<>]{0,200}[^<>/])>\s{0,9}<(?:\w{1,9}:)?f(?:[^<>]{0,400}/>|[^<>]{0,400}>[^<]*</(?:\w{1,9}:)?f>)"
    rb"\s{0,9}(?:<(?:\w{1,9}:)?v>([^<]*))?"
)
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
TEXT_RESULT = b't="str"'  # a formula whose result is the empty text has a result
# Programs that write formulas without computing them put 0 for the result and ask to have them computed on opening.
COMPUTE_ON_OPENING = re.compile(rb'<(?:\w{1,9}:)?calcPr\s[^<>]{0,400}fullCalcOnLoad="(?:1|true)"')
MERGE = re.compile(rb'mergeCell\s[^<>]{0,200}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
WINDOW = limits.CELL_CHARACTERS * 2  # bytes; every text of more than four times the limit fills one
LONG_TEXT = re.compile(rb"[<:][tv](?:\s[^<>]{0,200})?>[^<]{%d}" % (limits.CELL_CHARACTERS * 4))


@dataclass(frozen=True, slots=True)
class SheetNotes:
    """What the reader does not tell of a sheet; cells as (row, column) counted from 0.

    formulas: how many cells are computed. without_value: those whose result the workbook does not hold.
    """

    formulas: int = 0
    without_value: tuple[tuple[int, int], ...] = ()
    merges: tuple[Area, ...] = ()


NOTHING = SheetNotes()


def inspect(path: Path) -> dict[str, SheetNotes]:
    """Return the notes of each sheet by its name, or raise why the workbook must not be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_archive(path.name, archive)
            names = _sheet_names(archive)
            nothing = (b"", b"0") if COMPUTE_ON_OPENING.search(archive.read(WORKBOOK)) else (b"",)
            notes = {}
            for entry in archive.infolist():
                # every part is looked into as if it were a sheet: which ones are is the sender's word
                name = names.get(entry.filename, "")
                with closing(_chunks(path.name, archive, entry)) as chunks:
                    notes[name] = _inspect_sheet(path.name, name, chunks, nothing)
            return notes
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ElementTree.ParseError, KeyError) as error:
        raise FileDamaged(file=path.name) from error


def _check_archive(file: str, archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise PasswordProtected(file=file)
    if WORKBOOK not in names:
        raise WrongType(file=file, found=next((kind for part, kind in OTHER_KINDS if part in names), "压缩包"))
    if sum(entry.file_size for entry in entries) > limits.UNPACKED_BYTES:
        raise ZipBomb(file=file)
    if any(_is_bomb(entry) for entry in entries):
        raise ZipBomb(file=file)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > limits.BOMB_BYTES and entry.file_size > limits.BOMB_RATIO * max(entry.compress_size, 1)


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the name of the sheet that each worksheet part holds."""
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    names = {}
    for element in ElementTree.fromstring(archive.read(WORKBOOK)).iter():
        if element.tag.endswith("}sheet"):
            # the namespace of the relation differs between transitional and strict files
            relation = next((value for key, value in element.items() if key.endswith("}id")), "")
            target = targets.get(relation, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            names[part] = element.get("name", "")
    return names


def _chunks(file: str, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Generator[bytes, None, None]:
    """Yield the unpacked part in pieces that end where a row or a shared text ends; bounded whatever it declares."""
    if not entry.filename.endswith((".xml", ".rels")):
        return
    rest, total = b"", 0
    with archive.open(entry) as part:
        while piece := part.read(CHUNK):
            total += len(piece)
            if total > limits.UNPACKED_BYTES:
                raise ZipBomb(file=file)
            rest += piece
            # rows and shared texts end in these, with or without a namespace prefix
            end = max(rest.rfind(b"row>") + 4, rest.rfind(b"si>") + 3)
            if end <= 4:
                end = rest.rfind(b"/>") + 2
            if end > 2:
                yield rest[:end]
                rest = rest[end:]
            elif len(rest) > limits.BOMB_BYTES:
                raise CellTooLong(file=file, cell="…", limit=limits.CELL_CHARACTERS)
    yield rest


def _refuse_long_text(file: str, sheet: str, chunk: bytes) -> None:
    starts = range(0, max(len(chunk) - WINDOW, 1), WINDOW)
    if all(chunk.find(b"<", start, start + WINDOW) >= 0 for start in starts):
        return
    if long := LONG_TEXT.search(chunk):
        before = FILLED_CELL.findall(chunk, 0, long.start())  # none in the part that holds shared texts
        cell = b"".join(before[-1]).decode() if before else "…"
        raise CellTooLong(file=file, sheet=sheet, cell=cell, limit=limits.CELL_CHARACTERS)


def _inspect_sheet(file: str, sheet: str, chunks: Iterator[bytes], nothing: tuple[bytes, ...]) -> SheetNotes:
    last_row = last_column = 0
    formulas, without_value, merges = 0, [], []
    for chunk in chunks:
        _refuse_long_text(file, sheet, chunk)
        found = FILLED_CELL.findall(chunk)
        if found:
            last_row = max(last_row, *(int(row) for row in {row for _, row in found}))
            last_column = max(last_column, *(column_index(name) + 1 for name in {name for name, _ in found}))
        if FORMULA.search(chunk):
            for attributes, value in CELL_WITH_FORMULA.findall(chunk):
                formulas += 1
                place = REFERENCE.search(attributes)
                if place and value in nothing and TEXT_RESULT not in attributes:
                    without_value.append((int(place[2]) - 1, column_index(place[1])))
        if b"mergeCell " in chunk:
            merges += [
                (int(r1) - 1, column_index(c1), int(r2) - 1, column_index(c2))
                for c1, r1, c2, r2 in MERGE.findall(chunk)
            ]
    if last_column > limits.COLUMNS:
        raise TooManyColumns(file=file, sheet=sheet, found=last_column, limit=limits.COLUMNS)
    if last_row * last_column > limits.CELLS:
        raise TooManyCells(file=file, sheet=sheet, found=last_row * last_column, limit=limits.CELLS)
    return SheetNotes(formulas, tuple(without_value), tuple(merges))


def column_index(letters: bytes) -> int:
    """Return the index of the column that a spreadsheet calls by these letters: A is 0, AA is 26."""
    index = 0
    for character in letters:
        index = index * 26 + character - ord("A") + 1
    return index - 1
