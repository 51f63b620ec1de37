"""What the application may do with the address register, and what the database forbids: a loaded row is changed only
after it was copied, and the copies are never changed."""

from django.db import migrations

from huangce.home.grants import AppendOnly, AppMay

KEEP = """
create function huangce_keep_loaded() returns trigger language plpgsql as $$
begin
    if old.batch is not null and not exists (select 1 from loaded_place where id = old.id) then
        raise exception 'row % of % is kept as loaded before it is changed', old.id, tg_table_name
            using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger keep_loaded before update of division, standard, key, village_group, street, place, plate, building, unit,
    floor, room, use, longitude, latitude, status on address for each row execute function huangce_keep_loaded();
create trigger keep_loaded before update of place_kind, name, generic, division, status on named_place
    for each row execute function huangce_keep_loaded();
"""
KEEP_NOT = """
drop trigger keep_loaded on address; drop trigger keep_loaded on named_place; drop function huangce_keep_loaded();
"""
INDEXES = """
create index address_name_standard on address_name (standard collate "C");
create index named_place_name on named_place (name collate "C", id);
create index household_address_id_open on household (address_id) where household_status = 'open';
create index residence_address_id on residence (address_id) where address_id is not null;
"""
NO_INDEXES = """
drop index address_name_standard, named_place_name, household_address_id_open, residence_address_id;
"""
# A list gives points without saying how they were found.
POINTS = "update address set geometry_kind = 'interpolated' where longitude is not null"

CHANGED = {
    "address": (
        "division, standard, key, village_group, street, place, plate, building, unit, floor, room, use, longitude, "
        "latitude, retired_by, thoroughfare, compound, parent, level, status, begun_on, ended_on, geometry_kind, "
        "source_datum, reliability, certified_by, certified_on, version"
    ),
    "named_place": (
        "place_kind, name, generic, sound_key, division, begins_at, ends_at, direction, number_side, naming_document, "
        "former_names, status, begun_on, ended_on, retired_by, version"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("places", "0005_lineage"), ("register", "0006_office_of_a_load")]
    operations = [
        migrations.RunSQL(POINTS, migrations.RunSQL.noop),
        *(AppMay(table, f"SELECT, INSERT, UPDATE ({columns})") for table, columns in CHANGED.items()),
        *(AppMay(table, "SELECT, INSERT, DELETE") for table in ("address_name", "address_lineage")),
        AppendOnly("loaded_place"),
        migrations.RunSQL(KEEP, KEEP_NOT),
        migrations.RunSQL(INDEXES, NO_INDEXES),
    ]
