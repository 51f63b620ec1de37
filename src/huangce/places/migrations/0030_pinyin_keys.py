"""What lists of named places are sorted by, for those too that are there already."""

from typing import Any

from django.db import migrations, models
from django.db.models.functions import Collate

from huangce.home.grants import AppMay
from huangce.rules.place_names import pinyin_key

CHANGED = (
    "place_kind, name, generic, sound_key, pinyin_key, division, begins_at, ends_at, direction, number_side, "
    "naming_document, former_names, status, begun_on, ended_on, retired_by, version"
)


FILL = "update named_place n set pinyin_key = k.key from unnest(%s::text[], %s::text[]) k (name, key) where n.name = k.name"


def fill(_apps: Any, schema_editor: Any) -> None:
    """Give every named place its key; what was loaded before there were named places gets them first."""
    from huangce.places.growing import grow_all

    schema_editor.connection.ensure_connection()
    with schema_editor.connection.connection.cursor() as cursor:
        grow_all(cursor)
        names = [row[0] for row in cursor.execute("select distinct name from named_place").fetchall()]
        cursor.execute(FILL, (names, [pinyin_key(name) for name in names]))


class Migration(migrations.Migration):
    dependencies = [("places", "0021_building_rights")]
    operations = [
        migrations.AddField("namedplace", "pinyin_key", models.TextField(default="", db_default="")),
        AppMay("named_place", f"SELECT, INSERT, UPDATE ({CHANGED})"),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "namedplace", models.Index(Collate("pinyin_key", "C"), Collate("name", "C"), "id", name="named_place_pinyin")
        ),
    ]
