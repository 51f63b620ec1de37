"""Find the plates that hang until a day to come, when an act retires them: they are few among all that were retired."""

from django.db import migrations

AHEAD = "create index plate_ahead on plate (state_on) include (address) where state = 'retired'"


class Migration(migrations.Migration):
    dependencies = [("places", "0110_buildings_wait")]
    operations = [migrations.RunSQL(AHEAD, "drop index plate_ahead")]
