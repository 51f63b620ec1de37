"""The table of other installations that papers are exchanged with: which office, which divisions, which keys."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Partner(models.Model):
    """Another installation with its public keys, to sign and to encrypt for. It is ended, never changed or removed."""

    id = models.BigAutoField(primary_key=True)
    office = models.TextField()
    divisions = ArrayField(models.TextField(), help_text="digits by which the codes of its villages begin")
    key = models.TextField(help_text="public key in hexadecimal, as it stands in its heads and receipts")
    encryption_key = models.TextField(
        default="",
        db_default="",
        help_text='public key in hexadecimal that its papers are encrypted for; "" of those entered before',
    )
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
