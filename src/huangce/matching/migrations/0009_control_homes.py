"""A control pair has households around it, as every case has."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matching", "0008_controls_rights")]
    operations = [
        migrations.AddField(
            model_name="control",
            name="homes",
            field=models.JSONField(default=list, help_text="the households around, as a case shows them"),
        ),
    ]
