"""Samples of the register and what checking them found: added, never changed; a line may forget who it was about."""

import django.contrib.postgres.fields
from django.db import migrations, models

from huangce.home.grants import AppendOnly, AppMay

FORGETS_ONLY = """
create function huangce_sample_line_forgets() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and new.record is null
        and (new.id, new.sample, new.ordinal, new.village, new.empty)
            = (old.id, old.sample, old.ordinal, old.village, old.empty) then
        return new;
    end if;
    raise exception 'a line of a sample may forget its record, and nothing else' using errcode = 'restrict_violation';
end $$;
create trigger sample_line_forgets before update or delete on sample_line
    for each row execute function huangce_sample_line_forgets();
"""
REMEMBERS = "drop trigger sample_line_forgets on sample_line; drop function huangce_sample_line_forgets();"


class Migration(migrations.Migration):
    initial = True
    dependencies = ()
    operations = [
        migrations.CreateModel(
            name="Sample",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("frame", models.TextField(help_text="of rules.sampling.FRAMES")),
                (
                    "division",
                    models.TextField(help_text="its digits, as 511703 or 511703110; empty: the whole register"),
                ),
                ("as_of", models.DateField(help_text="the day of which everything is judged")),
                ("position", models.BigIntegerField(help_text="how much of the log was known")),
                ("seed", models.TextField(help_text="64 hexadecimal digits")),
                (
                    "is_seed_given",
                    models.BooleanField(help_text="whether an officer gave the seed, in place of the seal"),
                ),
                ("size", models.IntegerField(help_text="how many were asked for")),
                ("villages", models.JSONField(help_text="village: how many of the frame it had")),
                ("due_on", models.DateField(help_text="until when it is to be answered")),
                ("drawn_by", models.BigIntegerField()),
                ("drawn_at", models.DateTimeField()),
            ],
            options={
                "db_table": "sample",
                "indexes": [models.Index(fields=["frame", "drawn_at"], name="sample_frame")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("frame__in", ["registered", "usual"])), name="sample_of_frame"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.BigIntegerField()),
                ("outcome", models.TextField(help_text="of rules.sampling.OUTCOMES")),
                (
                    "wrong",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="items of rules.sampling.CHECKED that were found wrong",
                        size=None,
                    ),
                ),
                ("checked_on", models.DateField()),
                ("by", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "sample_answer",
                "indexes": [models.Index(fields=["line", "id"], name="sample_answer_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["checked", "not_found", "not_reached"])),
                        name="sample_answer_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome", "checked"), ("wrong__len", 0), _connector="OR"),
                        name="sample_answer_wrong",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SampleLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("sample", models.BigIntegerField()),
                ("ordinal", models.IntegerField(help_text="the place in the draw, from 1")),
                (
                    "record",
                    models.BigIntegerField(help_text="the person; emptied when that is to be forgotten", null=True),
                ),
                ("village", models.TextField()),
                (
                    "empty",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="items of rules.sampling.CHECKED that held nothing and should",
                        size=None,
                    ),
                ),
            ],
            options={
                "db_table": "sample_line",
                "indexes": [models.Index(fields=["record"], name="sample_line_record")],
                "constraints": [
                    models.UniqueConstraint(fields=("sample", "ordinal"), name="sample_line_once"),
                    models.UniqueConstraint(fields=("sample", "record"), name="sample_person_once"),
                ],
            },
        ),
        AppendOnly("sample"),
        AppMay("sample_line", "SELECT, INSERT, UPDATE (record)"),
        migrations.RunSQL(FORGETS_ONLY, REMEMBERS),
        AppendOnly("sample_answer"),
    ]
