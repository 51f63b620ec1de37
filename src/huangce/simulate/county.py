"""Simulate a county: make the world, write the lists as files and the truth beside them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from huangce.errors import HuangceError
from huangce.simulate import agreements, doors, files, lists, rates, traces, tree, truth, world
from huangce.simulate.agreements import quoted
from huangce.simulate.formats import FORMATS
from huangce.simulate.lists.draft import Draft

GENERATOR_VERSION = 1
AS_OF = date(2025, 6, 30)
COUNTY = "511703"
MOST_PERSONS = 20_000_000
_EPOCH = date(1970, 1, 1)
UNFINISHED = ".unfinished"  # stands in the folder until all is written, so that --force may replace a torso


class PersonsOutOfRange(HuangceError):
    """A county has from 1 to {most} persons, not {persons}."""

    code = "persons-out-of-range"
    status = 400


class SeedOutOfRange(HuangceError):
    """A seed is a whole number from 0 to 2^63-1, not {seed}."""

    code = "seed-out-of-range"
    status = 400


class AsOfOutOfRange(HuangceError):
    """The baseline day is to lie between 1990-01-01 and 2099-12-31, not {as_of}."""

    code = "as-of-out-of-range"
    status = 400


class FolderInUse(HuangceError):
    """The folder {folder} is not empty: name another one, or say --force to replace a simulated county."""

    code = "folder-in-use"
    status = 409


class NotACounty(HuangceError):
    """The folder {folder} holds more than a simulated county ({other}), so --force does not touch it."""

    code = "not-a-simulated-county"
    status = 409


class FolderNotWritable(HuangceError):
    """Nothing can be written to {folder}: {why}."""

    code = "folder-not-writable"
    status = 400


@dataclass(frozen=True)
class Summary:
    """What was written: file and rows by list kind, planted discrepancies by class, notes."""

    folder: Path
    county: str
    as_of: date
    seed: int
    persons: int
    files: dict[str, str]
    rows: dict[str, int]
    planted: dict[str, int]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the summary in types that JSON knows."""
        return {
            **asdict(self),
            "folder": str(self.folder),
            "as_of": self.as_of.isoformat(),
            "notes": list(self.notes),
        }


def _ignored(step: str, done: int, total: int) -> None:
    """Report progress to nobody."""


def simulate(
    folder: Path,
    *,
    persons: int,
    seed: int,
    county: str = COUNTY,
    as_of: date = AS_OF,
    given_rates: Path | None = None,
    force: bool = False,
    progress: Callable[[str, int, int], None] = _ignored,
) -> Summary:
    """Write a county of `persons` registered persons into `folder`; the same arguments give the same files.

    `progress` is called with the step that begins, the steps done and their number. Raises NoSuchCounty, UnknownRate,
    ImpossibleRate, RatesUnreadable, PersonsOutOfRange, SeedOutOfRange, AsOfOutOfRange, FolderInUse, NotACounty,
    FolderNotWritable.
    """
    if not 1 <= persons <= MOST_PERSONS:
        raise PersonsOutOfRange(persons=persons, most=MOST_PERSONS)
    if not 0 <= seed < 2**63:
        raise SeedOutOfRange(seed=seed)
    if not date(1990, 1, 1) <= as_of <= date(2099, 12, 31):
        raise AsOfOutOfRange(as_of=as_of)
    chosen = rates.read(given_rates)
    place = tree.county(county)
    try:
        _clear(folder, force=force)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / UNFINISHED).touch()
        progress("world", 0, len(lists.WRITERS) + 1)
        made = world.make(seed, place, persons=persons, as_of=(as_of - _EPOCH).days, rates=chosen)
        summary = _write(folder, made, as_of, persons, progress)
        (folder / "agreements.toml").write_text(agreements.toml(), encoding="utf-8")
        (folder / "county.toml").write_text(_toml(summary, place, chosen), encoding="utf-8")
        (folder / UNFINISHED).unlink()
    except OSError as problem:
        raise FolderNotWritable(folder=folder, why=problem.strerror or str(problem)) from problem
    return summary


def _write(
    folder: Path, made: world.World, as_of: date, persons: int, progress: Callable[[str, int, int], None]
) -> Summary:
    """Write all lists and the truth."""
    total = len(lists.WRITERS) + 1
    left = traces.leave(made)
    words = {"county": made.county.name, "year": str(as_of.year), "date": f"{as_of:%Y.%m.%d}"}
    entries = lists.register.entries(made)
    kept: dict[str, Draft] = {}
    names: dict[str, str] = {}
    notes: list[str] = []
    # The address list comes last: it leaves out houses that nothing else names.
    for done, kind in enumerate(sorted(lists.WRITERS, key="addresses".__eq__), start=1):
        progress(kind, done, total)
        if kind == "addresses":
            made = doors.leave_out(made, kept)
        one = lists.WRITERS[kind](made, left, entries)
        names[kind], note = files.write(folder, FORMATS[kind], one.table, words)
        notes += [note] if note else []
        kept[kind] = one.without_table()
    progress("truth", total, total)
    planted = truth.write(folder / "truth", made, kept, entries)
    doors.survey(made).write(folder, folder / "truth")
    return Summary(
        folder=folder,
        county=made.county.code,
        as_of=as_of,
        seed=made.seed,
        persons=persons,
        files={kind: names[kind] for kind in lists.WRITERS},
        rows={kind: len(kept[kind]) for kind in lists.WRITERS},
        planted={name: planted.filter(pl.col("class") == name)["truth_person"].n_unique() for name in truth.CLASSES},
        notes=tuple(notes),
    )


def _clear(folder: Path, *, force: bool) -> None:
    """Refuse a folder that holds anything; with `force` empty it, if nothing but a simulated county stands in it."""
    if not folder.exists():
        return
    standing = {one.name for one in folder.iterdir()}
    if not standing:
        return
    if not force:
        raise FolderInUse(folder=folder)
    files_of_lists = {name for how in FORMATS.values() for name in (how.file, f"{Path(how.file).stem}.csv")}
    below = {"truth", doors.FOLDER}
    known = files_of_lists | {"agreements.toml", "county.toml", UNFINISHED} | below
    if not standing & {"county.toml", UNFINISHED} or standing - known:
        raise NotACounty(folder=folder, other=min(standing - known, default="no county.toml"))
    for name in standing - below:
        (folder / name).unlink()
    for name in standing & below:
        shutil.rmtree(folder / name)


def _toml(summary: Summary, place: tree.County, chosen: dict[str, float]) -> str:
    lines = [
        "# A simulated county: nobody in it exists. Written by `huangce simulate`.",
        f"code = {quoted(summary.county)}",
        f"name = {quoted(place.prefix)}",
        f"as_of = {summary.as_of.isoformat()}",
        f"seed = {summary.seed}",
        f"persons = {summary.persons}",
        f"generator_version = {GENERATOR_VERSION}",
        f"notes = {agreements.listed(summary.notes)}",
        "",
    ]
    for kind, file in summary.files.items():
        lines += [f"[files.{kind}]", f"file = {quoted(file)}", f"rows = {summary.rows[kind]}", ""]
    changed = {name: value for name, value in chosen.items() if value != rates.RATES[name][0]}
    lines += [
        "[rates]  # those that differ from the defaults",
        *(f"{name} = {value}" for name, value in changed.items()),
    ]
    return "\n".join(lines) + "\n"
