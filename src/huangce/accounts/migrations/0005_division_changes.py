"""The table of what divisions became is of this room. It stands already: the room of places made it (its 0008)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_refused_looks")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="DivisionChange",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("division", models.TextField()),
                        ("becomes", models.TextField()),
                        ("change_kind", models.TextField()),
                        ("name_before", models.TextField()),
                        ("name_after", models.TextField()),
                        ("happened_on", models.DateField()),
                        (
                            "retired_by",
                            models.BigIntegerField(
                                help_text="the act that took it back; null while it stands", null=True
                            ),
                        ),
                        ("version", models.BigIntegerField()),
                    ],
                    options={"db_table": "division_change"},
                )
            ]
        )
    ]
