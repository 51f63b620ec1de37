"""Note when current rows were written anew without an act, so that what was counted from them is counted again."""

from django.db import migrations, models
from django.db.models.functions import Now

from huangce.home.grants import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("register", "0008_pages_by_index")]
    operations = [
        migrations.CreateModel(
            name="RowRepair",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("repaired_at", models.DateTimeField(db_default=Now())),
                ("records", models.IntegerField(help_text="whose rows were written anew")),
            ],
            options={"db_table": "row_repair"},
        ),
        AppendOnly("row_repair"),
    ]
