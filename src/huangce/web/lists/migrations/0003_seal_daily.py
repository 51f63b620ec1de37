"""The server asks for one job itself: to seal, once a day."""

import django.db.models.deletion
from django.db import migrations, models

KINDS = ("check", "load", "deliver", "undo", "reconcile", "seal")


class Migration(migrations.Migration):
    dependencies = [("lists", "0002_deliver")]
    operations = [
        migrations.AlterField(
            "job",
            "officer",
            models.ForeignKey(
                help_text="null: the server itself",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.officer",
            ),
        ),
        migrations.RemoveConstraint("job", "job_kind"),
        migrations.AddConstraint(
            "job", models.CheckConstraint(name="job_kind", condition=models.Q(kind__in=KINDS))
        ),
    ]
