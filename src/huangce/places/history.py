"""What is known of named places and addresses: facts of acts upon what a list brought, folded by the one pure fold.

A row that a list brought counts as facts of its own, older than every act. Where an act has changed it since, the row
as loaded stands in `loaded_place`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import orjson
import psycopg

from huangce.addressing import parse_columns
from huangce.places.rendering import LEVELS, composed
from huangce.register.history import Histories
from huangce.rules import items
from huangce.rules.facts import Fact, RecordedFact, Value
from huangce.rules.fold import fold
from huangce.rules.state import Record

# Since before the register knew of it.
EVER: Final = date.min
NOBODY: Final[frozenset[int]] = frozenset()

LOADED = """
    select a.id, coalesce(l.row, to_jsonb(a))::text from {table} a left join loaded_place l on l.id = a.id
    where a.id = any(%s::bigint[]) and a.batch is not null and a.retired_by is null
"""


@dataclass(slots=True)
class PlaceHistories:
    """Facts of places read so far, and the rows of lists beneath them, by record."""

    cursor: psycopg.Cursor[Any]
    facts: Histories = field(init=False)
    loaded: dict[int, tuple[RecordedFact, ...]] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)
    division_changes: list[int] | None = None
    _read: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.facts = Histories(self.cursor)

    def load(self, records: Iterable[int]) -> None:
        """Read named places and addresses that are not read yet; of what does not exist there is nothing."""
        fresh = sorted(set(records) - self._read)
        if not fresh:
            return
        self._read.update(fresh)
        self.facts.load(fresh)
        for table, facts_of in (("named_place", _place_facts), ("address", _address_facts)):
            rows = self.cursor.execute(LOADED.format(table=table), (fresh,)).fetchall()
            found = [(one, orjson.loads(row)) for one, row in rows]
            self.rows |= dict(found)
            self.loaded |= facts_of(found)

    def record(
        self,
        record: int,
        *,
        as_of: date | None = None,
        without: AbstractSet[int] = NOBODY,
        revived: AbstractSet[int] = NOBODY,
        plus: Sequence[RecordedFact] = (),
    ) -> Record:
        """Fold what is known of a place by the end of `as_of`, supposing acts void, effective again, or added."""
        self.load((record,))
        gone = (self.facts.void | without) - revived
        kept = [one for one in (*self.loaded.get(record, ()), *self.facts.facts[record], *plus) if one.act not in gone]
        return fold(record, kept, as_of=as_of, version=self.facts.versions[record])


def _place_facts(found: Sequence[tuple[int, dict[str, Any]]]) -> dict[int, tuple[RecordedFact, ...]]:
    names = ("place_kind", "generic", "division", "begins_at", "ends_at", "direction", "number_side", "naming_document")
    return {
        place: (_loaded(place, "named_place", {**{n: row[n] for n in names}, "place_name": row["name"], "place_status":
        items.IN_FORCE}),) for place, row in found }  # fmt: skip


def _address_facts(found: Sequence[tuple[int, dict[str, Any]]]) -> dict[int, tuple[RecordedFact, ...]]:
    """The rows of addresses as facts. The names of the divisions are what stands in the text before the segments."""
    unclear = [(address, row["standard"]) for address, row in found if not row["standard"].endswith(_tail(row))]
    read = parse_columns(_series(text for _address, text in unclear)).select(LEVELS).rows() if unclear else []
    named = {address: divisions_written(parts) for (address, _text), parts in zip(unclear, read, strict=True)}
    facts = {}
    for address, row in found:
        names = named.get(address)
        said: dict[str, Value] = {
            "division": row["division"],
            "division_name": row["standard"].removesuffix(_tail(row)) if names is None else names,
            **{name: row[name] for name in ("thoroughfare", "compound", "village_group", "plate", "building", "unit")},
            "floor": row["floor"],
            "room": row["room"],
            "use_class": row["use"],
            "address_status": items.STANDING,
        }
        known = [_loaded(address, "address", said)]
        if row["longitude"] is not None and row["latitude"] is not None:
            known.append(
                _loaded(
                    address,
                    "position",
                    {
                        "longitude": f"{row['longitude']:.7f}",
                        "latitude": f"{row['latitude']:.7f}",
                        "geometry_kind": row["geometry_kind"],
                        "source_datum": row["source_datum"],
                    },
                )
            )
        facts[address] = tuple(known)
    return facts


def _loaded(record: int, group: str, said: dict[str, Value]) -> RecordedFact:
    return RecordedFact(0, 0, 0, Fact(record, group, said, EVER))


def _tail(row: dict[str, Any]) -> str:
    return composed("", row["street"], row["place"], row)


def divisions_written(parts: Sequence[str | None]) -> str:
    """The names of the divisions of `LEVELS` as the standard form writes them, together.

    A municipality is not written again as its own city.
    """
    is_again = parts[LEVELS.index("city")] == parts[LEVELS.index("province")]
    return "".join(part or "" for level, part in zip(LEVELS, parts, strict=True) if level != "city" or not is_again)


def _series(texts: Iterable[str]) -> Any:
    import polars as pl

    return pl.Series("text", list(texts), dtype=pl.String)
