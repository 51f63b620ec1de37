"""What an act does to the world beyond its own facts, and whether later acts can still stand.

A late report of an earlier event is lawful; but it may make a later act impossible (a move after a death), or one that
would now say something else (a death that now closes a household). Such an act blocks the new one by name, so that an
officer reverses it first or corrects the date: acts keep the facts they asserted. Only a correction of items may leave
later acts with what they copied from the mistake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
import psycopg

from huangce.errors import Refused
from huangce.register.addresses import need_standing_again
from huangce.register.batches import need_ground, need_nothing_built_on
from huangce.register.history import ActLine, Histories, Order
from huangce.register.locks import need_locked
from huangce.register.situations import Suppose, situation_for, standing_before
from huangce.rules.acts.base import Act
from huangce.rules.acts.opening import OpeningEntry, ResidenceOpening
from huangce.rules.acts.reversals import BatchUndone, Erasure, Reversal
from huangce.rules.decide import decide
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.payload import from_payload
from huangce.rules.periods import Calendar
from huangce.rules.state import Record

# These are judged on all that is recorded, so they are not decided again; but the records they speak of must be there.
REST_ON_RECORDS = frozenset({"correction", "unlink"})
# Opening entries repeat another register; these acts do not depend on what was before, or are judged on everything.
NOT_DECIDED_AGAIN = frozenset(
    {"opening_entry", "residence_opening", "reversal", "batch_undone", "erasure", "correction", "unlink"}
)
NEVER: Order = (date.max, 0, 0)
# The place of an act that has no id yet: after everything recorded.
NEWEST = 1 << 60


class BlockedByLater(Refused):
    """Act {act} ({kind}, of {happened_on}) could not stand as it is: {why} Reverse it first, or check the date."""

    code = "blocked-by-later"


class NotOfTheRecord(Refused):
    """An erasure names values of record {record} and of the acts that speak of it, and at least one."""

    code = "not-of-the-record"


@dataclass(frozen=True, slots=True)
class Effect:
    """The records whose rows change, the world with the act in it, and from when on later acts are concerned.

    `batch` is the load that becomes void or effective as a whole; its records are not listed. `is_correction`: only
    what was written changes, not what happened.
    """

    changed: frozenset[int]
    suppose: Suppose
    after: Order
    batch: int | None = None
    is_correction: bool = False


def effect_of(act: Act, facts: list[Fact], histories: Histories) -> Effect:
    """Return what recording `act` with `facts` changes."""
    if isinstance(act, Reversal):
        return _reversal(act, histories)
    if isinstance(act, BatchUndone):
        need_nothing_built_on(histories.cursor, act.batch)
        return Effect(frozenset(), Suppose(), NEVER, batch=act.batch)
    if isinstance(act, Erasure):
        _need_own_values(act, histories)
    changed = frozenset(one.record for one in facts) | frozenset(act.subjects() if act.kind == "erasure" else ())
    plus = tuple(RecordedFact(NEWEST, ordinal, act.day_order, one) for ordinal, one in enumerate(facts, start=1))
    day = min((one.valid_from for one in facts), default=date.max)
    after = (day, 0, NEWEST) if standing_before(act) is None else (day, act.day_order, 1 << 62)
    if isinstance(act, OpeningEntry | ResidenceOpening):
        after = NEVER
    return Effect(changed, Suppose(plus=plus), after, is_correction=act.kind == "correction")


OWN_VALUES = """
    select count(*) from unnest(%s::bigint[], %s::bigint[]) as n (act, ordinal)
    where exists (select 1 from fact f where f.record = %s and f.act = n.act and n.ordinal in (0, f.ordinal))
"""


def _need_own_values(act: Erasure, histories: Histories) -> None:
    acts, ordinals = [one[0] for one in act.values], [one[1] for one in act.values]
    row = histories.cursor.execute(OWN_VALUES, (acts, ordinals, act.record)).fetchone()
    if not acts or row is None or row[0] != len(acts):
        raise NotOfTheRecord(record=act.record)


def _reversal(act: Reversal, histories: Histories) -> Effect:
    """The reversed act becomes void; if it was a reversal itself, what it voided stands again."""
    without, revived, batch, restores = reversal_chain(histories.cursor, act)
    if batch is not None:
        (need_nothing_built_on if restores else need_ground)(histories.cursor, batch)
        return Effect(frozenset(), Suppose(), NEVER, batch=batch)
    need_standing_again(histories.cursor, acts=revived)
    rows = histories.cursor.execute(
        "select distinct record from fact where act = any(%s)", (list(without | revived),)
    ).fetchall()
    changed = frozenset(row[0] for row in rows)
    histories.load(changed)
    orders = [histories.acts[one].order for one in without | revived if one in histories.acts]
    kinds = {histories.acts[one].kind for one in without | revived if one in histories.acts}
    supposed = Suppose(frozenset(without), frozenset(revived))
    return Effect(changed, supposed, min(orders, default=NEVER), is_correction=kinds == {"correction"})


def reversal_chain(cursor: psycopg.Cursor[Any], act: Reversal) -> tuple[set[int], set[int], int | None, bool]:
    """Follow what a reversal takes back: the acts that become void and those that stand again.

    Then the load that the chain ends in, if it does, and whether that load is undone again rather than brought back.
    """
    without, revived, one, restores = {act.act}, set[int](), act.act, False
    while True:
        row = cursor.execute("select voids, voids_batch from act where id = %s", (one,)).fetchone()
        if row is None or row == (None, None):
            return without, revived, None, restores
        if row[1] is not None:
            return without, revived, row[1], restores
        one, restores = row[0], not restores
        (revived if restores else without).add(one)


def root_kind(act: int, cursor: psycopg.Cursor[Any]) -> str:
    """The kind of what an act takes back in the end; its own if it takes nothing back."""
    row = cursor.execute("select kind, voids from act where id = %s", (act,)).fetchone()
    assert row is not None
    return str(row[0]) if row[1] is None else root_kind(row[1], cursor)


def check_later(
    effect: Effect, histories: Histories, *, today: date, calendar: Calendar, locked: frozenset[int]
) -> None:
    """Raise `BlockedByLater` if an effective act later than the effect's beginning could not stand in its world.

    Raises `NotLocked` if such an act touches records that are not locked: somebody else may be changing them.
    """
    if effect.after == NEVER:
        return
    histories.load(effect.changed)
    suppose = effect.suppose
    touched = _touched(effect, histories)
    concerned = effect.changed | _concerned(touched, effect, histories)
    histories.load(concerned)
    later = (*histories.effective_acts(concerned), *_pointing_at(touched, effect, histories))
    lines = {line.id: line for line in later if line.order > effect.after}
    lines |= {one: histories.acts[one] for one in suppose.revived if one in histories.acts}
    for line in sorted(lines.values(), key=lambda one: one.order):
        if line.id in suppose.without:
            continue
        if line.kind in REST_ON_RECORDS:
            _need_records(line, effect, histories)
        elif line.kind not in NOT_DECIDED_AGAIN:
            _decide_again(line, histories, effect, today=today, calendar=calendar, locked=locked)


POINTING = "select distinct act, record from fact where object = any(%s) and valid_from >= %s"


def _touched(effect: Effect, histories: Histories) -> list[Fact]:
    """The facts that are added, go or come back."""
    moved = effect.suppose.without | effect.suppose.revived
    there = [one.fact for record in effect.changed for one in histories.facts[record] if one.act in moved]
    return [*(one.fact for one in effect.suppose.plus), *there]


def _concerned(touched: list[Fact], effect: Effect, histories: Histories) -> set[int]:
    """Records of which nothing is asserted, but whose later acts look at what is.

    A death ends every residence of a person; who belongs to a family's household and who is its reference person matter
    to every member who leaves it.
    """
    then = (one.fact for record in effect.changed for one in histories.facts[record] if one.fact.group == "membership")
    pointing = [*(one for one in touched if one.group in ("residence", "membership")), *then]
    concerned = {one.object for one in pointing if one.object is not None}
    households = {one.record for one in touched if one.group == "household"} | concerned
    states = [_supposed(one, effect, histories) for one in households]
    families = [one.id for one in states if one.is_household and not one.is_collective]
    return concerned.union(*(histories.members_of(one) for one in families))


def _pointing_at(touched: list[Fact], effect: Effect, histories: Histories) -> list[ActLine]:
    """Effective acts on other records that rest on the changed ones: a residence of a person, a member of a household.

    Members matter where a household is opened or closed, and not where it only gets another reference person.
    """
    targets = {
        one.record
        for one in touched
        if histories.facts.get(one.record)  # nothing rests yet on what this act creates
        and (one.group != "household" or "household_status" in one.items)
    }
    if not targets:
        return []
    rows = histories.cursor.execute(POINTING, (sorted(targets), effect.after[0])).fetchall()
    histories.load(row[1] for row in rows)
    return [histories.acts[act] for act in {row[0] for row in rows} - histories.void]


def _supposed(record: int, effect: Effect, histories: Histories) -> Record:
    suppose = effect.suppose
    return histories.record(record, without=suppose.without, revived=suppose.revived, plus=suppose.plus)


def _need_records(line: ActLine, effect: Effect, histories: Histories) -> None:
    """Raise `BlockedByLater` if a record that an act speaks of would no longer be there."""
    for record in sorted(effect.changed):
        facts = [one for facts in histories.facts.values() for one in facts if one.act == line.id]
        if not any(record in (one.fact.record, one.fact.object) for one in facts):
            continue
        if not _supposed(record, effect, histories).exists:
            why = f"record {record} would no longer be in the register."
            raise BlockedByLater(act=line.id, kind=line.kind, happened_on=line.happened_on, why=why)


AS_RECORDED = """
    select v.value, a.entered_by, f.record, f.grp, f.valid_from
    from act a join fact_value v on v.act = a.id left join fact f on f.act = v.act and f.ordinal = v.ordinal
    where a.id = %s order by v.ordinal
"""


def _decide_again(
    line: ActLine,
    histories: Histories,
    effect: Effect,
    *,
    today: date,
    calendar: Calendar,
    locked: frozenset[int],
) -> None:
    def blocked(why: str) -> BlockedByLater:
        return BlockedByLater(act=line.id, kind=line.kind, happened_on=line.happened_on, why=why)

    rows = histories.cursor.execute(AS_RECORDED, (line.id,)).fetchall()
    if rows[0][0] is None:
        raise blocked("its submission was erased.")
    act = from_payload(line.kind, orjson.loads(rows[0][0]))
    need_locked((*act.subjects(), *act.leaving(), *act.households()), locked)
    # Its own facts must not stand in its way.
    suppose = effect.suppose
    supposed = Suppose(suppose.without | {line.id}, suppose.revived - {line.id}, suppose.plus)
    situation = situation_for(
        act,
        histories,
        by=rows[0][1],
        today=today,
        calendar=calendar,
        suppose=supposed,
        before=line.order,
    )
    situation.holders = {}  # whether a number is free was settled when the act was recorded
    try:
        facts = decide(situation, act)
    except Refused as refusal:
        raise blocked(refusal.message) from refusal
    gone = {one for one in effect.changed if not _supposed(one, effect, histories).exists}
    recorded = [
        Fact(record, group, orjson.loads(value), valid_from) if value is not None else None
        for value, _by, record, group, valid_from in rows[1:]
        if record not in gone  # what it said of a record that was taken back is nothing
    ]
    if not effect.is_correction and None not in recorded and facts != recorded:
        raise blocked("with this known, it would say something else.")
