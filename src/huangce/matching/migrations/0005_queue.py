"""The queue of an officer in its order, and the findings about a person's other record, by one look into an index each."""

from django.db import migrations, models
from django.db.models import Q

UNDECIDED = ("open", "assigned", "confirmed")
IN_A_QUEUE = ~Q(state="open") | Q(deadline__isnull=False) | Q(holder__isnull=False)


class Migration(migrations.Migration):
    dependencies = [("matching", "0004_counts")]
    operations = [
        migrations.RemoveIndex("finding", "finding_due"),
        migrations.AddIndex(
            "finding",
            models.Index(
                fields=["deadline", "-probability", "id"],
                include=["division", "finding_class", "state", "holder"],
                name="finding_queue",
                condition=Q(state__in=UNDECIDED) & IN_A_QUEUE,
            ),
        ),
        migrations.AddIndex(
            "finding",
            models.Index(
                fields=["other_record"], name="finding_other_record", condition=Q(other_record__isnull=False)
            ),
        ),
    ]
