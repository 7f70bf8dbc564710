"""Numbers and tombstones for favourites, so that phones can ask what is new."""

import django.utils.timezone
from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

from apps.shared.sync import stamped


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("meals", "0016_amounts_as_said"), ("accounts", "0003_sync_change")]

    operations = [
        ValidateConstraint(model_name="mealitem", name="mealitem_unit_with_quantity"),
        ValidateConstraint(
            model_name="recipeingredient", name="recipeingredient_unit_with_quantity"
        ),
        ValidateConstraint(model_name="templateitem", name="templateitem_unit_with_quantity"),
        migrations.AddField(
            model_name="favourite",
            name="change",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="favourite",
            name="deleted_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="deleted at"),
        ),
        migrations.AlterField(
            model_name="favourite",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="marked at"),
        ),
        stamped("meals_favourite"),
        AddIndexConcurrently(
            model_name="favourite",
            index=models.Index(fields=["user", "change"], name="favourite_changes"),
        ),
    ]
