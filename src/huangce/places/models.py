"""The address register: one row a standard address, with the key that finds it and the code it had at its source.

A list of addresses is undone by an act as any load; its addresses are kept, for what was said of them once, and marked.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Address(models.Model):
    """A standard address with its seven segments (notice 002 三(五)1), as far as it has them.

    `key` is the comparison key of the address engine; two rows with one key are the same door and become a finding,
    so it is indexed but not unique. `source_code` is the code of the list it came from.
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
    batch = models.BigIntegerField()
    row = models.IntegerField(help_text="row in the list of the batch")
    retired_by = models.BigIntegerField(null=True, help_text="the act that undid its list; null while it stands")

    class Meta:
        db_table = "address"
        indexes: ClassVar = (
            models.Index(fields=["key"], name="address_key"),
            models.Index(fields=["division"], name="address_division"),
            models.Index(fields=["source_code"], name="address_source_code"),
        )

    def __str__(self) -> str:
        return self.standard
