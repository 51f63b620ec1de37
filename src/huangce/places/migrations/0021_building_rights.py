"""What the application may do with buildings and dwellings."""

from django.db import migrations

from huangce.home.grants import AppMay

BUILDING = (
    "at_address, division, building_use, structure, floors_above, floors_below, year_built, footprint, title_status, "
    "title_reference, retired_by, version"
)


class Migration(migrations.Migration):
    dependencies = [("places", "0020_buildings")]
    operations = [
        AppMay("building", f"SELECT, INSERT, UPDATE ({BUILDING})"),
        AppMay("dwelling", "SELECT, INSERT, DELETE"),
    ]
