import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("meals", "0003_day_intake")]

    operations = [
        AddIndexConcurrently(
            model_name="meal",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["created_at"], name="meal_logged_at"
            ),
        ),
    ]
