"""Find the act that changed an address last, without reading all addresses; those as loaded are not in the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0060_plates_move")]
    operations = [
        migrations.AddIndex(
            "address",
            models.Index(fields=["version"], name="address_changed", condition=models.Q(version__gt=0)),
        ),
    ]
