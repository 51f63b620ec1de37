"""Find the addresses that ended, which are few, without reading all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0030_pinyin_keys")]
    operations = [
        migrations.AddIndex(
            "address",
            models.Index(
                fields=["ended_on"],
                name="address_ended",
                condition=models.Q(ended_on__isnull=False, retired_by__isnull=True),
            ),
        ),
    ]
