"""Departments that are asked for their supporting policies each quarter, and what each handed in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from huangce.rules.quarters import SUBJECTS


class PolicyDepartment(models.Model):
    """A department that is asked once a quarter. Ended, never removed."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    contact = models.TextField()
    asked_from = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    ended_on = models.DateField(null=True)
    ended_by = models.BigIntegerField(null=True)
    end_reason = models.TextField(blank=True, default="")

    class Meta:
        db_table = "policy_department"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=["name"], condition=Q(ended_on__isnull=True), name="policy_department_once"),
        )

    def __str__(self) -> str:
        return self.name


class PolicyReturn(models.Model):
    """A policy that a department handed in for a quarter, or that it issued none (no title). Never removed."""

    id = models.BigAutoField(primary_key=True)
    department = models.BigIntegerField()
    quarter = models.TextField()
    title = models.TextField(blank=True, default="")
    number = models.TextField(blank=True, default="", help_text="of the document: 资府办发〔2017〕14号")
    issued_on = models.DateField(null=True)
    subject = models.TextField(blank=True, default="", help_text="one of SUBJECTS")
    kept = models.TextField(blank=True, default="", help_text="where the text is to be found")
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()
    taken_back_at = models.DateTimeField(null=True)
    taken_back_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "policy_return"
        indexes: ClassVar = (models.Index(fields=["quarter", "department"], name="policy_return_quarter"),)
        constraints: ClassVar = (
            models.CheckConstraint(
                name="policy_return_whole",
                condition=Q(title="", issued_on__isnull=True, subject="")
                | Q(~Q(title=""), issued_on__isnull=False, subject__in=tuple(SUBJECTS)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.quarter} {self.title}"
