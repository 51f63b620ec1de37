"""What departments delivered and follow: when, under which agreement, how much; never the rows themselves.

The rows stand encrypted beside the database under a key of their own (see `sealed`); when the agreement's retention
ends, or the sender withdraws the list, the key is destroyed and `forgotten_at` says when. A feed's entries name acts
and records by their numbers; what is said of them is read from the register when a page of the feed is asked for.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from huangce.exchange.notice_models import NoticeReceiver, NoticeStep
from huangce.exchange.partner_models import Partner
from huangce.exchange.policy_models import PolicyDepartment, PolicyReturn

__all__ = [
    "AgreementVersion",
    "FeedEntry",
    "FeedRead",
    "FeedReceipt",
    "FeedScan",
    "Liaison",
    "NoticeReceiver",
    "NoticeStep",
    "Partner",
    "PolicyDepartment",
    "PolicyReturn",
    "ReceivedList",
    "Token",
    "Withdrawal",
]

DIRECTIONS = ("in", "out")
EVENTS = ("registered", "corrected", "changed", "retracted")
OUTCOMES = ("applied", "refused", "not_ours")


class AgreementVersion(models.Model):
    """An agreement as it stood from a moment on: entered, amended by a later version, ended; never overwritten.

    `code` is a name of the office's own; of the first agreement on a kind of list it is that kind.
    """

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    direction = models.TextField()
    version = models.IntegerField()
    content = models.JSONField(help_text="the fields of Agreement or FeedAgreement")
    ends = models.BooleanField(default=False, help_text="nothing is delivered or served any more")
    reason = models.TextField(blank=True, default="", help_text="why it was amended or ended")
    entered_at = models.DateTimeField()
    entered_by = models.BigIntegerField()

    class Meta:
        db_table = "agreement"
        constraints: ClassVar = (
            models.UniqueConstraint(fields=["code", "version"], name="agreement_version"),
            models.CheckConstraint(name="agreement_direction", condition=Q(direction__in=DIRECTIONS)),
        )

    def __str__(self) -> str:
        return f"{self.code}, version {self.version}"


class ReceivedList(models.Model):
    """A delivered list of a department. `agreement` is the agreement as it stood, as JSON."""

    id = models.BigIntegerField(primary_key=True)
    list_kind = models.TextField()
    source = models.TextField(help_text="file name as delivered")
    sheet = models.TextField(blank=True, default="")
    sha256 = models.TextField(help_text="of the file")
    agreement = models.TextField()
    agreement_code = models.TextField(help_text="of the agreement; two offices may deliver one kind")
    agreement_version = models.IntegerField(default=0, help_text="0: of a file of agreements")
    channel = models.TextField(default="load", help_text="load, page, folder or api")
    rows = models.IntegerField()
    usable = models.IntegerField()
    problems = models.IntegerField()
    overlap = models.JSONField(null=True, help_text="against the delivery before: same, new, changed, gone")
    received_at = models.DateTimeField()
    received_by = models.BigIntegerField()
    keep_until = models.DateField()
    forgotten_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    receipt = models.JSONField(null=True, help_text="signed, see receipts")

    class Meta:
        db_table = "received_list"
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=["sha256", "sheet", "agreement_code"],
                name="received_once",
                condition=Q(withdrawn_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"list {self.id}: {self.list_kind}"


class Withdrawal(models.Model):
    """A list that its sender took back: why, on whose word, by which two officers, and what rested on it alone."""

    received = models.BigIntegerField(primary_key=True)
    asked_by = models.TextField(help_text="who asked for it at the sender: office and letter")
    reason = models.TextField()
    officer = models.BigIntegerField()
    second_officer = models.BigIntegerField()
    at = models.DateTimeField()
    findings = models.IntegerField(help_text="findings that rested on the list alone")
    receipt = models.JSONField()

    class Meta:
        db_table = "withdrawal"

    def __str__(self) -> str:
        return f"withdrawal of list {self.received}"


class Token(models.Model):
    """What a program of a sending or following office shows: for some agreements, in the name of a liaison officer.

    The secret itself is nowhere: only its Argon2id hash.
    """

    id = models.BigAutoField(primary_key=True)
    office = models.TextField()
    officer = models.BigIntegerField(help_text="the liaison officer who answers for it")
    codes = ArrayField(models.TextField(), help_text="agreements under which it delivers or follows")
    secret_hash = models.TextField()
    issued_at = models.DateTimeField()
    issued_by = models.BigIntegerField()
    expires_on = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"

    def __str__(self) -> str:
        return f"token {self.id}"


class Liaison(models.Model):
    """An officer who speaks for another office: under its agreements they deliver and follow, until it is ended."""

    id = models.BigAutoField(primary_key=True)
    officer = models.BigIntegerField(help_text="who speaks for the office")
    office = models.TextField(help_text="as agreements name it: the supplier, or who is told")
    named_at = models.DateTimeField()
    named_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "liaison"
        constraints: ClassVar = (
            models.UniqueConstraint(
                fields=["officer", "office"], name="liaison_once", condition=Q(ended_at__isnull=True)
            ),
        )

    def __str__(self) -> str:
        return f"{self.officer} for {self.office}"


class FeedEntry(models.Model):
    """One thing that a feed says: its number in the feed, the act and position of the log it rests on."""

    pk = models.CompositePrimaryKey("feed", "sequence")
    feed = models.TextField()
    sequence = models.BigIntegerField()
    position = models.BigIntegerField()
    act = models.BigIntegerField()
    event = models.TextField()
    record = models.BigIntegerField()
    begun_by = models.BigIntegerField(help_text="the act that the first entry about it rests on")
    follows = models.BigIntegerField(null=True, help_text="the entry of the same record before")
    said = models.JSONField(null=True, help_text="its values, where they are of no person")

    class Meta:
        db_table = "feed_entry"
        constraints: ClassVar = (models.CheckConstraint(name="feed_entry_event", condition=Q(event__in=EVENTS)),)
        indexes: ClassVar = (
            models.Index(fields=["feed", "record", "sequence"], name="feed_entry_record"),
            models.Index(fields=["feed", "act"], name="feed_entry_act"),
        )

    def __str__(self) -> str:
        return f"{self.feed} {self.sequence}"


class FeedScan(models.Model):
    """Up to which position of the log a feed was told."""

    feed = models.TextField(primary_key=True)
    position = models.BigIntegerField()

    class Meta:
        db_table = "feed_scan"

    def __str__(self) -> str:
        return f"{self.feed} up to {self.position}"


class FeedRead(models.Model):
    """What was handed to whom: the numbers of a page of a feed, under an agreement."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    feed = models.TextField()
    after = models.BigIntegerField()
    through = models.BigIntegerField()
    at = models.DateTimeField()
    officer = models.BigIntegerField()

    class Meta:
        db_table = "feed_read"
        indexes: ClassVar = (models.Index(fields=["code", "through"], name="feed_read_code"),)

    def __str__(self) -> str:
        return f"{self.code}: {self.feed} {self.after + 1} to {self.through}"


class FeedReceipt(models.Model):
    """What a following office did with an entry; the latest counts."""

    id = models.BigAutoField(primary_key=True)
    code = models.TextField()
    feed = models.TextField()
    sequence = models.BigIntegerField()
    outcome = models.TextField()
    why = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    officer = models.BigIntegerField()

    class Meta:
        db_table = "feed_receipt"
        constraints: ClassVar = (
            models.CheckConstraint(name="feed_receipt_outcome", condition=Q(outcome__in=OUTCOMES)),
        )
        indexes: ClassVar = (models.Index(fields=["code", "sequence", "id"], name="feed_receipt_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.sequence}: {self.outcome}"
