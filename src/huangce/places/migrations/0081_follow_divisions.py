"""Plates, entrances and streets with numbers go along with their divisions, and back."""

from __future__ import annotations

from django.db import migrations, models

from huangce.home.grants import AppMay


def entered_in() -> models.TextField[str | None, str | None]:
    return models.TextField(
        null=True, editable=False, help_text="the division that was entered, where it went on as another one"
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0080_division_changes_below"), ("register", "0030_address_went")]
    operations = [
        migrations.AddField("plate", "entered_in", entered_in()),
        migrations.AddField("entrance", "entered_in", entered_in()),
        migrations.AddField("numberedstreet", "entered_in", entered_in()),
        AppMay("plate", "SELECT, INSERT, UPDATE (state, state_on, division, entered_in)"),
        AppMay("numbered_street", "SELECT, INSERT, UPDATE (name, thoroughfare, line, division, entered_in)"),
        AppMay(
            "entrance",
            "SELECT, INSERT, UPDATE (division, entered_in, side, chainage, chainage_from, main, suffix, state, gone_on, "
            "address, longitude, latitude, source, recorded_by, recorded_at)",
        ),
    ]
