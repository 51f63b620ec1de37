"""When a building was permitted and completed: from then on its doors are due a number."""

from __future__ import annotations

from django.db import migrations, models

from huangce.home.grants import AppMay

BUILDING = (
    "at_address, division, building_use, structure, floors_above, floors_below, year_built, permitted_on, "
    "completed_on, footprint, title_status, title_reference, retired_by, version"
)


class Migration(migrations.Migration):
    dependencies = [("places", "0090_plate_pages")]
    operations = [
        migrations.AddField(
            "building", "permitted_on", models.DateField(null=True, help_text="building it was permitted")
        ),
        migrations.AddField("building", "completed_on", models.DateField(null=True)),
        AppMay("building", f"SELECT, INSERT, UPDATE ({BUILDING})"),
    ]
