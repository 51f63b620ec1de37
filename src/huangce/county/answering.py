"""What became of every row of a delivered list: all of it for the office, for the sender what the agreement returns.

An answer on every row would tell who is registered. So a sender is told about the form of its rows always, and about
persons only what `returns` names (requirements part 6, decision 8); nothing of it is stored: rows that answer no open
question leave no trace.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson
import polars as pl
from django.db import transaction

from huangce.accounts import authority
from huangce.accounts.models import Officer
from huangce.county import agreed
from huangce.errors import NotFound
from huangce.exchange import liaisons, store
from huangce.exchange.agreement_store import OFFICE_TIME
from huangce.exchange.answers import RECEIVED, RETURNED, SENT_BACK, answers_to
from huangce.exchange.check import Checked
from huangce.exchange.models import ReceivedList
from huangce.matching.asked import Everybody, everybody, persons_of
from huangce.matching.models import REASONS, Run
from huangce.matching.reconcile_case import REGISTERED
from huangce.matching.results import AUTOMATIC
from huangce.register.bulk import Progress, quiet
from huangce.register.locks import raw_cursor
from huangce.rules import authority as rules
from huangce.rules import divisions
from huangce.rules.items import CANCELLED

YES, NO, UNSURE = "是", "否", "不能确定"
MATCHED, UNMATCHED = "对得上", "对不上"
# What the office is told of a row, the first that holds.
REFUSED, APPLIED, DECIDED, DOUBTFUL, LINKED, NOBODY = (
    "refused",
    "applied",
    "decided",
    "doubtful",
    "matched",
    "nobody",
)
OFFICE_DUTIES: Final = ("load_lists", "decide_findings")
ON_PERSONS: Final = frozenset({"matched", "registered", "registered_place", "cancelled"})
# Few findings rest on a list: that its number stands in the text is seen before the text is read.
RESTING: Final = """
    select (s.source ->> 1)::bigint, f.id, f.state, e.reason from finding f
    cross join lateral jsonb_array_elements(f.sources::jsonb) s(source)
    left join lateral (select reason from finding_event where finding = f.id order by id desc limit 1) e on true
    where strpos(f.sources, '[' || %(received)s::bigint || ',') > 0 and (s.source ->> 0)::bigint = %(received)s
      and f.state <> 'gone'
    order by f.id
"""


class NoSuchList(NotFound):
    """There is no delivered list {received}, or it can be read no more."""

    code = "no-such-list"


def returned(kind: str, usable: pl.DataFrame, returns: Collection[str]) -> pl.DataFrame:
    """Return row and the columns of persons that `returns` names, for every usable row; no column for none."""
    names = [name for name in RETURNED if name in returns and name in ON_PERSONS]
    rows = usable.select(pl.col("row").cast(pl.Int64))
    if not names:
        return rows
    found = rows.join(persons_of(kind, usable), on="row", how="left", maintain_order="left")
    sure, unsure = pl.col("probability") >= AUTOMATIC, pl.col("probability") < AUTOMATIC
    is_registered = pl.col("status").is_in(REGISTERED)
    doubt = pl.when(unsure).then(pl.lit(UNSURE))
    columns = {
        "matched": doubt.when(sure).then(pl.lit(MATCHED)).otherwise(pl.lit(UNMATCHED)),
        "registered": doubt.when(sure & is_registered).then(pl.lit(YES)).otherwise(pl.lit(NO)),
        "registered_place": pl.when(sure & is_registered).then(
            pl.col("division").map_elements(_place, return_dtype=pl.String)
        ),
        "cancelled": doubt.when(sure & (pl.col("status") == CANCELLED)).then(pl.lit(YES)).otherwise(pl.lit(NO)),
    }
    return found.select("row", *(columns[name].alias(name) for name in names))


def answers_for(checked: Checked, returns: Collection[str]) -> pl.DataFrame:
    """Return the answer to every row of a list that is being delivered: form, and what `returns` names of persons."""
    answers = answers_to(checked).with_columns(pl.col("row").cast(pl.Int64))
    if ON_PERSONS & set(returns):
        told = returned(checked.format.kind, pl.concat(list(checked.rows.usable_parts())), returns)
        answers = answers.join(told, on="row", how="left", maintain_order="left")
    return answers.with_columns(pl.lit(None, pl.String).alias("decision")) if "decision" in returns else answers


def later(received: int, *, by: Officer) -> pl.DataFrame:
    """Return row, result, codes and what `returns` names, as it stands now, for the sender of a kept list.

    Who delivered it may ask while they speak for its office, and who may load lists. Of persons nothing is told that
    the agreement does not let go back today: one that ended, or was amended, counts as it is.
    Raises `NoSuchList`, `KeyForgotten`, `MayNotDo`, `NotOfOffice`.
    """
    one = kept(received)
    _require(by, OFFICE_DUTIES if by.pk != one.received_by else (*OFFICE_DUTIES, "deliver_lists"))
    now = agreed.standing().get(one.agreement_code)
    if now is not None:
        liaisons.require(by, now, _today())
    returns = [name for name in orjson.loads(one.agreement)["returns"] if now is not None and name in now.returns]
    rows = _results(received)
    told = returned(one.list_kind, store.frame_of(received), returns)
    answers = rows.select("row", "result", "codes").join(told, on="row", how="left", maintain_order="left")
    if "decision" not in returns:
        return answers
    decisions = (
        _resting(received)
        .filter(pl.col("state").is_in(["decided", "closed"]))
        .with_columns(pl.col("reason").replace(REASONS).alias("decision"))
    )
    decisions = decisions.group_by("row").agg(pl.col("decision").drop_nulls().unique().sort().str.join("；"))
    return answers.join(decisions, on="row", how="left", maintain_order="left")


def for_the_office(received: int, *, by: Officer) -> pl.DataFrame:
    """Return row, outcome (refused, applied, decided, doubtful, matched, nobody), codes, finding: the office's view.

    Whom a row was taken for is as compared after the latest reconciliation (`compare`), so that a page needs no
    register; what became of a finding is as it stands.

    Raises `NoSuchList`, `KeyForgotten`, `MayNotDo`.
    """
    one = kept(received)
    _require(by, OFFICE_DUTIES)
    links = _links(one).select("row", "probability")
    resting = _resting(received).group_by("row", maintain_order=True).agg(pl.first("finding"), pl.first("state"))
    rows = _results(received).join(links, on="row", how="left", maintain_order="left")
    rows = rows.join(resting, on="row", how="left", maintain_order="left")
    outcome = (
        pl.when(~pl.col("usable"))
        .then(pl.lit(REFUSED))
        .when(pl.col("state") == "closed")
        .then(pl.lit(APPLIED))
        .when(pl.col("state") == "decided")
        .then(pl.lit(DECIDED))
        .when(pl.col("finding").is_not_null() | (pl.col("probability") < AUTOMATIC))
        .then(pl.lit(DOUBTFUL))
        .when(pl.col("probability").is_not_null())
        .then(pl.lit(LINKED))
        .otherwise(pl.lit(NOBODY))
    )
    return rows.select("row", outcome.alias("outcome"), "codes", "finding")


def compare(progress: Progress = quiet) -> int:
    """Hold every kept list against everybody the register ever held, for `for_the_office`; return how many lists.

    What is found stands sealed beside the list, under a key that is destroyed with it. Lists that were compared since
    the latest reconciliation are left.
    """
    waiting = [one for one in _readable() if _compared(one) is None]
    held = everybody() if waiting else None
    for done, one in enumerate(waiting):
        progress("answers", done, len(waiting))
        _links(one, among=held)
    progress("answers", len(waiting), len(waiting))
    return len(waiting)


def waiting_since() -> tuple[int, ...]:
    """Return what changes when a list may wait for `compare`: the latest reconciliation, and the kept lists."""
    return _latest_run(), *(one.id for one in _readable())


def _readable() -> list[ReceivedList]:
    standing = ReceivedList.objects.filter(forgotten_at__isnull=True, withdrawn_at__isnull=True).order_by("id")
    return [one for one in standing if store.is_readable(one.id)]


def _links(one: ReceivedList, *, among: Everybody | None = None) -> pl.DataFrame:
    """Return row, record, probability, run of every usable row of a list; null where it is nobody."""
    with transaction.atomic(), raw_cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", (-one.id,))  # two ask at once: one of them writes
        known = _compared(one)
        if known is not None:
            return known
        usable = store.frame_of(one.id)
        found = persons_of(one.list_kind, usable, among=among).select("row", "record", "probability")
        rows = usable.select(pl.col("row").cast(pl.Int64)).join(found, on="row", how="left", maintain_order="left")
        links = rows.with_columns(pl.lit(_latest_run(), pl.Int64).alias("run"))
        store.keep_links(one.id, links)
    return links


def _compared(one: ReceivedList) -> pl.DataFrame | None:
    """Return the links of a list if they were found since the latest reconciliation."""
    known = store.links_of(one.id)
    return known if known is not None and (known.is_empty() or known["run"][0] == _latest_run()) else None


def _latest_run() -> int:
    return Run.objects.order_by("-id").values_list("id", flat=True).first() or 0


def _require(by: Officer, duties: tuple[str, ...]) -> None:
    """Raise `MayNotDo` unless the officer has one of the duties today."""
    on = _today()
    if not any(rules.may_do(authority.grants_of(by, on), duty, on) for duty in duties):
        authority.require_duty(by, duty=duties[0], on=on)


def _today() -> date:
    return datetime.now(UTC).astimezone(OFFICE_TIME).date()


def kept(received: int) -> ReceivedList:
    """Return a list that can still be read. Raises `NoSuchList`."""
    one = ReceivedList.objects.filter(pk=received, forgotten_at__isnull=True, withdrawn_at__isnull=True).first()
    if one is None or not store.is_readable(received):
        raise NoSuchList(received=received)
    return one


def _results(received: int) -> pl.DataFrame:
    result = pl.when(pl.col("usable")).then(pl.lit(RECEIVED)).otherwise(pl.lit(SENT_BACK))
    return store.rows_of(received).with_columns(pl.col("row").cast(pl.Int64), result.alias("result"))


def _resting(received: int) -> pl.DataFrame:
    """Return row, finding, state, reason of the findings that rest on rows of a list."""
    with raw_cursor() as cursor:
        rows: list[tuple[Any, ...]] = cursor.execute(RESTING, {"received": received}).fetchall()
    schema = {"row": pl.Int64, "finding": pl.String, "state": pl.String, "reason": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _place(code: str) -> str:
    try:
        return divisions.get(code).name
    except NotFound:
        return code
