"""Columns that a user once assigned by hand, remembered for every later file with the same header row.

One JSON file per header row in a folder of the office, named by the fingerprint of the headers, so that it can be read,
corrected and deleted with any editor.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from huangce.errors import Unreadable
from huangce.exchange.formats import FORMATS, Format
from huangce.exchange.formats.recognise import Recognised, missing_columns, recognise
from huangce.exchange.reading import Table


class MappingInvalid(Unreadable):
    """The assignment of columns in {file} is not valid: {reason}."""

    code = "mapping-invalid"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a user said about a header row: the kind of list, and the column (as written) of each canonical field.

    Columns that are in `headers` and not in `columns` were seen and are not to be read.
    """

    kind: str
    columns: dict[str, str]
    headers: tuple[str, ...]

    def __post_init__(self) -> None:
        form = FORMATS.get(self.kind)
        if form is None:
            raise MappingInvalid(file="", reason=f"no list format {self.kind}")
        if unknown := sorted(set(self.columns) - set(form.by_name)):
            raise MappingInvalid(file="", reason=f"{self.kind} has no field {', '.join(unknown)}")
        if absent := sorted(set(self.columns.values()) - set(self.headers)):
            raise MappingInvalid(file="", reason=f"no column {', '.join(absent)}")
        if len(set(self.columns.values())) < len(self.columns):
            raise MappingInvalid(file="", reason="one column is assigned to two fields")
        if missing := missing_columns(form, self.columns):
            raise MappingInvalid(file="", reason=f"no column for {'、'.join(missing)}")


def remember(folder: Path, table: Table, form: Format, columns: dict[str, str]) -> ColumnMapping:
    """Keep what a user said about the columns of a table; it replaces what was said before of the same header row.

    columns: canonical field to column name. Raises `MappingInvalid`.
    """
    try:
        mapping = ColumnMapping(form.kind, dict(columns), tuple(table.frame.columns))
    except MappingInvalid as error:
        raise MappingInvalid(file=table.file, reason=error.details["reason"]) from error
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{table.fingerprint()}.json"
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps(asdict(mapping), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    draft.replace(path)
    return mapping


def recall(folder: Path | None, table: Table) -> ColumnMapping | None:
    """Return what a user said about this header row, or None. Raises `MappingInvalid` when the file was spoilt."""
    path = None if folder is None else folder / f"{table.fingerprint()}.json"
    if path is None or not path.exists():
        return None
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return ColumnMapping(str(kept["kind"]), dict(kept["columns"]), tuple(table.frame.columns))
    except (ValueError, KeyError, TypeError) as error:
        raise MappingInvalid(file=path.name, reason=str(error)) from error
    except MappingInvalid as error:
        raise MappingInvalid(file=path.name, reason=error.details["reason"]) from error


def recognise_with(folder: Path | None, table: Table, filename: str = "") -> Recognised:
    """Recognise a list by what a user said about its header row, or else as `recognise` does."""
    mapping = recall(folder, table)
    if mapping is None:
        return recognise(table, filename)
    return Recognised(FORMATS[mapping.kind], dict(mapping.columns), unmapped=(), score=1.0)
