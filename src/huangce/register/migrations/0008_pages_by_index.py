"""Page through the newest acts, and count those of a time by kind and who lives in a division, from indexes alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0007_acts_by_hand")]
    operations = [
        migrations.RemoveIndex("act", "act_recorded_at"),
        migrations.AddIndex(
            "act", models.Index(fields=["recorded_at", "id"], include=["kind"], name="act_recorded_at")
        ),
        migrations.AddIndex(
            "household",
            models.Index(
                fields=["division"], name="household_open", condition=models.Q(household_status="open")
            ),
        ),
        migrations.AddIndex(
            "residence",
            models.Index(
                fields=["division", "person"], name="residence_living", condition=models.Q(departed_on__isnull=True)
            ),
        ),
    ]
