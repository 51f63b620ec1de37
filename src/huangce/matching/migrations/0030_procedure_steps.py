"""Steps of the procedure ex officio about confirmed leads of deaths: added, never changed."""

from django.db import migrations, models

from huangce.home.grants import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("matching", "0009_control_homes")]
    operations = [
        migrations.CreateModel(
            name="ProcedureStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("finding", models.TextField()),
                ("step", models.TextField()),
                ("happened_on", models.DateField()),
                ("how", models.TextField(help_text="by what it is known; never a person's name or number")),
                ("officer", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "procedure_step",
                "constraints": (
                    models.CheckConstraint(
                        name="procedure_step_step",
                        condition=models.Q(
                            (
                                "step__in",
                                [
                                    "dead_confirmed",
                                    "not_confirmed",
                                    "informant_served",
                                    "committee_served",
                                    "objected",
                                    "objection_settled",
                                ],
                            )
                        ),
                    ),
                ),
                "indexes": (models.Index(fields=["finding", "id"], name="procedure_step_finding"),),
            },
        ),
        AppendOnly("procedure_step"),
    ]
