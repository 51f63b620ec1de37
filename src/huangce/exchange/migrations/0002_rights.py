"""The application notes what was received, and that it was forgotten; it removes nothing."""

from django.db import migrations

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_received"), ("register", "0002_guards")]
    operations = [AppMay("received_list", "SELECT, INSERT, UPDATE")]
