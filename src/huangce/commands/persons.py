"""How `huangce person` shows people: masked, with their registration, where they live, and what was recorded."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

import typer

from huangce.accounts.masking import masked
from huangce.accounts.models import Officer
from huangce.register.queries import residences_at, timeline
from huangce.register.search import open_person, search
from huangce.rules.acts import KINDS
from huangce.rules.items import GROUPS
from huangce.rules.state import Record

# Groups of a person's own record, in the order in which they are shown.
SHOWN = ("identity", "details", "registration", "membership", "life", "link")


def show_found(text: str, *, officer: Officer, purpose: str, case: str, as_json: bool) -> None:
    """Search and print the page of persons found."""
    found = search(text, officer=officer, purpose=purpose, case=case)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False))
        return
    for hit in found.hits:
        status = hit.status if not hit.ended_by else f"{hit.status} ({hit.ended_by})"
        formerly = "  formerly" if hit.formerly else ""
        typer.echo(
            f"{hit.record}  {hit.name}  {hit.birth_date or '-'}  {hit.number or '-'}  {status}  {hit.address}{formerly}"
        )
    if not found.hits:
        typer.echo("Nobody was found in your divisions.")
    if found.more:
        typer.echo("There are more: give more of the name or number.")
    if found.elsewhere:
        typer.echo(f"{'' if found.counted_out else 'At least '}{found.elsewhere} more in other divisions.")


def show_person(
    record_id: int,
    *,
    officer: Officer,
    purpose: str,
    case: str,
    as_of: date | None,
    as_known: date | None,
    reveal: bool,
    as_json: bool,
) -> None:
    """Open a person's record and print it, with the residences of the day and the acts behind it."""
    record = open_person(
        record_id, officer=officer, purpose=purpose, case=case, as_of=as_of, as_known=as_known, reveal=reveal
    )
    spells = residences_at(record_id, as_of=as_of, as_known=as_known)
    lines = timeline(record_id, as_known=as_known)
    groups = _groups(record, reveal)
    if as_json:
        told = {
            "record": record.id,
            "version": record.version,
            "as_of": as_of.isoformat() if as_of else None,
            "as_known": as_known.isoformat() if as_known else None,
            **groups,
            "residences": [{"record": one.id, **one.groups["residence"]} for one in spells],
            "acts": [
                {
                    "act": line.act,
                    "kind": line.kind,
                    "happened_on": line.happened_on.isoformat(),
                    "recorded_at": line.recorded_at.isoformat(),
                    "position": line.position,
                    "effective": line.is_effective,
                    "voided_by": line.voided_by,
                    "reason": line.reason,
                }
                for line in lines
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo(f"record {record.id}, version {record.version}")
    for name, items in groups.items():
        for item in GROUPS[name].items:
            if items.get(item.name) is not None:
                typer.echo(f"  {item.zh}  {items[item.name]}")
    for spell in spells:
        typer.echo(f"  {GROUPS['residence'].items[3].zh}  {spell.text('residence', 'address')}")
    for line in lines:
        void = "" if line.is_effective else f"  void by act {line.voided_by}: {line.reason}"
        typer.echo(f"  {line.happened_on}  {KINDS[line.kind].zh}  act {line.act}{void}")


def _groups(record: Record, reveal: bool) -> dict[str, dict[str, Any]]:
    groups = {name: dict(record.groups[name]) for name in SHOWN if name in record.groups}
    number = record.text("identity", "citizen_id")
    if number and not reveal:
        groups["identity"]["citizen_id"] = masked(number)
    return groups
