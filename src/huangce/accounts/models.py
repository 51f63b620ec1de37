"""Tables of officers: who they are, what they may do where and when, when they came, and at whom they looked; and what
became of the divisions for which they may do it.

A grant is ended, never changed or removed; a look-up and an attempt to sign in are never changed. The application's
role has no right to do so, and the latter two have a trigger besides (see the migrations).
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from huangce.accounts import authority
from huangce.accounts.purposes import PURPOSES
from huangce.rules.authority import ROLES


class Officer(models.Model):
    """A person who works with the register. Accounts are personal and never given to somebody else."""

    id = models.BigAutoField(primary_key=True)
    username = models.TextField(unique=True)
    display_name = models.TextField()
    password = models.TextField(blank=True, default="", help_text="hash; empty: cannot sign in to the pages")
    must_change_password = models.BooleanField(
        default=False, db_default=False, help_text="an administrator knows it: the officer chooses another first"
    )
    active_from = models.DateField()
    active_to = models.DateField(null=True, help_text="the first day on which the account is closed")

    class Meta:
        db_table = "officer"
        constraints = (
            models.CheckConstraint(
                name="officer_username", condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]{1,39}$")
            ),
            models.CheckConstraint(
                name="officer_period", condition=Q(active_to__isnull=True) | Q(active_to__gte=F("active_from"))
            ),
        )

    def __str__(self) -> str:
        return self.username

    def is_active(self, on: date) -> bool:
        """Whether the account is open on that day."""
        return self.active_from <= on and (self.active_to is None or on < self.active_to)

    def require(self, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless the officer may record such acts in that division on that day."""
        authority.require(self, act_kind=act_kind, division=division, on=on)

    def require_second(self, other: int, act_kind: str, division: str, on: date) -> None:
        """Raise `NotAllowed` unless officer `other` exists and may approve what this officer records there."""
        second = Officer.objects.filter(pk=other).first()
        if second is None or other == self.pk:
            raise authority.MayNotApprove(
                officer=str(other), act_kind=act_kind, division=division or "-", on=on, roles="another officer"
            )
        authority.require_approver(second, act_kind=act_kind, division=division, on=on)


class Grant(models.Model):
    """A role in a division, with all that lies below it, for a time."""

    id = models.BigAutoField(primary_key=True)
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="grants")
    role = models.TextField(help_text="one of rules.authority.ROLES")
    division = models.TextField(help_text="12 digits; twelve zeros: everywhere")
    acts = ArrayField(models.TextField(), default=list, blank=True, help_text="empty: all acts of the role")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="the first day on which it is no longer valid")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(
        Officer, on_delete=models.PROTECT, null=True, related_name="+", help_text="null: at the installation"
    )
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        # "grant" is a word of SQL.
        db_table = "officer_grant"
        constraints = (
            models.CheckConstraint(name="grant_role", condition=Q(role__in=list(ROLES))),
            models.CheckConstraint(name="grant_division", condition=Q(division__regex=r"^[0-9]{12}$")),
            models.CheckConstraint(
                name="grant_period", condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(
                name="grant_by_another", condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("officer"))
            ),
        )

    def __str__(self) -> str:
        return f"{self.role} in {self.division}"


class LookUp(models.Model):
    """One look at persons: who, for which purpose, in which case, by what kind of question, at whom. Never changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="look_ups")
    purpose = models.TextField(help_text="one of purposes.PURPOSES")
    case = models.TextField(help_text="number of the case or finding that it serves")
    asked = ArrayField(models.TextField(), help_text="names of the items asked by, never their values")
    subjects = ArrayField(models.BigIntegerField(), help_text="records that were shown")
    revealed = models.BooleanField(default=False, help_text="citizen numbers were shown in full")

    class Meta:
        db_table = "look_up"
        constraints = (
            models.CheckConstraint(name="look_up_purpose", condition=Q(purpose__in=list(PURPOSES))),
            models.CheckConstraint(name="look_up_case", condition=~Q(case="")),
        )
        indexes = (
            GinIndex(fields=["subjects"], name="look_up_subjects"),
            models.Index(fields=["officer", "at"], name="look_up_officer"),
        )

    def __str__(self) -> str:
        return f"look-up {self.id}: {self.purpose}"


class RefusedLook(models.Model):
    """One look at persons that was refused, with the code of the refusal. Nobody was shown. Never changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="refused_looks")
    code = models.TextField(help_text="code of the error")
    purpose = models.TextField(blank=True, default="", help_text="one of purposes.PURPOSES; empty: none of them")
    division = models.TextField(blank=True, default="", help_text="where the persons are, as far as it was asked")

    class Meta:
        db_table = "refused_look"
        indexes = (models.Index(fields=["at"], name="refused_look_at"),)

    def __str__(self) -> str:
        return f"refused look {self.id}: {self.code}"


class SignIn(models.Model):
    """One attempt to sign in. Never changed."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    username = models.TextField(help_text="as typed, of 64 characters at most")
    officer = models.ForeignKey(Officer, on_delete=models.PROTECT, null=True, related_name="sign_ins")
    outcome = models.TextField(help_text="in, wrong or locked")

    class Meta:
        db_table = "sign_in"
        constraints = (
            models.CheckConstraint(name="sign_in_outcome", condition=Q(outcome__in=("in", "wrong", "locked"))),
        )
        indexes = (models.Index(fields=["username", "at"], name="sign_in_username"),)

    def __str__(self) -> str:
        return f"{self.username} {self.outcome}"


class DivisionChange(models.Model):
    """What a division became: it was renamed, given another code, merged or abolished.

    Grants go by divisions, so the table stands in this room. The room of places writes it, as the fold of the acts that
    say so, and addresses are written anew by it; `accounts.authority` says what officers may do after it.
    """

    id = models.BigIntegerField(primary_key=True)
    division = models.TextField()
    becomes = models.TextField()
    change_kind = models.TextField()
    name_before = models.TextField()
    name_after = models.TextField()
    happened_on = models.DateField()
    retired_by = models.BigIntegerField(null=True, help_text="the act that took it back; null while it stands")
    version = models.BigIntegerField()

    class Meta:
        db_table = "division_change"

    def __str__(self) -> str:
        return f"{self.name_before} → {self.name_after}"
