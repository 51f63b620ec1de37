"""Notices of changed addresses: receivers, and what was entered of each notice."""

from django.db import migrations, models

from huangce.home.grants import AppendOnly, AppMay


KINDS = (
    "'addresses_new', 'addresses_renumbered', 'address_split', 'addresses_merged', 'addresses_demolished', "
    "'duplicates_retired', 'place_renamed', 'division_changed', 'reversal'"
)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_agreement_code")]
    operations = [
        migrations.CreateModel(
            name="NoticeReceiver",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("office", models.TextField()),
                (
                    "changes",
                    models.TextField(help_text="what it changes: registered addresses of companies, titles …"),
                ),
                ("division", models.TextField(help_text="12 digits: it is told of addresses there")),
                ("legal_ground", models.TextField()),
                ("contact", models.TextField()),
                ("answer_days", models.IntegerField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
                ("end_reason", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "notice_receiver",
                "constraints": (
                    models.CheckConstraint(
                        name="notice_receiver_days",
                        condition=models.Q(("answer_days__gte", 1), ("answer_days__lte", 365)),
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="NoticeStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("act", models.BigIntegerField()),
                ("addressee", models.TextField()),
                ("step", models.TextField()),
                (
                    "how",
                    models.TextField(
                        help_text="by what it is known: letter, receipt, telephone; never a person's name or number"
                    ),
                ),
                ("happened_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("officer", models.BigIntegerField()),
            ],
            options={
                "db_table": "notice_step",
                "constraints": (
                    models.CheckConstraint(
                        name="notice_step_step",
                        condition=models.Q(
                            ("step__in", ("told", "acknowledged", "completed", "refused", "not_ours"))
                        ),
                    ),
                ),
                "indexes": (models.Index(fields=["act", "addressee", "id"], name="notice_step_act"),),
            },
        ),
        migrations.AddIndex("feedentry", models.Index(fields=["feed", "act"], name="feed_entry_act")),
        migrations.RunSQL(
            f"create index act_of_addresses on act (id) where kind in ({KINDS})", "drop index act_of_addresses"
        ),
        AppMay("notice_receiver", "SELECT, INSERT, UPDATE (ended_at, ended_by, end_reason)"),
        AppendOnly("notice_step"),
    ]
