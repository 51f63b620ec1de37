"""Who is told of changed addresses beside those that follow the feed, and what was entered of each notice."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huangce.rules.notices import STEPS


class NoticeReceiver(models.Model):
    """A department or office that changes addresses in papers of its own. Ended, never removed."""

    id = models.BigAutoField(primary_key=True)
    office = models.TextField()
    changes = models.TextField(help_text="what it changes: registered addresses of companies, titles …")
    division = models.TextField(help_text="12 digits: it is told of addresses there")
    legal_ground = models.TextField()
    contact = models.TextField()
    answer_days = models.IntegerField()
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    end_reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "notice_receiver"
        constraints: ClassVar = (
            models.CheckConstraint(
                name="notice_receiver_days", condition=Q(answer_days__gte=1) & Q(answer_days__lte=365)
            ),
        )

    def __str__(self) -> str:
        return self.office


class NoticeStep(models.Model):
    """One thing entered of the notice of an act to somebody; the latest counts.

    `addressee` is `receiver:NUMBER` or `households`. What a follower of the feed did is in its own receipts.
    """

    id = models.BigAutoField(primary_key=True)
    act = models.BigIntegerField()
    addressee = models.TextField()
    step = models.TextField()
    how = models.TextField(help_text="by what it is known: letter, receipt, telephone; never a person's name or number")
    happened_on = models.DateField()
    at = models.DateTimeField()
    officer = models.BigIntegerField()

    class Meta:
        db_table = "notice_step"
        constraints: ClassVar = (models.CheckConstraint(name="notice_step_step", condition=Q(step__in=tuple(STEPS))),)
        indexes: ClassVar = (models.Index(fields=["act", "addressee", "id"], name="notice_step_act"),)

    def __str__(self) -> str:
        return f"{self.act} {self.addressee}: {self.step}"
