"""Buildings and what is stated of dwellings. Rows are the fold of facts, as those of the address register.

A building has no list of its doors: its doors are the addresses that stand behind the same plate and building number
as its own address (`places.buildings`). Nobody's name is here.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

AT_ADDRESS = "its own address, that of its plate, or that of a door in it; null while it waits for one"
WAITING = models.Q(at_address=None, retired_by=None)


class Building(models.Model):
    """A building as somebody registered it. What nobody registered is known by its addresses alone.

    One without an address waits for it; `whereabouts` or its ground say where it stands.
    """

    id = models.BigIntegerField(primary_key=True)
    at_address = models.BigIntegerField(null=True, help_text=AT_ADDRESS)
    division = models.TextField(help_text="12 digits")
    whereabouts = models.TextField(null=True, help_text="words that say where it stands")
    building_use = models.TextField()
    structure = models.TextField()
    floors_above = models.BigIntegerField(null=True)
    floors_below = models.BigIntegerField(null=True)
    year_built = models.BigIntegerField(null=True)
    permitted_on = models.DateField(null=True, help_text="building it was permitted")
    completed_on = models.DateField(null=True)
    demolished_on = models.DateField(null=True)
    footprint = models.TextField(null=True, help_text="closed ring, JSON, CGCS2000 degrees, counterclockwise")
    title_status = models.TextField()
    title_reference = models.TextField(null=True, help_text="number of a certificate or file; no name")
    retired_by = models.BigIntegerField(null=True, help_text="the act that took it back; null while it stands")
    version = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "building"
        indexes: ClassVar = (
            models.Index(fields=["at_address"], name="building_at_address"),
            models.Index(fields=["division"], name="building_division"),
            models.Index(fields=["division", "id"], name="building_waiting", condition=WAITING),
        )

    def __str__(self) -> str:
        return str(self.id)


class Dwelling(models.Model):
    """What is stated of an address as a dwelling; its id is that of the address."""

    id = models.BigIntegerField(primary_key=True)
    dwelling_use = models.TextField(null=True)
    title_status = models.TextField(null=True)
    title_reference = models.TextField(null=True, help_text="number of a certificate or file; no name")
    occupancy = models.TextField(null=True, help_text="null: nobody stated anything")
    found_how = models.TextField(null=True)
    found_on = models.DateField(null=True)

    class Meta:
        db_table = "dwelling"

    def __str__(self) -> str:
        return str(self.id)
