"""Tables of the naming procedure. Both are append-only: what was proposed, and every step that was taken since."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from huangce.rules.naming import STEPS


class NamingProposal(models.Model):
    """A name that somebody proposes for a new place, or for one that has another (`place`)."""

    id = models.BigAutoField(primary_key=True)
    place = models.BigIntegerField(null=True, help_text="the place to be renamed; null: a new one")
    place_kind = models.TextField()
    name = models.TextField()
    generic = models.TextField(default="", blank=True)
    division = models.TextField()
    begins_at = models.TextField(default="", blank=True)
    ends_at = models.TextField(default="", blank=True)
    direction = models.TextField(default="", blank=True)
    number_side = models.TextField(default="", blank=True)
    happened_on = models.DateField(help_text="the day from which it is to be in force")
    reason = models.TextField()
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()

    class Meta:
        db_table = "naming_proposal"
        indexes: ClassVar = (models.Index(fields=["division"], name="naming_proposal_division"),)

    def __str__(self) -> str:
        return f"proposal {self.id}: {self.name}"


class NamingStep(models.Model):
    """A step of the procedure. `found` is what a check found, as JSON; `act` the act that put the name into force."""

    id = models.BigAutoField(primary_key=True)
    proposal = models.BigIntegerField()
    step = models.TextField()
    state = models.TextField(help_text="the state that it led to")
    officer = models.BigIntegerField()
    at = models.DateTimeField()
    words = models.TextField(default="", blank=True)
    document = models.TextField(default="", blank=True)
    found = models.JSONField(default=list)
    act = models.BigIntegerField(null=True)

    class Meta:
        db_table = "naming_step"
        indexes: ClassVar = (models.Index(fields=["proposal", "id"], name="naming_step_proposal"),)
        constraints: ClassVar = (
            models.CheckConstraint(name="naming_step_step", condition=models.Q(step__in=list(STEPS))),
            models.UniqueConstraint(
                fields=["proposal", "step"],
                name="naming_step_once",
                condition=models.Q(step__in=["approve", "record"]),
            ),
        )

    def __str__(self) -> str:
        return f"{self.step} of proposal {self.proposal}"
