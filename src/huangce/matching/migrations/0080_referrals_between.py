"""Referrals to and from other installations: who sent it, who has it, whom it is about where the register has nobody."""

import django.contrib.postgres.functions
from django.db import migrations, models

OVER = ("withdrawn", "closed")
STATE = """
create or replace function huangce_referral_state() returns trigger language plpgsql as $$
begin
    update referral r set
        state = new.step,
        state_on = new.happened_on,
        to_division = case when new.division = '' then r.to_division else new.division end,{more}
        due_on = coalesce(new.due_on, r.due_on),
        redirects = r.redirects + (new.step = 'redirected')::int
    where r.id = new.referral;
    return null;
end $$;
"""
KEPT_BY = "\n        kept_by = case when new.division = '' then r.kept_by else new.keeper end,"
TELL, FORMER = STATE.format(more=KEPT_BY), STATE.format(more="")


class Migration(migrations.Migration):
    dependencies = [("matching", "0070_referrals")]
    operations = [
        migrations.AddField(
            "referral",
            "uid",
            models.UUIDField(
                db_default=django.contrib.postgres.functions.RandomUUID(), help_text="the same at both installations"
            ),
        ),
        migrations.AlterField("referral", "finding", models.TextField(blank=True, default="")),
        migrations.AlterField("referral", "record", models.BigIntegerField(null=True)),
        migrations.AddField(
            "referral", "sender", models.BigIntegerField(null=True, help_text="the partner from whom it came")
        ),
        migrations.AddField(
            "referral",
            "name",
            models.TextField(blank=True, default="", help_text="with a sender; emptied after closure"),
        ),
        migrations.AddField(
            "referral",
            "citizen_id",
            models.TextField(blank=True, default="", help_text="with a sender; emptied after closure"),
        ),
        migrations.AddField(
            "referral",
            "kept_by",
            models.BigIntegerField(editable=False, help_text="the partner that has it", null=True),
        ),
        migrations.AddField(
            "referralevent",
            "keeper",
            models.BigIntegerField(help_text="the partner that it was sent to", null=True),
        ),
        migrations.AddField(
            "referralevent",
            "paper",
            models.TextField(
                blank=True, default="", help_text="SHA-256 of the paper that told it to this installation"
            ),
        ),
        migrations.AddConstraint(
            "referral",
            models.UniqueConstraint(
                condition=~models.Q(state__in=OVER) & ~models.Q(citizen_id=""),
                fields=("citizen_id",),
                name="referral_in_once",
            ),
        ),
        migrations.AddConstraint(
            "referral",
            models.UniqueConstraint(
                condition=models.Q(sender__isnull=False), fields=("uid", "redirects"), name="referral_paper_once"
            ),
        ),
        migrations.AddConstraint(
            "referral",
            models.CheckConstraint(
                condition=models.Q(sender__isnull=True) ^ models.Q(record__isnull=True), name="referral_of_one"
            ),
        ),
        migrations.RunSQL(TELL, FORMER),
    ]
