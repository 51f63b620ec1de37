"""The book of the population: persons, households and residences.

Lock the records in id order → fold to the day of the act → authorise → decide → what was recorded later must still
stand → current rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import psycopg

from huangce.register.addresses import need_standing
from huangce.register.append import update_rows
from huangce.register.authorise import authorise
from huangce.register.batches import bring_rows_in_line
from huangce.register.books import Decided, Entry, nothing
from huangce.register.effects import check_later, effect_of
from huangce.register.history import Histories
from huangce.register.locks import FirstLook, Held, check_seen, lock, need_locked
from huangce.register.situations import situation_for
from huangce.rules.acts.base import Act
from huangce.rules.acts.reversals import BatchUndone, Reversal
from huangce.rules.decide import decide


class Population:
    """Persons, households and residences; `rebuild` proves their rows, in several processes."""

    def lock(self, act: Act, cursor: psycopg.Cursor[Any], look: FirstLook, also: Iterable[int]) -> Held:
        """Lock the subjects, their households, the numbers, and what a reversal brings back."""
        return lock(act, cursor, look.households, also)

    def decide(self, entry: Entry) -> Decided:
        """Decide by the facts of the subjects, as they stood on the day of the act."""
        act, cursor, held, look = entry.act, entry.cursor, entry.held, entry.look
        histories = Histories(cursor)
        histories.load((*act.subjects(), *act.leaving(), *act.households(), *entry.seen), held.families)
        situation = situation_for(act, histories, by=entry.by.id, today=entry.today, calendar=entry.calendar)
        leaving = (situation.records.get(one) for one in act.leaving())
        need_locked((one.household for one in leaving if one is not None), held.keys)
        if act.kind == "unlink":  # what was said of others since the link may be said anew
            need_locked(situation.records, held.keys)
        check_seen(entry.seen, histories)
        office = authorise(act, situation, cursor, by=entry.by, on=entry.today)
        facts = decide(situation, act)
        need_standing(cursor, facts)
        histories.begin(one.record for one in facts if one.record in look.drawn)
        effect = effect_of(act, facts, histories)
        check_later(effect, histories, today=entry.today, calendar=entry.calendar, locked=held.keys)

        def write() -> None:
            if isinstance(act, Reversal | BatchUndone):
                read = Histories(cursor)  # other acts are void now than those that were read
            else:
                read = histories
                read.add(held.act, act, facts)
            update_rows(cursor, [read.record(one) for one in sorted(effect.changed)], fresh=look.drawn)

        batch = effect.batch
        after = nothing if batch is None else lambda: bring_rows_in_line(cursor, batch)
        return Decided(office=office, facts=facts, write=write, after=after)


POPULATION = Population()
