"""A building may wait for its address: where it stands is said in words, and when it was pulled down."""

from __future__ import annotations

from django.db import migrations, models

from huangce.home.grants import AppMay

AT_ADDRESS = "its own address, that of its plate, or that of a door in it; null while it waits for one"
BUILDING = (
    "at_address, division, whereabouts, building_use, structure, floors_above, floors_below, year_built, permitted_on, "
    "completed_on, demolished_on, footprint, title_status, title_reference, retired_by, version"
)


class Migration(migrations.Migration):
    dependencies = [("places", "0100_look_through")]
    operations = [
        migrations.AlterField("building", "at_address", models.BigIntegerField(null=True, help_text=AT_ADDRESS)),
        migrations.AddField(
            "building", "whereabouts", models.TextField(null=True, help_text="words that say where it stands")
        ),
        migrations.AddField("building", "demolished_on", models.DateField(null=True)),
        migrations.AddIndex(
            "building",
            models.Index(
                fields=["division", "id"],
                name="building_waiting",
                condition=models.Q(at_address=None, retired_by=None),
            ),
        ),
        AppMay("building", f"SELECT, INSERT, UPDATE ({BUILDING})"),
    ]
