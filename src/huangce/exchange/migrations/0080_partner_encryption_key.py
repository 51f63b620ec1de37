"""The key that papers for a partner are encrypted for; "" of partners that were entered before there was one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0070_partners")]
    operations = [
        migrations.AddField(
            model_name="partner",
            name="encryption_key",
            field=models.TextField(
                db_default="",
                default="",
                help_text='public key in hexadecimal that its papers are encrypted for; "" of those entered before',
            ),
        ),
    ]
