"""Read a folder of lists: each file recognised, read under its agreement, checked. Nothing is written or applied.

Every file in the folder is answered for, and those that are no list are named with the reason. The office's own lists
(register, residents, addresses) need no agreement; of a department's list only the agreed columns are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from huangce.errors import HuangceError, Problem, Where
from huangce.exchange.agreements import (
    Agreement,
    AgreementUnclear,
    NoAgreement,
    agreement_for,
    allowed,
    only_allowed,
)
from huangce.exchange.check import Checked, check_parts
from huangce.exchange.formats.recognise import ListAmbiguous, ListUnknown
from huangce.exchange.mapping import MappingInvalid, recognise_with
from huangce.exchange.messages import problem
from huangce.exchange.reading import Listed, Table, UnreadableFile, open_lists
from huangce.exchange.reading.unreadable import FileMissing
from huangce.rules.citizen_id import without_numbers

# What stands in a county folder beside the lists. The truth is for the scorer alone: it is not even looked into.
NO_LISTS = frozenset({"agreements.toml", "county.toml"})
NO_FOLDERS = frozenset({"truth", "mappings", "answers", "plates"})
BLOCK = 1 << 20


@dataclass(frozen=True)
class Delivery:
    """One list of one file, read and checked; or a file that could not be, and why.

    kind: the list kind, "" when not recognised. sha256: of the file. table: its header and the numbers of its rows, no
    cell of them. mapping: canonical field to column. problems: findings about the file; those about rows are in
    `checked.problems`.
    """

    path: Path
    sha256: str
    kind: str = ""
    sheet: str = ""
    agreement: Agreement | None = None
    table: Table | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    checked: Checked | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """The name of the file as it is kept: it outlives the rows, so a number of a person in it is left out."""
        return without_numbers(self.path.name)

    @property
    def counts(self) -> dict[str, int]:
        """Rows, usable rows, rows with an error or a warning; nothing for a file that could not be read."""
        return self.checked.counts if self.checked else {}


def read_folder(
    folder: Path,
    agreements: Mapping[str, Agreement],
    mappings: Path | None = None,
    *,
    today: date,
    workers: int = 2,
) -> list[Delivery]:
    """Return the lists of all files in a folder, by file name. A bad file becomes a problem.

    mappings: the folder of `mapping.remember`. today: dates after it lie in the future. Raises `FileMissing` when there
    is no such folder.
    """
    files, problems = _files(folder)
    hashes = {path: sha256_of(path) for path in files}
    first: dict[str, Path] = {}
    for path in files:
        first.setdefault(hashes[path] or path.name, path)
    repeated = [
        Delivery(path, hashes[path], problems=(problem("file-repeated", first=first[hashes[path]].name),))
        for path in files
        if hashes[path] and first[hashes[path]] != path
    ]
    with ThreadPoolExecutor(workers) as pool:
        read = pool.map(
            lambda path: read_file(path, agreements, mappings, today=today, sha256=hashes[path]), first.values()
        )
        found = [delivery for deliveries in read for delivery in deliveries]
    return sorted([*found, *repeated, *problems], key=lambda delivery: (delivery.path.name, delivery.sheet))


def read_file(
    path: Path,
    agreements: Mapping[str, Agreement],
    mappings: Path | None = None,
    *,
    today: date,
    sha256: str = "",
) -> list[Delivery]:
    """Return the lists of one file, one per sheet, or one delivery that tells why it could not be read.

    A file that somebody still writes is not read: what was read is what has the hash.
    """
    sha256 = sha256 or sha256_of(path)
    try:
        found = [
            _delivery(path, sha256, listed, agreements=agreements, mappings=mappings, today=today)
            for listed in open_lists(path)
        ]
    except UnreadableFile as error:
        found = [Delivery(path, sha256, problems=(error.problem(),))]
    except (OSError, UnicodeDecodeError):  # it was another file when it was looked at first
        found = [Delivery(path, sha256, problems=(problem("file-changed"),))]
    if sha256_of(path) != sha256:
        return [Delivery(path, sha256, problems=(problem("file-changed"),))]
    return found


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits; "" for one that cannot be opened."""
    digest = hashlib.sha256()
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError:
        return ""
    return digest.hexdigest()


def _files(folder: Path) -> tuple[list[Path], list[Delivery]]:
    """Return the files of a folder that may be lists, and a note on every folder in it. Hidden files are none."""
    if not folder.is_dir():
        raise FileMissing(file=folder.name)
    entries = sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))
    files = [path for path in entries if not path.is_dir() and path.name not in NO_LISTS]
    notes = [
        Delivery(path, "", problems=(problem("folder-not-read"),))
        for path in entries
        if path.is_dir() and path.name not in NO_FOLDERS
    ]
    return files, notes


def _delivery(
    path: Path,
    sha256: str,
    listed: Listed,
    *,
    agreements: Mapping[str, Agreement],
    mappings: Path | None,
    today: date,
) -> Delivery:
    table = listed.head
    try:
        found = recognise_with(mappings, table, path.name)
        words = " ".join((path.stem, table.sheet, *table.titles))
        agreement = agreement_for(found.format, agreements, words=words)
    except (ListUnknown, ListAmbiguous, MappingInvalid, NoAgreement, AgreementUnclear) as error:
        kind = error.details["kind"] if isinstance(error, AgreementUnclear) else ""
        return Delivery(path, sha256, kind, table.sheet, problems=(_problem_of(error, table.sheet),))
    mapping = only_allowed(found.mapping, allowed(found.format, agreement))
    not_agreed = [column for name, column in found.mapping.items() if name not in mapping]
    checked = check_parts(listed.parts(mapping.values()), found.format, mapping, today=today)
    notes = [problem("column-unknown", Where(table.sheet, None, column)) for column in found.unmapped]
    notes += [problem("column-not-agreed", Where(table.sheet, None, column)) for column in not_agreed]
    return Delivery(
        path,
        sha256,
        kind=found.format.kind,
        sheet=table.sheet,
        agreement=agreement,
        table=replace(table, rows=checked.rows.numbers),
        mapping=mapping,
        checked=checked,
        problems=tuple(notes),
    )


def _problem_of(error: HuangceError, sheet: str) -> Problem:
    return problem(error.code, Where(sheet), **error.details)
