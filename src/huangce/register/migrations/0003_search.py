"""What search needs: former names, numbers and addresses, and indexes from which the first rows come in order.

Names and keys are split by whether the person is counted here: those who are come first in every answer, and a page of
a common name then costs a page and not the name.
"""

from django.db import migrations, models

from huangce.home.grants import AppMay

HERE = "status in ('registered', 'in_transit')"
GONE = "status not in ('registered', 'in_transit')"

INDEXES = f"""
drop index person_name, person_name_key, person_initials;
create index person_name_here on person (name collate "C", id) where {HERE};
create index person_name_gone on person (name collate "C", id) where {GONE};
create index person_pinyin_here on person (replace(name_key, ' ', '') collate "C", id) where {HERE};
create index person_pinyin_gone on person (replace(name_key, ' ', '') collate "C", id) where {GONE};
create index person_initials_here on person (initials collate "C", id) where {HERE};
create index person_initials_gone on person (initials collate "C", id) where {GONE};
create index person_same_as on person (same_as) where same_as is not null;
create index former_value on former (item, value collate "C");
create index former_tail on former (reverse(value) collate "C") where item = 'citizen_id';
create index former_pinyin on former (replace(name_key, ' ', '') collate "C") where item = 'name';
create index former_initials on former (initials collate "C") where item = 'name';
"""
NO_INDEXES = """
drop index person_name_here, person_name_gone, person_pinyin_here, person_pinyin_gone, person_initials_here,
    person_initials_gone, person_same_as, former_value, former_tail, former_pinyin, former_initials;
create index person_name on person (name collate "C");
create index person_name_key on person (name_key collate "C");
create index person_initials on person (initials collate "C");
"""
# What a register holds already is brought in line by `huangce rebuild --repair`, which folds every record anyway.


class Migration(migrations.Migration):
    dependencies = [("register", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="Former",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "record", "item", "value", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("record", models.BigIntegerField()),
                ("item", models.TextField(help_text="name, citizen_id or address")),
                ("value", models.TextField()),
                ("name_key", models.TextField(help_text="of a name: as in Person", null=True)),
                ("initials", models.TextField(help_text="of a name: as in Person", null=True)),
            ],
            options={"db_table": "former"},
        ),
        AppMay("former", "SELECT, INSERT, DELETE"),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
