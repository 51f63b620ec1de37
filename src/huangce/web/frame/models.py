"""Unsaved work of officers, kept on the server until it is recorded or thrown away."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Draft(models.Model):
    """What an officer has typed into one form so far. It is nobody's record and goes when the act is made."""

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey("accounts.Officer", on_delete=models.CASCADE, related_name="+")
    form = models.TextField(help_text="path of the form, with what it is about")
    title = models.TextField(help_text="what the list of drafts says; no number")
    fields = models.JSONField(help_text="name → list of values, as typed")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "draft"
        constraints: ClassVar = (models.UniqueConstraint(fields=["officer", "form"], name="draft_one_a_form"),)

    def __str__(self) -> str:
        return self.title
