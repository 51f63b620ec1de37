"""Find the day on which a register was opened without reading every opening entry."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0030_address_went")]
    operations = [
        migrations.AddIndex(
            "act",
            models.Index(fields=["happened_on"], name="act_opened", condition=models.Q(kind="opening_entry")),
        ),
    ]
