"""Supporting policies that departments hand in each quarter."""

from django.db import migrations, models

from huangce.home.grants import AppMay

SUBJECTS = (
    "settlement",
    "finance",
    "education",
    "health",
    "employment",
    "housing",
    "social_security",
    "adoption",
    "relief",
    "land_rights",
    "other",
)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0030_liaisons")]
    operations = [
        migrations.CreateModel(
            name="PolicyDepartment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("contact", models.TextField()),
                ("asked_from", models.DateField()),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.BigIntegerField()),
                ("ended_on", models.DateField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
                ("end_reason", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "policy_department",
                "constraints": (
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)), fields=("name",), name="policy_department_once"
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="PolicyReturn",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("department", models.BigIntegerField()),
                ("quarter", models.TextField()),
                ("title", models.TextField(blank=True, default="")),
                ("number", models.TextField(blank=True, default="", help_text="of the document: 资府办发〔2017〕14号")),
                ("issued_on", models.DateField(null=True)),
                ("subject", models.TextField(blank=True, default="", help_text="one of SUBJECTS")),
                ("kept", models.TextField(blank=True, default="", help_text="where the text is to be found")),
                ("entered_at", models.DateTimeField()),
                ("entered_by", models.BigIntegerField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "policy_return",
                "indexes": (models.Index(fields=["quarter", "department"], name="policy_return_quarter"),),
                "constraints": (
                    models.CheckConstraint(
                        name="policy_return_whole",
                        condition=models.Q(title="", issued_on__isnull=True, subject="")
                        | models.Q(~models.Q(title=""), issued_on__isnull=False, subject__in=SUBJECTS),
                    ),
                ),
            },
        ),
        AppMay("policy_department", "SELECT, INSERT, UPDATE (ended_on, ended_by, end_reason)"),
        AppMay("policy_return", "SELECT, INSERT, UPDATE (taken_back_at, taken_back_by)"),
    ]
