import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

import apps.meals.models.alias


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("meals", "0008_favourites_and_labels")]

    operations = [
        AddIndexConcurrently(
            model_name="food",
            index=models.Index(
                apps.meals.models.alias.NameKey("name"),
                condition=models.Q(("is_generic", True)),
                name="food_generic_name",
            ),
        ),
        AddIndexConcurrently(
            model_name="foodalias",
            index=models.Index(apps.meals.models.alias.NameKey("name"), name="foodalias_name"),
        ),
        AddIndexConcurrently(
            model_name="food",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("popularity__gte", 5)),
                fields=["search_vector"],
                name="food_search_popular",
            ),
        ),
    ]
