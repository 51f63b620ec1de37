"""`huangce deliver`, `watch`, `deliveries …`, `tokens …`: lists of departments in, their answers and receipts out."""

from __future__ import annotations

import dataclasses
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from huangce.commands.acting import As
from huangce.commands.writing import NotWritable, written

if TYPE_CHECKING:
    from datetime import date

    from huangce.accounts.models import Officer
    from huangce.county.watching import Taken, Watch
    from huangce.exchange.agreements import Agreement

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
ListId = Annotated[int, typer.Argument(help="number of the delivered list")]
Under = Annotated[
    str, typer.Option("--agreement", help="code of the agreement, where several offices deliver the kind")
]
SECONDS = 5.0


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(deliver)
    app.command()(watch)
    lists = typer.Typer(no_args_is_help=True, help="Lists that departments delivered, and what became of their rows.")
    for name, command in (
        ("list", list_all),
        ("rows", rows),
        ("answers", answers),
        ("receipt", receipt),
        ("withdraw", withdraw),
    ):
        lists.command(name)(command)
    app.add_typer(lists, name="deliveries")
    tokens = typer.Typer(no_args_is_help=True, help="Tokens of programs that deliver lists or follow feeds.")
    tokens.command("list")(list_tokens)
    tokens.command("issue")(issue)
    tokens.command("revoke")(revoke)
    app.add_typer(tokens, name="tokens")


def _setup() -> None:
    from huangce.home import django

    django.setup()


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, default=str))


def _agreements(code: str, by: Officer, on: date) -> dict[str, Agreement]:
    """Return the agreements of the officer's office; of a kind that several offices deliver, the one named."""
    from huangce.county.agreed import standing
    from huangce.exchange import liaisons
    from huangce.exchange.agreement_store import under

    own = liaisons.open_to(standing(), by, on)
    return under(own, code) if code else own


def _mappings() -> Path:
    from huangce.home import paths

    return paths.make_home() / "mappings"


def deliver(
    file: Annotated[Path, typer.Argument(help="a department's list")],
    officer: As,
    answers: Annotated[
        Path | None, typer.Option(help="write the answered file and the receipts into this folder")
    ] = None,
    agreement: Under = "",
    as_json: Json = False,
) -> None:
    """Deliver one file under its agreement: read, checked, kept encrypted, answered, receipted."""
    _setup()
    from datetime import UTC, datetime

    from huangce.accounts import officers
    from huangce.county import delivering
    from huangce.county.loading import OFFICE_TIME
    from huangce.exchange.deliveries import read_file
    from huangce.exchange.models import ReceivedList
    from huangce.register import signed
    from huangce.register.bulk import quiet

    now = datetime.now(UTC)
    today = now.astimezone(OFFICE_TIME).date()
    by = officers.find(officer)
    lists = read_file(file, _agreements(agreement, by, today), _mappings(), today=today)
    for problem in (problem for unread in lists if unread.checked is None for problem in unread.problems):
        typer.echo(f"{problem.where.sheet or file.name}: {problem.message} [{problem.code}]", err=True)
    found = delivering.deliver(lists, by=by, on=today, now=now, progress=quiet, channel="folder")
    if answers is not None:
        try:
            answers.mkdir(parents=True, exist_ok=True, mode=0o700)
            delivering.answer(lists, answers)
            for one in found:
                kept = ReceivedList.objects.get(pk=one.batch or 0).receipt or {}
                signed.write(kept, answers / f"{file.stem}-回执{one.batch}.json")
        except OSError as error:
            raise NotWritable(file=answers, reason=error.strerror or str(error)) from None
    if as_json:
        _print([dataclasses.asdict(one) for one in found])
        return
    for one in found:
        typer.echo(f"list {one.batch}: {one.kind}, {one.rows:,} rows, {one.usable:,} usable, {one.outcome}")


def watch(
    folder: Annotated[Path, typer.Argument(help="the folder into which lists are put")],
    officer: As,
    once: Annotated[bool, typer.Option("--once", help="take what is there and end")] = False,
    seconds: Annotated[float, typer.Option(min=0.1, help="between two looks; a file must rest so long")] = SECONDS,
    agreement: Under = "",
    as_json: Json = False,
) -> None:
    """Take every list that comes into a folder, answer it, and set aside with a reason what cannot be taken."""
    _setup()
    from datetime import UTC, datetime

    from huangce.accounts import officers
    from huangce.county.loading import OFFICE_TIME
    from huangce.county.watching import Watch

    by = officers.find(officer)

    def agreements() -> dict[str, Agreement]:
        return _agreements(agreement, by, datetime.now(UTC).astimezone(OFFICE_TIME).date())

    watched = Watch(folder, by, agreements(), _mappings())
    watched.look()
    while True:
        time.sleep(seconds)
        _tell(watched, watched.look(), as_json)
        if once:
            return
        watched.agreements = agreements()


def _tell(_watched: Watch, taken: list[Taken], as_json: bool) -> None:
    for one in taken:
        if as_json:
            _print(dataclasses.asdict(one))
        else:
            more = f" as {', '.join(map(str, one.lists))}" if one.lists else ""
            typer.echo(f"{one.file}: {one.outcome}{more}{f': {one.reason} [{one.code}]' if one.code else ''}")


def list_all(as_json: Json = False) -> None:
    """List what was delivered: rows, until when it is kept, when its key was destroyed or it was withdrawn.

    Of a restored register also what waits for its file to come again, for no backup holds its key.
    """
    _setup()
    from huangce.exchange import store
    from huangce.exchange.models import ReceivedList

    columns = ("id", "list_kind", "source", "channel", "rows", "usable", "problems", "overlap")
    found = list(
        ReceivedList.objects.order_by("id").values(
            *columns,
            "agreement_code",
            "agreement_version",
            "received_at",
            "keep_until",
            "forgotten_at",
            "withdrawn_at",
        )
    )
    waiting = store.unreadable()
    if as_json:
        _print([one | {"waits_for_its_file": one["id"] in waiting} for one in found])
        return
    for one in found:
        state = f"kept until {one['keep_until']}"
        if one["id"] in waiting:
            state = f"waits for the same file to come again, at most until {one['keep_until']}: no backup holds its key"
        if one["forgotten_at"]:
            state = f"key destroyed on {one['forgotten_at']:%Y-%m-%d}"
        if one["withdrawn_at"]:
            state = f"withdrawn on {one['withdrawn_at']:%Y-%m-%d}"
        typer.echo(f"{one['id']}  {one['agreement_code']}  {one['rows']:,} rows, {one['usable']:,} usable, {state}")


def rows(received: ListId, officer: As, as_json: Json = False) -> None:
    """Say of every row what became of it: refused (with codes), applied, decided, doubtful, matched, nobody."""
    _setup()
    from huangce.accounts import officers
    from huangce.county import answering

    found = answering.for_the_office(received, by=officers.find(officer))
    if as_json:
        _print(found.to_dicts())
        return
    for row in found.iter_rows(named=True):
        typer.echo("\t".join(str(row[name] or "") for name in ("row", "outcome", "codes", "finding")).rstrip())
    for outcome, count in found.group_by("outcome").len().sort("outcome").iter_rows():
        typer.echo(f"{outcome}: {count:,}")


def answers(
    received: ListId,
    officer: As,
    out: Annotated[Path, typer.Option(help="FILE.csv for the sender")],
    as_json: Json = False,
) -> None:
    """Write the answers for the sender as they stand now: row numbers and what the agreement lets go back."""
    _setup()
    from huangce.accounts import officers
    from huangce.county import answering
    from huangce.exchange.answers import COLUMNS, RETURNED

    found = answering.later(received, by=officers.find(officer))
    titles = {"row": "行号"} | {name: title for name, title in (COLUMNS | RETURNED).items() if name in found.columns}
    with written(out) as fresh:
        found.rename(titles).write_csv(fresh, include_bom=True)
    if as_json:
        _print({"file": str(out), "rows": found.height})
    else:
        typer.echo(f"{found.height:,} rows answered in {out}")


def receipt(
    received: ListId,
    out: Annotated[Path | None, typer.Option(help="write it into this file")] = None,
) -> None:
    """Print the signed receipt of a list; of a withdrawn one that of its withdrawal. Check it with verify --receipt."""
    _setup()
    from huangce.county.withdrawing import NoSuchDelivery
    from huangce.exchange.models import ReceivedList, Withdrawal
    from huangce.register import signed

    one = ReceivedList.objects.filter(pk=received).first()
    if one is None:
        raise NoSuchDelivery(received=received)
    gone = Withdrawal.objects.filter(pk=received).first()
    document = gone.receipt if gone else one.receipt or {}
    if out is None:
        _print(document)
        return
    with written(out) as fresh:
        signed.write(document, fresh)


def withdraw(
    received: ListId,
    asked_by: Annotated[str, typer.Option(help="who asked for it at the sender: office and letter")],
    reason: Annotated[str, typer.Option(help="why")],
    officer: As,
    second: Annotated[str, typer.Option(help="username of the second officer")],
    as_json: Json = False,
) -> None:
    """Withdraw a list at its sender's request: key destroyed, findings that rested on it alone withdrawn."""
    _setup()
    from huangce.accounts import officers
    from huangce.county.withdrawing import withdraw as withdraw_list

    done = withdraw_list(
        received, asked_by=asked_by, reason=reason, by=officers.find(officer), second=officers.find(second)
    )
    if as_json:
        _print(dataclasses.asdict(done))
    else:
        typer.echo(f"list {received} withdrawn, {done.findings:,} findings with it; its key is destroyed")


def list_tokens(as_json: Json = False) -> None:
    """List the tokens: office, agreements, until when, last used. Never the secret."""
    _setup()
    from huangce.exchange.models import Token

    columns = ("id", "office", "codes", "expires_on", "revoked_at", "last_used_at")
    found = list(Token.objects.order_by("id").values(*columns))
    if as_json:
        _print(found)
        return
    for one in found:
        state = f"revoked {one['revoked_at']:%Y-%m-%d}" if one["revoked_at"] else f"until {one['expires_on']}"
        typer.echo(f"{one['id']}  {one['office']}  {', '.join(one['codes'])}  {state}")


def issue(
    office: Annotated[str, typer.Option(help="the office whose program it is")],
    liaison: Annotated[str, typer.Option(help="username of the liaison officer who answers for it")],
    agreement: Annotated[list[str], typer.Option(help="code of an agreement; may be given several times")],
    officer: As,
    months: Annotated[int, typer.Option(help="how long it is valid, 1 to 12")] = 12,
    as_json: Json = False,
) -> None:
    """Make a token and show it once."""
    _setup()
    from huangce.accounts import officers
    from huangce.county.agreed import given
    from huangce.exchange import tokens

    token, text = tokens.issue(
        office=office,
        liaison=officers.find(liaison),
        codes=agreement,
        months=months,
        by=officers.find(officer),
        given=given(),
    )
    if as_json:
        _print({"id": token.pk, "token": text, "expires_on": token.expires_on})
    else:
        typer.echo(f"{text}\nThis is shown once. Valid until {token.expires_on}.")


def revoke(token: Annotated[int, typer.Argument(help="number of the token")], officer: As) -> None:
    """End a token now."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange import tokens

    tokens.revoke(token, by=officers.find(officer))
    typer.echo(f"token {token} is revoked")
