"""The book of places: how acts on named places and addresses are locked, decided and written.

One lock is for all places: these acts are few, and one of them may touch ten thousand addresses. Acts on one place take
effect in the order in which they were recorded; one that was recorded later stands in the way of an earlier one by
name. An act may be recorded before its day; what holds on a day is read by date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import psycopg

from huangce.errors import Refused
from huangce.places import map_checking, tree
from huangce.places.checking import differing
from huangce.places.clashes import Clash, clashes
from huangce.places.folding import World, bearing, changes_among, changes_of, fold_places, lying_in
from huangce.places.following import follow
from huangce.places.history import PlaceHistories
from huangce.places.plate_changes import follow_act, hold_plates
from huangce.places.rewriting import Pen
from huangce.places.situations import situation_for
from huangce.places.writing import write, write_rewritten
from huangce.register.addresses import citing
from huangce.register.authorise import Recorder
from huangce.register.batches import void
from huangce.register.books import Decided, Entry, nothing
from huangce.register.bulk import Progress, quiet
from huangce.register.effects import BlockedByLater, reversal_chain, root_kind
from huangce.register.locks import LOCK_ACT, LOCK_LOADS, LOCK_PLACES, FirstLook, Held, check_seen, hold
from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import NoSuchAct, Reversal
from huangce.rules.authority import around, scope
from huangce.rules.decide import decide
from huangce.rules.division_changes import DivisionChange
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.periods import Calendar
from huangce.rules.situation import Situation, UnknownRecord


class NumberInUse(Refused):
    """{standard} is the address {address} already: choose another number, or retire the duplicate first."""

    code = "number-in-use"


class Places:
    """Named places and addresses."""

    def lock(self, act: Act, cursor: psycopg.Cursor[Any], look: FirstLook, also: Iterable[int]) -> Held:
        """Hold all places, and the act that a reversal names."""
        named = dict.fromkeys((LOCK_ACT + one for one in act.names_acts()), False)
        return hold(cursor, {**dict.fromkeys(also, False), **named, LOCK_LOADS: True, LOCK_PLACES: False}, {})

    def decide(self, entry: Entry) -> Decided:
        """Decide by all that is recorded of the places, whenever it takes effect."""
        act, cursor = entry.act, entry.cursor
        histories = PlaceHistories(cursor)
        office, facts = allowed(
            act, histories, by=entry.by, seen=entry.seen, today=entry.today, calendar=entry.calendar
        )
        world = world_of(act, facts, cursor, act_id=entry.held.act)
        touched = touched_by(world, cursor)
        need_nothing_later(world, act, cursor)
        if changes := changes_among(histories, touched, world=world):
            for clash in clashes_of_a_division(histories, touched, world, day=act.happened_on):
                raise NumberInUse(standard=clash.standard, address=clash.holder)
            ids = (*touched, *lying_in(histories, touched, world=world))
            all_of_it = partial(write_all, cursor, ids, world, changes, progress=entry.progress)
            return Decided(office=office, facts=facts, write=nothing, after=all_of_it)
        folded = fold_places(histories, (*touched, *bearing(cursor, touched)), world=world)
        for clash in clashes(folded, cursor, day=act.happened_on):
            raise NumberInUse(standard=clash.standard, address=clash.holder)
        stand, _never = changes_of(histories, world)
        ids = (*folded.named_place, *folded.address)
        hold_plates(cursor, ids)
        divisions = stand if folded.address_went else None
        number, without = entry.held.act, set(world.without)
        along = partial(_take_along, cursor, divisions, act=act, number=number, ids=ids, without=without)
        return Decided(office=office, facts=facts, write=partial(write, cursor, folded), after=along)

    def differing(self, cursor: psycopg.Cursor[Any]) -> list[tuple[str, int]]:
        """The rows of places that are not what facts and lists say, and what the map has wrong."""
        return [*differing(cursor), *map_checking.differing(cursor)]

    def repair(self, cursor: psycopg.Cursor[Any], differing: list[tuple[str, int]]) -> None:
        """Fold these places again and write their rows."""
        tables = ("division_change", "named_place", "address", "building")
        ids = sorted({one for table, one in differing if table in tables})
        histories = PlaceHistories(cursor)
        write(cursor, fold_places(histories, (*ids, *bearing(cursor, ids))))
        map_checking.repair(cursor, differing)


PLACES = Places()
PLACES_A_TIME = 20_000
# So many texts are read on two cores at once.
REWRITTEN_A_TIME = 65_536
# Addresses of a division with the segments of one where they come to lie: few, and only these can be written alike.
ALIKE = """
    select distinct x.id from address x join address y on
        (coalesce(y.street, ''), coalesce(y.place, ''), coalesce(y.village_group, ''), coalesce(y.plate, ''),
         coalesce(y.building, ''), coalesce(y.unit, ''), coalesce(y.floor, ''), coalesce(y.room, ''))
      = (coalesce(x.street, ''), coalesce(x.place, ''), coalesce(x.village_group, ''), coalesce(x.plate, ''),
         coalesce(x.building, ''), coalesce(x.unit, ''), coalesce(x.floor, ''), coalesce(x.room, ''))
    where starts_with(x.division, %(digits)s) and starts_with(y.division, %(becoming)s)
      and x.retired_by is null and x.status = 'standing' and y.retired_by is null and y.status = 'standing'
    order by 1 limit %(most)s
"""


def clashes_of_a_division(histories: PlaceHistories, touched: Iterable[int], world: World, *, day: date) -> list[Clash]:
    """Return the addresses of divisions that go on in others which would be written as one there is."""
    found: list[Clash] = []
    for change in changes_among(histories, touched, world=world):
        if change.division == change.becomes:
            continue
        asked = {"digits": change.digits, "becoming": scope(change.becomes), "most": PLACES_A_TIME}
        ids = [row[0] for row in histories.cursor.execute(ALIKE, asked).fetchall()]
        if ids:
            found += clashes(fold_places(histories, ids, world=world), histories.cursor, day=day)
    return found


def write_all(
    cursor: psycopg.Cursor[Any],
    ids: Sequence[int],
    world: World,
    changes: Sequence[DivisionChange],
    *,
    progress: Progress = quiet,
) -> None:
    """Write the rows of all that lies in divisions that change, piece by piece: one may be a county.

    Nobody gets a number that another has, for all are written with the same new names.
    """
    pen = Pen(cursor, world)
    for done, (found, others) in enumerate(pen.all_rewritten(ids, at_a_time=REWRITTEN_A_TIME)):
        progress("addresses", done * REWRITTEN_A_TIME, len(ids))
        write_rewritten(cursor, found)
        for some in range(0, len(others), PLACES_A_TIME):
            write(cursor, fold_places(PlaceHistories(cursor), others[some : some + PLACES_A_TIME], world=world))
    if codes := {code for one in changes if one.division != one.becomes for code in (one.division, one.becomes)}:
        tree.regrow_in(cursor, [scope(code) for code in codes])
    progress("plates", 0, 1)
    follow(cursor, pen.changes)


def _take_along(
    cursor: psycopg.Cursor[Any],
    changes: Sequence[DivisionChange] | None,
    *,
    act: Act,
    number: int,
    ids: Collection[int],
    without: set[int],
) -> None:
    """Let plates, signs and entrances say what their addresses and places are now, and lie where they belong."""
    if ids:
        follow_act(cursor, act, number, ids, without)
    if changes is not None:
        follow(cursor, changes)


def office_of(act: Act, situation: Situation, histories: PlaceHistories) -> str:
    """The division whose office an act on places is: that which it names, else the smallest around its subjects."""
    named = str(getattr(act, "division", "")) or next(
        (situation.acts[one].office for one in act.names_acts() if one in situation.acts), ""
    )
    if named:
        return named
    return around(_divisions(act, histories))


def _divisions(act: Act, histories: PlaceHistories) -> Iterator[str]:
    for one in act.subjects():
        record = histories.record(one)
        if not record.exists:
            raise UnknownRecord(record=one)
        yield next(
            filter(None, (record.text(group, "division") for group in ("address", "named_place", "building"))), ""
        )


def authorise(act: Act, situation: Situation, histories: PlaceHistories, *, by: Any, on: date) -> str:
    """Return the office's division, or raise `NotAllowed`. Who may record an act may also take it back."""
    kind = act.kind
    if isinstance(act, Reversal):
        if act.act not in situation.acts:
            raise NoSuchAct(act=act.act)
        kind = root_kind(act.act, histories.cursor)
    office = office_of(act, situation, histories)
    by.require(kind, office, on)
    if becomes := str(getattr(act, "becomes", "")):
        by.require(kind, becomes, on)  # what comes to lie there is theirs to say too
    if act.approved_by is not None:
        by.require_second(act.approved_by, kind, office, on)
    return office


def allowed(
    act: Act, histories: PlaceHistories, *, by: Recorder, seen: Mapping[int, int], today: date, calendar: Calendar
) -> tuple[str, list[Fact]]:
    """Return the office of an act and the facts that it adds, or raise what forbids it: `RecordMoved`, `NotAllowed`,
    `Refused`. What it clashes with is not looked for."""
    histories.load((*act.subjects(), *seen))
    check_seen(seen, histories.facts)
    situation = situation_for(act, histories, by=by.id, today=today, calendar=calendar)
    office = authorise(act, situation, histories, by=by, on=today)
    return office, decide(situation, act)


def world_of(act: Act, facts: list[Fact], cursor: psycopg.Cursor[Any], *, act_id: int) -> World:
    """The world with an act in it."""
    if isinstance(act, Reversal):
        without, revived, _batch, _restores = reversal_chain(cursor, act)
        return World(without=without, revived=revived, by=act_id)
    plus: dict[int, list[RecordedFact]] = {}
    for ordinal, one in enumerate(facts, start=1):
        plus.setdefault(one.record, []).append(RecordedFact(act_id, ordinal, act.day_order, one))
    return World(plus=plus, by=act_id)


def touched_by(world: World, cursor: psycopg.Cursor[Any]) -> set[int]:
    """The places of which the world says something else than the register."""
    moved = list(world.without | world.revived)
    rows = cursor.execute("select distinct record from fact where act = any(%s::bigint[])", (moved,)).fetchall()
    return {row[0] for row in rows} | world.plus.keys()


# Effective facts that would come after what an act says of the same record, or that rest on what it takes back.
AFTER_A_DAY = """
    select f.act, a.kind, a.happened_on from fact f join act a on a.id = f.act
    join unnest(%s::bigint[], %s::text[]) as t (record, grp) on f.record = t.record and f.grp = t.grp
    where f.valid_from > %s and f.act <> all(%s::bigint[]) order by f.act limit 1
"""
AFTER_AN_ACT = """
    with taken as (select distinct record, grp from fact where act = any(%(moved)s::bigint[])),
    made as (
        select record from taken t where not exists (
            select 1 from fact f where f.record = t.record and f.act <> all(%(moved)s::bigint[]) and f.act < %(first)s
        ) and not exists (select 1 from loaded_place l where l.id = t.record)
    )
    select f.act, a.kind, a.happened_on from fact f join act a on a.id = f.act
    where f.act > %(first)s and f.act <> all(%(void)s::bigint[]) and f.act <> all(%(moved)s::bigint[])
      and ((f.record, f.grp) in (select record, grp from taken) or f.object in (select record from made))
    union all
    select coalesce((select min(act) from fact where record = d.id), 0), 'addresses_new', d.begun_on
    from address d where d.compound in (select record from made) and d.retired_by is null
      and d.id not in (select record from taken)
    order by 1 limit 1
"""


def need_nothing_later(world: World, act: Act, cursor: psycopg.Cursor[Any]) -> None:
    """Raise `BlockedByLater` if what was recorded of the same places stands in the way."""
    gone = list(void(cursor)[0])
    if not isinstance(act, Reversal):
        said = {(fact.fact.record, fact.fact.group) for facts in world.plus.values() for fact in facts}
        records, groups = [one for one, _ in said], [group for _, group in said]
        row = cursor.execute(AFTER_A_DAY, (records, groups, act.happened_on, gone)).fetchone()
    else:
        moved = sorted(world.without | world.revived)
        asked = {"moved": moved, "first": moved[0], "void": gone}
        row = cursor.execute(AFTER_AN_ACT, asked).fetchone() or _citing(moved, gone, cursor)
    if row is not None:
        raise BlockedByLater(act=row[0], kind=row[1], happened_on=row[2], why="it rests on the same place.")


MADE_ADDRESSES = """
    select f.record from fact f join address d on d.id = f.record and d.batch is null
    where f.act = %s and f.grp = 'address' and not exists (
        select 1 from fact o where o.record = f.record and o.grp = 'address' and o.act < f.act
    )
"""


def _citing(moved: list[int], gone: list[int], cursor: psycopg.Cursor[Any]) -> Any:
    """The first effective act on persons that cites an address which would go."""
    made = [row[0] for row in cursor.execute(MADE_ADDRESSES, (moved[0],)).fetchall()]
    acts = [act for act, _address in citing(cursor, made, after=moved[0]) if act not in gone]
    if not acts:
        return None
    return cursor.execute("select id, kind, happened_on from act where id = %s", (min(acts),)).fetchone()
