"""Liaison officers speak for named offices. Who delivered before, or answers for a token, keeps what they had."""

from django.db import migrations, models

from huangce.home.grants import AppMay

SEED = """
    insert into liaison (officer, office, named_at, named_by)
    select officer, office, min(at), min(by_whom) from (
        select received_by as officer, btrim(agreement::json ->> 'supplier') as office, received_at as at,
            received_by as by_whom
        from received_list where channel <> 'load'
        union all
        select t.officer, btrim(coalesce(a.content ->> 'supplier', a.content ->> 'recipient')), t.issued_at, t.issued_by
        from api_token t join agreement a on a.code = any(t.codes) where t.revoked_at is null
    ) known where office <> '' group by 1, 2
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0010_notices")]
    operations = [
        migrations.CreateModel(
            name="Liaison",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("officer", models.BigIntegerField(help_text="who speaks for the office")),
                ("office", models.TextField(help_text="as agreements name it: the supplier, or who is told")),
                ("named_at", models.DateTimeField()),
                ("named_by", models.BigIntegerField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "liaison",
                "constraints": (
                    models.UniqueConstraint(
                        condition=models.Q(ended_at__isnull=True), fields=("officer", "office"), name="liaison_once"
                    ),
                ),
            },
        ),
        migrations.RunSQL(SEED, migrations.RunSQL.noop),
        AppMay("liaison", "SELECT, INSERT, UPDATE (ended_at, ended_by)"),
    ]
