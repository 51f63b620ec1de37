"""The address register: named places, addresses, what they were called before, and what became of them.

What a list brought stands in the rows themselves; what acts on places say is in the facts of the register, and these
rows are the fold of both (`places.book`). A row that a list brought is copied to `LoadedPlace` before an act changes
it: the database refuses to change it otherwise. Rows are never removed; what was undone or taken back is marked.

A row says what has been decided, also where that takes effect only later; what holds on a day is read by date
(`places.queries`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Collate

from huangce.places.proposal_models import NamingProposal, NamingStep

__all__ = [
    "Address",
    "AddressLineage",
    "AddressName",
    "AddressSquare",
    "LoadedPlace",
    "LookThrough",
    "NamedPlace",
    "NamingProposal",
    "NamingStep",
]

TAKEN_BACK = "the act that undid its list or took it back; null while it stands"


class NamedPlace(models.Model):
    """A thoroughfare, a compound or a village place: whatever has a name of its own below a division.

    `sound_key` is what names share whose specific parts sound alike, `pinyin_key` what lists of names are sorted by.
    """

    id = models.BigIntegerField(primary_key=True)
    place_kind = models.TextField(help_text="thoroughfare, compound or village_place")
    name = models.TextField()
    generic = models.TextField(default="", db_default="")
    sound_key = models.TextField()
    pinyin_key = models.TextField(default="", db_default="")
    division = models.TextField(help_text="12 digits")
    begins_at = models.TextField(null=True)
    ends_at = models.TextField(null=True)
    direction = models.TextField(null=True)
    number_side = models.TextField(null=True, help_text="the side on which numbers start")
    naming_document = models.TextField(null=True)
    status = models.TextField(default="in_force", db_default="in_force")
    begun_on = models.DateField(null=True, help_text="null: before the register knew of it")
    ended_on = models.DateField(null=True, help_text="the first day on which the name names nothing")
    former_names = models.TextField(null=True, help_text="every other name that was ever recorded, between 、")
    batch = models.BigIntegerField(null=True, help_text="the list that it was found in")
    retired_by = models.BigIntegerField(null=True, help_text=TAKEN_BACK)
    version = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "named_place"
        indexes: ClassVar = (
            models.Index(fields=["sound_key"], name="named_place_sound_key"),
            models.Index(fields=["division", "name"], name="named_place_division"),
            models.Index(Collate("pinyin_key", "C"), Collate("name", "C"), "id", name="named_place_pinyin"),
        )

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """A standard address with its seven segments (notice 002 三(五)1), as far as it has them.

    `key` is the comparison key of the address engine; two rows with one key are the same door and become a finding,
    so it is indexed but not unique. `source_code` is the code of the list it came from. `thoroughfare` and `compound`
    are the places whose names it bears (`street`, `place`), `parent` the standing address above it in the tree that the
    register has. `status` is `standing` or the way it ended. The database itself keeps `map_cell` (`rules.map_cells`)
    and `plate_seen`: what the newest plate of the address is, in the words of `plate_state`, which the list gave.
    """

    id = models.BigIntegerField(primary_key=True)
    division = models.TextField()
    standard = models.TextField()
    key = models.TextField()
    group = models.TextField(null=True, db_column="village_group")
    street = models.TextField(null=True)
    place = models.TextField(null=True)
    plate = models.TextField(null=True)
    building = models.TextField(null=True)
    unit = models.TextField(null=True)
    floor = models.TextField(null=True)
    room = models.TextField(null=True)
    use = models.TextField(null=True)
    plate_state = models.TextField(null=True)
    longitude = models.FloatField(null=True, help_text="CGCS2000, degrees")
    latitude = models.FloatField(null=True, help_text="CGCS2000, degrees")
    source_code = models.TextField(null=True)
    batch = models.BigIntegerField(null=True, help_text="null: entered by an act")
    row = models.IntegerField(null=True, help_text="row in the list of the batch")
    retired_by = models.BigIntegerField(null=True, help_text=TAKEN_BACK)
    thoroughfare = models.BigIntegerField(null=True)
    compound = models.BigIntegerField(null=True)
    parent = models.BigIntegerField(null=True)
    level = models.TextField(null=True, help_text="of segments.LEVELS: its last segment")
    status = models.TextField(default="standing", db_default="standing")
    begun_on = models.DateField(null=True, help_text="null: before the register knew of it")
    ended_on = models.DateField(null=True, help_text="the first day on which it does not stand")
    geometry_kind = models.TextField(default="none", db_default="none", help_text="none, interpolated or surveyed")
    source_datum = models.TextField(null=True, help_text="the datum in which its point was given")
    reliability = models.TextField(null=True, help_text="how the clerk who certified it found out")
    certified_by = models.BigIntegerField(null=True)
    certified_on = models.DateField(null=True)
    version = models.BigIntegerField(default=0, db_default=0)
    map_cell = models.GeneratedField(
        expression=models.Func("longitude", "latitude", function="huangce_map_cell"),
        output_field=models.BigIntegerField(null=True),
        db_persist=True,
    )
    plate_seen = models.TextField(null=True, editable=False)

    class Meta:
        db_table = "address"
        indexes: ClassVar = (
            models.Index(fields=["key"], name="address_key"),
            models.Index(fields=["division"], name="address_division"),
            models.Index(fields=["source_code"], name="address_source_code"),
            models.Index(fields=["thoroughfare"], name="address_thoroughfare"),
            models.Index(fields=["compound"], name="address_compound"),
            models.Index(fields=["parent"], name="address_parent", condition=models.Q(parent__isnull=False)),
            models.Index(
                fields=["ended_on"],
                name="address_ended",
                condition=models.Q(ended_on__isnull=False, retired_by__isnull=True),
            ),
            models.Index(fields=["version"], name="address_changed", condition=models.Q(version__gt=0)),
        )

    def __str__(self) -> str:
        return self.standard


class AddressName(models.Model):
    """A spell of an address under one rendering; only addresses that ever changed have them, all of them then.

    `act` is the act with which it began, null as loaded. `taken_back`: the act was reversed, so the rendering was never
    in force, but somebody may have written it down: it still resolves.
    """

    pk = models.CompositePrimaryKey("address", "valid_from", "standard")
    address = models.BigIntegerField()
    valid_from = models.DateField(help_text="0001-01-01: since before the register knew of it")
    valid_to = models.DateField(null=True, help_text="the first day on which it is not so called")
    standard = models.TextField()
    key = models.TextField()
    act = models.BigIntegerField(null=True)
    taken_back = models.BooleanField(default=False)

    class Meta:
        db_table = "address_name"
        indexes: ClassVar = (models.Index(fields=["key"], name="address_name_key"),)

    def __str__(self) -> str:
        return self.standard


class AddressLineage(models.Model):
    """An edge from an address that ended to the one that its place is now: by a split, a merge, or as a duplicate."""

    pk = models.CompositePrimaryKey("old", "new", "act")
    old = models.BigIntegerField()
    new = models.BigIntegerField()
    act = models.BigIntegerField()
    lineage_kind = models.TextField()
    happened_on = models.DateField()

    class Meta:
        db_table = "address_lineage"
        indexes: ClassVar = (models.Index(fields=["new"], name="address_lineage_new"),)

    def __str__(self) -> str:
        return f"{self.old} {self.lineage_kind} {self.new}"


class AddressSquare(models.Model):
    """How many addresses without an end lie in a square of the map, by village and by the state of their plates.

    Kept by the database with every row of `address`; `rebuild --check` counts again. `east` and `north` are the sums of
    their points in 1e-7 degrees: whole numbers, so that adding and taking away leaves no trace.
    """

    pk = models.CompositePrimaryKey("cell", "division", "plate")
    cell = models.BigIntegerField(help_text="of level 16, see rules.map_cells")
    division = models.TextField()
    plate = models.TextField(help_text="a state of plates, or unknown")
    points = models.BigIntegerField()
    east = models.BigIntegerField()
    north = models.BigIntegerField()

    class Meta:
        db_table = "address_square"

    def __str__(self) -> str:
        return f"{self.points} in {self.cell}"


class LoadedPlace(models.Model):
    """A named place or an address as a list brought it, kept from the first act on that changes it. Never changed."""

    id = models.BigIntegerField(primary_key=True)
    row = models.JSONField()

    class Meta:
        db_table = "loaded_place"

    def __str__(self) -> str:
        return f"{self.id} as loaded"


class LookThrough(models.Model):
    """What was found by looking through all addresses of a division, so that no other process looks (`places.kept`).

    Nothing rests on it: a row may be removed at any time, and is made anew.
    """

    what = models.TextField(primary_key=True, help_text="kind of look, division, release")
    state = models.TextField(help_text="what it rested on, JSON")
    cost = models.FloatField(help_text="seconds")
    at = models.DateTimeField()
    found = models.TextField(help_text="JSON")

    class Meta:
        db_table = "look_through"

    def __str__(self) -> str:
        return f"{self.what} at {self.at}"
