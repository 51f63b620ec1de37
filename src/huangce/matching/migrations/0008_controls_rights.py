"""Control pairs and the answers to them are added and never changed."""

from django.db import migrations

from huangce.home.grants import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("matching", "0007_controls")]
    operations = [AppendOnly("control_pair"), AppendOnly("control_answer")]
