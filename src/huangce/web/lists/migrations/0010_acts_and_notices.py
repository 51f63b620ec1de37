"""Acts that touch as many addresses as a county has, and the notices of them, are jobs too."""

from django.db import migrations, models

KINDS = ("check", "load", "deliver", "undo", "reconcile", "seal", "record", "tell")


class Migration(migrations.Migration):
    dependencies = [("lists", "0003_seal_daily")]
    operations = [
        migrations.RemoveConstraint("job", "job_kind"),
        migrations.AddConstraint(
            "job", models.CheckConstraint(name="job_kind", condition=models.Q(kind__in=KINDS))
        ),
    ]
