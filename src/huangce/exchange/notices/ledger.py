"""Which acts have to be told, to whom, and how far each receiver has come."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import psycopg

from huangce.accounts.authority import codes_over_time
from huangce.errors import NotFound
from huangce.exchange.agreement_store import OFFICE_TIME, following
from huangce.exchange.agreements import FeedAgreement
from huangce.exchange.feeds.publish import publish
from huangce.exchange.feeds.table import CHANGING_PLACES, FEEDS
from huangce.exchange.models import NoticeReceiver, NoticeStep
from huangce.places.preview import NOTICES
from huangce.register.batches import void
from huangce.register.bulk import Progress, quiet
from huangce.register.locks import raw_cursor
from huangce.register.seal import seal
from huangce.rules import notices as rules
from huangce.rules.authority import covers, scope
from huangce.rules.notices import Standing

FEED: Final = "address_changed"
HOUSEHOLDS: Final = "households"
PAGE: Final = 50
# Written out, for an index holds just these acts.
_KINDS: Final = ", ".join(f"'{one}'" for one in CHANGING_PLACES)
CHANGING: Final = f"""
    (a.kind in ({_KINDS}) or a.kind = 'reversal' and exists (
        with recursive chain as (
            select id, kind, voids from act where id = a.voids
            union all select v.id, v.kind, v.voids from act v join chain on v.id = chain.voids
        ) select 1 from chain where kind in ({_KINDS})))
"""
ACTS: Final = """
    select a.id, a.kind, a.happened_on, a.recorded_at, a.office, a.voids,
        coalesce(l.position <= (select position from feed_scan where feed = 'address_changed'), false),
        (select count(*) from feed_entry e where e.feed = 'address_changed' and e.act = a.id)
    from act a left join seal_leaf l on l.act = a.id
    where {which} order by a.id desc limit %(limit)s offset %(offset)s
"""
# What each follower of the feed was handed of an act, when, and what it answered last of each entry.
FOLLOWED: Final = """
    with entries as (
        select act, sequence from feed_entry where feed = 'address_changed' and act = any(%(acts)s::bigint[])
    ),
    latest as (
        select distinct on (r.sequence) r.sequence, r.outcome, r.at from feed_receipt r
        where r.code = %(code)s and r.sequence in (select sequence from entries) order by r.sequence, r.id desc
    )
    select e.act, count(*), count(*) filter (where l.outcome = 'applied'),
        count(*) filter (where l.outcome = 'refused'), count(*) filter (where l.outcome = 'not_ours'),
        (select min(f.at) from feed_read f where f.code = %(code)s and f.through >= max(e.sequence))
    from entries e left join latest l using (sequence) group by e.act
"""
IN_PART: Final = """
    select act, count(*) from feed_entry
    where feed = 'address_changed' and act = any(%(acts)s::bigint[])
      and exists (select 1 from unnest(%(digits)s::text[]) d where starts_with(said ->> 'division', d))
    group by act
"""
AT_HOME: Final = """
    select count(*) from feed_entry e join household h on h.address_id = e.record and h.household_status = 'open'
    where e.feed = 'address_changed' and e.act = %s
"""


class NoSuchNotice(NotFound):
    """Act {act} changed no address, so there is nothing to tell of it."""

    code = "no-such-notice"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who is told of an act. `key` is `receiver:NUMBER`, `feed:CODE` or `households`; `count` how many
    addresses, or households, it concerns; `answered` of them by the feed."""

    key: str
    name: str
    changes: str
    legal_ground: str
    contact: str
    count: int
    answered: int
    standing: Standing

    @property
    def is_follower(self) -> bool:
        return self.key.startswith("feed:")

    @property
    def may_follow(self) -> list[str]:
        """What an officer may enter next; a follower of the feed answers for itself."""
        if self.is_follower:
            return []
        steps = rules.may_follow(self.standing.state)
        return [one for one in steps if one == "told"] if self.key == HOUSEHOLDS else steps


@dataclass(frozen=True, slots=True)
class ActToTell:
    """An act that changed addresses, with everybody who is told. `is_ready`: the feed has its entries."""

    act: int
    kind: str
    happened_on: date
    recorded_on: date
    office: str
    voids: int | None
    is_void: bool
    is_ready: bool
    addresses: int
    parties: tuple[Party, ...] = ()

    @property
    def states(self) -> dict[str, int]:
        """How many of those who are told stand where."""
        return rules.count(one.standing.state for one in self.parties)

    @property
    def overdue(self) -> int:
        """How many are late."""
        return sum(one.standing.is_overdue for one in self.parties)


@dataclass(slots=True)
class _Ledger:
    """What is needed to say where the notices of some acts stand."""

    cursor: psycopg.Cursor[Any]
    acts: Sequence[ActToTell]
    today: date
    steps: dict[tuple[int, str], list[tuple[str, date]]] = field(default_factory=dict)

    def read(self) -> None:
        """Read what was entered of these acts and of those that they take back."""
        ids = {one.act for one in self.acts} | {one.voids for one in self.acts if one.voids}
        for row in NoticeStep.objects.filter(act__in=ids).order_by("id"):
            self.steps.setdefault((row.act, row.addressee), []).append((row.step, row.happened_on))

    def standing(self, one: ActToTell, party: str, answer_days: int) -> Standing:
        """Where the notice of an act to somebody stands. Of a reversal only those are told who were told before."""
        undone = self.steps.get((one.voids, party), []) if one.voids else []
        return rules.standing(
            self.steps.get((one.act, party), []),
            recorded_on=one.recorded_on,
            answer_days=answer_days,
            today=self.today,
            is_void=one.is_void,
            is_concerned=not one.voids or any(step == "told" for step, _day in undone),
        )


def prepare(now: datetime | None = None, *, progress: Progress = quiet) -> int:
    """Seal what was recorded and number its address changes; return how many entries are new."""
    seal(now=now)
    return publish(FEEDS[FEED], progress=progress)


def acts_to_tell(
    *, scopes: Collection[str], today: date, page: int = 1, size: int = PAGE
) -> tuple[list[ActToTell], bool]:
    """Return a page of acts of offices whose codes begin with one of `scopes`, the newest first, and whether there are
    more."""
    if not scopes:
        return [], False
    inside = " or ".join(f"a.office like %(scope{at})s" for at, _one in enumerate(scopes))
    asked: dict[str, Any] = {f"scope{at}": f"{one}%" for at, one in enumerate(scopes)}
    asked |= {"limit": size + 1, "offset": (page - 1) * size}
    with raw_cursor() as cursor:
        found = _read(cursor, f"{CHANGING} and ({inside})", asked)
        return _with_parties(cursor, found[:size], today), len(found) > size


def act_to_tell(act: int, *, today: date) -> ActToTell:
    """Return one act with everybody who is told of it. Raises `NoSuchNotice`."""
    with raw_cursor() as cursor:
        found = _read(cursor, f"a.id = %(act)s and {CHANGING}", {"act": act, "limit": 1, "offset": 0})
        if not found:
            raise NoSuchNotice(act=act)
        return _with_parties(cursor, found, today)[0]


def _read(cursor: psycopg.Cursor[Any], which: str, asked: Mapping[str, Any]) -> list[ActToTell]:
    gone = void(cursor)[0]
    return [
        ActToTell(act, kind, day, at.astimezone(OFFICE_TIME).date(), office, voids, act in gone, is_ready, count)
        for act, kind, day, at, office, voids, is_ready, count in cursor.execute(ACTS.format(which=which), asked)
    ]


def _with_parties(cursor: psycopg.Cursor[Any], acts: Sequence[ActToTell], today: date) -> list[ActToTell]:
    ledger = _Ledger(cursor, acts, today)
    ledger.read()
    of_each: dict[int, list[Party]] = {one.act: [] for one in acts}
    told = [one for one in acts if one.is_ready and one.addresses]
    for receiver in NoticeReceiver.objects.order_by("id"):
        for act, party in _receiver(ledger, receiver, [one for one in told if _tells(one, "department")]):
            of_each[act].append(party)
    for code, agreed in followers():
        for act, party in _follower(ledger, code, agreed, told):
            of_each[act].append(party)
    for one in told:
        if _tells(one, "household") and (homes := _households(ledger, one)) is not None:
            of_each[one.act].append(homes)
    return [replace(one, parties=tuple(of_each[one.act])) for one in acts]


def _tells(one: ActToTell, addressee: str) -> bool:
    return any(who == addressee for who, _basis in NOTICES.get(one.kind, ()))


def followers() -> list[tuple[str, FeedAgreement]]:
    """Return the agreements under which the feed of address changes is followed, by code."""
    found = ((code, one.content) for code, one in following().items())
    return [(code, one) for code, one in found if isinstance(one, FeedAgreement) and one.feed == FEED]


def _receiver(ledger: _Ledger, row: NoticeReceiver, acts: Sequence[ActToTell]) -> Iterable[tuple[int, Party]]:
    """The notices to one receiver: of what was recorded while it was entered, and of what it was told all the same."""
    key = f"receiver:{row.pk}"
    begun = row.entered_at.astimezone(OFFICE_TIME).date()
    ended = row.ended_at.astimezone(OFFICE_TIME).date() if row.ended_at else date.max
    mine = [one for one in acts if begun <= one.recorded_on <= ended or (one.act, key) in ledger.steps]
    codes = codes_over_time(row.division, ledger.today)
    whole = {one.act: one.addresses for one in mine if any(covers(code, one.office or "") for code in codes)}
    rest = [one.act for one in mine if one.act not in whole]
    if rest:
        asked = {"acts": rest, "digits": [scope(code) for code in codes]}
        whole |= dict(ledger.cursor.execute(IN_PART, asked).fetchall())
    for one in mine:
        if one.act in whole:
            standing = ledger.standing(one, key, row.answer_days)
            ground = (row.changes, row.legal_ground, row.contact)
            yield one.act, Party(key, row.office, *ground, whole[one.act], 0, standing)


def _follower(
    ledger: _Ledger, code: str, agreed: FeedAgreement, acts: Sequence[ActToTell]
) -> Iterable[tuple[int, Party]]:
    """The notices to an office that follows the feed: told when it was handed the entries, done when it said so."""
    known = {one.act: one for one in acts}
    rows = ledger.cursor.execute(FOLLOWED, {"acts": list(known), "code": code}).fetchall()
    for act, count, applied, refused, not_ours, handed in rows:
        answered = applied + refused + not_ours
        told_on = handed.astimezone(OFFICE_TIME).date() if handed else None
        steps = [("told", told_on)] if told_on else []
        if told_on and answered == count:
            steps.append(("refused" if refused else "completed" if applied else "not_ours", ledger.today))
        elif told_on and answered:
            steps.append(("acknowledged", ledger.today))
        standing = rules.standing(
            steps, recorded_on=known[act].recorded_on, answer_days=agreed.answer_days, today=ledger.today
        )
        ground = (agreed.purpose, agreed.legal_ground, agreed.contact)
        yield act, Party(f"feed:{code}", agreed.recipient, *ground, count, answered, standing)


def _households(ledger: _Ledger, one: ActToTell) -> Party | None:
    """The notices to the households at the addresses: they are told, and owe no answer."""
    row = ledger.cursor.execute(AT_HOME, (one.act,)).fetchone()
    count = row[0] if row else 0
    found = ledger.standing(one, HOUSEHOLDS, 0)
    standing = Standing(found.state, found.told_on, None, is_overdue=False)
    return Party(HOUSEHOLDS, "", "", "", "", count, 0, standing) if count or standing.told_on else None
