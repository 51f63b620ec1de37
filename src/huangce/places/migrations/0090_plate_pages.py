"""Steps of plates are taken back by steps, acts on addresses bring steps, and photos are kept beside them."""

from __future__ import annotations

from django.db import migrations, models

from huangce.home.grants import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("places", "0081_follow_divisions"), ("register", "0002_guards")]
    operations = [
        migrations.CreateModel(
            name="PlatePhoto",
            fields=[
                ("sha256", models.TextField(primary_key=True, serialize=False)),
                ("media_type", models.TextField()),
                ("content", models.BinaryField()),
                ("kept_by", models.BigIntegerField()),
                ("kept_at", models.DateTimeField()),
            ],
            options={"db_table": "plate_photo"},
        ),
        AppendOnly("plate_photo"),
        migrations.AddField(
            "plateevent", "takes_back", models.BigIntegerField(null=True, help_text="the step that it takes back")
        ),
        migrations.AddField(
            "plateevent", "act", models.BigIntegerField(null=True, help_text="the act on addresses that brought it")
        ),
        migrations.AddField(
            "retirednumber",
            "act",
            models.BigIntegerField(
                null=True, help_text="the act that took it; it does not rest once that is taken back"
            ),
        ),
        migrations.AddIndex(
            "plateevent",
            models.Index(fields=["act"], name="plate_event_act", condition=models.Q(("act__isnull", False))),
        ),
        migrations.AddConstraint(
            "plateevent", models.UniqueConstraint(fields=["takes_back"], name="plate_event_back_once")
        ),
    ]
