"""Runs and events are added and never changed; a finding is renewed by the run that sees it again, never removed."""

from django.db import migrations

from huangce.home.grants import AppendOnly, AppMay


class Migration(migrations.Migration):
    dependencies = [("matching", "0001_findings"), ("register", "0002_guards")]
    operations = [
        AppMay("finding", "SELECT, INSERT, UPDATE"),
        AppendOnly("reconciliation"),
        AppendOnly("finding_event"),
    ]
