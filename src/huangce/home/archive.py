"""The file of a backup: one zip with the database, the secrets that belong to it, and a manifest.

    manifest.json   format, versions, migrations, the application's role, and the SHA-256 and size of every other part
    database.dump   pg_dump's custom format
    secrets/NAME    keys of the installation; the database's passwords are not among them

The zip is stored, not compressed: pg_dump has done that. Whoever has the file has the register and its signing key, so
it is made readable by its owner alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from huangce.errors import Unreadable

FORMAT = 1
MANIFEST, DUMP, SECRETS = "manifest.json", "database.dump", "secrets/"
CHUNK = 1 << 20


class NotABackup(Unreadable):
    """{file} is not a backup of huangce ({reason})."""

    code = "not-a-backup"


class DamagedBackup(Unreadable):
    """The backup {file} is damaged: {part} is not what was written. Take another copy of it."""

    code = "damaged-backup"


class UnknownFormat(Unreadable):
    """The backup {file} has format {found} and this version reads {known}: use a newer huangce."""

    code = "unknown-backup-format"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `parts` maps a name to its SHA-256 (hex) and its size in bytes."""

    format: int
    made_at: str
    huangce: str
    postgresql: int
    app_role: str
    migrations: list[str]
    rows: dict[str, int]
    parts: dict[str, tuple[str, int]]


class Writer:
    """Adds parts to a backup and remembers their digests."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.parts: dict[str, tuple[str, int]] = {}

    def add(self, name: str, source: IO[bytes], progress: Callable[[int], None] = lambda size: None) -> None:
        """Copy `source` to the part `name`; `progress` is told the bytes so far."""
        digest, size = hashlib.sha256(), 0
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o600 << 16
        with self._file.open(info, "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
                size += len(chunk)
                progress(size)
        self.parts[name] = (digest.hexdigest(), size)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, which closes the backup."""
        self._file.writestr(MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """Write a backup that appears under its name only when it is whole."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as handle:
            with zipfile.ZipFile(handle, "w") as file:
                yield Writer(file)
            handle.flush()
            os.fsync(handle.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup whose every part is what the manifest says."""
    try:
        with zipfile.ZipFile(path) as file:
            manifest = _manifest(path, file)
            for name, (digest, size) in manifest.parts.items():
                if _digest(file, name) != (digest, size):
                    raise DamagedBackup(file=path, part=name)
            yield file, manifest
    except (zipfile.BadZipFile, EOFError) as error:
        raise NotABackup(file=path, reason=str(error) or "it is cut off") from None
    except FileNotFoundError:
        raise NotABackup(file=path, reason="there is no such file") from None
    except IsADirectoryError:
        raise NotABackup(file=path, reason="it is a folder") from None
    except PermissionError:
        raise NotABackup(file=path, reason="it cannot be read by you") from None


def _manifest(path: Path, file: zipfile.ZipFile) -> Manifest:
    try:
        given = json.loads(file.read(MANIFEST))
        found = given["format"]
        if found != FORMAT:
            raise UnknownFormat(file=path, found=found, known=FORMAT)
        given["parts"] = {str(name): (str(digest), int(size)) for name, (digest, size) in given["parts"].items()}
        manifest = Manifest(**given)
    except (KeyError, TypeError, ValueError):
        raise NotABackup(file=path, reason="it has no manifest that can be read") from None
    if DUMP not in manifest.parts:
        raise NotABackup(file=path, reason="it holds no database")
    return manifest


def _digest(file: zipfile.ZipFile, name: str) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    try:
        with file.open(name) as part:
            while chunk := part.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
    except (KeyError, zipfile.BadZipFile, EOFError):
        return "", -1
    return digest.hexdigest(), size
