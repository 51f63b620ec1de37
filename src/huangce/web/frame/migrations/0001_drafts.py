import django.db.models.deletion
from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_officers"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("form", models.TextField(help_text="path of the form, with what it is about")),
                ("title", models.TextField(help_text="what the list of drafts says; no number")),
                ("fields", models.JSONField(help_text="name → list of values, as typed")),
                ("saved_at", models.DateTimeField()),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.officer"
                    ),
                ),
            ],
            options={
                "db_table": "draft",
                "constraints": [models.UniqueConstraint(fields=("officer", "form"), name="draft_one_a_form")],
            },
        ),
        AppMay("draft", "SELECT, INSERT, UPDATE, DELETE"),
        AppMay("django_session", "SELECT, INSERT, UPDATE, DELETE"),
    ]
