"""Write anew, in columns, what a list brought and no act ever said anything of: a division may be a county.

`places.folding` folds one address after the other and reads each new text by itself. Of an address that only a list
knows there is nothing to fold: how it is written follows from its row, from the changes of its divisions and from the
names of its street and compound, which it shares with many. So these are worked out once for all that share them, the
texts are put together and read in columns, and the rows are written from a table by a few statements. Both ways give
the same rows: `tests/places/test_rewriting.py` compares them, and `rebuild --check` proves them by folding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Any, Final, NamedTuple

import polars as pl
import psycopg

from huangce.addressing import parse_columns
from huangce.places import folding
from huangce.places.history import EVER, PlaceHistories, divisions_written
from huangce.places.rendering import COUNTY_DIGITS, LEVELS, NameOn, acts_by_day, names_on
from huangce.places.store import read_distinct
from huangce.register.bulk import copied
from huangce.rules.division_changes import DivisionChange, division_on, named_on
from huangce.rules.facts import Fact, RecordedFact
from huangce.rules.state import Record

SEGMENTS: Final = ("village_group", "street", "place", "plate", "building", "unit", "floor", "room")
SHARED: Final = ("said", "names", "thoroughfare", "compound")
SCHEMA: Final = {
    "id": pl.Int64,
    **dict.fromkeys(("lies", "written", "known"), pl.String),
    "has_names": pl.Int64,
    **dict.fromkeys(("said", "standard", "key"), pl.String),
    "thoroughfare": pl.Int64,
    "compound": pl.Int64,
    **dict.fromkeys(SEGMENTS, pl.String),
}
# Addresses of which acts never said how they are written: their row now, and as their list brought it.
LISTED: Final = f"""
    select a.id, a.division, a.standard, a.key, exists (select 1 from address_name n where n.address = a.id)::int,
        r.division, r.standard, r.key, r.thoroughfare, r.compound, {", ".join(f"r.{one}" for one in SEGMENTS)}
    from address a left join loaded_place l on l.id = a.id
        cross join lateral jsonb_populate_record(a, l.row) r
    where a.id = any(%(ids)s::bigint[]) and a.batch is not null and a.retired_by is null and a.level is not null
      and not exists (select 1 from fact f where f.record = a.id and f.grp in ('address', 'lineage'))
    order by a.id
"""
NAME: Final = {
    "address": pl.Int64,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "standard": pl.String,
    "key": pl.String,
    "act": pl.Int64,
    "taken_back": pl.Boolean,
}
_JOINED: Final = "\x1f"


class Step(NamedTuple):
    """How the division, the street and the compound of some addresses are written from a day on.

    `line` is 0 for what holds; each change that was taken back has a line of its own, with what it would have given.
    """

    shared: int
    line: int
    day: date
    act: int | None
    divisions: str
    street_name: str | None
    place_name: str | None


STEP: Final = {
    "shared": pl.UInt32,
    "line": pl.Int32,
    "day": pl.Date,
    "act": pl.Int64,
    "divisions": pl.String,
    "street_name": pl.String,
    "place_name": pl.String,
}


class Rewritten(NamedTuple):
    """Addresses with `division`, `standard`, `key`, and what they are and were called, as tables have them."""

    rows: pl.DataFrame
    names: pl.DataFrame


class Laid(NamedTuple):
    """Some addresses, what they share with the division where they come to lie, and how that is written: all that is
    needed to write them, without asking the database."""

    listed: pl.DataFrame
    shared: pl.DataFrame
    steps: pl.DataFrame

    def written(self) -> Rewritten:
        """Put the texts together and read their keys."""
        told = self.listed.join(self.shared, on=SHARED, nulls_equal=True)
        spells = _spells(told, self.steps)
        keyed = _with_keys(spells)
        now = keyed.filter(pl.col("line") == 0).group_by("id").agg(pl.col("division", "text", "text_key").last())
        names = keyed.filter(pl.len().over("id") > 1).select(
            pl.col("id").alias("address"),
            pl.col("day").alias("valid_from"),
            "valid_to",
            pl.col("text").alias("standard"),
            pl.col("text_key").alias("key"),
            "act",
            (pl.col("line") > 0).alias("taken_back"),
        )
        lay = self.listed.select("id", "lies", "written", "known", pl.col("has_names") > 0)
        rows = lay.join(now, on="id").sort("id")
        return Rewritten(rows.rename({"text": "standard", "text_key": "key"}), names.cast(pl.Schema(NAME)))


class Pen:
    """What all addresses of a change share: the changes of divisions, and the names of the places that were met."""

    def __init__(self, cursor: psycopg.Cursor[Any], world: folding.World, histories: PlaceHistories | None = None):
        self.cursor, self.world = cursor, world
        self.histories = histories or PlaceHistories(cursor)
        self.changes, self.never = folding.changes_of(self.histories, world)

    def rewritten(self, ids: Collection[int]) -> tuple[Rewritten, list[int]]:
        """Return those of these records that can be written in columns, and the others, which are to be folded."""
        laid, rest = self._laid(ids)
        return laid.written(), rest

    def all_rewritten(self, ids: Sequence[int], *, at_a_time: int) -> Iterator[tuple[Rewritten, list[int]]]:
        """Yield the same piece by piece; the next one is worked out in a thread while the caller writes this one."""
        with ThreadPoolExecutor(1) as maker:
            waiting: tuple[Future[Rewritten], list[int]] | None = None
            for start in range(0, len(ids), at_a_time):
                laid, rest = self._laid(ids[start : start + at_a_time])
                begun = maker.submit(laid.written), rest
                if waiting is not None:
                    yield waiting[0].result(), waiting[1]
                waiting = begun
            if waiting is not None:
                yield waiting[0].result(), waiting[1]

    def _laid(self, ids: Collection[int]) -> tuple[Laid, list[int]]:
        """Everything that is asked of the database for `rewritten`."""
        listed = copied(self.cursor, LISTED, {"ids": list(ids)}, SCHEMA)
        listed = listed.filter(~pl.col("id").is_in(list(self.world.plus)))
        borne = pl.concat([listed["thoroughfare"], listed["compound"]]).drop_nulls().unique().to_list()
        self.histories.load(borne)
        gone = folding.gone(self.histories, self.world)
        moved = [one for one in borne if not gone.isdisjoint(folding.own_acts(self.histories, one, self.world))]
        on_moved = pl.any_horizontal(
            pl.col(name).is_in(moved).fill_null(False) for name in ("thoroughfare", "compound")
        )
        listed = with_divisions(listed.filter(~on_moved))
        rest = sorted(set(ids).difference(listed["id"].to_list()))
        return self._shared(listed), rest

    def _shared(self, listed: pl.DataFrame) -> Laid:
        shared = listed.select(SHARED).unique(maintain_order=True).with_row_index("shared")
        places = {
            one: folding.as_it_was(self.histories, one, self.world)
            for name in ("thoroughfare", "compound")
            for one in shared[name].drop_nulls().unique().to_list()
        }
        steps = pl.DataFrame(list(self._steps(shared, places)), schema=STEP, orient="row")
        lies = [division_on(said, self.changes, date.max) for said in shared["said"]]
        division = pl.Series("division", lies, dtype=pl.String)
        return Laid(listed, shared.with_columns(division), steps)

    def _steps(self, shared: pl.DataFrame, places: dict[int, Record]) -> Iterator[Step]:
        name_on = names_on(places)
        lines = [(0, self.changes)]
        for line, change in enumerate(self.never, start=1):
            lines.append((line, sorted((*self.changes, change), key=lambda one: one.order)))
        acts = {line: change.act for line, change in enumerate(self.never, start=1)}
        for one in shared.iter_rows(named=True):
            for line, changes in lines:
                yield from _steps_of(one, line, changes, places, name_on, taken_back=acts.get(line))


def _steps_of(
    shared: dict[str, Any],
    line: int,
    changes: Sequence[DivisionChange],
    places: dict[int, Record],
    name_on: NameOn,
    *,
    taken_back: int | None,
) -> Iterator[Step]:
    """How what some addresses share is written, from the oldest on; days on which nothing changes are left out."""
    bears = {name: shared[name] for name in ("thoroughfare", "compound")}
    own = [RecordedFact(0, 0, 0, Fact(0, "address", bears, EVER))]
    acts = acts_by_day(own, places, changes)
    last: tuple[Any, ...] | None = None
    for day in sorted(acts):
        street, place = (None if one is None else name_on(one, day) for one in bears.values())
        told = named_on(shared["said"], shared["names"], changes, day), street, place
        if told != last:
            last = told
            yield Step(shared["shared"], line, day, taken_back or acts[day] or None, *told)


def with_divisions(listed: pl.DataFrame) -> pl.DataFrame:
    """Add `names`: the names of the divisions that the text of a list writes before the segments."""
    bare = listed.with_columns(pl.col(*SEGMENTS).replace("", None))
    tail = composed(pl.lit(None, pl.String), "street", "place")
    found = bare.with_columns(tail.alias("tail"))
    clear = pl.col("standard").str.ends_with(pl.col("tail"))
    found = found.with_columns(
        pl.when(clear).then(pl.col("standard").str.strip_suffix(pl.col("tail"))).alias("names")
    ).drop("tail")
    unclear = found.filter(pl.col("names").is_null()).select("id", "standard")
    if unclear.height:
        read = parse_columns(unclear["standard"]).select(LEVELS)
        named = pl.Series("read", [divisions_written(parts) for parts in read.rows()], dtype=pl.String)
        found = found.join(unclear.select("id", named), on="id", how="left", maintain_order="left")
        found = found.with_columns(pl.coalesce("names", "read").alias("names")).drop("read")
    return found


def composed(divisions: pl.Expr, street: str, place: str) -> pl.Expr:
    """The same as `rendering.composed`, of columns; nothing is null and never empty."""
    has_street = pl.col(street).is_not_null()
    parts = (
        divisions,
        pl.col("village_group"),
        pl.when(has_street).then(street).otherwise(place),
        pl.col("plate"),
        pl.when(has_street).then(place),
        *(pl.col(name) for name in ("building", "unit", "floor", "room")),
    )
    text = pl.concat_str(parts, separator=_JOINED, ignore_nulls=True)
    for _twice in range(2):  # what is one character long meets on both sides
        text = text.str.replace_all("([0-9A-Za-z])\x1f([0-9A-Za-z])", "${1} ${2}")
    return text.str.replace_all(_JOINED, "", literal=True)


def _spells(told: pl.DataFrame, steps: pl.DataFrame) -> pl.DataFrame:
    """The renderings of addresses: on line 0 those that hold with their days, then those that were taken back."""
    borne = told.join(steps, on="shared").sort("id", "line", "day")
    borne = borne.with_columns(
        # A place of which nothing is known names nothing; what a list wrote of none stays.
        pl.when(pl.col("thoroughfare").is_null()).then("street").otherwise("street_name").replace("", None),
        pl.when(pl.col("compound").is_null()).then("place").otherwise("place_name").replace("", None),
    )
    text = composed(pl.col("divisions").replace("", None), "street", "place")
    one = ("id", "line")
    borne = borne.with_columns(text.alias("text"))
    as_loaded = pl.col("text") == pl.col("text").first().over(one)
    first = pl.int_range(pl.len()).over(one) == 0
    borne = borne.with_columns(
        pl.when(as_loaded).then("standard").otherwise("text").alias("text"),
        pl.when(~first).then("act").alias("act"),
    )
    borne = borne.filter((pl.col("text") != pl.col("text").shift().over(one)).fill_null(True))
    holds, back = borne.filter(pl.col("line") == 0), borne.filter(pl.col("line") > 0)
    holds = holds.with_columns(pl.col("day").shift(-1).over("id").alias("valid_to"))
    back = back.join(holds, on=("id", "text"), how="anti", maintain_order="left")
    back = back.unique(("id", "text"), keep="first", maintain_order=True)
    return pl.concat([holds, back.with_columns(pl.col("day").alias("valid_to"))]).sort("id", "line", "day")


def _with_keys(spells: pl.DataFrame) -> pl.DataFrame:
    """Add `text_key`: that of the list where the text is the list's, else read off the text in its county."""
    own = (pl.col("line") == 0) & (pl.col("text") == pl.col("standard")) & (pl.col("key") != "")
    found = spells.with_columns(
        pl.when(own).then("key").alias("text_key"), pl.col("division").str.slice(0, COUNTY_DIGITS).alias("county")
    )
    missing = found.filter(pl.col("text_key").is_null()).select("county", "text").unique()
    read = [pl.DataFrame(schema={"county": pl.String, "text": pl.String, "read": pl.String})]
    for (county,), texts in missing.group_by("county"):
        keys = read_distinct(texts["text"], county=str(county))["key"].alias("read")
        read.append(texts.select("county", "text", keys))
    found = found.join(pl.concat(read), on=("county", "text"), how="left", maintain_order="left")
    return found.with_columns(pl.coalesce("text_key", "read").alias("text_key"))
