"""Referrals to the place of residence: the steps are added, never changed; what was told can be emptied."""

from django.db import migrations, models
from django.db.models import Q

from huangce.home.grants import AppendOnly, AppMay

STEPS = [
    "told",
    "sent",
    "received",
    "visited",
    "confirmed_registered",
    "refuted",
    "refused",
    "known_not_disclosed",
    "wrong_division",
    "redirected",
    "withdrawn",
    "closed",
]
TELL = """
create function huangce_referral_state() returns trigger language plpgsql as $$
begin
    update referral r set
        state = new.step,
        state_on = new.happened_on,
        to_division = case when new.division = '' then r.to_division else new.division end,
        due_on = coalesce(new.due_on, r.due_on),
        redirects = r.redirects + (new.step = 'redirected')::int
    where r.id = new.referral;
    return null;
end $$;
create trigger referral_state after insert on referral_event for each row execute function huangce_referral_state();
"""
FORGET = "drop trigger referral_state on referral_event; drop function huangce_referral_state();"


class Migration(migrations.Migration):
    dependencies = [("matching", "0060_served_where")]
    operations = [
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("finding", models.TextField()),
                ("record", models.BigIntegerField()),
                ("division", models.TextField(help_text="12 digits of the village that refers")),
                ("claimed_address", models.TextField(help_text="emptied after closure")),
                (
                    "contact",
                    models.TextField(help_text="how the office that refers is reached, never the person; emptied too"),
                ),
                ("made_by", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("emptied_at", models.DateTimeField(null=True)),
                (
                    "to_division",
                    models.TextField(db_default="", editable=False, help_text="12 digits of the village that has it"),
                ),
                (
                    "state",
                    models.TextField(
                        db_default="told", editable=False, help_text="a step of rules.referrals.STEPS"
                    ),
                ),
                ("state_on", models.DateField(editable=False, null=True)),
                ("due_on", models.DateField(editable=False, null=True)),
                ("redirects", models.IntegerField(db_default=0, editable=False)),
            ],
            options={
                "db_table": "referral",
                "indexes": (
                    models.Index(fields=["division", "state", "id"], name="referral_out"),
                    models.Index(fields=["to_division", "state", "id"], name="referral_in"),
                    models.Index(fields=["finding"], name="referral_finding"),
                ),
                "constraints": (
                    models.UniqueConstraint(
                        fields=["record"],
                        name="referral_once",
                        condition=~Q(state__in=("withdrawn", "closed")),
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="ReferralEvent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("referral", models.BigIntegerField()),
                ("step", models.TextField()),
                ("happened_on", models.DateField()),
                (
                    "how",
                    models.TextField(
                        blank=True, default="", help_text="how the person was told, of rules.referrals.TOLD_HOW"
                    ),
                ),
                ("division", models.TextField(blank=True, default="", help_text="where it was sent")),
                ("due_on", models.DateField(null=True)),
                (
                    "act",
                    models.BigIntegerField(help_text="the act by which the residence was registered", null=True),
                ),
                ("officer", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "referral_event",
                "indexes": (models.Index(fields=["referral", "id"], name="referral_event_of"),),
                "constraints": (
                    models.CheckConstraint(name="referral_event_step", condition=Q(step__in=STEPS)),
                    models.CheckConstraint(
                        name="referral_event_how",
                        condition=Q(how__in=["", "in_person", "by_telephone", "in_writing"]),
                    ),
                ),
            },
        ),
        migrations.CreateModel(
            name="ReferralWords",
            fields=[
                ("event", models.BigIntegerField(primary_key=True, serialize=False)),
                ("referral", models.BigIntegerField()),
                ("words", models.TextField()),
            ],
            options={
                "db_table": "referral_words",
                "indexes": (models.Index(fields=["referral"], name="referral_words_of"),),
            },
        ),
        migrations.RunSQL(TELL, FORGET),
        AppMay("referral", "SELECT, INSERT, UPDATE"),
        AppendOnly("referral_event"),
        AppMay("referral_words", "SELECT, INSERT, DELETE"),
    ]
