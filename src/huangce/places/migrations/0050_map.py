"""Where an address lies on the map, what its plate is known to be, and how many stand in each square.

The database keeps all three itself, whoever writes: a load by COPY, an act, a step in the life of a plate. The
application may not write them.
"""

from django.db import migrations, models

from huangce.home.grants import AppMay

# rules/map_cells.py has the same in Python; there stands why.
CELL = """
create function huangce_map_cell(longitude float8, latitude float8) returns bigint
language plpgsql immutable parallel safe as $$
declare
    x bigint; y bigint; angle float8;
begin
    if longitude is null or latitude is null or abs(latitude) > 85.05 or abs(longitude) > 180 then
        return null;
    end if;
    angle := radians(latitude);
    x := least(floor((longitude + 180) / 360 * 67108864)::bigint, 67108863);
    y := floor((1 - ln(tan(angle) + 1 / cos(angle)) / pi()) / 2 * 67108864)::bigint;
    x := (x | (x << 16)) & 281470681808895;      y := (y | (y << 16)) & 281470681808895;
    x := (x | (x << 8)) & 71777214294589695;     y := (y | (y << 8)) & 71777214294589695;
    x := (x | (x << 4)) & 1085102592571150095;   y := (y | (y << 4)) & 1085102592571150095;
    x := (x | (x << 2)) & 3689348814741910323;   y := (y | (y << 2)) & 3689348814741910323;
    x := (x | (x << 1)) & 6148914691236517205;   y := (y | (y << 1)) & 6148914691236517205;
    return x | (y << 1);
end $$;
"""
NO_CELL = "drop function huangce_map_cell(float8, float8);"

# All that a tile asks for stands in the index, so that a dense one is not read from the table.
INDEXES = """
create index address_map_cell on address (map_cell)
    include (division, plate_state, plate_seen, longitude, latitude, ended_on, id)
    where map_cell is not null and retired_by is null;
create index address_leaving on address (ended_on) where ended_on is not null;
"""
NO_INDEXES = "drop index address_map_cell; drop index address_leaving;"

# What is counted in squares: the share of each row, to be added or taken away. Squares of level 16 lie 10 levels above.
COUNTED = """
    select map_cell >> 20 as cell, division, coalesce(plate_seen, plate_state, 'unknown') as plate, {sign}1 as points,
        {sign}round(longitude * 1e7)::bigint as east, {sign}round(latitude * 1e7)::bigint as north
    from {rows} where map_cell is not null and retired_by is null and ended_on is null
"""
COUNT = """
create function huangce_count_{verb}() returns trigger language plpgsql security definer set search_path from current as $$
begin
    insert into address_square as s (cell, division, plate, points, east, north)
    select cell, division, plate, sum(points), sum(east), sum(north) from ({counted}) c
    group by cell, division, plate having sum(points) <> 0 or sum(east) <> 0 or sum(north) <> 0
    order by cell, division, plate
    on conflict (cell, division, plate) do update
    set points = s.points + excluded.points, east = s.east + excluded.east, north = s.north + excluded.north;
    return null;
end $$;
create trigger count_{verb} after {verb} on address referencing {tables}
    for each statement execute function huangce_count_{verb}();
"""
INSERTED = COUNT.format(verb="insert", tables="new table as come", counted=COUNTED.format(sign="", rows="come"))
UPDATED = COUNT.format(
    verb="update",
    tables="old table as gone new table as come",
    counted=f"{COUNTED.format(sign='', rows='come')} union all {COUNTED.format(sign='-', rows='gone')}",
)
COUNT_NOT = """
drop trigger count_insert on address; drop function huangce_count_insert();
drop trigger count_update on address; drop function huangce_count_update();
"""
COUNT_ALL = f"""
insert into address_square (cell, division, plate, points, east, north)
select cell, division, plate, sum(points), sum(east), sum(north)
from ({COUNTED.format(sign="", rows="address")}) c group by cell, division, plate
"""

# The newest plate of an address says what hangs there, before what its list said: the states are those of lists.
SEEN = """
    select distinct on (p.address) p.address, case
        when p.state in ('installed', 'inspected', 'in_use') then 'installed'
        when p.state in ('damaged', 'missing', 'replaced', 'retired') then 'missing'
        else 'ordered' end as seen
    from plate p where p.address in (select address from {some} where address is not null)
    order by p.address, p.id desc
"""
SEE = """
update address a set plate_seen = s.seen from ({seen}) s where a.id = s.address and a.plate_seen is distinct from s.seen;
"""
LOOK = f"""
create function huangce_plate_seen() returns trigger language plpgsql security definer set search_path from current as $$
begin
    {SEE.format(seen=SEEN.format(some="told"))}
    return null;
end $$;
create trigger plate_seen_insert after insert on plate referencing new table as told
    for each statement execute function huangce_plate_seen();
create trigger plate_seen_update after update on plate referencing new table as told
    for each statement execute function huangce_plate_seen();
"""
LOOK_NOT = """
drop trigger plate_seen_insert on plate; drop trigger plate_seen_update on plate; drop function huangce_plate_seen();
"""

# For `rebuild --repair`, whose role may not write what the database keeps.
RECOUNT = f"""
create function huangce_recount_map() returns void language plpgsql security definer set search_path from current as $$
begin
    update address set plate_seen = null
    where plate_seen is not null and not exists (select 1 from plate p where p.address = address.id);
    {SEE.format(seen=SEEN.format(some="plate"))}
    delete from address_square;
    {COUNT_ALL};
end $$;
"""
RECOUNT_NOT = "drop function huangce_recount_map();"


class Migration(migrations.Migration):
    dependencies = [("places", "0040_ended")]
    operations = [
        migrations.RunSQL(CELL, NO_CELL),
        migrations.AddField(
            "address",
            "map_cell",
            models.GeneratedField(
                expression=models.Func("longitude", "latitude", function="huangce_map_cell"),
                output_field=models.BigIntegerField(null=True),
                db_persist=True,
            ),
        ),
        migrations.AddField("address", "plate_seen", models.TextField(null=True, editable=False)),
        migrations.CreateModel(
            name="AddressSquare",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "cell", "division", "plate", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("cell", models.BigIntegerField(help_text="of level 16, see rules.map_cells")),
                ("division", models.TextField()),
                ("plate", models.TextField(help_text="a state of plates, or unknown")),
                ("points", models.BigIntegerField()),
                ("east", models.BigIntegerField()),
                ("north", models.BigIntegerField()),
            ],
            options={"db_table": "address_square"},
        ),
        AppMay("address_square", "SELECT"),
        migrations.RunSQL(INDEXES, NO_INDEXES),
        migrations.RunSQL(RECOUNT, RECOUNT_NOT),
        migrations.RunSQL("select huangce_recount_map()", migrations.RunSQL.noop),
        migrations.RunSQL(INSERTED + UPDATED, COUNT_NOT),
        migrations.RunSQL(LOOK, LOOK_NOT),
    ]
