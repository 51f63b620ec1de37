import django.db.models.deletion
from django.db import migrations, models

from huangce.home.grants import AppendOnly


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_officers"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("username", models.TextField(help_text="as typed, of 64 characters at most")),
                ("outcome", models.TextField(help_text="in, wrong or locked")),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ins",
                        to="accounts.officer",
                    ),
                ),
            ],
            options={
                "db_table": "sign_in",
                "indexes": [models.Index(fields=["username", "at"], name="sign_in_username")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ("in", "wrong", "locked"))), name="sign_in_outcome"
                    )
                ],
            },
        ),
        AppendOnly("sign_in"),
    ]
