"""Addresses that were loaded before get their thoroughfares, compounds and parents in `0030_pinyin_keys`, where the
tables have all the columns that growing writes."""

from typing import Any, ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("places", "0006_lineage_rights")]
    operations: ClassVar[list[Any]] = []
