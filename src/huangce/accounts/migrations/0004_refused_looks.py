"""Looks that were refused are noted too: outside the own division, without a right, without a purpose."""

import django.db.models.deletion
from django.db import migrations, models

from huangce.home.grants import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_first_password")]
    operations = [
        migrations.CreateModel(
            name="RefusedLook",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("code", models.TextField(help_text="code of the error")),
                (
                    "purpose",
                    models.TextField(blank=True, default="", help_text="one of purposes.PURPOSES; empty: none of them"),
                ),
                (
                    "division",
                    models.TextField(
                        blank=True, default="", help_text="where the persons are, as far as it was asked"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refused_looks",
                        to="accounts.officer",
                    ),
                ),
            ],
            options={
                "db_table": "refused_look",
                "indexes": [models.Index(fields=["at"], name="refused_look_at")],
            },
        ),
        AppendOnly("refused_look"),
    ]
