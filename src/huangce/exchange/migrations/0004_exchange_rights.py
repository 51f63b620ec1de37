"""What was agreed, published, handed out and answered is added and never changed."""

from django.db import migrations

from huangce.home.grants import AppendOnly, AppMay


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_exchange")]
    operations = [
        AppendOnly("agreement"),
        AppendOnly("withdrawal"),
        AppendOnly("feed_entry"),
        AppendOnly("feed_read"),
        AppendOnly("feed_receipt"),
        AppMay("feed_scan", "SELECT, INSERT, UPDATE"),
        AppMay("api_token", "SELECT, INSERT, UPDATE"),
    ]
