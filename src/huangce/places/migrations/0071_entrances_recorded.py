"""Find when an entrance was said to stand otherwise last, without reading all entrances."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0070_changed")]
    operations = [
        migrations.AddIndex("entrance", models.Index(fields=["recorded_at"], name="entrance_recorded_at")),
    ]
