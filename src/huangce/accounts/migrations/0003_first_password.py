"""A password that an administrator set is changed by its officer before anything else."""

from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sign_ins")]
    operations = [
        migrations.AddField(
            "officer",
            "must_change_password",
            models.BooleanField(
                default=False, db_default=False, help_text="an administrator knows it: the officer chooses another first"
            ),
        ),
        AppMay("officer", "SELECT, INSERT, UPDATE (display_name, password, active_to, must_change_password)"),
    ]
