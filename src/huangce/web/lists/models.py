"""Delivered files while they are worked on, and the jobs that work on them. No row of a file stands in here.

A job is one row: who asked for what, how far it is, what came of it. The page that shows it may be closed, the worker
that answered may end: the row is what stays (docs/decisions/0009).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

KINDS = ("check", "load", "deliver", "undo", "reconcile", "seal", "record", "tell")
STATES = ("waiting", "running", "done", "refused", "interrupted")
ENDED = ("done", "refused", "interrupted")


class Upload(models.Model):
    """A file that an officer gave, kept encrypted until it is loaded or its time is over (see `held`)."""

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.PROTECT, related_name="+")
    name = models.TextField(help_text="file name as given, without folders")
    sha256 = models.TextField()
    size = models.BigIntegerField(help_text="bytes")
    received_at = models.DateTimeField()
    keep_until = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True)
    answered = models.TextField(blank=True, default="", help_text="name of the answered file; empty: none")

    class Meta:
        db_table = "upload"

    def __str__(self) -> str:
        return f"upload {self.id}"


class Arriving(models.Model):
    """A file that a program sends in pieces (see `pieces`): a working row, removed with what it names."""

    id = models.BigAutoField(primary_key=True)
    token = models.BigIntegerField(help_text="by which it comes, and no other")
    name = models.TextField(help_text="file name as given, without folders")
    sha256 = models.TextField(help_text="as the sender named it before the first piece")
    size = models.BigIntegerField(help_text="bytes, as the sender named it")
    keep_until = models.DateTimeField()
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table = "arriving"
        indexes: ClassVar = (models.Index(fields=["token"], name="arriving_token"),)

    def __str__(self) -> str:
        return f"arriving {self.id}"


class Job(models.Model):
    """One piece of work in the background."""

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField()
    officer = models.ForeignKey(
        "accounts.Officer", on_delete=models.PROTECT, null=True, related_name="+", help_text="null: the server itself"
    )
    upload = models.ForeignKey(Upload, on_delete=models.PROTECT, null=True, related_name="jobs")
    options = models.JSONField(default=dict)
    state = models.TextField(default="waiting")
    step = models.TextField(blank=True, default="")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    report = models.JSONField(default=dict, help_text="what came of it: counts and codes, or the refusal")

    class Meta:
        db_table = "job"
        constraints: ClassVar = (
            models.CheckConstraint(name="job_kind", condition=models.Q(kind__in=KINDS)),
            models.CheckConstraint(name="job_state", condition=models.Q(state__in=STATES)),
        )
        indexes: ClassVar = (
            models.Index(fields=["id"], name="job_open", condition=models.Q(state__in=("waiting", "running"))),
        )

    def __str__(self) -> str:
        return f"job {self.id}: {self.kind}"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will come of it."""
        return self.state in ENDED
