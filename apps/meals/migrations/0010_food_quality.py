"""What is wrong with foods, what is usual in their categories, and which foods are one."""

import django.db.models.deletion
import uuid_utils.compat
from django.conf import settings
from django.db import migrations, models


# Mean and deviation of what a label states, of categories large enough to have a usual value.
CATEGORY_FIGURES = """
CREATE MATERIALIZED VIEW meals_category_figure AS
SELECT food.category, nutrient.code,
       round(avg(nutrient.value), 4) AS mean,
       round(stddev_samp(nutrient.value), 4) AS deviation
FROM public.meals_food AS food
JOIN public.meals_foodversion AS version ON version.id = food.current_version_id
CROSS JOIN LATERAL (VALUES
  ('energy_kcal', version.energy_kcal), ('fat_g', version.fat_g),
  ('saturated_fat_g', version.saturated_fat_g), ('carbohydrate_g', version.carbohydrate_g),
  ('sugars_g', version.sugars_g), ('fiber_g', version.fiber_g),
  ('protein_g', version.protein_g), ('salt_g', version.salt_g)
) AS nutrient (code, value)
WHERE food.category <> '' AND food.status = 'published' AND nutrient.value IS NOT NULL
GROUP BY food.category, nutrient.code
HAVING count(*) >= 30 AND stddev_samp(nutrient.value) > 0;
CREATE UNIQUE INDEX meals_category_figure_unique ON meals_category_figure (category, code);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('meals', '0009_search_names'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='foodversion',
            name='label_facts',
            field=models.JSONField(blank=True, db_default=models.Value({}, models.JSONField()), default=dict, help_text='What the label says beside its nutrients; an absent key is not stated.', verbose_name='facts of the label'),
        ),
        migrations.CreateModel(
            name='MergeLog',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('duplicate_status', models.CharField(max_length=10, verbose_name='status of the duplicate before')),
                ('taken', models.JSONField(default=list, help_text='Whose values were taken.', verbose_name='nutrients of the duplicate')),
                ('merged_at', models.DateTimeField(verbose_name='merged at')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone at')),
                ('duplicate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meals.food', verbose_name='duplicate')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meals.food', verbose_name='kept food')),
                ('merged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='merged by')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='undone by')),
                ('version_after', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meals.foodversion', verbose_name='version after')),
                ('version_before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meals.foodversion', verbose_name='version before')),
            ],
            options={
                'verbose_name': 'merge',
                'verbose_name_plural': 'merges',
                'ordering': ['-merged_at', '-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('duplicate',), name='mergelog_one_living_merge', violation_error_message='This food is merged already.')],
            },
        ),
        migrations.CreateModel(
            name='MergeProposal',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(choices=[('gtin', 'the same barcode, written differently'), ('name', 'alike in name, brand and nutrients'), ('by_hand', 'proposed by staff')], default='by_hand', max_length=8, verbose_name='reason')),
                ('score', models.DecimalField(decimal_places=3, default=1, max_digits=4, verbose_name='likeness')),
                ('status', models.CharField(choices=[('open', 'open'), ('merged', 'merged'), ('dismissed', 'different foods')], default='open', max_length=9, verbose_name='status')),
                ('found_at', models.DateTimeField(auto_now_add=True, verbose_name='found at')),
                ('decided_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('duplicate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meals.food', verbose_name='duplicate')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meals.food', verbose_name='kept food')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'ordering': ['-score', '-id'],
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['-score', '-id'], name='mergeproposal_open')],
                'constraints': [models.UniqueConstraint(fields=('kept', 'duplicate'), name='mergeproposal_pair_unique', violation_error_message='These two foods were proposed already.'), models.CheckConstraint(condition=models.Q(('kept', models.F('duplicate')), _negated=True), name='mergeproposal_of_two_foods', violation_error_message='A food is no duplicate of itself.')],
            },
        ),
        migrations.CreateModel(
            name='QualityIssue',
            fields=[
                ('id', models.UUIDField(default=uuid_utils.compat.uuid7, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=100, verbose_name='check')),
                ('severity', models.CharField(choices=[('error', 'error'), ('warning', 'warning'), ('info', 'information'), ('completeness', 'to be completed'), ('bug', 'record at fault')], max_length=12, verbose_name='severity')),
                ('details', models.JSONField(blank=True, default=dict, verbose_name='details')),
                ('status', models.CharField(choices=[('open', 'open'), ('accepted', 'accepted'), ('dismissed', 'dismissed'), ('closed', 'closed')], default='open', max_length=9, verbose_name='status')),
                ('affected_users', models.PositiveIntegerField(default=0, help_text='How many people logged this food.', verbose_name='affected users')),
                ('opened_at', models.DateTimeField(verbose_name='opened at')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('food', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='issues', to='meals.food', verbose_name='food')),
                ('version', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='meals.foodversion', verbose_name='food version')),
            ],
            options={
                'verbose_name': 'quality issue',
                'verbose_name_plural': 'quality issues',
                'ordering': ['-opened_at', '-id'],
                'indexes': [models.Index(condition=models.Q(('status', 'open')), fields=['severity', '-affected_users', '-id'], name='qualityissue_open'), models.Index(fields=['code', '-id'], name='qualityissue_by_code')],
                'constraints': [models.UniqueConstraint(fields=('food', 'code'), name='qualityissue_once_per_food', violation_error_message='This food already has this issue.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('status', 'closed')), models.Q(models.Q(('status', 'closed'), _negated=True), ('closed_at__isnull', True)), _connector='OR'), name='qualityissue_closed_at_when_closed', violation_error_message='A closed issue, and no other, says when it closed.')],
            },
        ),
        migrations.RunSQL(CATEGORY_FIGURES, "DROP MATERIALIZED VIEW meals_category_figure"),
    ]
