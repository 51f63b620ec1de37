"""The table of what divisions became is of the room of officers now, whose grants go by divisions."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("places", "0071_entrances_recorded"), ("accounts", "0005_division_changes")]
    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="DivisionChange")]),
    ]
