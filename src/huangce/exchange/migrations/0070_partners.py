"""Other installations whose signed papers are taken in."""

import django.contrib.postgres.fields
from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("exchange", "0060_policies")]
    operations = [
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("office", models.TextField()),
                (
                    "divisions",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="digits by which the codes of its villages begin",
                        size=None,
                    ),
                ),
                (
                    "key",
                    models.TextField(help_text="public key in hexadecimal, as it stands in its heads and receipts"),
                ),
                ("basis", models.TextField(help_text="the agreement or letter under which the two exchange")),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "partner",
                "constraints": (
                    models.UniqueConstraint(
                        condition=models.Q(ended_at__isnull=True), fields=("key",), name="partner_key_once"
                    ),
                ),
            },
        ),
        AppMay("partner", "SELECT, INSERT, UPDATE (ended_at, ended_by)"),
    ]
