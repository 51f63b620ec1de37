"""Plates and proposals lie where their addresses do, also after a division changed."""

from django.db import migrations

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("places", "0050_map")]
    operations = [
        AppMay("plate_proposal", "SELECT, INSERT, UPDATE (state, division)"),
        AppMay("plate", "SELECT, INSERT, UPDATE (state, state_on, division)"),
    ]
