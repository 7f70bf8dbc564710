"""Goals by a plan, complete days, margins, weeks and learnt expenditure."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_conditions'),
        ('calories', '0003_healthkit_expenditure'),
        ('accounts', '0006_conditions'),
        ('health', '0004_day_body_mass'),
        ('meals', '0022_main_meals'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExpenditureEstimate',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('date', models.DateField(verbose_name='day')),
                ('mean_kcal', models.DecimalField(decimal_places=1, max_digits=6, verbose_name='expenditure (kcal)')),
                ('low_kcal', models.DecimalField(decimal_places=1, max_digits=6, verbose_name='at least (kcal)')),
                ('high_kcal', models.DecimalField(decimal_places=1, max_digits=6, verbose_name='at most (kcal)')),
                ('state', models.CharField(choices=[('updating', 'updating'), ('holding', 'holding'), ('insufficient', 'not enough data')], max_length=12, verbose_name='state')),
                ('reason', models.CharField(blank=True, choices=[('few_complete_days', 'too few complete days'), ('few_weigh_ins', 'too few weigh-ins'), ('logging_gap', 'too many of the last days are not complete'), ('weighing_gap', 'the last weigh-in is too long ago')], max_length=20, verbose_name='reason')),
                ('complete_days', models.PositiveSmallIntegerField(verbose_name='complete days of the last 28')),
                ('weigh_ins', models.PositiveSmallIntegerField(verbose_name='days with a weigh-in of the last 28')),
                ('trend_mass_kg', models.DecimalField(decimal_places=2, max_digits=6, null=True, verbose_name='trend of body mass (kg)')),
                ('told_kcal', models.DecimalField(decimal_places=1, max_digits=6, null=True, verbose_name='last announced (kcal)')),
            ],
            options={
                'verbose_name': 'expenditure estimate',
                'verbose_name_plural': 'expenditure estimates',
                'ordering': ['user', '-date'],
            },
        ),
        migrations.CreateModel(
            name='GoalReached',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('date', models.DateField(verbose_name='day')),
            ],
            options={
                'verbose_name': 'goal reached',
                'verbose_name_plural': 'goals reached',
            },
        ),
        migrations.CreateModel(
            name='LearningMark',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL, verbose_name='user')),
                ('last_day', models.DateField(verbose_name='last day')),
                ('rows_count', models.PositiveIntegerField(verbose_name='estimates')),
                ('digest', models.BinaryField(verbose_name='digest')),
            ],
            options={
                'verbose_name': 'mark of learning',
                'verbose_name_plural': 'marks of learning',
            },
        ),
        migrations.CreateModel(
            name='LoggedDay',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('date', models.DateField(verbose_name='day')),
                ('is_complete', models.BooleanField(verbose_name='everything is logged')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='updated at')),
            ],
            options={
                'verbose_name': 'day called complete',
                'verbose_name_plural': 'days called complete',
                'ordering': ['user', '-date'],
            },
        ),
        migrations.CreateModel(
            name='WeeklyTrend',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('week_start', models.DateField(verbose_name='Monday')),
                ('days_logged', models.PositiveSmallIntegerField(verbose_name='days with food')),
                ('data_points', models.PositiveSmallIntegerField(verbose_name='complete days')),
                ('average_consumed_kcal', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='eaten a day (kcal)')),
                ('average_expenditure_kcal', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='spent a day (kcal)')),
                ('average_balance_kcal', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='balance a day (kcal)')),
                ('balance_margin_kcal', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='margin of the balance (± kcal)')),
                ('confidence', models.DecimalField(decimal_places=3, max_digits=4, null=True, verbose_name='confidence')),
                ('direction', models.CharField(blank=True, choices=[('increasing', 'increasing'), ('decreasing', 'decreasing'), ('stable', 'stable')], max_length=10, null=True, verbose_name='direction')),
                ('adherence_percent', models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name='goals reached (%)')),
                ('average_deviation_kcal', models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='distance from the goal (kcal)')),
                ('closed_at', models.DateTimeField(verbose_name='closed at')),
            ],
            options={
                'verbose_name': 'weekly trend',
                'verbose_name_plural': 'weekly trends',
                'ordering': ['user', '-week_start'],
            },
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='active_credit_kcal',
            field=models.DecimalField(decimal_places=2, max_digits=8, null=True, verbose_name='credit for activity (kcal)'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='balance_margin_kcal',
            field=models.DecimalField(decimal_places=2, max_digits=10, null=True, verbose_name='margin of the balance (± kcal)'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='carbohydrate_goal_g',
            field=models.DecimalField(decimal_places=2, max_digits=7, null=True, verbose_name='carbohydrate goal (g)'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='completeness_from',
            field=models.CharField(choices=[('user', 'the user'), ('inferred', 'inferred')], db_default='inferred', default='inferred', max_length=8, verbose_name='who says so'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='day_complete',
            field=models.BooleanField(db_default=False, default=False, verbose_name='everything is logged'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='expenditure_margin_kcal',
            field=models.DecimalField(decimal_places=2, max_digits=8, null=True, verbose_name='margin of the expenditure (± kcal)'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='fat_goal_g',
            field=models.DecimalField(decimal_places=2, max_digits=7, null=True, verbose_name='fat goal (g)'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='missing',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, db_default=[], default=list, size=None, verbose_name='not told of the body'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='planned_expenditure_kcal',
            field=models.DecimalField(decimal_places=2, help_text='What the goal is built on.', max_digits=8, null=True, verbose_name='habitual expenditure (kcal)'),
        ),
        migrations.AddField(
            model_name='dailybalance',
            name='protein_goal_g',
            field=models.DecimalField(decimal_places=2, max_digits=7, null=True, verbose_name='protein goal (g)'),
        ),
        migrations.AddField(
            model_name='energyprofile',
            name='conditions',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, db_default=[], default=list, size=None, verbose_name='conditions to mind'),
        ),
        migrations.AddField(
            model_name='energyprofile',
            name='due_date',
            field=models.DateField(blank=True, null=True, verbose_name='due date'),
        ),
        migrations.AddField(
            model_name='goal',
            name='macros',
            field=models.JSONField(blank=True, db_default={}, default=dict, verbose_name='share of macronutrients'),
        ),
        migrations.AddField(
            model_name='goal',
            name='planned_kcal',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='What the planner found when the goal was set.', max_digits=7, null=True, verbose_name='energy of the plan (kcal)'),
        ),
        migrations.AddField(
            model_name='goal',
            name='target_body_mass_kg',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='body mass to reach (kg)'),
        ),
        migrations.AddField(
            model_name='goal',
            name='target_date',
            field=models.DateField(blank=True, null=True, verbose_name='to reach by'),
        ),
        migrations.AddField(
            model_name='goal',
            name='wanted_kcal',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='Comes before the pace.', max_digits=7, null=True, verbose_name='energy wished for (kcal)'),
        ),
        migrations.AlterField(
            model_name='dailybalance',
            name='expenditure_source',
            field=models.CharField(choices=[('healthkit', 'HealthKit'), ('adaptive', 'adaptive estimate'), ('formula', 'formula × activity'), ('none', 'not known')], max_length=10, verbose_name='expenditure from'),
        ),
        migrations.AddField(
            model_name='expenditureestimate',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='expenditure_estimates', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddField(
            model_name='goalreached',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='goals_reached', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddConstraint(
            model_name='learningmark',
            constraint=models.CheckConstraint(condition=models.Q(('rows_count__gt', 0)), name='learningmark_of_something', violation_error_message='A mark is of one estimate at least.'),
        ),
        migrations.AddField(
            model_name='loggedday',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='logged_days', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddField(
            model_name='weeklytrend',
            name='user',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='weekly_trends', to=settings.AUTH_USER_MODEL, verbose_name='user'),
        ),
        migrations.AddConstraint(
            model_name='expenditureestimate',
            constraint=models.UniqueConstraint(fields=('user', 'date'), name='expenditureestimate_one_a_day', violation_error_message='There is already an estimate for this day.'),
        ),
        migrations.AddConstraint(
            model_name='expenditureestimate',
            constraint=models.CheckConstraint(condition=models.Q(('low_kcal__lte', models.F('mean_kcal')), ('mean_kcal__lte', models.F('high_kcal'))), name='expenditureestimate_within_interval', violation_error_message='An estimate lies within its interval.'),
        ),
        migrations.AddConstraint(
            model_name='goalreached',
            constraint=models.UniqueConstraint(fields=('user', 'date'), name='goalreached_once_a_day', violation_error_message='This goal was already told.'),
        ),
        migrations.AddConstraint(
            model_name='loggedday',
            constraint=models.UniqueConstraint(fields=('user', 'date'), name='loggedday_one_a_day', violation_error_message='There is already a word on this day.'),
        ),
        migrations.AddConstraint(
            model_name='weeklytrend',
            constraint=models.UniqueConstraint(fields=('user', 'week_start'), name='weeklytrend_one_a_week', violation_error_message='This week is already closed.'),
        ),
        migrations.AddConstraint(
            model_name='weeklytrend',
            constraint=models.CheckConstraint(condition=models.Q(('week_start__iso_week_day', 1)), name='weeklytrend_begins_on_monday', violation_error_message='A week begins on Monday.'),
        ),
        migrations.AddConstraint(
            model_name='weeklytrend',
            constraint=models.CheckConstraint(condition=models.Q(('data_points__lte', models.F('days_logged')), ('days_logged__lte', 7)), name='weeklytrend_days_of_a_week', violation_error_message='A week has seven days.'),
        ),
    ]
