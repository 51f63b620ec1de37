"""Which partners are to empty their copies of referrals, and which did."""

from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("matching", "0080_referrals_between")]
    operations = [
        migrations.CreateModel(
            name="ReferralErasure",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("referral", models.BigIntegerField()),
                ("redirects", models.IntegerField(help_text="which time that it was sent, from 0")),
                ("partner", models.BigIntegerField(help_text="the partner at the other end")),
                ("division", models.TextField(help_text="12 digits of the village that it was sent to")),
                (
                    "erased_on",
                    models.DateField(
                        help_text="at the origin when the person was erased, at the partner when it was told"
                    ),
                ),
                (
                    "paper",
                    models.TextField(
                        blank=True, default="", help_text="SHA-256 of the paper that told it to this installation"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(help_text="at the origin: when the answer was taken in", null=True)),
            ],
            options={
                "db_table": "referral_erasure",
                "constraints": (
                    models.UniqueConstraint(fields=("referral", "redirects"), name="referral_erasure_once"),
                ),
            },
        ),
        AppMay("referral_erasure", "SELECT, INSERT, UPDATE (paper, answered_at)"),
    ]
