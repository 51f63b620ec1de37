"""State, deadline and holder of a finding beside it, as its events and hand-overs tell; and hand-overs themselves.

Triggers keep them, whatever writes the events: a page, the command line, a run by COPY.
"""

from django.db import migrations, models
from django.db.models import Q

from huangce.home.grants import AppendOnly

TELL = """
create function huangce_finding_state() returns trigger language plpgsql as $$
begin
    update finding f set
        state = case e.kind
            when 'assigned' then 'assigned' when 'confirmed' then 'confirmed' when 'decided' then 'decided'
            when 'closed_by_act' then 'closed' when 'reopened' then 'open' when 'no_longer_found' then 'gone'
        end,
        -- What a run asks again has no deadline any more; what an officer takes back keeps the one that the event names.
        deadline = case when e.kind in ('assigned', 'reopened') then e.deadline else f.deadline end
    from (select distinct on (finding) finding, kind, deadline from told order by finding, id desc) e
    where f.id = e.finding;
    return null;
end $$;
create trigger finding_state after insert on finding_event referencing new table as told
    for each statement execute function huangce_finding_state();
create function huangce_finding_holder() returns trigger language plpgsql as $$
begin
    update finding f set holder = h.given_to
    from (select distinct on (finding) finding, given_to from told order by finding, id desc) h
    where f.id = h.finding;
    return null;
end $$;
create trigger finding_holder after insert on hand_over referencing new table as told
    for each statement execute function huangce_finding_holder();
update finding f set state = case e.kind
        when 'assigned' then 'assigned' when 'confirmed' then 'confirmed' when 'decided' then 'decided'
        when 'closed_by_act' then 'closed' when 'reopened' then 'open' when 'no_longer_found' then 'gone'
    end
    from (select distinct on (finding) finding, kind from finding_event order by finding, id desc) e
    where f.id = e.finding;
update finding f set deadline = e.deadline
    from (
        select distinct on (finding) finding, deadline from finding_event where kind = 'assigned'
        order by finding, id desc
    ) e
    where f.id = e.finding;
"""
FORGET = """
drop trigger finding_state on finding_event; drop function huangce_finding_state();
drop trigger finding_holder on hand_over; drop function huangce_finding_holder();
"""


class Migration(migrations.Migration):
    dependencies = [("matching", "0002_rights")]
    operations = [
        migrations.AddField("finding", "state", models.TextField(
                db_default="open", editable=False, help_text="a value of STATES, as the latest event says"
            )),
        migrations.AddField("finding", "deadline", models.DateField(
                null=True, editable=False, help_text="until when, of who was assigned it last"
            )),
        migrations.AddField("finding", "holder", models.BigIntegerField(null=True, editable=False, help_text="the officer it was handed to last")),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("finding", models.TextField()),
                ("officer", models.BigIntegerField(help_text="who gave it")),
                ("to", models.BigIntegerField(db_column="given_to")),
                ("at", models.DateTimeField()),
                ("words", models.TextField(blank=True, default="")),
            ],
            options={"db_table": "hand_over"},
        ),
        migrations.AddIndex("handover", models.Index(fields=["finding", "id"], name="hand_over_finding")),
        migrations.RunSQL(TELL, FORGET),
        migrations.AddIndex(
            "finding",
            models.Index(
                fields=["division", "finding_class", "state", "probability", "id"],
                include=["deadline", "holder"],
                name="finding_desk",
            ),
        ),
        migrations.AddIndex(
            "finding",
            models.Index(
                fields=["-probability", "id"],
                name="finding_likeliest",
                condition=Q(state__in=("open", "assigned", "confirmed")),
            ),
        ),
        migrations.AddIndex(
            "finding",
            models.Index(
                fields=["deadline", "division"],
                name="finding_due",
                condition=Q(state__in=("open", "assigned", "confirmed")),
            ),
        ),
        AppendOnly("hand_over"),
    ]
