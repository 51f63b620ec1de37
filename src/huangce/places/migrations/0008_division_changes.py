"""Changes of divisions, which addresses follow."""

from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("places", "0007_grow")]
    operations = [
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
                        help_text="the act that undid its list or took it back; null while it stands", null=True
                    ),
                ),
                ("version", models.BigIntegerField()),
            ],
            options={"db_table": "division_change"},
        ),
        AppMay("division_change", "SELECT, INSERT, UPDATE"),
    ]
