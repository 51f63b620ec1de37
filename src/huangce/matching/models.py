"""Findings of reconciliation, the runs that found them, and what officers made of them.

A finding says what the last run saw; its events are never changed, and the latest tells its state. Nothing is deleted:
a finding that a run no longer sees stays, with an event that says so.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huangce.rules.ex_officio import STEPS

# Kind of event → the state that it leaves a finding in.
STATES = {
    "assigned": "assigned",
    "confirmed": "confirmed",
    "decided": "decided",
    "closed_by_act": "closed",
    "reopened": "open",
    "no_longer_found": "gone",
}
OPEN, CONFIRMED = "open", "confirmed"
SEEN_ALIVE, NOBODY_KNOWS = "alive_seen", "nobody_knows"
# Classes that the answer that nobody knows the person does not settle: it is so, and an act must follow.
STILL_SO = ("fictitious", "wrong_number")
UNDECIDED = ("open", "assigned", "confirmed")
# Code → what it means; `act` needs the act that closed the finding, `confirmed` waits for one.
REASONS = {
    CONFIRMED: "属实，待办理",
    "act": "已办理业务",
    "not_same_person": "不是同一人",
    SEEN_ALIVE: "本人健在，已见到",
    "evidence_wrong": "线索有误",
    "done_elsewhere": "已在别处办理",
    NOBODY_KNOWS: "走访中无人认识此人",
}


class Run(models.Model):
    """One reconciliation: the manifest (hashes and counts of inputs, versions, day) makes it reproducible."""

    id = models.BigAutoField(primary_key=True)
    as_of = models.DateField()
    manifest = models.TextField(help_text="JSON")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    started_by = models.BigIntegerField()

    class Meta:
        db_table = "reconciliation"

    def __str__(self) -> str:
        return f"reconciliation {self.id} as of {self.as_of}"


class Finding(models.Model):
    """Something that does not agree, as the latest run that saw it describes it."""

    id = models.TextField(primary_key=True)
    finding_class = models.TextField()
    record = models.BigIntegerField(null=True)
    list_kind = models.TextField()
    list_row = models.BigIntegerField(null=True)
    other_list = models.TextField(null=True)
    other_row = models.BigIntegerField(null=True)
    other_record = models.BigIntegerField(null=True)
    probability = models.FloatField()
    division = models.TextField()
    reason = models.TextField()
    evidence = models.TextField(help_text="JSON: items side by side, numbers masked")
    digest = models.TextField(help_text="of what the evidence says, weights and row numbers left out")
    sources = models.TextField(null=True, help_text="JSON: the rows of deliveries it rests on, [delivery, row]")
    run = models.BigIntegerField(help_text="the latest run that saw it")
    # What its events and hand-overs tell, kept beside it by triggers so that a page of it is one look into an index.
    state = models.TextField(db_default=OPEN, editable=False, help_text="a value of STATES, as the latest event says")
    deadline = models.DateField(null=True, editable=False, help_text="until when, of who was assigned it last")
    holder = models.BigIntegerField(null=True, editable=False, help_text="the officer it was handed to last")

    class Meta:
        db_table = "finding"
        indexes: ClassVar = (
            models.Index(fields=["division", "finding_class"], name="finding_division"),
            models.Index(fields=["record"], name="finding_record"),
            models.Index(fields=["other_record"], name="finding_other_record", condition=Q(other_record__isnull=False)),
            models.Index(
                fields=["division", "finding_class", "state", "probability", "id"],
                include=["deadline", "holder"],
                name="finding_desk",
            ),
            models.Index(fields=["-probability", "id"], name="finding_likeliest", condition=Q(state__in=UNDECIDED)),
            models.Index(
                fields=["deadline", "-probability", "id"],
                include=["division", "finding_class", "state", "holder"],
                name="finding_queue",
                condition=Q(state__in=UNDECIDED)
                & (~Q(state=OPEN) | Q(deadline__isnull=False) | Q(holder__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.finding_class} {self.id}"


class FindingCount(models.Model):
    """How many findings of one kind a statement added or took away; the sum is what there is. Kept by triggers."""

    id = models.BigAutoField(primary_key=True)
    division = models.TextField()
    finding_class = models.TextField()
    state = models.TextField()
    deadline = models.DateField(null=True)
    holder = models.BigIntegerField(null=True)
    findings = models.BigIntegerField()
    expected_false = models.DecimalField(max_digits=30, decimal_places=20)

    class Meta:
        db_table = "finding_count"
        indexes: ClassVar = (models.Index(fields=["division"], name="finding_count_division"),)

    def __str__(self) -> str:
        return f"{self.findings:+} {self.finding_class} {self.state} in {self.division}"


class FindingEvent(models.Model):
    """What was done about a finding: never changed, never removed."""

    id = models.BigAutoField(primary_key=True)
    finding = models.TextField()
    kind = models.TextField()
    officer = models.BigIntegerField()
    at = models.DateTimeField()
    deadline = models.DateField(null=True)
    reason = models.TextField(null=True, help_text="one of REASONS")
    words = models.TextField(default="", blank=True)
    act = models.BigIntegerField(null=True)
    digest = models.TextField(help_text="of the evidence that the officer saw")
    run = models.BigIntegerField(null=True)

    class Meta:
        db_table = "finding_event"
        indexes: ClassVar = (
            models.Index(fields=["finding", "id"], name="finding_event_finding"),
            models.Index(fields=["officer", "at"], name="finding_event_officer"),
        )
        constraints: ClassVar = (
            models.CheckConstraint(name="finding_event_kind", condition=Q(kind__in=list(STATES))),
            models.CheckConstraint(
                name="finding_event_act",
                condition=Q(kind="closed_by_act", act__isnull=False) | ~Q(kind="closed_by_act"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.finding}"


class HandOver(models.Model):
    """A finding that an officer gave to a colleague: never changed, never removed. Its state and deadline stay."""

    id = models.BigAutoField(primary_key=True)
    finding = models.TextField()
    officer = models.BigIntegerField(help_text="who gave it")
    to = models.BigIntegerField(db_column="given_to")
    at = models.DateTimeField()
    words = models.TextField(default="", blank=True)

    class Meta:
        db_table = "hand_over"
        indexes: ClassVar = (models.Index(fields=["finding", "id"], name="hand_over_finding"),)

    def __str__(self) -> str:
        return f"{self.finding} to {self.to}"


class ProcedureStep(models.Model):
    """A step of the procedure ex officio about a confirmed lead of a death: never changed, never removed."""

    id = models.BigAutoField(primary_key=True)
    finding = models.TextField()
    step = models.TextField()
    happened_on = models.DateField()
    how = models.TextField(help_text="by what it is known; never a person's name or number")
    place = models.TextField(default="", blank=True, help_text="where it was served or posted")
    days = models.IntegerField(default=0, help_text="how long a public notice hangs")
    proof = models.TextField(default="", blank=True, help_text="SHA-256 of the scan or photograph in the case file")
    officer = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        db_table = "procedure_step"
        indexes: ClassVar = (models.Index(fields=["finding", "id"], name="procedure_step_finding"),)
        constraints: ClassVar = (models.CheckConstraint(name="procedure_step_step", condition=Q(step__in=list(STEPS))),)

    def __str__(self) -> str:
        return f"{self.step} {self.finding}"


class Control(models.Model):
    """A case of invented people whose answer is known, see `county.controls`. Never a real pair."""

    id = models.TextField(primary_key=True)
    finding_class = models.TextField()
    division = models.TextField()
    probability = models.FloatField()
    reason = models.TextField()
    evidence = models.TextField(help_text="JSON, as that of a finding")
    homes = models.JSONField(default=list, help_text="the households around, as a case shows them")
    is_so = models.BooleanField(help_text="the right answer")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "control_pair"

    def __str__(self) -> str:
        return f"control {self.id}"


class ControlAnswer(models.Model):
    """How an officer answered a control pair: once, never changed, shown to that officer."""

    id = models.BigAutoField(primary_key=True)
    control = models.TextField()
    officer = models.BigIntegerField()
    is_so = models.BooleanField()
    is_right = models.BooleanField()
    at = models.DateTimeField()

    class Meta:
        db_table = "control_answer"
        constraints: ClassVar = (models.UniqueConstraint(fields=["control", "officer"], name="control_answered_once"),)

    def __str__(self) -> str:
        return f"answer to {self.control}"
