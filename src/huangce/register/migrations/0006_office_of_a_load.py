"""A load keeps the division whose office loaded it: its officers may undo it. Earlier loads keep none."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0005_one_usual_as_boxes")]
    operations = [
        migrations.AddField(
            model_name="batch",
            name="office",
            field=models.TextField(db_default="", default="", help_text="division code of the office that loaded it"),
        ),
    ]
