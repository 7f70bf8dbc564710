"""Numbers for what changes in the diary, so that phones can ask what is new."""

from django.contrib.postgres.operations import AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models

from apps.shared.sync import stamped


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("meals", "0014_own_foods_recipes_templates")]

    operations = [
        ValidateConstraint(model_name="food", name="food_private_outside_catalogue"),
        migrations.AddField(
            model_name="meal",
            name="change",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="mealitem",
            name="change",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        stamped("meals_meal"),
        stamped("meals_mealitem"),
        AddIndexConcurrently(
            model_name="food",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)), fields=["owner"], name="food_of_owner"
            ),
        ),
        AddIndexConcurrently(
            model_name="meal",
            index=models.Index(fields=["user", "change"], name="meal_changes"),
        ),
        AddIndexConcurrently(
            model_name="mealitem",
            index=models.Index(fields=["user", "change"], name="mealitem_changes"),
        ),
    ]
