"""The procedure by which a place gets a name: proposals and the steps taken, never changed."""

from django.db import migrations, models

from huangce.home.grants import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0008_division_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='NamingProposal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('place', models.BigIntegerField(help_text='the place to be renamed; null: a new one', null=True)),
                ('place_kind', models.TextField()),
                ('name', models.TextField()),
                ('generic', models.TextField(blank=True, default='')),
                ('division', models.TextField()),
                ('begins_at', models.TextField(blank=True, default='')),
                ('ends_at', models.TextField(blank=True, default='')),
                ('direction', models.TextField(blank=True, default='')),
                ('number_side', models.TextField(blank=True, default='')),
                ('happened_on', models.DateField(help_text='the day from which it is to be in force')),
                ('reason', models.TextField()),
                ('proposed_by', models.BigIntegerField()),
                ('proposed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'naming_proposal',
                'indexes': [models.Index(fields=['division'], name='naming_proposal_division')],
            },
        ),
        migrations.CreateModel(
            name='NamingStep',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('proposal', models.BigIntegerField()),
                ('step', models.TextField()),
                ('state', models.TextField(help_text='the state that it led to')),
                ('officer', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('words', models.TextField(blank=True, default='')),
                ('document', models.TextField(blank=True, default='')),
                ('found', models.JSONField(default=list)),
                ('act', models.BigIntegerField(null=True)),
            ],
            options={
                'db_table': 'naming_step',
                'indexes': [models.Index(fields=['proposal', 'id'], name='naming_step_proposal')],
                'constraints': [models.CheckConstraint(condition=models.Q(('step__in', ['check', 'approve', 'refuse', 'withdraw', 'record'])), name='naming_step_step'), models.UniqueConstraint(condition=models.Q(('step__in', ['approve', 'record'])), fields=('proposal', 'step'), name='naming_step_once')],
            },
        ),
        AppendOnly("naming_proposal"),
        AppendOnly("naming_step"),
    ]
