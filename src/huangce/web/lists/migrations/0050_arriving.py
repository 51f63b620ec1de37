"""Files that programs send in pieces."""

import django.db.models.deletion
from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("lists", "0010_acts_and_notices")]
    operations = [
        migrations.CreateModel(
            name="Arriving",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token", models.BigIntegerField(help_text="by which it comes, and no other")),
                ("name", models.TextField(help_text="file name as given, without folders")),
                ("sha256", models.TextField(help_text="as the sender named it before the first piece")),
                ("size", models.BigIntegerField(help_text="bytes, as the sender named it")),
                ("keep_until", models.DateTimeField()),
                (
                    "upload",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="lists.upload"
                    ),
                ),
            ],
            options={
                "db_table": "arriving",
                "indexes": [models.Index(fields=["token"], name="arriving_token")],
            },
        ),
        AppMay("arriving", "SELECT, INSERT, UPDATE, DELETE"),
    ]
