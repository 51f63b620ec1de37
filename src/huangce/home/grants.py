"""What the application's role may do with a table, as operations for migrations.

    operations = [
        migrations.CreateModel(...),
        AppMay("register_person", "SELECT, INSERT, UPDATE"),
        AppendOnly("register_act"),
    ]

`AppendOnly` both withholds the rights and sets a trigger: the rights stop the application, the trigger stops an
accident of the owner, who has to disable it by name to erase what the law wants erased.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.migrations.operations.base import Operation

from huangce.home import database, external

KEEP = """
CREATE OR REPLACE FUNCTION huangce_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


class AppMay(Operation):
    """Grant the application's role `rights` ("SELECT, INSERT") on `table`, and on its sequence if it may insert."""

    reversible = True
    reduces_to_sql: ClassVar[bool] = True

    def __init__(self, table: str, rights: str) -> None:
        self.table, self.rights = table, rights

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Rights are not part of the models' state."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Grant the rights."""
        role = schema_editor.quote_name(external.parts(database.url())["user"])
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(f"REVOKE ALL ON {table} FROM {role}", params=None)
        schema_editor.execute(f"GRANT {self.rights} ON {table} TO {role}", params=None)
        if "INSERT" in self.rights.upper():
            for sequence in _sequences(schema_editor, self.table):
                schema_editor.execute(f"GRANT USAGE, SELECT ON SEQUENCE {sequence} TO {role}", params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Take the rights back."""
        role = schema_editor.quote_name(external.parts(database.url())["user"])
        schema_editor.execute(f"REVOKE ALL ON {schema_editor.quote_name(self.table)} FROM {role}", params=None)

    def describe(self) -> str:
        """Say in one line what the migration does."""
        return f"The application may {self.rights} on {self.table}"


class AppendOnly(AppMay):
    """Let the application read and add rows of `table`, and let nobody change or remove them."""

    def __init__(self, table: str) -> None:
        super().__init__(table, "SELECT, INSERT")

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Grant the rights and set the trigger."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)
        table = schema_editor.quote_name(self.table)
        schema_editor.execute(KEEP, params=None)
        schema_editor.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION huangce_append_only()",
            params=None,
        )

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Remove the trigger and take the rights back."""
        schema_editor.execute(f"DROP TRIGGER append_only ON {schema_editor.quote_name(self.table)}", params=None)
        super().database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Say in one line what the migration does."""
        return f"Rows of {self.table} are added and never changed"


def _sequences(schema_editor: Any, table: str) -> list[str]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_serial_sequence(%s, attname) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
            [schema_editor.quote_name(table), schema_editor.quote_name(table)],
        )
        return [name for (name,) in cursor.fetchall() if name]
