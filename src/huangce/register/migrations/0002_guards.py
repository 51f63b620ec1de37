"""What the database itself forbids: changing acts, facts and logs; overlapping usual residences; foreign ids.

The application's role adds and reads acts, facts and logs, and keeps current rows. Triggers stop even the owner, unless
he switches them off by name, and then `huangce verify` finds what he did. Values may only be erased, and only in a way
that leaves the commitment to them.
"""

from typing import Any

from django.conf import settings
from django.db import migrations

from huangce.home import database, external
from huangce.home.grants import AppendOnly, AppMay

ERASE_ONLY = """
create function huangce_erase_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.value is not null and new.value is null and new.salt is null
       and new.act = old.act and new.ordinal = old.ordinal
       and new.commitment = sha256(convert_to(replace(old.salt::text, '-', '') || old.value, 'UTF8')) then
        return new;
    end if;
    raise exception 'values can only be erased, leaving their commitment' using errcode = 'restrict_violation';
end $$;
create trigger erase_only before update or delete on fact_value for each row execute function huangce_erase_only();
"""
NOT_ERASE_ONLY = "drop trigger erase_only on fact_value; drop function huangce_erase_only();"

SPELLS = """
alter table residence add constraint residence_one_usual exclude using gist (
    int8range(person, person, '[]') with &&, daterange(arrived_on, departed_on, '[)') with &&
) where (residence_kind = 'usual');
alter table residence add constraint residence_in_order check (departed_on is null or departed_on >= arrived_on);
"""
NO_SPELLS = "alter table residence drop constraint residence_one_usual, drop constraint residence_in_order;"

INDEXES = """
create index person_name on person (name collate "C");
create index person_name_key on person (name_key collate "C");
create index person_initials on person (initials collate "C");
create index person_number on person (citizen_id collate "C") where citizen_id is not null;
create index person_number_tail on person (reverse(citizen_id) collate "C") where citizen_id is not null;
create index person_household on person (household);
create index person_counted_in on person (counted_in collate "C", status);
create index household_address on household (address collate "C");
"""
NO_INDEXES = """
drop index person_name, person_name_key, person_initials, person_number, person_number_tail, person_household,
    person_counted_in, household_address;
"""

SEQUENCES = ("act_id", "record_id", "batch_id")
# Ids are the installation's number times 2^40 and on: below 2^53, so that JSON keeps them.
INSTALLATION_SIZE = 1 << 40


def make_sequences(_apps: Any, schema_editor: Any) -> None:
    first = settings.HUANGCE_INSTALLATION * INSTALLATION_SIZE
    for name in SEQUENCES:
        schema_editor.execute(
            f"create sequence {name} start {first + 1} minvalue {first + 1} maxvalue {first + INSTALLATION_SIZE - 1}"
        )


def drop_sequences(_apps: Any, schema_editor: Any) -> None:
    schema_editor.execute(f"drop sequence {', '.join(SEQUENCES)}")


class MayDraw(AppMay):
    """Let the application draw numbers from a sequence."""

    def __init__(self, sequence: str) -> None:
        super().__init__(sequence, "USAGE, SELECT")

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Grant the right."""
        self._grant("GRANT USAGE, SELECT ON SEQUENCE {0} TO {1}", schema_editor)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the right back."""
        self._grant("REVOKE ALL ON SEQUENCE {0} FROM {1}", schema_editor)

    def _grant(self, statement: str, schema_editor: Any) -> None:
        role = schema_editor.quote_name(external.parts(database.url())["user"])
        schema_editor.execute(statement.format(schema_editor.quote_name(self.table), role))


class Migration(migrations.Migration):
    dependencies = [("register", "0001_register")]
    operations = [
        *(AppendOnly(table) for table in ("act", "fact", "batch", "origin", "seal_leaf", "seal_head")),
        AppMay("fact_value", "SELECT, INSERT"),
        *(AppMay(table, "SELECT, INSERT, UPDATE, DELETE") for table in ("person", "household", "residence")),
        migrations.RunSQL(ERASE_ONLY, NOT_ERASE_ONLY),
        migrations.RunSQL(SPELLS, NO_SPELLS),
        migrations.RunSQL(INDEXES, NO_INDEXES),
        migrations.RunPython(make_sequences, drop_sequences),
        *(MayDraw(name) for name in SEQUENCES),
    ]
