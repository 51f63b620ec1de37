"""Read facts from the register and fold them: the one way from tables to the pure rules.

`Histories` keeps what one transaction has read. Only facts of effective acts are handed to rules; the version of a
record is the newest act that touched it in any way, reversals included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
import psycopg

from huangce.rules.acts.base import Act
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.fold import fold, voided
from huangce.rules.state import Record

Order = tuple[date, int, int]
# Acts that repeat what another register or list held.
TAKEN_OVER = frozenset({"opening_entry", "residence_opening"})

# `{known}` narrows both to the acts that stood in the log at some position.
FACTS = """
    select f.act, f.ordinal, a.day_order, f.record, f.grp, f.valid_from, v.value, a.batch, a.kind, a.happened_on,
           exists (select 1 from act r where r.voids = a.id)
           or (a.batch is not null and exists (select 1 from act r where r.voids_batch = a.batch))
    from fact f
    join fact_value v on v.act = f.act and v.ordinal = f.ordinal
    join act a on a.id = f.act
    where f.record = any({records}){known}
"""
RECORDS = "%s::bigint[]"
# Records, and everybody who was ever a member of some households.
WITH_MEMBERS = """array(
    select unnest(%s::bigint[])
    union select m.record from fact m where m.object = any(%s::bigint[]) and m.grp = 'membership'
)"""
# Everything that voids these acts or their batches, and what voids that, and so on.
REVERSALS = """
    with recursive v as (
        select id, voids, voids_batch from act a
        where (voids = any(%s::bigint[]) or voids_batch = any(%s::bigint[])){known}
        union
        select a.id, a.voids, a.voids_batch from act a join v on a.voids = v.id{known}
    )
    select id, voids, voids_batch from v
"""
KNOWN = " and exists (select 1 from seal_leaf l where l.act = a.id and l.position <= {position})"


@dataclass(frozen=True, slots=True)
class ActLine:
    """The little of an act that ordering and re-deciding need.

    `effective_on` is the day of its facts: the day it happened, or the day the register was opened where that is later.
    """

    id: int
    kind: str
    happened_on: date
    day_order: int
    batch: int | None
    effective_on: date

    @property
    def takes_over(self) -> bool:
        """Whether the record was there before the register knew of it."""
        return self.kind in TAKEN_OVER or self.happened_on < self.effective_on

    @property
    def order(self) -> Order:
        return (self.effective_on, self.day_order, self.id)


@dataclass(slots=True)
class Histories:
    """Facts read so far, by record, with the acts that asserted them and those that are void.

    `known` narrows the register to the acts up to that position of the log: what was known then.
    """

    cursor: psycopg.Cursor[Any]
    facts: dict[int, list[RecordedFact]] = field(default_factory=dict)
    acts: dict[int, ActLine] = field(default_factory=dict)
    void: set[int] = field(default_factory=set)
    versions: dict[int, int] = field(default_factory=dict)
    known: int | None = None
    families: set[int] = field(default_factory=set)
    reversed_by: dict[int, list[int]] = field(default_factory=dict)
    undone_by: dict[int, list[int]] = field(default_factory=dict)

    def _as_known(self, query: str, records: str = "") -> str:
        return query.format(known="" if self.known is None else KNOWN.format(position=self.known), records=records)

    def load(self, records: Iterable[int], families: Iterable[int] = ()) -> None:
        """Read the facts of records that are not read yet, and of everybody who ever belonged to `families`.

        Records without facts get an empty history.
        """
        wanted, homes = sorted(set(records) - self.facts.keys()), sorted(set(families) - self.families)
        if not wanted and not homes:
            return
        if homes:
            self.families.update(homes)
            rows = self.cursor.execute(self._as_known(FACTS, WITH_MEMBERS), (wanted, homes)).fetchall()
        else:
            rows = self.cursor.execute(self._as_known(FACTS, RECORDS), (wanted,)).fetchall()
        fresh = set(wanted) | ({row[3] for row in rows} - self.facts.keys())
        for one in fresh:
            self.facts[one] = []
        reversed_acts, undone = set(), set()
        for act, ordinal, day_order, record, group, valid_from, value, batch, kind, happened_on, touched in rows:
            if record not in fresh:
                continue  # a member who was read before
            items = orjson.loads(value) if value is not None else {}
            self.facts[record].append(RecordedFact(act, ordinal, day_order, Fact(record, group, items, valid_from)))
            if act not in self.acts:
                self.acts[act] = ActLine(act, kind, happened_on, day_order, batch, valid_from)
            if touched:
                reversed_acts.add(act)
                undone.add(batch)
        if reversed_acts:
            self._read_reversals(reversed_acts, undone - {None})
        for one in fresh:
            self.versions[one] = self._version(one)

    def begin(self, records: Iterable[int]) -> None:
        """Note records that an act is about to create: nothing needs to be read of them."""
        for one in records:
            self.facts.setdefault(one, [])
            self.versions.setdefault(one, 0)

    def add(self, act_id: int, act: Act, facts: Sequence[Fact]) -> None:
        """Note what was just recorded, without reading it again."""
        if facts:
            day = facts[0].valid_from
            self.acts[act_id] = ActLine(act_id, act.kind, act.happened_on, act.day_order, None, day)
        for ordinal, fact in enumerate(facts, start=1):
            self.facts[fact.record].append(RecordedFact(act_id, ordinal, act.day_order, fact))

    def members_of(self, household: int) -> set[int]:
        """Everybody who ever belonged to a household, of those that were read."""
        self.load((), (household,))
        return {
            record
            for record, facts in self.facts.items()
            for one in facts
            if one.fact.group == "membership" and one.fact.items.get("household") == household
        }

    def _read_reversals(self, acts: set[int], batches: set[int]) -> None:
        rows = self.cursor.execute(self._as_known(REVERSALS), (list(acts), list(batches))).fetchall()
        if not rows:
            return
        single = {act: target for act, target, _batch in rows if target is not None}
        gone = voided(single)
        undone = {batch for act, _target, batch in rows if batch is not None and act not in gone}
        self.void |= gone | {one.id for one in self.acts.values() if one.batch in undone}
        for act, target, batch in rows:
            if target is not None:
                self.reversed_by.setdefault(target, []).append(act)
            if batch is not None:
                self.undone_by.setdefault(batch, []).append(act)

    def _version(self, record: int) -> int:
        newest = 0
        for one in self.facts[record]:
            undone = self.undone_by.get(self.acts[one.act].batch or 0, ())
            newest = max(newest, *(self._newest(act) for act in (one.act, *undone)))
        return newest

    def _newest(self, act: int) -> int:
        return max((act, *(self._newest(one) for one in self.reversed_by.get(act, ()))))

    def record(
        self,
        record: int,
        *,
        before: Order | None = None,
        without: frozenset[int] | set[int] = frozenset(),
        revived: frozenset[int] | set[int] = frozenset(),
        plus: Sequence[RecordedFact] = (),
    ) -> Record:
        """Fold the effective facts of a record.

        `before` keeps what stands before that place in the order of the world; `without` and `revived` suppose acts
        void or effective; `plus` supposes facts that are about to be added.
        """
        self.load((record,))
        gone = (self.void | set(without)) - set(revived)
        facts = [one for one in (*self.facts[record], *plus) if one.act not in gone]
        if before is not None:
            facts = [one for one in facts if (one.fact.valid_from, one.day_order, one.act) < before]
        return fold(record, facts, version=self.versions[record])

    def first(
        self, record: int, *, without: frozenset[int] = frozenset(), revived: frozenset[int] = frozenset()
    ) -> ActLine | None:
        """The effective act with which the register's knowledge of a record begins."""
        self.load((record,))
        gone = (self.void | without) - revived
        lines = (self.acts[one.act] for one in self.facts[record] if one.act not in gone)
        return min(lines, key=lambda line: line.order, default=None)

    def voided_by(self, act: int) -> int | None:
        """The effective act that voids `act` or its load; None if it stands."""
        voiding = (*self.reversed_by.get(act, ()), *self.undone_by.get(self.acts[act].batch or 0, ()))
        return next((one for one in voiding if one not in self.void), None)

    def effective_acts(self, records: Iterable[int]) -> list[ActLine]:
        """The effective acts that assert something of these records, in the order of the world."""
        ids = {one.act for record in records for one in self.facts.get(record, ())} - self.void
        return sorted((self.acts[one] for one in ids), key=lambda line: line.order)
