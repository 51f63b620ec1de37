import django.db.models.deletion
from django.db import migrations, models

from huangce.home.grants import AppMay


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_sign_ins'),
    ]

    operations = [
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.TextField(help_text='file name as given, without folders')),
                ('sha256', models.TextField()),
                ('size', models.BigIntegerField(help_text='bytes')),
                ('received_at', models.DateTimeField()),
                ('keep_until', models.DateTimeField()),
                ('forgotten_at', models.DateTimeField(null=True)),
                ('answered', models.TextField(blank=True, default='', help_text='name of the answered file; empty: none')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.officer')),
            ],
            options={
                'db_table': 'upload',
            },
        ),
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.TextField()),
                ('options', models.JSONField(default=dict)),
                ('state', models.TextField(default='waiting')),
                ('step', models.TextField(blank=True, default='')),
                ('done', models.BigIntegerField(default=0)),
                ('total', models.BigIntegerField(default=0)),
                ('asked_at', models.DateTimeField()),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('report', models.JSONField(default=dict, help_text='what came of it: counts and codes, or the refusal')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.officer')),
                ('upload', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='jobs', to='lists.upload')),
            ],
            options={
                'db_table': 'job',
                'indexes': [models.Index(condition=models.Q(('state__in', ('waiting', 'running'))), fields=['id'], name='job_open')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('check', 'load', 'undo', 'reconcile'))), name='job_kind'), models.CheckConstraint(condition=models.Q(('state__in', ('waiting', 'running', 'done', 'refused', 'interrupted'))), name='job_state')],
            },
        ),
        AppMay("upload", "SELECT, INSERT, UPDATE"),
        AppMay("job", "SELECT, INSERT, UPDATE"),
    ]
