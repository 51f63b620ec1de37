"""Officers, grants and the read log, with what the application may do with each."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from huangce.home.grants import AppendOnly, AppMay


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('username', models.TextField(unique=True)),
                ('display_name', models.TextField()),
                ('password', models.TextField(blank=True, default='', help_text='hash; empty: cannot sign in to the pages')),
                ('active_from', models.DateField()),
                ('active_to', models.DateField(help_text='the first day on which the account is closed', null=True)),
            ],
            options={
                'db_table': 'officer',
                'constraints': [models.CheckConstraint(condition=models.Q(('username__regex', '^[a-z0-9][a-z0-9._-]{1,39}$')), name='officer_username'), models.CheckConstraint(condition=models.Q(('active_to__isnull', True), ('active_to__gte', models.F('active_from')), _connector='OR'), name='officer_period')],
            },
        ),
        migrations.CreateModel(
            name='LookUp',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('purpose', models.TextField(help_text='one of purposes.PURPOSES')),
                ('case', models.TextField(help_text='number of the case or finding that it serves')),
                ('asked', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text='names of the items asked by, never their values', size=None)),
                ('subjects', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), help_text='records that were shown', size=None)),
                ('revealed', models.BooleanField(default=False, help_text='citizen numbers were shown in full')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='look_ups', to='accounts.officer')),
            ],
            options={
                'db_table': 'look_up',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['subjects'], name='look_up_subjects'), models.Index(fields=['officer', 'at'], name='look_up_officer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('purpose__in', ['registration', 'residence', 'verification', 'address', 'certificate', 'own_request', 'complaint', 'audit'])), name='look_up_purpose'), models.CheckConstraint(condition=models.Q(('case', ''), _negated=True), name='look_up_case')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('role', models.TextField(help_text='one of rules.authority.ROLES')),
                ('division', models.TextField(help_text='12 digits; twelve zeros: everywhere')),
                ('acts', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='empty: all acts of the role', size=None)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(help_text='the first day on which it is no longer valid', null=True)),
                ('granted_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(null=True)),
                ('granted_by', models.ForeignKey(help_text='null: at the installation', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.officer')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='accounts.officer')),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.officer')),
            ],
            options={
                'db_table': 'officer_grant',
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['registrar', 'address_clerk', 'enumerator', 'reviewer', 'department_officer', 'campaign_office', 'system_admin', 'security_admin', 'audit_admin', 'auditor'])), name='grant_role'), models.CheckConstraint(condition=models.Q(('division__regex', '^[0-9]{12}$')), name='grant_division'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='grant_period'), models.CheckConstraint(condition=models.Q(('granted_by__isnull', True), models.Q(('granted_by', models.F('officer')), _negated=True), _connector='OR'), name='grant_by_another')],
            },
        ),
        AppMay('officer', 'SELECT, INSERT, UPDATE (display_name, password, active_to)'),
        AppMay('officer_grant', 'SELECT, INSERT, UPDATE (valid_to, revoked_at, revoked_by_id)'),
        AppendOnly('look_up'),
    ]
