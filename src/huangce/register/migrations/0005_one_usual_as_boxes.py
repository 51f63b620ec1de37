"""Check that nobody has two usual residences on one day by boxes of person and days, as the same constraint.

A range index compares ranges of ids entry by entry, and building it for a county checked every row for 16 microseconds,
more than all other indexes together; boxes take a fifth of it. A spell is the box from (person, day of arrival) to
(person, the last day before the departure); one that ended on the day it began lasts no day and has no box. Ids are
below 2^53 and whole days are whole numbers, so both are exact as floating-point numbers.
"""

from django.db import migrations

FOREVER = 10_000_000_000  # days, beyond every date

SPELL = f"""
case when departed_on = arrived_on then null else box(
    point(person, coalesce(arrived_on - date '2000-01-01', -{FOREVER})),
    point(person, coalesce(departed_on - date '2000-01-02', {FOREVER}))
) end
"""
BOXES = f"""
alter table residence drop constraint residence_one_usual;
alter table residence add constraint residence_one_usual exclude using gist (({SPELL}) with &&)
where (residence_kind = 'usual');
"""
RANGES = """
alter table residence drop constraint residence_one_usual;
alter table residence add constraint residence_one_usual exclude using gist (
    int8range(person, person, '[]') with &&, daterange(arrived_on, departed_on, '[)') with &&
) where (residence_kind = 'usual');
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0003_search")]
    operations = [migrations.RunSQL(BOXES, RANGES)]
