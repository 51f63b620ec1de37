"""`huangce seal`, `verify`, `export`, `rebuild`: prove that the register is what was recorded."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.writing import NotWritable, written
from huangce.errors import Unreadable

if TYPE_CHECKING:
    from huangce.register.evidence import Evidence
    from huangce.register.rebuild import Rebuilt
    from huangce.register.verify import Report

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SHOWN = 50


class NotAKey(Unreadable):
    """This is no public key: give it in hexadecimal, as it stands in a head."""

    code = "not-a-key"


class NothingSealed(Unreadable):
    """The register is empty: there is no head to write."""

    code = "nothing-sealed"


class CheckOrRepair(Unreadable):
    """Say what to do: --check compares, --repair also mends what differs."""

    code = "check-or-repair"


class CannotRead(Unreadable):
    """{file} cannot be read: {reason}."""

    code = "not-readable"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(seal)
    app.command()(verify)
    app.command()(export)
    app.command()(rebuild)


def seal(
    out: Annotated[Path | None, typer.Option("--out", help="Write the head into this file, to keep elsewhere.")] = None,
    full: Annotated[bool, typer.Option("--full", help="Look at all acts, not only at recent ones.")] = False,
    as_json: Json = False,
) -> None:
    """Put all acts into the log and sign a head over it. Keep heads where the operator of this machine has no hand."""
    from huangce.home import django

    django.setup()
    from huangce.register.seal import seal as seal_all

    head = seal_all(full=full)
    if out is not None:
        if head is None:
            raise NothingSealed
        with written(out) as fresh:
            head.write(fresh)
    if as_json:
        typer.echo(json.dumps(asdict(head) if head else {"size": 0}))
    elif head is None:
        typer.echo("The register is empty: nothing to seal.")
    else:
        typer.echo(f"{head.size:,} acts are sealed, signed at {head.signed_at}.\nroot {head.root}\nkey  {head.key}")


def verify(
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="Check this receipt of a delivered list; needs no database.")
    ] = None,
    file: Annotated[Path | None, typer.Option("--file", help="The delivered file that the receipt is of.")] = None,
    head: Annotated[Path | None, typer.Option("--head", help="A head that was kept elsewhere.")] = None,
    folder: Annotated[Path | None, typer.Option("--export", help="Verify this export instead of the database.")] = None,
    key: Annotated[
        str | None, typer.Option("--key", help="The office's public key (hex), known from elsewhere.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Recompute every digest and head. Ends with 1 and says where, if something was altered, removed or inserted."""
    from huangce.commands.progress import bars
    from huangce.register.seal import Head

    if key is not None and not _is_hex(key):
        raise NotAKey
    if receipt is not None:
        _check_receipt(receipt, file, key, as_json)
        return
    outside = Head.read(head) if head else None
    source = _source(folder)
    from huangce.register.verify import verify as verify_all

    with bars(quiet=as_json) as progress:
        report = verify_all(source, outside=outside, key=key, progress=progress)
    _print_report(report, as_json)
    if not report.holds:
        raise typer.Exit(1)


def _check_receipt(receipt: Path, file: Path | None, key: str | None, as_json: bool) -> None:
    """Check a receipt as whoever holds it does, and the file against it."""
    from huangce.exchange import receipts
    from huangce.register import signed

    held = signed.read(receipt, receipts.KIND, key=key)
    if file is not None:
        try:
            receipts.require_file(held, file.name, file.read_bytes())
        except OSError as error:
            raise CannotRead(file=file.name, reason=error.strerror or str(error)) from None
    if as_json:
        typer.echo(json.dumps({"holds": True, "file_checked": file is not None, **held}, ensure_ascii=False))
        return
    if "list" not in held:
        typer.echo(f"The receipt holds: {held['about']} ({held['of']}), received {held['received_at']}")
        typer.echo(_signer(held, key))
        return
    typer.echo(f"The receipt holds: {held['about']} of list {held['list']} ({held['list_kind']}), {held['file']}")
    typer.echo(f"{held['rows']:,} rows, {held['usable']:,} usable, received {held['received_at']}")
    typer.echo(_signer(held, key))


def _signer(held: dict[str, Any], key: str | None) -> str:
    return f"signed with the key {held['key']}{'' if key else ': compare it with the one the office published'}"


def _source(folder: Path | None) -> Evidence:
    from huangce.register.evidence import Database, Export

    if folder is not None:
        return Export(folder)  # needs no database: auditors have none
    from huangce.home import database, django

    django.setup()
    return Database(database.url())


def _is_hex(text: str) -> bool:
    try:
        return bool(bytes.fromhex(text))
    except ValueError:
        return False


def _print_report(report: Report, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"holds": report.holds, "verdict": report.verdict, **asdict(report)}, ensure_ascii=False))
        return
    typer.echo(f"{report.verdict}")
    typer.echo(
        f"{report.acts:,} acts with {report.values:,} values, {report.sealed:,} in the log, {report.unsealed:,} not "
        f"sealed yet, {report.heads:,} heads, {report.erased:,} values erased"
    )
    if report.withheld:
        typer.echo(f"{report.withheld:,} values were given as commitments only: what was erased cannot be told")
    for what, count in Counter(one.what for one in report.found).items():
        typer.echo(f"{what}: {count:,}")
    for one in report.found[:SHOWN]:
        place = f"position {one.position}: " if one.position else ""
        typer.echo(f"  {place}{one.message}")
    if len(report.found) > SHOWN:
        typer.echo(f"  … and {len(report.found) - SHOWN:,} more, see --json")


def export(
    folder: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")],
    without_values: Annotated[
        bool, typer.Option("--without-values", help="Give commitments in place of personal values.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write what proves the register into a folder of Parquet files, for `huangce verify --export` elsewhere.

    It holds personal values and is as confidential as the register; --without-values leaves them out.
    """
    from huangce.commands.progress import bars
    from huangce.home import database, django

    django.setup()
    from huangce.register.evidence import Database
    from huangce.register.evidence import export as export_all

    with bars(quiet=as_json) as progress:
        try:
            acts = export_all(Database(database.url()), folder, withhold=without_values, progress=progress)
        except OSError as error:
            raise NotWritable(file=folder, reason=error.strerror or str(error)) from None
    told = {"folder": str(folder), "acts": acts}
    typer.echo(json.dumps(told, ensure_ascii=False) if as_json else f"Exported {acts:,} acts to {folder}.")


def rebuild(
    check: Annotated[bool, typer.Option("--check", help="Fold every record and compare with its current row.")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="Write anew the rows that differ.")] = False,
    as_json: Json = False,
) -> None:
    """Prove that current rows equal the facts. Ends with 1 if some differ and were not mended."""
    if not (check or repair):
        raise CheckOrRepair
    from huangce.commands.progress import bars
    from huangce.home import database, django

    django.setup()
    from django.db import transaction

    from huangce.register import rebuild as rebuilding
    from huangce.register.erase import finish_erasures
    from huangce.register.locks import raw_cursor

    erased = finish_erasures() if repair else 0
    with bars(quiet=as_json) as progress:
        found = rebuilding.check(database.url(), progress=lambda done, of: progress("folded", done, of))
    mended = 0
    if repair and found.differing:
        with transaction.atomic(), raw_cursor() as cursor:
            mended = rebuilding.repair(cursor, found.differing)
    if as_json:
        differing = [{"table": table, "record": record} for table, record in found.differing]
        told = {"holds": found.holds, "records": found.records, "differing": differing, "mended": mended}
        typer.echo(json.dumps({**told, "erasures_finished": erased}))
    else:
        _print_rebuilt(found, mended, erased)
    if found.differing and not repair:
        raise typer.Exit(1)


def _print_rebuilt(found: Rebuilt, mended: int, erased: int) -> None:
    typer.echo(
        f"{found.records:,} records folded: {'all rows are what the facts say' if found.holds else 'rows differ'}"
    )
    for table, record in found.differing[:SHOWN]:
        typer.echo(f"  {table} {record}")
    if len(found.differing) > SHOWN:
        typer.echo(f"  … and {len(found.differing) - SHOWN:,} more, see --json")
    if mended:
        typer.echo(f"{mended:,} records written anew")
    if erased:
        typer.echo(f"{erased:,} values of unfinished erasures blanked")
