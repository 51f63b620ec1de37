"""What departments delivered: when, under which agreement, how much; never the rows themselves.

The rows stand encrypted beside the database under a key of their own (see `sealed`); when the agreement's retention
ends the key is destroyed, and `forgotten_at` says when.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class ReceivedList(models.Model):
    """A delivered list of a department. `agreement` is the agreement as it stood, as JSON."""

    id = models.BigIntegerField(primary_key=True)
    list_kind = models.TextField()
    source = models.TextField(help_text="file name as delivered")
    sheet = models.TextField(blank=True, default="")
    sha256 = models.TextField(help_text="of the file")
    agreement = models.TextField()
    rows = models.IntegerField()
    usable = models.IntegerField()
    problems = models.IntegerField()
    received_at = models.DateTimeField()
    received_by = models.BigIntegerField()
    keep_until = models.DateField()
    forgotten_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "received_list"
        constraints: ClassVar = (models.UniqueConstraint(fields=["sha256", "sheet"], name="received_once"),)

    def __str__(self) -> str:
        return f"list {self.id}: {self.list_kind}"
