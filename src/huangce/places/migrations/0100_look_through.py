"""What was found by looking through all addresses of a division, for all processes."""

from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("places", "0091_building_days")]
    operations = [
        migrations.CreateModel(
            name="LookThrough",
            fields=[
                (
                    "what",
                    models.TextField(primary_key=True, serialize=False, help_text="kind of look, division, release"),
                ),
                ("state", models.TextField(help_text="what it rested on, JSON")),
                ("cost", models.FloatField(help_text="seconds")),
                ("at", models.DateTimeField()),
                ("found", models.TextField(help_text="JSON")),
            ],
            options={"db_table": "look_through"},
        ),
        AppMay("look_through", "SELECT, INSERT, UPDATE"),
    ]
