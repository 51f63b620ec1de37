"""Tables of referrals (requirements 3.11): what is told to the other office, and the steps, which are never changed.

What says where somebody is said to live stands in `Referral` and `ReferralWords` and is emptied after closure; the
events hold no words, so that they may stay.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from huangce.rules.referrals import OVER, STEPS, TOLD, TOLD_HOW


class Referral(models.Model):
    """One person referred from the place of registration to that of residence; of a person at most one is under way.

    One that another installation refers to this one has `sender`, and name and number in place of finding and record;
    each time that it is sent here again is a row.
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(db_default=RandomUUID(), help_text="the same at both installations")
    finding = models.TextField(blank=True, default="")
    record = models.BigIntegerField(null=True)
    sender = models.BigIntegerField(null=True, help_text="the partner from whom it came")
    name = models.TextField(blank=True, default="", help_text="with a sender; emptied after closure")
    citizen_id = models.TextField(blank=True, default="", help_text="with a sender; emptied after closure")
    division = models.TextField(help_text="12 digits of the village that refers")
    claimed_address = models.TextField(help_text="emptied after closure")
    contact = models.TextField(help_text="how the office that refers is reached, never the person; emptied too")
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)
    # What its events tell, kept beside it by a trigger.
    to_division = models.TextField(db_default="", editable=False, help_text="12 digits of the village that has it")
    state = models.TextField(db_default=TOLD, editable=False, help_text="a step of rules.referrals.STEPS")
    state_on = models.DateField(null=True, editable=False)
    due_on = models.DateField(null=True, editable=False)
    redirects = models.IntegerField(db_default=0, editable=False)
    kept_by = models.BigIntegerField(null=True, editable=False, help_text="the partner that has it")

    class Meta:
        db_table = "referral"
        indexes: ClassVar = (
            models.Index(fields=["division", "state", "id"], name="referral_out"),
            models.Index(fields=["to_division", "state", "id"], name="referral_in"),
            models.Index(fields=["finding"], name="referral_finding"),
        )
        constraints: ClassVar = (
            models.UniqueConstraint(fields=["record"], name="referral_once", condition=~Q(state__in=OVER)),
            models.UniqueConstraint(
                fields=["citizen_id"], name="referral_in_once", condition=~Q(state__in=OVER) & ~Q(citizen_id="")
            ),
            models.UniqueConstraint(
                fields=["uid", "redirects"], name="referral_paper_once", condition=Q(sender__isnull=False)
            ),
            models.CheckConstraint(name="referral_of_one", condition=Q(sender__isnull=True) ^ Q(record__isnull=True)),
        )

    def __str__(self) -> str:
        return f"referral {self.id}"


class ReferralEvent(models.Model):
    """A step of a referral: never changed, never removed."""

    id = models.BigAutoField(primary_key=True)
    referral = models.BigIntegerField()
    step = models.TextField()
    happened_on = models.DateField()
    how = models.TextField(default="", blank=True, help_text="how the person was told, of rules.referrals.TOLD_HOW")
    division = models.TextField(default="", blank=True, help_text="where it was sent")
    due_on = models.DateField(null=True)
    act = models.BigIntegerField(null=True, help_text="the act by which the residence was registered")
    keeper = models.BigIntegerField(null=True, help_text="the partner that it was sent to")
    paper = models.TextField(blank=True, default="", help_text="SHA-256 of the paper that told it to this installation")
    officer = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "referral_event"
        indexes: ClassVar = (models.Index(fields=["referral", "id"], name="referral_event_of"),)
        constraints: ClassVar = (
            models.CheckConstraint(name="referral_event_step", condition=Q(step__in=list(STEPS))),
            models.CheckConstraint(name="referral_event_how", condition=Q(how__in=["", *TOLD_HOW])),
        )

    def __str__(self) -> str:
        return f"{self.step} {self.referral}"


class ReferralWords(models.Model):
    """What was said in words with a step: gone with the address."""

    event = models.BigIntegerField(primary_key=True)
    referral = models.BigIntegerField()
    words = models.TextField()

    class Meta:
        db_table = "referral_words"
        indexes: ClassVar = (models.Index(fields=["referral"], name="referral_words_of"),)

    def __str__(self) -> str:
        return f"words of step {self.event}"


class ReferralErasure(models.Model):
    """A partner that is to empty its copy of a referral, as the origin and as the partner know it."""

    id = models.BigAutoField(primary_key=True)
    referral = models.BigIntegerField()
    redirects = models.IntegerField(help_text="which time that it was sent, from 0")
    partner = models.BigIntegerField(help_text="the partner at the other end")
    division = models.TextField(help_text="12 digits of the village that it was sent to")
    erased_on = models.DateField(help_text="at the origin when the person was erased, at the partner when it was told")
    paper = models.TextField(blank=True, default="", help_text="SHA-256 of the paper that told it to this installation")
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, help_text="at the origin: when the answer was taken in")

    class Meta:
        db_table = "referral_erasure"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=["referral", "redirects"], name="referral_erasure_once"),
        )

    def __str__(self) -> str:
        return f"erasure of referral {self.referral}"
