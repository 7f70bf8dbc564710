import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("meals", "0005_search_words")]

    operations = [
        AddIndexConcurrently(
            model_name="food",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("is_generic", True)),
                fields=["search_vector"],
                name="food_search_generic",
            ),
        ),
    ]
