"""A folder into which a department puts its lists: each taken once it is whole, answered, or set aside with the reason.

    FOLDER/                 files that come; hidden ones and those still being written are left alone
    FOLDER/answered/        the sender's own file with its answers, and its signed receipt
    FOLDER/quarantine/      a file that could not be taken, and beside it NAME.reason.json

A file is whole when neither its size nor its time changed between two looks. It is known again by its hash, whatever
its name: the same file is answered with the first receipt and not received twice. What was taken is removed from the
folder, for it would outlive its agreement there; the sealed list and the sender's answered file remain.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.county import delivering
from huangce.county.loading import OFFICE_TIME
from huangce.errors import HuangceError, NotFound
from huangce.exchange.agreements import Agreement
from huangce.exchange.deliveries import read_file, sha256_of
from huangce.exchange.models import ReceivedList
from huangce.register import signed
from huangce.register.bulk import quiet
from huangce.rules.citizen_id import without_numbers

ANSWERED, QUARANTINE = "answered", "quarantine"
PARTS = (".part", ".tmp", ".crdownload", ".filepart")  # names of files that another program is still writing
Look = tuple[int, int]


class NoSuchWatched(NotFound):
    """There is no folder {folder} to watch."""

    code = "no-such-watched-folder"


@dataclass(slots=True)
class Watch:
    """A folder with what was seen of it at the last look: file → size and time."""

    folder: Path
    officer: Officer
    agreements: Mapping[str, Agreement]
    mappings: Path
    seen: dict[Path, Look] = field(default_factory=dict)

    def look(self, *, now: datetime | None = None) -> list[Taken]:
        """Take what is whole since the last look; return what became of each file. Raises `NoSuchWatched`, `MayNotDo`.

        One look takes nothing that was not there before: a file is compared with what the look before saw of it.
        """
        if not self.folder.is_dir():
            raise NoSuchWatched(folder=self.folder.name)
        moment = now or datetime.now(UTC)
        authority.require_duty(self.officer, duty="deliver_lists", on=moment.astimezone(OFFICE_TIME).date())
        found = {path: look for path in _files(self.folder) if (look := _look(path)) is not None}
        whole = [path for path, look in found.items() if self.seen.get(path) == look]
        self.seen = found
        return [self._take(path, moment) for path in whole]

    def _take(self, path: Path, now: datetime) -> Taken:
        try:
            taken = self._deliver(path, now)
        except HuangceError as error:
            return self._set_aside(path, error.code, error.message)
        if taken is None:
            return Taken(named(path).name, "vanished")
        self.seen.pop(path, None)
        return taken

    def _deliver(self, path: Path, now: datetime) -> Taken | None:
        sha256 = sha256_of(path)
        if not sha256:
            return None
        today = now.astimezone(OFFICE_TIME).date()
        lists = read_file(path, self.agreements, self.mappings, today=today, sha256=sha256)
        unread = [one for one in lists if one.checked is None]
        if any(problem.code == "file-changed" for one in unread for problem in one.problems):
            return Taken(named(path).name, "still written")
        if unread:
            reasons = "; ".join(problem.message for one in unread for problem in one.problems)
            return self._set_aside(path, unread[0].problems[0].code, reasons)
        answered = _folder(self.folder / ANSWERED)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".") as draft:
            answer = delivering.answer(lists, Path(draft))
            if sha256_of(path) != sha256:  # somebody writes it still: nothing of it was received
                return Taken(named(path).name, "still written")
            found = delivering.deliver(lists, by=self.officer, on=today, now=now, progress=quiet, channel="folder")
            if answer is not None:
                answer.replace(_free(answered / answer.name))
        for one in found:
            received = ReceivedList.objects.get(pk=one.batch or 0)
            signed.write(received.receipt or {}, _free(answered / f"{named(path).stem}-回执{one.batch}.json"))
        if sha256_of(path) == sha256:  # another file of that name that came meanwhile is taken at the next look
            path.unlink()
        outcome = "received" if any(one.outcome == "kept" for one in found) else "received before"
        return Taken(named(path).name, outcome, lists=[one.batch or 0 for one in found])

    def _set_aside(self, path: Path, code: str, reason: str) -> Taken:
        name, reason = named(path).name, without_numbers(reason)
        place = _free(_folder(self.folder / QUARANTINE) / name)
        said = {"file": name, "sha256": sha256_of(path), "code": code, "reason": reason}
        os.replace(path, place)
        note = place.with_name(f"{place.name}.reason.json")
        note.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        self.seen.pop(path, None)
        return Taken(name, "set aside", code=code, reason=reason)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: received, received before, set aside (with code and reason), still written, vanished."""

    file: str
    outcome: str
    lists: list[int] = field(default_factory=list)
    code: str = ""
    reason: str = ""


def named(path: Path) -> Path:
    """Return a file's name as it may be told and kept: without the numbers of persons that some senders put there."""
    return Path(without_numbers(path.name))


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.iterdir()
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith((".", "~$"))
        and path.suffix not in PARTS
    )


def _look(path: Path) -> Look | None:
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    return state.st_size, state.st_mtime_ns


def _folder(path: Path) -> Path:
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _free(path: Path) -> Path:
    """Return a name that is not taken: NAME, NAME-2, NAME-3 …"""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free
