"""Give the addresses that were loaded before their thoroughfares, compounds and parents."""

from typing import Any

from django.db import migrations


def grow(_apps: Any, schema_editor: Any) -> None:
    from huangce.places.growing import grow_all

    schema_editor.connection.ensure_connection()
    with schema_editor.connection.connection.cursor() as cursor:
        grow_all(cursor)


class Migration(migrations.Migration):
    dependencies = [("places", "0006_lineage_rights")]
    operations = [migrations.RunPython(grow, migrations.RunPython.noop)]
