"""Steps of the procedure ex officio say where a notice was served or posted, and by what it is proved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0030_procedure_steps")]
    operations = [
        migrations.AddField(
            "procedurestep", "place", models.TextField(blank=True, default="", help_text="where it was served or posted")
        ),
        migrations.AddField(
            "procedurestep", "days", models.IntegerField(default=0, help_text="how long a public notice hangs")
        ),
        migrations.AddField(
            "procedurestep",
            "proof",
            models.TextField(blank=True, default="", help_text="SHA-256 of the scan or photograph in the case file"),
        ),
        migrations.RemoveConstraint("procedurestep", "procedure_step_step"),
        migrations.AddConstraint(
            "procedurestep",
            models.CheckConstraint(
                name="procedure_step_step",
                condition=models.Q(
                    (
                        "step__in",
                        [
                            "dead_confirmed",
                            "not_confirmed",
                            "alive_seen",
                            "informant_served",
                            "public_posted",
                            "committee_served",
                            "objected",
                            "objection_settled",
                        ],
                    )
                ),
            ),
        ),
    ]
