"""What search of the address register needs: rows in the order of the standard form, of streets and of compounds."""

from django.db import migrations

FORWARDS = """
create index address_standard on address (standard collate "C");
create index address_street on address (street collate "C", id) where street is not null;
create index address_place on address (place collate "C", id) where place is not null;
"""
BACKWARDS = "drop index address_standard, address_street, address_place;"


class Migration(migrations.Migration):
    """Indexes for search by prefix."""

    dependencies = [("places", "0002_rights")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
