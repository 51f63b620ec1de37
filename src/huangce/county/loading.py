"""Load a folder of lists: the office's own into the register, what departments sent into safe keeping.

One transaction for what enters the register: all or nothing. Each list is a batch with its file's hash; a file that
stands in the register is not loaded twice, and each batch is undone by an act as long as nothing builds on it. Every
row is answered, in the sender's own file with added columns.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import psycopg
from django.db import transaction

from huangce.accounts.authority import grants_of
from huangce.accounts.models import Officer
from huangce.county import frames
from huangce.county.answering import answers_for
from huangce.errors import NotFound, Refused
from huangce.exchange import agreement_store, store
from huangce.exchange.agreements import Agreement, read_agreements
from huangce.exchange.answers import answer_suffix, write_all_answers
from huangce.exchange.deliveries import Delivery, read_folder
from huangce.home import database, paths
from huangce.matching import match
from huangce.places.keys import Keys
from huangce.places.store import address_ids, load_addresses, standing
from huangce.register.batches import stands
from huangce.register.bulk import indexes_after
from huangce.register.opening import open_register
from huangce.register.residents import open_residences
from huangce.register.seal import seal
from huangce.rules.authority import may_do

Progress = Callable[[str, int, int], None]
OWN = ("addresses", "register", "residents")
TABLES = ("act", "fact", "fact_value", "person", "household", "residence", "former", "origin", "address")
OFFICE_TIME = ZoneInfo("Asia/Shanghai")
AUTOMATIC = 0.99


class NoSuchFolder(NotFound):
    """There is no folder {folder}."""

    code = "no-such-folder"


class NoLists(Refused):
    """No file in {folder} could be read as a list: {reasons}."""

    code = "no-lists"


class WhichCounty(Refused):
    """The lists do not say which county they are of: name it with --county (6 digits)."""

    code = "which-county"


@dataclass(slots=True)
class LoadedList:
    """What became of one list."""

    kind: str
    file: str
    rows: int = 0
    usable: int = 0
    problems: int = 0
    batch: int | None = None
    outcome: str = ""
    first_row: int = 1
    codes: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Loaded:
    """The outcome of a load."""

    county: str
    opened_on: date
    lists: list[LoadedList] = field(default_factory=list)
    files: list[tuple[str, str]] = field(default_factory=list)
    persons: int = 0
    households: int = 0
    residents: int = 0
    not_of_register: int = 0
    doubtful: int = 0
    addresses: int = 0
    contested: int = 0
    answers: Path | None = None


def load_folder(
    folder: Path,
    *,
    by: Officer,
    county: str | None = None,
    opened_on: date | None = None,
    answers: Path | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
    progress: Progress,
) -> Loaded:
    """Load every list of `folder` and return what became of each.

    `county` and `opened_on` are taken from `county.toml` or the lists where they are not given. `dry_run` reads and
    checks everything and writes nothing. `answers` is a folder for the senders' own files, each row answered. Raises
    `NoSuchFolder`, `NoLists`, `WhichCounty`, `NotAllowed`.
    """
    if not folder.is_dir():
        raise NoSuchFolder(folder=folder.name)
    moment = now or datetime.now(UTC)
    described = _described(folder)
    opened_on = opened_on or described.get("as_of") or moment.astimezone(OFFICE_TIME).date()
    progress("reading lists", 0, 1)
    given = _agreements(folder)
    agreed = agreement_store.deliveries(given)
    today = max(opened_on, moment.astimezone(OFFICE_TIME).date())
    deliveries = read_folder(folder, agreed, paths.make_home() / "mappings", today=today)
    progress("reading lists", 1, 1)
    county = county or described.get("code") or _county_of(deliveries)
    by.require("opening_entry", county.ljust(12, "0"), moment.astimezone(OFFICE_TIME).date())
    loaded = Loaded(county, opened_on)
    loaded.files = [(one.path.name, _reasons(one)) for one in deliveries if one.checked is None]
    listed = [one for one in deliveries if one.checked is not None]
    del deliveries
    if not listed:
        raise NoLists(folder=folder.name, reasons="; ".join(f"{name}: {why}" for name, why in loaded.files) or "empty")
    loaded.lists = [_summary(one) for one in listed]
    if dry_run:
        for one in loaded.lists:
            one.outcome = "would be loaded" if one.kind in OWN else "would be kept"
        return loaded
    own, departments = ([one for one in listed if (one.kind in OWN) is mine] for mine in (True, False))
    if answers is None:
        listed = []
    if given and may_do(grants_of(by, moment.astimezone(OFFICE_TIME).date()), agreement_store.DUTY, today):
        agreement_store.record_all(given, by=by, now=moment)
    work = _Work(loaded, by, moment, progress)
    work.own_lists(own)
    work.department_lists(departments)
    progress("sealing", 0, 1)
    seal(now=moment if now else None)
    progress("sealing", 1, 1)
    if answers is not None:
        loaded.answers = _answer(listed, answers, progress)
    return loaded


def _described(folder: Path) -> dict[str, Any]:
    file = folder / "county.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}


def _agreements(folder: Path) -> dict[str, Agreement]:
    """Return the agreements that lie beside the lists."""
    file = folder / "agreements.toml"
    return read_agreements(file) if file.exists() else {}


def _reasons(delivery: Delivery) -> str:
    return "; ".join(one.message for one in delivery.problems)


def _county_of(deliveries: list[Delivery]) -> str:
    for kind in OWN:
        for one in deliveries:
            if one.kind == kind and one.checked is not None:
                codes = one.checked.frame["division"].drop_nulls().str.slice(0, 6)
                if codes.len():
                    return str(codes.mode().sort()[0])
    raise WhichCounty()


def _summary(delivery: Delivery) -> LoadedList:
    assert delivery.checked is not None
    problems = delivery.checked.problems
    codes = problems.group_by("code").len().sort("len", descending=True)
    return LoadedList(
        delivery.kind,
        delivery.path.name,
        rows=delivery.counts["rows"],
        usable=delivery.counts["usable"],
        problems=problems.height,
        first_row=int(delivery.checked.rows.numbers.min() or 1),  # type: ignore[arg-type]
        codes={str(code): int(count) for code, count in codes.iter_rows()},
    )


def _answer(listed: list[Delivery], folder: Path, progress: Progress) -> Path:
    """Write the answer to every file into `folder`: the sender's own file, each row with what became of it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    by_file: dict[Path, list[Delivery]] = {}
    for one in listed:
        by_file.setdefault(one.path, []).append(one)
    for done, (path, sheets) in enumerate(by_file.items()):
        progress("answers", done, len(by_file))
        answered = [
            (one.table, answers_for(one.checked, one.agreement.returns if one.agreement else ()))
            for one in sheets
            if one.table is not None and one.checked
        ]
        suffix = answer_suffix(answered[0][0]) if answered else path.suffix
        write_all_answers(path, answered, folder / (path.stem + suffix))
    progress("answers", len(by_file), len(by_file))
    return folder


@dataclass(slots=True)
class _Known:
    """The addresses that stand, those of this load among them: their ids by key, and the keys of the texts read."""

    keys: Keys
    addresses: pl.DataFrame


def _taken(deliveries: list[Delivery], kind: str) -> Iterator[Delivery]:
    """The lists of a kind, each taken out of all as it is asked for."""
    while (place := next((n for n, one in enumerate(deliveries) if one.kind == kind), None)) is not None:
        yield deliveries.pop(place)


@dataclass(slots=True)
class _Work:
    """A load on its way into the register."""

    loaded: Loaded
    by: Officer
    moment: datetime
    progress: Progress

    def own_lists(self, deliveries: list[Delivery]) -> None:
        """Write the office's own lists in one transaction, as the owner of the tables. Takes each as it is written, so
        that lists which stand in the register take no memory any more."""
        with psycopg.connect(database.url(owner=True)) as connection, connection.cursor() as cursor:
            deliveries[:] = [one for one in deliveries if not self._is_known(one, cursor)]
            if not deliveries:
                return
            if cursor.execute("select 1 from act limit 1").fetchone() is None:
                with indexes_after(cursor, TABLES, progress=self.progress):
                    self._write(cursor, deliveries)
            else:
                self._write(cursor, deliveries)
        with psycopg.connect(database.url(owner=True), autocommit=True) as connection:
            for table in TABLES:
                connection.execute(f"analyze {table}")

    def _is_known(self, delivery: Delivery, cursor: psycopg.Cursor[Any]) -> bool:
        """Whether the same file stands in the register already."""
        rows = cursor.execute(
            "select id from batch where sha256 = %s and list_kind = %s", (delivery.sha256, delivery.kind)
        ).fetchall()
        batch = next((row[0] for row in rows if stands(cursor, row[0])), None)
        if batch is not None:
            summary = self._summary_of(delivery)
            summary.batch, summary.outcome = batch, "already loaded"
        return batch is not None

    def _summary_of(self, delivery: Delivery) -> LoadedList:
        return next(one for one in self.loaded.lists if one.file == delivery.path.name and one.kind == delivery.kind)

    def _write(self, cursor: psycopg.Cursor[Any], deliveries: list[Delivery]) -> None:
        known = _Known(Keys(self.loaded.county), standing(cursor))
        for one in _taken(deliveries, "addresses"):
            self._load_addresses(cursor, one, known)
        people = [self._open_register(cursor, one, known) for one in _taken(deliveries, "register")]
        register = pl.concat(people) if people else None
        for one in _taken(deliveries, "residents"):
            self._open_residences(cursor, one, known, register)

    def _load_addresses(self, cursor: psycopg.Cursor[Any], delivery: Delivery, known: _Known) -> None:
        assert delivery.checked is not None
        usable = delivery.checked.frame.filter(delivery.checked.usable)
        written = load_addresses(
            cursor,
            usable,
            county=self.loaded.county,
            moment=self.moment,
            progress=self.progress,
            **self._source(delivery),
        )
        known.keys.learn(usable["full_address"], written["key"])
        known.addresses = pl.concat([known.addresses, written.select("id", "key")])
        self._done(delivery, int(written["batch"][0]))
        self.loaded.addresses += written.height

    def _source(self, delivery: Delivery) -> dict[str, Any]:
        return {
            "by": self.by.id,
            "source": delivery.name,
            "sha256": delivery.sha256,
            "office": self.loaded.county.ljust(12, "0"),
        }

    def _done(self, delivery: Delivery, batch: int) -> None:
        summary = self._summary_of(delivery)
        summary.batch, summary.outcome = batch, "loaded"

    def _address_ids(self, delivery: Delivery, known: _Known) -> pl.Series:
        assert delivery.checked is not None
        texts = delivery.checked.frame["address"]
        if known.addresses.is_empty():
            return pl.Series("address_id", [None] * texts.len(), dtype=pl.Int64)
        return address_ids(known.addresses, known.keys.of(texts, progress=self.progress).to_frame("key"))

    def _open_register(self, cursor: psycopg.Cursor[Any], delivery: Delivery, known: _Known) -> pl.DataFrame:
        assert delivery.checked is not None
        people = frames.people_of(delivery.checked, self._address_ids(delivery, known), county=self.loaded.county)
        opened = open_register(
            cursor,
            people,
            opened_on=self.loaded.opened_on,
            now=self.moment,
            progress=self.progress,
            **self._source(delivery),
        )
        self._done(delivery, opened.batch)
        self.loaded.persons += opened.persons
        self.loaded.households += opened.households
        self.loaded.contested += opened.contested
        return people.join(opened.links, on="row").select(
            pl.col("person").alias("row_id"), "citizen_id", "name", "sex", "birth_date", "address", "division"
        )

    def _open_residences(
        self, cursor: psycopg.Cursor[Any], delivery: Delivery, known: _Known, register: pl.DataFrame | None
    ) -> None:
        assert delivery.checked is not None
        residents = frames.residents_of(delivery.checked, self._address_ids(delivery, known), county=self.loaded.county)
        people = register if register is not None else _persons(cursor)
        self.progress("who lives here", 0, 1)
        links = match(people, residents.select(pl.col("row").alias("row_id"), *MATCHED))
        self.progress("who lives here", 1, 1)
        sure = links.filter(pl.col("probability") >= AUTOMATIC).select(
            pl.col("list_row_id").alias("row"), pl.col("register_row_id").alias("person")
        )
        residents = residents.join(sure, on="row", how="left", maintain_order="left")
        residents = _one_usual(residents)
        batch, strangers = open_residences(
            cursor,
            residents,
            opened_on=self.loaded.opened_on,
            now=self.moment,
            progress=self.progress,
            **self._source(delivery),
        )
        self._done(delivery, batch)
        self.loaded.residents += residents.height
        self.loaded.not_of_register += strangers
        self.loaded.doubtful += links.filter(pl.col("probability") < AUTOMATIC)["list_row_id"].n_unique()

    def department_lists(self, deliveries: list[Delivery]) -> None:
        """Keep what departments delivered, encrypted, until their agreement ends."""
        for done, one in enumerate(deliveries):
            self.progress("department lists", done, len(deliveries))
            with transaction.atomic():
                kept = store.keep(one, by=self.by.id, now=self.moment)
            summary = self._summary_of(one)
            received = kept or store.received_before(one)
            summary.batch = received.id if received else None
            summary.outcome = "kept" if kept else "already received"
        self.progress("department lists", len(deliveries), len(deliveries))


MATCHED = ("citizen_id", "name", "sex", "birth_date", "address", "division", "phone")


def _persons(cursor: psycopg.Cursor[Any]) -> pl.DataFrame:
    """The registered persons, as matching takes them."""
    rows = cursor.execute(
        "select p.id, p.citizen_id, p.name, p.sex, p.birth_date, h.address, p.counted_in from person p "
        "left join household h on h.id = p.household where p.status in ('registered', 'in_transit')"
    ).fetchall()
    names = ("row_id", "citizen_id", "name", "sex", "birth_date", "address", "division")
    schema = dict.fromkeys(names, pl.String) | {"row_id": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _one_usual(residents: pl.DataFrame) -> pl.DataFrame:
    """Leave a person one usual residence: of several rows the one collected last; the others are temporary ones.

    The list says that somebody lives at two places; which is the usual one is for an officer to find out.
    """
    usual = (pl.col("residence_kind") == "usual") & pl.col("person").is_not_null()
    order = pl.col("verified_on").fill_null("").rank("ordinal", descending=True).over("person", "residence_kind")
    again = usual & (order > 1)
    return residents.with_columns(
        pl.when(again).then(pl.lit("temporary")).otherwise("residence_kind").alias("residence_kind")
    )
