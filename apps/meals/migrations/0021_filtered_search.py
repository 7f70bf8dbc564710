"""Small indexes for the filters of a search; products without labels and categories are in none."""

from decimal import Decimal

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("meals", "0020_without_food_trigrams")]

    operations = [
        AddIndexConcurrently(
            model_name="food",
            index=models.Index(
                Lower("category"), condition=~Q(category=""), name="food_by_category"
            ),
        ),
        AddIndexConcurrently(
            model_name="food",
            index=GinIndex(fields=["labels"], condition=~Q(labels=[]), name="food_by_label"),
        ),
        AddIndexConcurrently(
            model_name="foodversion",
            index=models.Index(
                fields=["confidence"],
                condition=Q(confidence__gt=Decimal("0.8")),
                name="foodversion_sure",
            ),
        ),
    ]
