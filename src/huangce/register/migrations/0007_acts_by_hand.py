"""Find the acts of an officer without those of loads, and the loads of an office, by one look into an index each."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0006_office_of_a_load")]
    operations = [
        migrations.RemoveIndex("act", "act_batch"),
        migrations.AddIndex(
            "act",
            models.Index(fields=["batch", "office"], name="act_batch", condition=models.Q(batch__isnull=False)),
        ),
        migrations.AddIndex(
            "act",
            models.Index(
                fields=["entered_by", "recorded_at"], name="act_by_hand", condition=models.Q(batch__isnull=True)
            ),
        ),
    ]
