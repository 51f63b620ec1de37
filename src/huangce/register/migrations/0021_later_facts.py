"""Find what took effect after a day, and the erasures, without reading every fact and act of the register.

Facts stand in the order in which they were recorded, which is nearly that of their days: a summary of each range of
pages says which ranges to read, and is made with the load at no cost to speak of.
"""

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("register", "0020_row_repair")]
    operations = [
        migrations.AddIndex(
            "fact",
            BrinIndex(fields=["valid_from"], name="fact_valid_from", pages_per_range=32, autosummarize=True),
        ),
        migrations.AddIndex(
            "act", models.Index(fields=["id"], name="act_erasure", condition=models.Q(kind="erasure"))
        ),
    ]
