"""Which addresses went to another division with a part of their own; whoever is registered there is told by it."""

from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("register", "0021_later_facts")]
    operations = [
        migrations.CreateModel(
            name="AddressWent",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "address", "act", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address", models.BigIntegerField()),
                ("came_from", models.TextField(help_text="the code that was said of it before")),
                ("division", models.TextField()),
                ("happened_on", models.DateField()),
                ("act", models.BigIntegerField()),
                ("taken_back", models.BooleanField(default=False)),
            ],
            options={"db_table": "address_went"},
        ),
        AppMay("address_went", "SELECT, INSERT, DELETE"),
    ]
