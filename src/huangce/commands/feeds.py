"""`huangce feeds …`: what other offices are told, who follows, what they did with it; and their own check of pages."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from huangce.commands.acting import As
from huangce.errors import Unreadable

Json = Annotated[bool, typer.Option("--json", help="print JSON")]
Code = Annotated[str, typer.Argument(help="code of the agreement")]


class AnswersUnreadable(Unreadable):
    """{file} is no JSON list of answers."""

    code = "feed-answers-unreadable"


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="What other offices are told, in numbered and signed pages.")
    for name, command in (
        ("list", list_all),
        ("followers", followers),
        ("page", page),
        ("answer", answer),
        ("check", check),
    ):
        group.command(name)(command)
    app.add_typer(group, name="feeds")


def _setup() -> None:
    from huangce.home import django

    django.setup()


def _print(data: Any) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, default=str))


def list_all(as_json: Json = False) -> None:
    """List the feeds, their grounds and fields, and how many entries each has so far."""
    _setup()
    from huangce.exchange.feeds.publish import publish_all
    from huangce.exchange.feeds.table import FEEDS
    from huangce.exchange.models import FeedEntry
    from huangce.register.seal import seal

    seal()
    publish_all()
    for name, feed in FEEDS.items():
        count = FeedEntry.objects.filter(feed=name).count()
        if as_json:
            _print({"feed": name, "basis": feed.basis, "fields": list(feed.fields), "entries": count})
        else:
            typer.echo(f"{name}  {feed.zh} ({feed.en}): {count:,} entries; fields {', '.join(feed.fields)}")


def followers(as_json: Json = False) -> None:
    """List who follows, up to where, what they applied and refused, and who has not answered by when."""
    _setup()
    from huangce.exchange.feeds import answers

    found = answers.followers(on=datetime.now(UTC))
    if as_json:
        _print([dataclasses.asdict(one) for one in found])
        return
    for one in found:
        skipped = f" (never asked for {one.skipped:,} of them)" if one.skipped else ""
        open_ = f", {one.open:,} without answer" if one.open else ""
        overdue = f", {one.overdue:,} overdue since {one.answer_by}" if one.overdue else ""
        typer.echo(
            f"{one.code}  {one.recipient}: read {one.through:,} of {one.published:,}{skipped}, "
            f"{one.applied:,} applied, {one.refused:,} refused, {one.not_ours:,} not theirs{open_}{overdue}"
        )


def page(
    code: Code,
    officer: As,
    after: Annotated[int, typer.Option(help="the last number that the office has")] = 0,
    limit: Annotated[int, typer.Option(help="at most so many entries, up to 1000")] = 1000,
) -> None:
    """Print the signed page behind a number, as a line of JSON. What was handed out is noted."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange.feeds import pages

    _print(pages.page(code, after=after, limit=limit, by=officers.find(officer)))


def answer(
    code: Code,
    file: Annotated[Path, typer.Argument(help='JSON: [{"sequence": 1, "outcome": "applied"}, …]')],
    officer: As,
) -> None:
    """Take what an office did with numbers that it was handed: applied, refused (with why), not_ours."""
    _setup()
    from huangce.accounts import officers
    from huangce.exchange.feeds import answers

    try:
        given = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise AnswersUnreadable(file=file.name) from error
    typer.echo(f"{answers.answer(code, given, by=officers.find(officer)):,} answers taken")


def check(
    files: Annotated[list[Path], typer.Argument(help="pages as they came: JSON, or one a line")],
    key: Annotated[str | None, typer.Option(help="the office's public key (hex), known from elsewhere")] = None,
    as_json: Json = False,
) -> None:
    """Check pages where they arrived: signatures, numbers without a gap, order of the log. Needs no database."""
    from huangce.exchange.feeds.check import check as check_pages

    found = check_pages(files, key=key)
    if as_json:
        _print(dataclasses.asdict(found))
        return
    typer.echo(
        f"{found.pages:,} pages of {found.feed} for {found.code} hold: {found.entries:,} entries, "
        f"{found.after + 1:,} to {found.through:,} without a gap{'; there is more' if found.more else ''}, "
        f"told by {found.told_at}"
    )
    typer.echo(f"signed with the key {found.key}{'' if key else ': compare it with the one the office published'}")
