"""`huangce record`, `reverse`, `undo-batch`, `erase`, `person`: act on the register and look into it.

The acts are built by the same door as everywhere, `rules.payload`; who acts is named with `--as` and must have the
right, as on a page.
"""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import As, office_day, officer_named, print_receipt, read_act
from huangce.errors import Refused, Unreadable

if TYPE_CHECKING:
    from huangce.rules.acts.base import Act

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
Approved = Annotated[str, typer.Option("--approved-by", help="Username of the second officer.")]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As they were on that day. Default: today.")]
AsKnown = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], help="As was known at the end of that day. Default: all.")
]


class BadOption(Unreadable):
    """{option} is not of its form: {form}."""

    code = "bad-option"


class ErasedElsewhere(Refused):
    """Values are erased by `huangce erase`, which blanks them too."""

    code = "erased-elsewhere"


class UnknownGroup(Refused):
    """There is no group of items called {group}: choose of {groups}."""

    code = "unknown-group"


class WhomToShow(Unreadable):
    """Say whom to show: the id of a record, or --search TEXT."""

    code = "whom-to-show"


def add_to(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(record)
    app.command()(reverse)
    app.command("undo-batch")(undo_batch)
    app.command()(erase)
    app.command()(person)


def record(
    kind: Annotated[str, typer.Argument(help="Kind of act, see docs/reference/acts.md.")],
    file: Annotated[Path, typer.Argument(help="The act as JSON; - reads standard input.")],
    officer: As,
    seen: Annotated[list[str] | None, typer.Option(help="ID=VERSION of a record that you saw; repeatable.")] = None,
    transaction: Annotated[
        str | None, typer.Option(help="A UUID: the same one again is answered, not repeated.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Decide and show the facts, keep nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Record one act."""
    payload = read_act(file)
    versions = _versions(seen or [])
    key = _uuid(transaction)
    by = officer_named(officer)
    from huangce.register.record import record as record_act
    from huangce.register.rehearse import rehearse
    from huangce.rules.payload import from_payload

    act = from_payload(kind, payload)
    if kind == "erasure":
        raise ErasedElsewhere
    if not dry_run:
        print_receipt(record_act(act, by=by, seen=versions, transaction_id=key), as_json)
        return
    receipt, facts = rehearse(act, by=by, seen=versions, transaction_id=key)
    rows = [
        {"record": one.record, "group": one.group, "items": _shown(one.items), "valid_from": one.valid_from.isoformat()}
        for one in facts
    ]
    if as_json:
        typer.echo(json.dumps({"dry_run": True, "kind": receipt.kind, "facts": rows}, ensure_ascii=False))
        return
    typer.echo(f"{kind} would add {len(rows)} facts; nothing was recorded.")
    for row in rows:
        typer.echo(
            f"  {row['record']} {row['group']} from {row['valid_from']}: {json.dumps(row['items'], ensure_ascii=False)}"
        )


def reverse(
    act: Annotated[int, typer.Argument(help="The act to take back.")],
    officer: As,
    reason: Reason,
    approved_by: Approved,
    as_json: Json = False,
) -> None:
    """Take one act back. Nothing is deleted; a reversal can be reversed."""
    by, second = officer_named(officer), officer_named(approved_by)
    from huangce.register.models import Act as ActRow
    from huangce.register.record import record as record_act
    from huangce.rules.acts.reversals import NoSuchAct, Reversal

    found = ActRow.objects.filter(id=act).values_list("happened_on", flat=True).first()
    if found is None:
        raise NoSuchAct(act=act)
    taken_back: Act = Reversal(happened_on=found, act=act, reason=reason, approved_by=second.id)
    print_receipt(record_act(taken_back, by=by), as_json)


def undo_batch(
    batch: Annotated[int, typer.Argument(help="The load, as `huangce load` named it.")],
    officer: As,
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Undo a load as a whole, as long as nothing builds on it."""
    by = officer_named(officer)
    from huangce.register.record import record as record_act
    from huangce.rules.acts.reversals import BatchUndone

    print_receipt(record_act(BatchUndone(happened_on=office_day(), batch=batch, reason=reason), by=by), as_json)


def erase(
    record_id: Annotated[int, typer.Argument(metavar="RECORD", help="The record whose values go.")],
    officer: As,
    approved_by: Approved,
    ground: Annotated[str, typer.Option("--ground", help="The legal ground, such as 个人信息保护法 art. 47.")],
    groups: Annotated[str, typer.Option("--groups", help="Groups of items, with commas between.")],
    as_json: Json = False,
) -> None:
    """Blank values under a legal ground, for ever. The seal stays whole."""
    from huangce.rules.items import GROUPS

    wanted = tuple(one.strip() for one in groups.split(",") if one.strip())
    for one in wanted or ("",):
        if one not in GROUPS:
            raise UnknownGroup(group=one, groups=", ".join(GROUPS))
    by, second = officer_named(officer), officer_named(approved_by)
    from huangce.register.erase import erase as erase_values

    receipt = erase_values(
        record_id, wanted, by=by, approved_by=second.id, legal_ground=ground, happened_on=office_day()
    )
    print_receipt(receipt, as_json)


def person(
    officer: As,
    purpose: Annotated[str, typer.Option("--purpose", help="Why you look, see docs/reference/authority.md.")],
    case: Annotated[str, typer.Option("--case", help="The case or finding that it serves.")],
    record_id: Annotated[int | None, typer.Argument(metavar="[ID]", help="The person's record.")] = None,
    text: Annotated[
        str | None, typer.Option("--search", help="A name, pinyin, number, last digits or address.")
    ] = None,
    as_of: AsOf = None,
    as_known: AsKnown = None,
    reveal: Annotated[bool, typer.Option("--reveal", help="Show the citizen number in full.")] = False,
    as_json: Json = False,
) -> None:
    """Show a person, or search for one. Every look is noted with its purpose, and the person can see it."""
    if (record_id is None) == (text is None):
        raise WhomToShow
    by = officer_named(officer)
    from huangce.commands import persons

    if text is not None:
        persons.show_found(text, officer=by, purpose=purpose, case=case, as_json=as_json)
    elif record_id is not None:
        persons.show_person(
            record_id,
            officer=by,
            purpose=purpose,
            case=case,
            as_of=as_of.date() if as_of else None,
            as_known=as_known.date() if as_known else None,
            reveal=reveal,
            as_json=as_json,
        )


def _versions(seen: list[str]) -> dict[int, int]:
    found = {}
    for one in seen:
        record_id, sign, version = one.partition("=")
        if (
            not sign
            or not (record_id.isascii() and record_id.isdigit())
            or not (version.isascii() and version.isdigit())
        ):
            raise BadOption(option="--seen", form="write ID=VERSION")
        found[int(record_id)] = int(version)
    return found


def _uuid(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text) if text else None
    except ValueError:
        raise BadOption(option="--transaction", form="write a UUID") from None


def _shown(items: Any) -> dict[str, Any]:
    from huangce.accounts.masking import masked

    return {name: masked(value) if name == "citizen_id" else value for name, value in items.items()}
