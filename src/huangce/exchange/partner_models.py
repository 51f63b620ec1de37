"""The table of other installations whose signed papers are taken in: which office, which divisions, which key."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Partner(models.Model):
    """Another installation with the public key that it signs with. It is ended, never changed or removed."""

    id = models.BigAutoField(primary_key=True)
    office = models.TextField()
    divisions = ArrayField(models.TextField(), help_text="digits by which the codes of its villages begin")
    key = models.TextField(help_text="public key in hexadecimal, as it stands in its heads and receipts")
    basis = models.TextField(help_text="the agreement or letter under which the two exchange")
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "partner"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=["key"], name="partner_key_once", condition=Q(ended_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"partner {self.id}: {self.office}"
