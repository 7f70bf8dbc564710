"""Samples as phones send them, the days derived from them, and how the sync is doing."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


# By month of the sample's start. What is older than this service is kept by year, so that a long
# history does not make hundreds of tables; months to come are made ahead by a job.
CREATE = """
CREATE TABLE health_sample (
  user_id uuid NOT NULL,
  uuid uuid NOT NULL,
  start_at timestamptz NOT NULL,
  end_at timestamptz NOT NULL,
  type smallint NOT NULL,
  value double precision NOT NULL,
  source_id integer NOT NULL,
  zone varchar(64) NOT NULL,
  user_entered boolean NOT NULL,
  details jsonb,
  received_at timestamptz NOT NULL,
  deleted_at timestamptz,
  CONSTRAINT sample_ends_after_start CHECK (end_at >= start_at)
) PARTITION BY RANGE (start_at);
CREATE INDEX sample_of_type_by_time ON health_sample (user_id, type, start_at);
CREATE INDEX sample_deleted ON health_sample (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE TABLE health_sample_older PARTITION OF health_sample
  FOR VALUES FROM (MINVALUE) TO ('2015-01-01T00:00Z');

-- Makes the partition of the month (before 2025: of the year) of an instant; harmless when it is
-- there. Attached, not created in place, so that readers and writers go on meanwhile.
CREATE FUNCTION health_make_partition(instant timestamptz) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  moment timestamp := instant AT TIME ZONE 'UTC';
  step text := CASE WHEN moment < '2025-01-01' THEN 'year' ELSE 'month' END;
  first timestamp := date_trunc(step, moment);
  name text := 'health_sample_' || to_char(first, CASE step WHEN 'year' THEN 'YYYY' ELSE 'YYYY_MM' END);
BEGIN
  IF moment < '2015-01-01' OR to_regclass(name) IS NOT NULL THEN
    RETURN false;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('health_make_partition'));
  IF to_regclass(name) IS NOT NULL THEN
    RETURN false;
  END IF;
  EXECUTE format('CREATE TABLE %I (LIKE health_sample INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
  EXECUTE format(
    'ALTER TABLE health_sample ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name,
    first AT TIME ZONE 'UTC', (first + ('1 ' || step)::interval) AT TIME ZONE 'UTC'
  );
  RETURN true;
END $$;

SELECT health_make_partition(moment)
FROM generate_series('2015-06-01T00:00Z'::timestamptz, '2024-06-01T00:00Z', interval '1 year') AS moment;
SELECT health_make_partition(moment)
FROM generate_series('2025-01-15T00:00Z'::timestamptz, now() + interval '3 months', interval '1 month') AS moment;
"""
REMOVE = """
DROP FUNCTION health_make_partition(timestamptz);
DROP TABLE health_sample;
"""


def partitioned_samples():
    return migrations.RunSQL(CREATE, REMOVE)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReconciliationRun',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('dirty', 'days that changed'), ('nightly', 'all recent days'), ('rebuild', 'rebuild')], max_length=7, verbose_name='kind')),
                ('users', models.PositiveIntegerField(default=0, verbose_name='users')),
                ('days', models.PositiveIntegerField(default=0, verbose_name='days')),
                ('metrics_changed', models.PositiveIntegerField(default=0, verbose_name='figures changed')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='started at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
            ],
            options={
                'verbose_name': 'reconciliation run',
                'verbose_name_plural': 'reconciliation runs',
                'ordering': ['-started_at'],
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('pk', models.CompositePrimaryKey('user_id', 'uuid', blank=True, editable=False, primary_key=True, serialize=False)),
                ('uuid', models.UUIDField()),
                ('identifier', models.CharField(max_length=100, verbose_name='type identifier')),
                ('record', models.JSONField(verbose_name='record')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'record set aside',
                'verbose_name_plural': 'records set aside',
            },
        ),
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', models.AutoField(primary_key=True, serialize=False)),
                ('bundle_id', models.CharField(max_length=200, verbose_name='bundle id')),
                ('product_type', models.CharField(blank=True, max_length=50, verbose_name='product type')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('version', models.CharField(blank=True, max_length=50, verbose_name='version')),
                ('kind', models.CharField(choices=[('watch', 'Apple Watch'), ('iphone', 'iPhone'), ('app', 'app or other device')], max_length=6, verbose_name='kind')),
                ('first_sample_at', models.DateTimeField(verbose_name='first sample at')),
                ('last_sample_at', models.DateTimeField(verbose_name='last sample at')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='health_sources', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'source',
                'verbose_name_plural': 'sources',
                'ordering': ['user', 'id'],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[partitioned_samples()],
            state_operations=[
                migrations.CreateModel(
                    name='Sample',
                    fields=[
                        ('pk', models.CompositePrimaryKey('user_id', 'uuid', 'start_at', blank=True, editable=False, primary_key=True, serialize=False)),
                        ('uuid', models.UUIDField()),
                        ('start_at', models.DateTimeField(verbose_name='start')),
                        ('end_at', models.DateTimeField(verbose_name='end')),
                        ('type', models.SmallIntegerField(verbose_name='type')),
                        ('value', models.FloatField(verbose_name='value')),
                        ('zone', models.CharField(max_length=64, verbose_name='time zone')),
                        ('user_entered', models.BooleanField(default=False, verbose_name='entered by hand')),
                        ('details', models.JSONField(null=True, verbose_name='details')),
                        ('received_at', models.DateTimeField(verbose_name='received at')),
                        ('deleted_at', models.DateTimeField(null=True, verbose_name='deleted at')),
                        ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='health.source')),
                    ],
                    options={
                        'verbose_name': 'sample',
                        'verbose_name_plural': 'samples',
                    },
                ),
                migrations.AddIndex(
                    model_name='sample',
                    index=models.Index(fields=['user', 'type', 'start_at'], name='sample_of_type_by_time'),
                ),
                migrations.AddIndex(
                    model_name='sample',
                    index=models.Index(condition=models.Q(('deleted_at__isnull', False)), fields=['deleted_at'], name='sample_deleted'),
                ),
                migrations.AddConstraint(
                    model_name='sample',
                    constraint=models.CheckConstraint(condition=models.Q(('end_at__gte', models.F('start_at'))), name='sample_ends_after_start', violation_error_message='A sample cannot end before it starts.'),
                ),
            ],
        ),
        migrations.CreateModel(
            name='SourceDevice',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('model', models.CharField(blank=True, max_length=50, verbose_name='model')),
                ('os_version', models.CharField(blank=True, max_length=30, verbose_name='version of the system')),
                ('app_version', models.CharField(blank=True, max_length=30, verbose_name='version of the app')),
                ('timezone', models.CharField(default='Europe/Rome', max_length=64, verbose_name='time zone')),
                ('last_seen_at', models.DateTimeField(verbose_name='last seen at')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='health_devices', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'syncing device',
                'verbose_name_plural': 'syncing devices',
                'ordering': ['user', '-last_seen_at'],
            },
        ),
        migrations.CreateModel(
            name='PhoneTotal',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('type', models.SmallIntegerField(verbose_name='type')),
                ('local_date', models.DateField(verbose_name='day')),
                ('value', models.FloatField(verbose_name='value')),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='health.sourcedevice')),
            ],
            options={
                'verbose_name': 'total of the phone',
                'verbose_name_plural': 'totals of the phone',
                'ordering': ['user', '-local_date', 'type'],
            },
        ),
        migrations.CreateModel(
            name='SourcePriority',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('type', models.SmallIntegerField(blank=True, null=True, verbose_name='type')),
                ('sources', models.JSONField(verbose_name='sources, first believed first')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'priority of sources',
                'verbose_name_plural': 'priorities of sources',
                'ordering': ['user', 'type'],
            },
        ),
        migrations.CreateModel(
            name='SyncLog',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('received_at', models.DateTimeField(verbose_name='received at')),
                ('records', models.PositiveIntegerField(verbose_name='records')),
                ('accepted', models.PositiveIntegerField(verbose_name='accepted')),
                ('duplicate', models.PositiveIntegerField(verbose_name='already known')),
                ('replaced', models.PositiveIntegerField(verbose_name='replaced')),
                ('rejected', models.PositiveIntegerField(verbose_name='refused')),
                ('set_aside', models.PositiveIntegerField(verbose_name='set aside')),
                ('deleted', models.PositiveIntegerField(verbose_name='deleted')),
                ('reasons', models.JSONField(default=dict, verbose_name='reasons')),
                ('clock_skew_s', models.FloatField(null=True, verbose_name='clock ahead by (s)')),
                ('device', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='health.sourcedevice', verbose_name='device')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'sync',
                'verbose_name_plural': 'syncs',
                'ordering': ['-received_at'],
            },
        ),
        migrations.CreateModel(
            name='SyncObject',
            fields=[
                ('pk', models.CompositePrimaryKey('user_id', 'bundle_id', 'sync_identifier', blank=True, editable=False, primary_key=True, serialize=False)),
                ('bundle_id', models.CharField(max_length=200)),
                ('sync_identifier', models.CharField(max_length=200)),
                ('version', models.BigIntegerField()),
                ('uuid', models.UUIDField()),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'synchronised object',
                'verbose_name_plural': 'synchronised objects',
            },
        ),
        migrations.CreateModel(
            name='SyncState',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('type', models.SmallIntegerField(verbose_name='type')),
                ('anchor', models.TextField(blank=True, verbose_name='anchor')),
                ('anchor_sent_at', models.DateTimeField(blank=True, null=True, verbose_name='anchor sent at')),
                ('last_sync_at', models.DateTimeField(verbose_name='last sync at')),
                ('last_progress_at', models.DateTimeField(blank=True, null=True, verbose_name='last new anchor at')),
                ('last_sample_at', models.DateTimeField(blank=True, null=True, verbose_name='last sample at')),
                ('accepted', models.PositiveBigIntegerField(default=0, verbose_name='accepted')),
                ('duplicate', models.PositiveBigIntegerField(default=0, verbose_name='already known')),
                ('replaced', models.PositiveBigIntegerField(default=0, verbose_name='replaced')),
                ('rejected', models.PositiveBigIntegerField(default=0, verbose_name='refused')),
                ('deleted', models.PositiveBigIntegerField(default=0, verbose_name='deleted')),
                ('grade', models.CharField(choices=[('good', 'good'), ('degraded', 'degraded'), ('stale', 'stale'), ('unknown', 'unknown')], default='unknown', max_length=8, verbose_name='quality')),
                ('reasons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None, verbose_name='reasons')),
                ('graded_at', models.DateTimeField(blank=True, null=True, verbose_name='graded at')),
                ('failing_since', models.DateTimeField(blank=True, null=True, verbose_name='failing since')),
                ('device', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sync_states', to='health.sourcedevice', verbose_name='device')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'state of a sync',
                'verbose_name_plural': 'states of syncs',
                'ordering': ['user', 'device', 'type'],
            },
        ),
        migrations.CreateModel(
            name='DailyMetric',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('local_date', models.DateField(verbose_name='day')),
                ('type', models.SmallIntegerField(verbose_name='type')),
                ('value', models.DecimalField(decimal_places=6, max_digits=18, verbose_name='value')),
                ('minimum', models.DecimalField(decimal_places=6, max_digits=18, null=True, verbose_name='lowest')),
                ('maximum', models.DecimalField(decimal_places=6, max_digits=18, null=True, verbose_name='highest')),
                ('latest', models.DecimalField(decimal_places=6, max_digits=18, null=True, verbose_name='latest')),
                ('latest_at', models.DateTimeField(null=True, verbose_name='latest at')),
                ('samples_count', models.PositiveIntegerField(verbose_name='samples')),
                ('confidence', models.DecimalField(decimal_places=3, max_digits=4, verbose_name='confidence')),
                ('provenance', models.JSONField(default=dict, verbose_name='provenance')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='daily_metrics', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'daily metric',
                'verbose_name_plural': 'daily metrics',
                'ordering': ['user', '-local_date', 'type'],
                'constraints': [models.UniqueConstraint(fields=('user', 'local_date', 'type'), name='dailymetric_one_a_day', violation_error_message='There is already a figure for this day.'), models.CheckConstraint(condition=models.Q(('confidence__gte', 0), ('confidence__lte', 1)), name='dailymetric_confidence_in_range', violation_error_message='A confidence is between 0 and 1.')],
            },
        ),
        migrations.CreateModel(
            name='DirtyDay',
            fields=[
                ('pk', models.CompositePrimaryKey('user_id', 'type', 'local_date', blank=True, editable=False, primary_key=True, serialize=False)),
                ('type', models.SmallIntegerField(verbose_name='type')),
                ('local_date', models.DateField(verbose_name='day')),
                ('mark', models.BigIntegerField(default=1)),
                ('since', models.DateTimeField(verbose_name='since')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'day to derive',
                'verbose_name_plural': 'days to derive',
                'indexes': [models.Index(fields=['since'], name='dirtyday_since')],
            },
        ),
        migrations.CreateModel(
            name='ExportImport',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('status', models.CharField(choices=[('queued', 'queued'), ('processing', 'being processed'), ('ready', 'ready'), ('failed', 'failed')], default='queued', max_length=10, verbose_name='status')),
                ('upload', models.FileField(blank=True, max_length=200, upload_to='', verbose_name='upload')),
                ('file_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the file')),
                ('bytes_total', models.PositiveBigIntegerField(default=0, verbose_name='bytes')),
                ('bytes_done', models.PositiveBigIntegerField(default=0, verbose_name='bytes read')),
                ('records_done', models.PositiveBigIntegerField(default=0, verbose_name='records read')),
                ('accepted', models.PositiveBigIntegerField(default=0, verbose_name='accepted')),
                ('duplicate', models.PositiveBigIntegerField(default=0, verbose_name='already known')),
                ('replaced', models.PositiveBigIntegerField(default=0, verbose_name='replaced')),
                ('rejected', models.PositiveBigIntegerField(default=0, verbose_name='refused')),
                ('set_aside', models.PositiveBigIntegerField(default=0, verbose_name='set aside')),
                ('reasons', models.JSONField(default=dict, verbose_name='reasons')),
                ('failure', models.CharField(blank=True, max_length=30, verbose_name='reason of the failure')),
                ('failure_line', models.PositiveBigIntegerField(blank=True, null=True, verbose_name='line of the failure')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ('deleted_at', models.DateTimeField(blank=True, null=True, verbose_name='deleted at')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='health_imports', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'Apple Health import',
                'verbose_name_plural': 'Apple Health imports',
                'ordering': ['-created_at'],
                'indexes': [models.Index(condition=models.Q(('status__in', ['queued', 'processing'])), fields=['due_at'], name='exportimport_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(('records_done', models.F('accepted') + models.F('duplicate') + models.F('replaced') + models.F('rejected') + models.F('set_aside'))), name='exportimport_counts_add_up', violation_error_message='The counts of an import must add up.')],
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('pk', models.CompositePrimaryKey('user_id', 'uuid', blank=True, editable=False, primary_key=True, serialize=False)),
                ('uuid', models.UUIDField()),
                ('type', models.SmallIntegerField(null=True)),
                ('start_at', models.DateTimeField(null=True)),
                ('deleted_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'identity of a sample',
                'verbose_name_plural': 'identities of samples',
                'constraints': [models.CheckConstraint(condition=models.Q(('start_at__isnull', False), ('deleted_at__isnull', False), _connector='OR'), name='identity_located_or_deleted', violation_error_message='A sample has a time unless it was deleted.')],
            },
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('user', 'bundle_id', 'product_type'), name='source_once_a_user', violation_error_message='This source is already known.'),
        ),
        migrations.AddConstraint(
            model_name='phonetotal',
            constraint=models.UniqueConstraint(fields=('user', 'type', 'local_date', 'device'), name='phonetotal_one_a_day', violation_error_message='This device already told its total of the day.'),
        ),
        migrations.AddConstraint(
            model_name='sourcepriority',
            constraint=models.UniqueConstraint(fields=('user', 'type'), name='sourcepriority_one_a_type', nulls_distinct=False, violation_error_message='There is already an order for this type.'),
        ),
        migrations.AddConstraint(
            model_name='sourcepriority',
            constraint=models.CheckConstraint(condition=models.Q(('sources__isnull', False)), name='sourcepriority_has_sources', violation_error_message='An order names its sources.'),
        ),
        migrations.AddIndex(
            model_name='synclog',
            index=models.Index(fields=['user', 'device', '-received_at'], name='synclog_habit'),
        ),
        migrations.AddConstraint(
            model_name='synclog',
            constraint=models.CheckConstraint(condition=models.Q(('records', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('accepted'), '+', models.F('duplicate')), '+', models.F('replaced')), '+', models.F('rejected')), '+', models.F('set_aside')))), name='synclog_counts_add_up', violation_error_message='The counts of a sync must add up.'),
        ),
        migrations.AddConstraint(
            model_name='syncstate',
            constraint=models.UniqueConstraint(fields=('user', 'device', 'type'), name='syncstate_one_a_type', violation_error_message='There is already a state for this type.'),
        ),
    ]
