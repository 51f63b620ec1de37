"""How many findings there are of each kind, kept beside them, so that a page need not count a county's findings.

Each statement that adds or changes findings (none are removed) adds the difference that it makes; what there is, is the
sum. A row is added and never changed, so nobody waits for a colleague; a run of reconciliation adds the rows up again.
"""

from django.db import migrations, models

from huangce.home.grants import AppMay

KIND = "division, finding_class, state, deadline, holder"
# The share of false alarms is summed as a decimal number: differences of floating numbers would not cancel out.
COUNT = "count(*) as findings, sum((1 - probability)::numeric) as expected_false"
KEEP = f"""
create function huangce_count_new_findings() returns trigger language plpgsql as $$
begin
    insert into finding_count ({KIND}, findings, expected_false)
        select {KIND}, {COUNT} from after_it group by {KIND};
    return null;
end $$;
create trigger finding_counted_new after insert on finding referencing new table as after_it
    for each statement execute function huangce_count_new_findings();
create function huangce_count_changed_findings() returns trigger language plpgsql as $$
begin
    insert into finding_count ({KIND}, findings, expected_false)
        select {KIND}, sum(findings), sum(expected_false) from (
            select {KIND}, {COUNT} from after_it group by {KIND}
            union all
            select {KIND}, -findings, -expected_false
                from (select {KIND}, {COUNT} from before_it group by {KIND}) gone
        ) difference
        group by {KIND} having sum(findings) <> 0 or sum(expected_false) <> 0;
    return null;
end $$;
create trigger finding_counted_changed after update on finding
    referencing old table as before_it new table as after_it
    for each statement execute function huangce_count_changed_findings();
insert into finding_count ({KIND}, findings, expected_false) select {KIND}, {COUNT} from finding group by {KIND};
"""
FORGET = """
drop trigger finding_counted_new on finding; drop function huangce_count_new_findings();
drop trigger finding_counted_changed on finding; drop function huangce_count_changed_findings();
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0003_desk")]
    operations = [
        migrations.CreateModel(
            name="FindingCount",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("division", models.TextField()),
                ("finding_class", models.TextField()),
                ("state", models.TextField()),
                ("deadline", models.DateField(null=True)),
                ("holder", models.BigIntegerField(null=True)),
                ("findings", models.BigIntegerField()),
                ("expected_false", models.DecimalField(max_digits=30, decimal_places=20)),
            ],
            options={"db_table": "finding_count"},
        ),
        migrations.AddIndex("findingcount", models.Index(fields=["division"], name="finding_count_division")),
        AppMay("finding_count", "SELECT, INSERT, DELETE"),
        migrations.RunSQL(KEEP, FORGET),
    ]
