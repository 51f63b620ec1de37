"""From what is known of places to their current rows: used when an act is written, and again by `rebuild`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final, TypeAlias

import psycopg

from huangce.places.history import NOBODY, PlaceHistories
from huangce.places.rendering import NameOn, Spell, begun_on, ended_on, name_borne, names_on, spells, with_keys
from huangce.rules.acts.place_buildings import DAYS
from huangce.rules.acts.place_naming import BETWEEN_NAMES
from huangce.rules.authority import scope
from huangce.rules.division_changes import DivisionChange, change_of, division_on
from huangce.rules.facts import RecordedFact
from huangce.rules.place_names import pinyin_key, sound_key
from huangce.rules.segments import NUMBERS, level_of
from huangce.rules.state import Record

NAMED_PLACE: Final = (
    "id", "place_kind", "name", "generic", "sound_key", "pinyin_key", "division", "begins_at", "ends_at", "direction",
    "number_side", "naming_document", "former_names", "status", "begun_on", "ended_on", "retired_by", "version",
)  # fmt: skip
ADDRESS: Final = (
    "id", "division", "standard", "key", "village_group", "plate", "building", "unit", "floor", "room", "street",
    "place", "use", "thoroughfare", "compound", "source_code", "level", "status", "begun_on", "ended_on",
    "longitude", "latitude", "geometry_kind", "source_datum", "reliability", "certified_by", "certified_on",
    "retired_by", "version",
)  # fmt: skip
ADDRESS_NAME: Final = ("address", "valid_from", "valid_to", "standard", "key", "act", "taken_back")
ADDRESS_LINEAGE: Final = ("old", "new", "act", "lineage_kind", "happened_on")
ADDRESS_WENT: Final = ("address", "came_from", "division", "happened_on", "act", "taken_back")
BUILDING: Final = (
    "id", "at_address", "division", "whereabouts", "building_use", "structure", "floors_above", "floors_below",
    "year_built", "permitted_on", "completed_on", "demolished_on", "footprint", "title_status", "title_reference",
    "retired_by", "version",
)  # fmt: skip
DWELLING: Final = (
    "id", "dwelling_use", "title_status", "title_reference", "occupancy", "found_how", "found_on",
)  # fmt: skip
DIVISION_CHANGE: Final = (
    "id", "division", "becomes", "change_kind", "name_before", "name_after", "happened_on", "retired_by", "version",
)  # fmt: skip
COLUMNS: Final = {
    "division_change": DIVISION_CHANGE,
    "named_place": NAMED_PLACE,
    "address": ADDRESS,
    "address_name": ADDRESS_NAME,
    "address_lineage": ADDRESS_LINEAGE,
    "address_went": ADDRESS_WENT,
    "building": BUILDING,
    "dwelling": DWELLING,
}
_DETAILS: Final = ("begins_at", "ends_at", "direction", "number_side", "naming_document")


@dataclass(frozen=True, slots=True)
class World:
    """What is supposed of acts that are not recorded yet, as `Suppose` for the population; `by` is the act that is."""

    without: AbstractSet[int] = NOBODY
    revived: AbstractSet[int] = NOBODY
    plus: Mapping[int, Sequence[RecordedFact]] = field(default_factory=dict)
    by: int = 0

    def record(self, histories: PlaceHistories, one: int, *, also: AbstractSet[int] = NOBODY) -> Record:
        """The state of a place in this world; `also` are acts that are looked at as if they stood."""
        plus = self.plus.get(one, ())
        return histories.record(one, without=self.without - also, revived=self.revived | also, plus=plus)


AS_RECORDED: Final = World()


@dataclass(slots=True)
class Folded:
    """Current rows of some places, by table, in the order of `COLUMNS`."""

    division_change: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    named_place: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    address: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    address_name: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    address_lineage: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    address_went: dict[int, list[tuple[Any, ...]]] = field(default_factory=dict)
    building: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    dwelling: dict[int, tuple[Any, ...]] = field(default_factory=dict)


# Addresses that bear the name of a place now, or did once.
BEARING = """
    select id from address where thoroughfare = any(%(places)s::bigint[])
    union select id from address where compound = any(%(places)s::bigint[])
    union select record from fact where object = any(%(places)s::bigint[]) and grp = 'address'
    union select id from loaded_place where (row ->> 'thoroughfare')::bigint = any(%(places)s::bigint[])
        or (row ->> 'compound')::bigint = any(%(places)s::bigint[])
    union select id from building where at_address = any(%(places)s::bigint[])
"""


def bearing(cursor: psycopg.Cursor[Any], places: Iterable[int]) -> list[int]:
    """The addresses on which a name of these places may show, and the buildings at them: they lie where these do."""
    wanted = sorted(set(places))
    return [row[0] for row in cursor.execute(BEARING, {"places": wanted}).fetchall()] if wanted else []


# What lies in a division that changes; of what it becomes part of, only what a change may have brought there. Codes
# that begin with some digits lie between these and the same with a letter, which comes after every digit in every
# collation: so the indexes are used.
_IN: Final = "{table}.division >= d and {table}.division < d || 'a'"
_BROUGHT: Final = "({table}.batch is null or exists (select 1 from loaded_place where id = {table}.id))"
LYING_IN: Final = f"""
    select a.id from address a join unnest(%(digits)s::text[]) d on {_IN.format(table="a")}
    union select id from named_place n join unnest(%(digits)s::text[]) d on {_IN.format(table="n")}
    union select a.id from address a join unnest(%(becoming)s::text[]) d on {_IN.format(table="a")}
        where {_BROUGHT.format(table="a")}
    union select n.id from named_place n join unnest(%(becoming)s::text[]) d on {_IN.format(table="n")}
        where {_BROUGHT.format(table="n")}
    union select b.id from building b join unnest(%(digits)s::text[] || %(becoming)s::text[]) d
        on {_IN.format(table="b")}
"""


def changes_among(histories: PlaceHistories, touched: Iterable[int], *, world: World) -> list[DivisionChange]:
    """The changes of divisions among some records."""
    wanted = list(touched)
    histories.load(wanted)
    records = (as_it_was(histories, one, world) for one in wanted)
    return [change_of(one) for one in records if one.is_division_change]


def lying_in(histories: PlaceHistories, touched: Iterable[int], *, world: World) -> list[int]:
    """The named places and addresses that a change of a division among `touched` concerns, in order of id."""
    changes = changes_among(histories, touched, world=world)
    if not changes:
        return []
    return [row[0] for row in histories.cursor.execute(f"{LYING_IN} order by 1", asked_of(changes)).fetchall()]


def asked_of(changes: Iterable[DivisionChange]) -> dict[str, list[str]]:
    """The parameters of `LYING_IN`."""
    known = list(changes)
    return {"digits": [one.digits for one in known], "becoming": [scope(one.becomes) for one in known]}


def fold_places(histories: PlaceHistories, ids: Iterable[int], *, world: World = AS_RECORDED) -> Folded:
    """Return the current rows of named places and addresses; nothing of what no act and no list ever entered."""
    folded = Folded()
    wanted = sorted({*ids})
    histories.load((*wanted, *world.plus))
    addresses = [one for one in wanted if _is_address(histories, one, world)]
    changes, never = changes_of(histories, world)
    for one in sorted({*wanted} - {*addresses}):
        if (row := _named_place(histories, one, world, changes)) is not None:
            folded.named_place[one] = row
        elif (row := _building(histories, one, world, changes)) is not None:
            folded.building[one] = row
        elif (row := _division_change(histories, one, world)) is not None:
            folded.division_change[one] = row
    borne = _places_of(histories, addresses, world)
    histories.load(borne)
    places = {one: as_it_was(histories, one, world) for one in borne}
    name_on = names_on(places)
    spelled: dict[int, list[Spell]] = {}
    records: dict[int, Record] = {}
    for one in addresses:
        record = as_it_was(histories, one, world)
        if not record.is_address:
            continue
        records[one] = record
        found = spells(record, histories.rows.get(one), places, name_on, changes)
        if _is_void(histories, one, world):
            spelled[one] = [replace(spell, taken_back=True) for spell in found]
        else:
            spelled[one] = [*found, *_taken_back(histories, one, found, world, (changes, never))]
            if (stated := _dwelling(record)) is not None:
                folded.dwelling[one] = stated
            folded.address_lineage |= {one: edges} if (edges := _edges(record)) else {}
            folded.address_went |= {one: went} if (went := _went(histories, one, world)) else {}
    sight = _Sight(histories, world, name_on, changes)
    divisions = {one: sight.division(record) for one, record in records.items()}
    spelled = with_keys(spelled, divisions)
    for one, record in records.items():
        folded.address[one] = _address(sight, record, spelled[one])
        if len(spelled[one]) > 1:
            folded.address_name[one] = [_spell_row(one, spell) for spell in spelled[one]]
    return folded


def _facts(histories: PlaceHistories, one: int, world: World) -> list[RecordedFact]:
    """Everything that acts ever said of a place, whether they stand or not."""
    return [*histories.facts.facts[one], *world.plus.get(one, ())]


def _is_address(histories: PlaceHistories, one: int, world: World) -> bool:
    known = (*histories.loaded.get(one, ()), *_facts(histories, one, world))
    return any(fact.fact.group == "address" for fact in known)


def own_acts(histories: PlaceHistories, one: int, world: World) -> frozenset[int]:
    """Every act that ever said something of a place, whether it stands or not."""
    return frozenset(fact.act for fact in _facts(histories, one, world))


def _is_void(histories: PlaceHistories, one: int, world: World) -> bool:
    """Whether what entered a place was taken back."""
    return one not in histories.loaded and min(own_acts(histories, one, world), default=0) in gone(histories, world)


def as_it_was(histories: PlaceHistories, one: int, world: World) -> Record:
    """The state of a place; of one that was taken back, what the acts said of it."""
    also = own_acts(histories, one, world) if _is_void(histories, one, world) else NOBODY
    return world.record(histories, one, also=also)


def _places_of(histories: PlaceHistories, addresses: Iterable[int], world: World) -> set[int]:
    """The places whose names show on these addresses, now or once."""
    return {
        place
        for one in addresses
        for fact in (*histories.loaded.get(one, ()), *_facts(histories, one, world))
        for name in ("thoroughfare", "compound")
        if isinstance(place := fact.fact.items.get(name), int)
    }


def gone(histories: PlaceHistories, world: World) -> AbstractSet[int]:
    """The acts that have no effect in a world, of those that were read."""
    return (histories.facts.void | world.without) - world.revived


def _taken_back(
    histories: PlaceHistories, one: int, found: Sequence[Spell], world: World, changes: Changes
) -> list[Spell]:
    """The renderings that reversed acts would have given: nobody is called so, but somebody may have written it
    down."""
    void = gone(histories, world)
    if not void:
        return []
    stand, never = changes
    row = histories.rows.get(one)
    places = _places_of(histories, (one,), world)
    acts = (void & own_acts(histories, one, world)) | {
        act for place in places for act in own_acts(histories, place, world) & void
    }
    would: list[tuple[int, list[Spell]]] = []
    for act in sorted(acts):
        revived = frozenset((act,))
        supposed = {place: world.record(histories, place, also=revived) for place in places}
        address = world.record(histories, one, also=revived)
        would.append((act, spells(address, row, supposed, names_on(supposed), stand)))
    now = {place: world.record(histories, place) for place in places} if never else {}
    for change in never:
        supposed_changes = sorted((*stand, change), key=lambda each: each.order)
        would.append((change.act, spells(world.record(histories, one), row, now, names_on(now), supposed_changes)))
    known, extra = {spell.standard for spell in found}, list[Spell]()
    for act, spelled in would:
        for spell in spelled:
            if spell.standard not in known:
                known.add(spell.standard)
                extra.append(replace(spell, valid_to=spell.valid_from, key="", act=act, taken_back=True))
    return extra


def _retired_by(histories: PlaceHistories, one: int, world: World) -> int | None:
    """The act that took back what entered a place; None while it is there."""
    if not _is_void(histories, one, world):
        return None
    entering = min(own_acts(histories, one, world))
    return world.by if entering in world.without else histories.facts.voided_by(entering)


def _version(histories: PlaceHistories, one: int, world: World) -> int:
    moved = world.without | world.revived
    touched = one in world.plus or any(fact.act in moved for fact in histories.facts.facts[one])
    return max(histories.facts.versions[one], world.by if touched else 0)


DIVISION_CHANGES: Final = "select id from division_change order by id"


# The changes of divisions that stand, and those that were taken back.
Changes: TypeAlias = tuple[list[DivisionChange], list[DivisionChange]]


def changes_of(histories: PlaceHistories, world: World) -> Changes:
    """The changes of divisions, in the order in which they take effect. There are few of them."""
    if histories.division_changes is None:
        rows = histories.cursor.execute(DIVISION_CHANGES).fetchall()
        histories.division_changes = [row[0] for row in rows]
    supposed = [one for one, facts in world.plus.items() if any(fact.fact.group == "division_change" for fact in facts)]
    stand: list[DivisionChange] = []
    never: list[DivisionChange] = []
    histories.load((*histories.division_changes, *supposed))
    for one in (*histories.division_changes, *supposed):
        record = as_it_was(histories, one, world)
        if record.is_division_change:  # at an earlier position of the log it is not known yet
            (never if _is_void(histories, one, world) else stand).append(change_of(record))
    return sorted(stand, key=lambda one: one.order), sorted(never, key=lambda one: one.order)


def _division_change(histories: PlaceHistories, one: int, world: World) -> tuple[Any, ...] | None:
    record = as_it_was(histories, one, world)
    if not record.is_division_change:
        return None
    change = change_of(record)
    return (
        one, change.division, change.becomes, record.text("division_change", "change_kind"), change.name_before,
        change.name_after, change.order[0], _retired_by(histories, one, world), _version(histories, one, world),
    )  # fmt: skip


def _named_place(
    histories: PlaceHistories, one: int, world: World, changes: Sequence[DivisionChange]
) -> tuple[Any, ...] | None:
    record = as_it_was(histories, one, world)
    if not record.is_named_place:
        return None
    of = record.groups["named_place"].get
    name, generic = str(of("place_name")), str(of("generic") or "")
    ended = (
        None
        if record.is_in_force
        else max(fact.fact.valid_from for fact in record.history if "place_status" in fact.fact.items)
    )
    return (
        one, of("place_kind"), name, generic, sound_key(name, generic), pinyin_key(name),
        division_on(str(of("division")), changes, date.max),
        *(of(detail) for detail in _DETAILS), _former_names(histories, record, world),
        of("place_status"), begun_on(record, "named_place"), ended,
        _retired_by(histories, one, world), _version(histories, one, world),
    )  # fmt: skip


def _building(
    histories: PlaceHistories, one: int, world: World, changes: Sequence[DivisionChange]
) -> tuple[Any, ...] | None:
    """A building as it is stated; it lies in the division of its address, wherever that came to lie, and while it waits
    for one in that which was entered, by what became of it."""
    record = as_it_was(histories, one, world)
    if not record.is_building:
        return None
    said = record.groups["building"]
    at, lies = said["at_address"], ""
    if isinstance(at, int):
        histories.load((at,))
        lies = as_it_was(histories, at, world).text("address", "division")
    division = division_on(lies or str(said.get("division") or ""), changes, date.max)
    days = {name: record.day("building", name) for name in DAYS}
    stated = {**said, **days, "division": division}
    retired_by, version = _retired_by(histories, one, world), _version(histories, one, world)
    return (one, *(stated.get(name) for name in BUILDING[1:-2]), retired_by, version)


def _dwelling(address: Record) -> tuple[Any, ...] | None:
    """What is stated of an address as a dwelling; None where nothing is."""
    said = {**address.groups.get("dwelling", {}), **address.groups.get("occupancy", {})}
    if not said:
        return None
    return (address.id, *(said.get(name) for name in DWELLING[1:-1]), address.day("occupancy", "found_on"))


def _former_names(histories: PlaceHistories, place: Record, world: World) -> str | None:
    """Every other name that was ever recorded of a place, those taken back among them: somebody may ask for it."""
    known = [*histories.loaded.get(place.id, ()), *_facts(histories, place.id, world)]
    asserted = (one.fact.items.get("place_name") for one in known)
    before = place.text("named_place", "earlier_names").split(BETWEEN_NAMES)
    names = dict.fromkeys((*before, *(str(one) for one in asserted if one)))
    return BETWEEN_NAMES.join(one for one in names if one and one != place.text("named_place", "place_name")) or None


@dataclass(frozen=True, slots=True)
class _Sight:
    """What a row of an address is made from, beside what is known of itself."""

    histories: PlaceHistories
    world: World
    name_on: NameOn
    changes: Sequence[DivisionChange]

    def division(self, record: Record) -> str:
        """The code of the division that an address lies in, by all that has been decided."""
        return division_on(record.text("address", "division"), self.changes, date.max)


def _address(sight: _Sight, record: Record, spelled: Sequence[Spell]) -> tuple[Any, ...]:
    of = record.groups["address"]
    row = sight.histories.rows.get(record.id)
    current = ([spell for spell in spelled if not spell.taken_back] or spelled)[-1]
    position, certified = record.groups.get("position", {}), record.groups.get("certification", {})
    return (
        record.id, sight.division(record), current.standard, current.key, *(of.get(number) for number in NUMBERS),
        name_borne(of.get("thoroughfare"), row, "street", sight.name_on, date.max),
        name_borne(of.get("compound"), row, "place", sight.name_on, date.max),
        of.get("use_class"), of.get("thoroughfare"), of.get("compound"),
        of.get("foreign_id") or (row and row["source_code"]),
        level_of(of), of["address_status"], begun_on(record, "address"), ended_on(record),
        *_point(record, row), position.get("geometry_kind") or "none", position.get("source_datum"),
        certified.get("reliability"), certified.get("certified_by"), record.day("certification", "certified_on"),
        _retired_by(sight.histories, record.id, sight.world), _version(sight.histories, record.id, sight.world),
    )  # fmt: skip


def _point(address: Record, row: Mapping[str, Any] | None) -> tuple[float | None, float | None]:
    """Longitude and latitude; as a list gave them, to the last digit, where no act did."""
    surveyed = any(fact.act for fact in address.history if fact.fact.group == "position")
    if row is not None and not surveyed:
        return row["longitude"], row["latitude"]
    degrees = (address.text("position", axis) for axis in ("longitude", "latitude"))
    longitude, latitude = (float(one) if one else None for one in degrees)
    return longitude, latitude


def _spell_row(address: int, spell: Spell) -> tuple[Any, ...]:
    return (address, spell.valid_from, spell.valid_to, spell.standard, spell.key, spell.act, spell.taken_back)


def _went(histories: PlaceHistories, one: int, world: World) -> list[tuple[Any, ...]]:
    """To which divisions an address went with a part of its own, by acts that stand and by those taken back."""
    known = sorted((*histories.loaded.get(one, ()), *_facts(histories, one, world)), key=lambda each: each.order)
    lay = [each for each in known if each.fact.group == "address" and "division" in each.fact.items]
    void = gone(histories, world)
    return [
        (one, was.fact.items["division"], is_.fact.items["division"], is_.fact.valid_from, is_.act, is_.act in void)
        for was, is_ in pairwise(lay)
    ]


def _edges(record: Record) -> list[tuple[Any, ...]]:
    """Where an address came from."""
    return [
        (one.fact.items["came_from"], record.id, one.act, one.fact.items["lineage_kind"], one.fact.valid_from)
        for one in record.history
        if one.fact.group == "lineage"
    ]
