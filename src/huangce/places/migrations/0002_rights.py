"""Addresses are added by loads; the application keeps them."""

from django.db import migrations

from huangce.home.grants import AppMay


class Migration(migrations.Migration):
    dependencies = [("places", "0001_addresses"), ("register", "0002_guards")]
    operations = [AppMay("address", "SELECT, INSERT, UPDATE, DELETE")]
