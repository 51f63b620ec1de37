"""Addresses of a list that was undone are kept and marked; the application changes nothing else of them."""

from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("places", "0003_search"), ("register", "0006_office_of_a_load")]
    operations = [
        migrations.AddField(
            model_name="address",
            name="retired_by",
            field=models.BigIntegerField(null=True, help_text="the act that undid its list; null while it stands"),
        ),
        AppMay("address", "SELECT, INSERT, UPDATE (retired_by)"),
    ]
