"""The dry run of one file: which list it is, which columns are read, every problem, and what loading would change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.county import agreed
from huangce.county.delivering import OwnListNotDelivered, numbers_held
from huangce.county.loading import OWN
from huangce.errors import NotAllowed
from huangce.exchange import liaisons, mapping, store
from huangce.exchange.agreements import AgreementUnclear
from huangce.exchange.check import Checked
from huangce.exchange.deliveries import Delivery
from huangce.exchange.findings import SCHEMA
from huangce.exchange.formats import FORMATS
from huangce.exchange.reading import Table, UnreadableFile, read_tables
from huangce.home import paths
from huangce.register.batches import stands
from huangce.register.locks import raw_cursor
from huangce.rules import authority as rules
from huangce.rules.periods import add_months
from huangce.web.lists.jobs import refusal

PROBLEMS = {"sheet": pl.String(), **SCHEMA, "usable": pl.Boolean()}
NOT_READ = ("column-unknown", "column-not-agreed")
LOADED = "select id from batch where sha256 = %s and list_kind = %s"


def remember(path: Path, said: Mapping[str, Any]) -> None:
    """Remember what an officer said of the columns of one sheet. Raises `MappingInvalid`."""
    table = next(one for one in read_tables(path) if one.sheet == said["sheet"])
    mapping.remember(paths.make_home() / "mappings", table, FORMATS[said["kind"]], dict(said["columns"]))


def report_on(deliveries: list[Delivery], path: Path, *, by: Officer, on: date) -> tuple[dict[str, Any], pl.DataFrame]:
    """Return what is known of a file for its page, and all problems of its rows: `PROBLEMS`."""
    written = _tables(path) if any(one.checked is None for one in deliveries) else {}
    sheets = [_sheet(one, written.get(one.sheet), by=by, on=on) for one in deliveries]
    frames = [_problems(one.checked) for one in deliveries if one.checked is not None]
    problems = pl.concat(frames) if frames else pl.DataFrame(schema=PROBLEMS)
    return {"sheets": sheets}, problems


def _problems(checked: Checked) -> pl.DataFrame:
    """The problems of a list, each with whether its row can be used; null for what holds for the list as a whole."""
    rows = pl.DataFrame({"row": checked.rows.numbers, "usable": checked.usable})
    said = checked.problems.join(rows, on="row", how="left", maintain_order="left")
    return said.select(pl.lit(checked.sheet).alias("sheet"), *SCHEMA, "usable")


def _tables(path: Path) -> dict[str, Table]:
    try:
        return {one.sheet: one for one in read_tables(path)}
    except UnreadableFile:
        return {}


def _sheet(one: Delivery, written: Table | None, *, by: Officer, on: date) -> dict[str, Any]:
    notes = [(problem.code, problem.level, problem.message, problem.where.column) for problem in one.problems]
    about: dict[str, Any] = {"sheet": one.sheet, "kind": one.kind, "notes": notes, "counts": one.counts}
    if any(problem.code == AgreementUnclear.code for problem in one.problems):
        mine = liaisons.open_to(agreed.standing(), by, on)
        about["under"] = [(code, of.supplier) for code, of in mine.items() if of.kind == one.kind]
    if one.checked is None or one.table is None:
        about["headers"] = list(written.frame.columns) if written is not None else []
        return about
    try:
        _need_right(one, by, on)
    except NotAllowed as error:
        about["error"] = refusal(error)
        return about
    form = FORMATS[one.kind]
    about["columns"] = [(column, form.by_name[name].header) for name, column in one.mapping.items()]
    about["headers"] = [*one.table.frame.columns, *(column for code, _l, _m, column in notes if code in NOT_READ)]
    counted = _problems(one.checked).group_by("code", "level").agg(pl.len(), back=(~pl.col("usable")).sum())
    about["codes"] = [
        (str(code), str(level), count, back)
        for code, level, count, back in counted.sort("len", "code", descending=[True, False]).iter_rows()
    ]
    about["changes"] = _changes(one, on)
    return about


def _need_right(one: Delivery, by: Officer, on: date) -> None:
    """Raise `OwnListNotDelivered` or `NotOfOffice` where the officer may not give such a list."""
    if one.agreement is not None:
        liaisons.require(by, one.agreement, on)
    elif one.kind in OWN and not rules.may_do(authority.grants_of(by, on), "load_lists", on):
        raise OwnListNotDelivered(kind=one.kind)


def _changes(one: Delivery, on: date) -> dict[str, Any]:
    """Return what loading a list would change."""
    assert one.checked is not None
    if one.agreement is not None:
        known = store.received_before(one) is not None
        until = add_months(on, one.agreement.retention_months)
        return {
            "known": known,
            "keep_until": until.isoformat(),
            "supplier": one.agreement.supplier,
            "agreement": one.agreement.code,
        }
    frame = one.checked.frame.filter(one.checked.usable)
    changes: dict[str, Any] = {"known": _is_loaded(one), "rows": frame.height}
    if one.kind == "register":
        changes["held"] = numbers_held(frame)
    codes = frame["division"].drop_nulls().str.slice(0, 6)
    changes["county"] = str(codes.mode().sort()[0]) if codes.len() else ""
    return changes


def _is_loaded(one: Delivery) -> bool:
    with raw_cursor() as cursor:
        found = cursor.execute(LOADED, (one.sha256, one.kind)).fetchall()
        return any(stands(cursor, batch) for (batch,) in found)
