"""Two offices may deliver one kind of list: a list names its agreement. Until now that was the kind."""

from typing import Any

from django.db import migrations, models
from django.db.models import F, Q


def named_by_kind(apps: Any, schema_editor: Any) -> None:
    """Name the agreement of every list that was received before."""
    lists = apps.get_model("exchange", "ReceivedList").objects.using(schema_editor.connection.alias)
    lists.update(agreement_code=F("list_kind"))


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_exchange_rights")]
    operations = [
        migrations.AddField(
            model_name="receivedlist",
            name="agreement_code",
            field=models.TextField(default=""),
        ),
        migrations.RunPython(named_by_kind, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="receivedlist",
            name="agreement_code",
            field=models.TextField(help_text="of the agreement; two offices may deliver one kind"),
        ),
        migrations.RemoveConstraint(model_name="receivedlist", name="received_once"),
        migrations.AddConstraint(
            model_name="receivedlist",
            constraint=models.UniqueConstraint(
                condition=Q(withdrawn_at__isnull=True),
                fields=("sha256", "sheet", "agreement_code"),
                name="received_once",
            ),
        ),
    ]
