"""Tables of samples: what was drawn and what was found, added and never changed.

No value of a person stands here: no name, no number, no words. Nothing can be removed, so nobody draws until a sample
pleases: every draw shows. A line alone may forget whom it was about, and then keeps its village and what was found.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huangce.rules.sampling import FRAMES, OUTCOMES, RIGHT_OR_WRONG


class Sample(models.Model):
    """One draw: of whom, of which day as known at which position of the log, by which seed."""

    id = models.BigAutoField(primary_key=True)
    frame = models.TextField(help_text="of rules.sampling.FRAMES")
    division = models.TextField(help_text="its digits, as 511703 or 511703110; empty: the whole register")
    as_of = models.DateField(help_text="the day of which everything is judged")
    position = models.BigIntegerField(help_text="how much of the log was known")
    seed = models.TextField(help_text="64 hexadecimal digits")
    is_seed_given = models.BooleanField(help_text="whether an officer gave the seed, in place of the seal")
    size = models.IntegerField(help_text="how many were asked for")
    villages = models.JSONField(help_text="village: how many of the frame it had")
    due_on = models.DateField(help_text="until when it is to be answered")
    drawn_by = models.BigIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        db_table = "sample"
        indexes: ClassVar = (models.Index(fields=["frame", "drawn_at"], name="sample_frame"),)
        constraints: ClassVar = (models.CheckConstraint(name="sample_of_frame", condition=Q(frame__in=list(FRAMES))),)

    def __str__(self) -> str:
        return f"sample {self.id}"


class SampleLine(models.Model):
    """Somebody drawn: the person, where they counted, and which of the checked items were missing then."""

    id = models.BigAutoField(primary_key=True)
    sample = models.BigIntegerField()
    ordinal = models.IntegerField(help_text="the place in the draw, from 1")
    record = models.BigIntegerField(null=True, help_text="the person; emptied when that is to be forgotten")
    village = models.TextField()
    empty = ArrayField(models.TextField(), help_text="items of rules.sampling.CHECKED that held nothing and should")

    class Meta:
        db_table = "sample_line"
        indexes: ClassVar = (models.Index(fields=["record"], name="sample_line_record"),)
        constraints: ClassVar = (
            models.UniqueConstraint(fields=["sample", "ordinal"], name="sample_line_once"),
            models.UniqueConstraint(fields=["sample", "record"], name="sample_person_once"),
        )

    def __str__(self) -> str:
        return f"line {self.ordinal} of sample {self.sample}"


class SampleAnswer(models.Model):
    """What a check of a line found. The latest one counts; those before it stay."""

    id = models.BigAutoField(primary_key=True)
    line = models.BigIntegerField()
    outcome = models.TextField(help_text="of rules.sampling.OUTCOMES")
    wrong = ArrayField(models.TextField(), help_text="items of rules.sampling.CHECKED that were found wrong")
    checked_on = models.DateField()
    by = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "sample_answer"
        indexes: ClassVar = (models.Index(fields=["line", "id"], name="sample_answer_of"),)
        constraints: ClassVar = (
            models.CheckConstraint(name="sample_answer_outcome", condition=Q(outcome__in=list(OUTCOMES))),
            models.CheckConstraint(name="sample_answer_wrong", condition=Q(outcome=RIGHT_OR_WRONG) | Q(wrong__len=0)),
        )

    def __str__(self) -> str:
        return f"answer {self.id} of line {self.line}"
